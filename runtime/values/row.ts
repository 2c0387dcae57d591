/**
 * Row objects. For every schema one function is generated that makes an object literal of the right shape, reading numbers straight from
 * storage: row lambdas and iteration cost a few nanoseconds a field.
 */

import type { Column } from "./column.ts";
import { columnReader, type Reader } from "./column-reader.ts";
import { wordsOf } from "./int64.ts";

export type RowReader = (i: number) => any;
type Factory = (data: readonly unknown[], read: readonly Reader[]) => RowReader;

const factories = new Map<string, Factory>();

/** Reads row i of columns of equal length as an object. */
export function rowReader(columns: readonly Column[]): RowReader {
  const forms = columns.map(formOf);
  const key = JSON.stringify(columns.map((column, c) => [column.name, forms[c]]));
  let factory = factories.get(key);
  if (factory === undefined) {
    factory = generate(
      columns.map(column => column.name ?? ""),
      forms,
    );
    if (factories.size > 500) factories.clear();
    factories.set(key, factory);
  }
  const data = columns.map((column, c) => (forms[c] === "read" ? null : forms[c] === "int64" ? wordsOf(column.data) : column.data));
  return factory(data, columns.map(columnReader));
}

type Form = "plain" | "bool" | "int64" | "read";

/** How a field is read: inline where storage is the value, through the column's reader otherwise. */
function formOf({ dtype, validity, range }: Column): Form {
  if (range !== null) return "read";
  if (dtype === "float64" || dtype === "float32") return validity === null ? "plain" : "read";
  if (validity !== null) return "read";
  if (dtype === "bool" || dtype === "int64") return dtype;
  return /^u?int(8|16|32)$/.test(dtype) || dtype === "bigint" ? "plain" : "read";
}

function generate(names: readonly string[], forms: readonly Form[]): Factory {
  const field = (c: number): string => {
    switch (forms[c]!) {
      case "plain":
        return `d${c}[i]`;
      case "bool":
        return `d${c}[i] !== 0`;
      case "int64":
        return `d${c}[2 * i + 1] === d${c}[2 * i] >> 31 ? d${c}[2 * i] : r${c}(i)`;
      case "read":
        return `r${c}(i)`;
    }
  };
  const fields = names.map((name, c) => `[${JSON.stringify(name)}]: ${field(c)}`).map(text => text.replace(/^\["(?!__proto__")((?:[^"\\]|\\.)*)"\]/, '"$1"'));
  const locals = names.map((_, c) => `const d${c} = data[${c}], r${c} = read[${c}];`).join(" ");
  return new Function("data", "read", `${locals} return i => ({ ${fields.join(", ")} });`) as Factory;
}
