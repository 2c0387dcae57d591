/** What row i of a column holds as a JavaScript value: numbers are NaN where missing, everything else null. */

import type { Column } from "./column.ts";
import { readInt64, readUint64, wordsOf } from "./int64.ts";
import { Timedelta } from "./timedelta.ts";
import { isValid } from "./validity.ts";

export type Reader = (i: number) => any;

export function columnReader(column: Column): Reader {
  const read = presentReader(column);
  const { validity, dtype } = column;
  if (validity === null || dtype === "string" || dtype === "category") return read;
  const missing = missingValue(dtype);
  return i => (isValid(validity, i) ? read(i) : missing);
}

/** What stands for a missing value of this dtype. */
export const missingValue = (dtype: string): number | null => (/^(u?int|float)/.test(dtype) ? Number.NaN : null);

/** As `columnReader`, but 64-bit integers are bigints whatever their size: for what only shows or writes them. */
export function exactReader(column: Column): Reader {
  const { dtype, range } = column;
  if ((dtype !== "int64" && dtype !== "uint64") || range !== null) return columnReader(column);
  const [wide, { validity }] = [column.data as BigInt64Array, column];
  return i => (isValid(validity, i) ? wide[i] : null);
}

function presentReader({ data, dtype, name, dictionary, range }: Column): Reader {
  if (range !== null) return i => range.start + i * range.step;
  switch (dtype) {
    case "bool": {
      const flags = data as Uint8Array;
      return i => flags[i] !== 0;
    }
    case "int64": {
      const words = wordsOf(data);
      return i => readInt64(words, i, name);
    }
    case "uint64": {
      const words = wordsOf(data);
      return i => readUint64(words, i, name);
    }
    case "bigint": {
      const wide = data as BigInt64Array;
      return i => wide[i];
    }
    case "string":
    case "category": {
      const codes = data as Int32Array;
      return i => (codes[i]! < 0 ? null : dictionary!.at(codes[i]!));
    }
    case "datetime": {
      const times = data as Float64Array;
      return i => (Number.isNaN(times[i]!) ? null : new Date(times[i]!));
    }
    case "timedelta": {
      const times = data as Float64Array;
      return i => (Number.isNaN(times[i]!) ? null : new Timedelta(times[i]!, "ms"));
    }
    case "object": {
      const values = data as unknown as readonly unknown[];
      return i => values[i] ?? null;
    }
    default: {
      const numbers = data as Float64Array;
      return i => numbers[i];
    }
  }
}

/** Whether row i is missing, from the storage alone. */
export function missingTest({ data, dtype, validity, range }: Column): (i: number) => boolean {
  if (range !== null) return () => false;
  if (dtype === "string" || dtype === "category") {
    const codes = data as Int32Array;
    return i => codes[i]! < 0;
  }
  if (dtype === "object") {
    const values = data as unknown as readonly unknown[];
    return i => values[i] === null || values[i] === undefined || Number.isNaN(values[i]);
  }
  if (dtype === "float64" || dtype === "float32" || dtype === "datetime" || dtype === "timedelta") {
    const numbers = data as Float64Array;
    return validity === null ? i => Number.isNaN(numbers[i]!) : i => Number.isNaN(numbers[i]!) || !isValid(validity, i);
  }
  return validity === null ? () => false : i => !isValid(validity, i);
}
