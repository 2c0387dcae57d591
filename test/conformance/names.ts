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
/** Options that have another name here. */
const OPTIONS: Readonly<Record<string, string>> = { M: "m", N: "n", padWidth: "width" };
/** Options of single functions that have another name here. */
const OPTIONS_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = { clip: { lower: "min", upper: "max" } };

/** Values that have another form: a dtype, or a pattern of file names that here is a regular expression. */
export const argument = (method: string, value: unknown): unknown =>
  method === "pad" && isPair(value)
    ? [value]
    : method === "astype" && (value === "str" || value === "object")
      ? "string"
      : method === "match" && typeof value === "string" && /^[\w*?]*$/.test(value)
        ? globPattern(value)
        : value;
/** In NumPy a pair of numbers is before and after on every axis; here it is one width an axis. */
const isPair = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(each => typeof each === "number");
const globPattern = (glob: string): string => `^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`;

/** Calls of a user function: what is given by a name that is no setting of the call goes to the function, as one object. */
const OWN_SETTINGS: Readonly<Record<string, readonly string[]>> = {
  mapBlocks: ["dtype", "chunks", "dropAxis", "newAxis", "name", "meta", "token", "enforceNdim"],
  mapPartitions: ["meta", "enforceMetadata", "transformDivisions", "alignDataframes"],
  map: ["meta", "naAction"],
};
export function forFunction(method: string, options: Record<string, unknown>): [given: Record<string, unknown>[], options: Record<string, unknown>] {
  const own = OWN_SETTINGS[method];
  if (own === undefined) return [[], options];
  const given = Object.entries(options).filter(([key]) => !own.includes(key));
  return [given.length === 0 ? [] : [Object.fromEntries(given)], Object.fromEntries(Object.entries(options).filter(([key]) => own.includes(key)))];
}

export const methodName = (name: string): string => RENAMED[name] ?? camel(name);

export const OPERATORS: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "//": "floorDiv",
  "%": "mod",
  "**": "pow",
  "@": "matmul",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
  "==": "eq",
  "!=": "ne",
  "&": "and",
  "|": "or",
  "^": "xor",
  neg: "neg",
  not: "not",
  abs: "abs",
};

/** Options by their names here; their values are not touched. */
export const optionNames = (options: Readonly<Record<string, unknown>>, verb = ""): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(options).map(([key, value]) => [
      OPTIONS_OF[verb]?.[camel(key)] ?? OPTIONS[camel(key)] ?? camel(key),
      key === "padWidth" || key === "pad_width" ? argument("pad", value) : value,
    ]),
  );

/** The texts of `ts` with the names that differ here. */
export const sourceText = (line: string): string =>
  line
    .replaceAll("dd.fromPandas", "dd.fromTable")
    .replace(/\bpadWidth: (\[\d+, \d+\])/, "width: [$1]")
    .replaceAll("padWidth:", "width:")
    .replaceAll(".toDaskArray(", ".toBaskArray(")
    .replaceAll(".toDaskDataframe(", ".toBaskDataframe(")
    .replace(/^(\w+)\.set\((.*)\);$/, (_, name: string, rest: string) => `${name} = ${name}.setItem(${rest});`);

/** Several results are a tuple there, a list here. */
export const listText = (text: string): string =>
  [
    ...text.matchAll(
      /(\w+) = da\.(?:linalg\.(?:qr|tsqr|sfqr|svd|svdCompressed|lu|lstsq)|meshgrid|histogram|histogram2d|histogramdd|gradient|unravelIndex|nonzero)\(/g,
    ),
  ].reduce((all, [, name]) => all.replaceAll(new RegExp(`\\b${name}\\.get\\((\\d+)\\)`, "g"), `${name}[$1]`), text);
