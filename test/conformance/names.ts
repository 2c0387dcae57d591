/** From the cases' names, which are Dask's, to the public API's. The only place that knows both. */

const RENAMED: Readonly<Record<string, string>> = {
  "dd.from_pandas": "dd.fromTable",
  "dd.from_dask_array": "dd.fromBaskArray",
  to_dask_array: "toBaskArray",
  to_dask_dataframe: "toBaskDataframe",
  getitem: "get",
};

export const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `da.from_array` as module and path: ["da", "fromArray"]. */
export function functionPath(call: string): string[] {
  return (RENAMED[call] ?? call).split(".").map(camel);
}
export const methodName = (name: string): string => RENAMED[name] ?? camel(name);

export const OPERATORS: Readonly<Record<string, string>> = {
  "+": "add", "-": "sub", "*": "mul", "/": "div", "//": "floorDiv", "%": "mod", "**": "pow", "@": "matmul",
  "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne", "&": "and", "|": "or", "^": "xor", neg: "neg", not: "not", abs: "abs",
};

/** Options by their names here; their values are not touched. */
export const optionNames = (options: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [camel(key), value]));

/** The texts of `ts` with the names that differ here. */
export const sourceText = (line: string): string => line.replaceAll("dd.fromPandas", "dd.fromTable").replaceAll(".toDaskArray(", ".toBaskArray(").replaceAll(".toDaskDataframe(", ".toBaskDataframe(")
  .replace(/^(\w+)\.set\((.*)\);$/, (_, name: string, rest: string) => `${name} = ${name}.setItem(${rest});`);
