/** Column expressions over the columns of one partition: positions that pass a test, or a new column. Generated loops are kept by their text. */

import { DTypeError } from "../../errors.ts";
import { type ColumnExpr, fieldsOf } from "../../lambda/column-expr.ts";
import { Column } from "../../values/column.ts";
import { codesColumn } from "../../values/column-builder.ts";
import { columnReader, type Reader } from "../../values/column-reader.ts";
import { DictionaryBuilder } from "../../values/dictionary-builder.ts";
import { wordsOf } from "../../values/int64.ts";
import type { Room } from "../../values/room.ts";
import { allValid, clearBit } from "../../values/validity.ts";
import { emit, type Emitted, SUPPORT } from "./compile.ts";

type Find = (name: string) => Column | undefined;
type Loop = (cols: readonly Column[], read: readonly Reader[], support: typeof SUPPORT & Record<string, unknown>, n: number, out: any) => unknown;

const loops = new Map<string, Loop>();

/** Positions of the rows for which the expression is true, or undefined where it has no column form over these columns. */
export function positions(node: ColumnExpr, find: Find, length: number): Int32Array | undefined {
  const { fields, columns } = columnsOf(node, find);
  const out = new Int32Array(length);
  const emitted = emit(node, fields, columns, "test");
  if (emitted === undefined) return undefined;
  const count = loopOf(emitted, "let count = 0;", "out[count] = i; count += VALUE ? 1 : 0;", "return count;")(
    columns,
    columns.map(columnReader),
    SUPPORT,
    length,
    out,
  ) as number;
  return out.subarray(0, count);
}

/** The column of its values, or undefined where it has no column form over these columns. */
export function evaluate(node: ColumnExpr, name: string | null, find: Find, length: number, room: Room): Column | undefined {
  const { fields, columns } = columnsOf(node, find);
  if (node.kind === "field") return columns[0]!.with({ name, levels: null });
  const emitted = emit(node, fields, columns, "value");
  if (emitted === undefined) return undefined;
  const run = (start: string, body: string, out: unknown, support: Record<string, unknown> = {}) =>
    loopOf(emitted, start, body, "")(columns, columns.map(columnReader), { ...SUPPORT, ...support }, length, out);
  const { kind, missing } = emitted.type;
  switch (kind) {
    case "float": {
      const data = room.alloc("float64", length) as Float64Array;
      run("", missing ? "const v = VALUE; out[i] = v == null ? NaN : v;" : "out[i] = VALUE;", data);
      return new Column({ name, dtype: "float64", length, data });
    }
    case "date":
    case "timedelta": {
      const data = room.alloc("float64", length) as Float64Array;
      run("", "out[i] = VALUE;", data);
      return new Column({ name, dtype: kind === "date" ? "datetime" : "timedelta", length, data });
    }
    case "int": {
      const data = room.alloc("int64", length) as BigInt64Array;
      const bits = { validity: null as Uint8Array | null };
      run(
        "",
        "const v = VALUE; if (v != null && v === v) { if (v > 9e18 || v < -9e18) support.large(v); out[2 * i] = v; out[2 * i + 1] = Math.floor(v / 4294967296); } else { out[2 * i] = out[2 * i + 1] = 0; support.missing(i); }",
        wordsOf(data),
        { missing: (i: number) => clearBit((bits.validity ??= allValid(length, room)), i), large },
      );
      return new Column({ name, dtype: "int64", length, data, validity: bits.validity });
    }
    case "bool": {
      const data = room.alloc("bool", length) as Uint8Array;
      const bits = { validity: null as Uint8Array | null };
      run("", missing ? "const v = VALUE; if (v == null) { out[i] = 0; support.missing(i); } else out[i] = v ? 1 : 0;" : "out[i] = VALUE ? 1 : 0;", data, {
        missing: (i: number) => clearBit((bits.validity ??= allValid(length, room)), i),
      });
      return new Column({ name, dtype: "bool", length, data, validity: bits.validity });
    }
    case "string": {
      const codes = room.alloc("int32", length) as Int32Array;
      const builder = new DictionaryBuilder();
      run("", "const v = VALUE; out[i] = v == null ? -1 : support.add(v);", codes, { add: (text: string) => builder.addText(text) });
      return codesColumn(name, codes, builder.build(room), { room });
    }
    default:
      return undefined;
  }
}

function columnsOf(node: ColumnExpr, find: Find): { fields: readonly string[]; columns: readonly Column[] } {
  const fields = [...fieldsOf(node)];
  return { fields, columns: fields.map(name => find(name) ?? absent(name)) };
}

function loopOf(emitted: Emitted, start: string, body: string, end: string): Loop {
  const text = `${emitted.before}\n${start}\nfor (let i = 0; i < n; i++) {\n${emitted.each}\n${body.replace("VALUE", () => emitted.value)}\n}\n${end}`;
  let loop = loops.get(text);
  if (loop === undefined) {
    loop = new Function("cols", "read", "support", "n", "out", text) as Loop;
    if (loops.size > 1000) loops.clear();
    loops.set(text, loop);
  }
  return loop;
}

const absent = (name: string): never => {
  throw new DTypeError(`the partition has no column "${name}"`);
};
const large = (value: number): never => {
  throw new DTypeError(`${value} is beyond what int64 holds`);
};
