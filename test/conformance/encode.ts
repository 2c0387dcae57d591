/** Results in the case format, and the comparison. */

import { NDArrayClass, type Column, Table, Timedelta } from "./classes.ts";
import type { Column as ColumnType } from "../../runtime/values/column.ts";

export function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : { $num: String(value) };
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return Number.isNaN(+value) ? null : { $dt: iso(value) };
  if (value instanceof Timedelta) return { $td: Number(value.nanoseconds) };
  if (value instanceof NDArrayClass) return value.ndim === 0 ? plain(value.item()) : encodeArray(value);
  if (value instanceof Set) return { $set: [...value].map(plain) };
  if (value instanceof Map) return { $map: [...value].map(([k, v]) => [plain(k), plain(v)]) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) {
    if ("re" in value && "im" in value) return { $complex: [value.re, value.im] };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value;
}
const iso = (date: Date): string => date.toISOString().replace(/\.?0*Z$/, "");

export function encodeArray(block: InstanceType<typeof NDArrayClass>): unknown {
  return { $ndarray: { shape: block.shape, dtype: block.dtype, data: (block.toArray() as unknown[]).flat(Infinity).map(plain) } };
}

/** A frame as the cases have it: columns, dtypes, index, column-major data. A series is a frame of one column. */
export function encodeFrame(result: Table | ColumnType): Record<string, unknown> {
  const fields = result instanceof Table ? result.fields : [result as Column];
  const levels = result instanceof Table ? result.levels : (result as Column).levels;
  const length = result.length;
  const at = (column: Column, i: number) => cellOf(column, column.at(i));
  const index =
    levels.length === 1
      ? { name: levels[0]!.name === "" ? null : levels[0]!.name, values: Array.from({ length }, (_, i) => at(levels[0] as Column, i)) }
      : {
          names: levels.map(level => (level.name === "" ? null : level.name)),
          values: Array.from({ length }, (_, i) => levels.map(level => at(level as Column, i))),
        };
  return {
    columns: fields.map(field => field.name),
    dtypes: fields.map(field => field.dtype),
    index,
    data: fields.map(field => Array.from({ length }, (_, i) => at(field as Column, i))),
  };
}

function cellOf(column: Column, value: unknown): unknown {
  if (value === null || value === undefined || (typeof value === "number" && Number.isNaN(value))) return null;
  if (value instanceof Date) return iso(value);
  if (value instanceof Timedelta) return Number(value.nanoseconds);
  void column;
  return plain(value);
}

/** Deep equality of plain data; numbers within `rtol`, numbers and texts of dates by value, missing is missing. */
export function same(got: unknown, expected: unknown, rtol = 1e-9): boolean {
  const [a, b] = [unwrap(got), unwrap(expected)];
  if (typeof a === "number" && typeof b === "number")
    return a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= rtol * Math.max(Math.abs(a), Math.abs(b), 1e-300) || Math.abs(a - b) < 1e-12;
  if (typeof a === "boolean" && typeof b === "number") return Number(a) === b;
  if (typeof a === "number" && typeof b === "string" && /^\d{4}-\d\d-\d\dT/.test(b)) return Math.abs(a - +new Date(`${b.slice(0, 23)}Z`)) <= 1;
  if (typeof a !== typeof b) return false;
  if (typeof a === "string" && typeof b === "string") return a === b || (/^\d{4}-\d\d-\d\dT/.test(b) && +new Date(`${a}Z`) === +new Date(`${b}Z`));
  if (typeof a !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) return a.length === (b as unknown[]).length && a.every((item, i) => same(item, (b as unknown[])[i], rtol));
  const keys = new Set([...Object.keys(a), ...Object.keys(b as object)]);
  return [...keys].every(key => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], rtol));
}

/** NaN and infinities stand as `$num`, or as bare texts inside arrays; null is NaN there. */
function unwrap(value: unknown): unknown {
  if (value === undefined) return null;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if ("$num" in value) return Number(value.$num);
  if ("$dt" in value) return value.$dt;
  return value;
}
