/** `astype`: a column of another dtype, value by value where storage does not say it already. */

import { DTypeError } from "../../errors.ts";
import { type ColumnType, isDType } from "../../meta/dtype.ts";
import type { Column } from "../../values/column.ts";
import { buildColumn } from "../../values/column-builder.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import type { Room } from "../../values/room.ts";
import { isFloat, isNumbers, fromNumbers, numbersOf } from "./numbers.ts";

export function cast(column: Column, dtype: ColumnType, room: Room): Column {
  if (column.dtype === dtype) return column;
  return made(column, dtype, room).with({ levels: column.ownLevels });
}

function made(column: Column, dtype: ColumnType, room: Room): Column {
  const { name, length } = column;
  const from = column.dtype;
  if ((from === "int64" && dtype === "bigint") || (from === "bigint" && dtype === "int64")) return column.with({ dtype });
  if ((from === "string" && dtype === "category") || (from === "category" && dtype === "string")) return column.with({ dtype });
  const target = isDType(dtype) || dtype === "bigint";
  if (isNumbers(from) && (target || dtype === "datetime" || dtype === "timedelta")) {
    const values = numbersOf(column);
    if (dtype === "bool") return buildColumn(name, dtype, length, i => (Number.isNaN(values[i]!) ? (isFloat(from) ? true : null) : values[i] !== 0), room);
    if (!isFloat(dtype) && target && isFloat(from)) {
      const out = new Float64Array(length);
      for (let i = 0; i < length; i++) {
        if (!Number.isFinite(values[i]!))
          throw new DTypeError(`astype ${dtype}: column "${name ?? ""}" has ${values[i]} in row ${i}, which no integer is: fillna or dropna it first`);
        out[i] = Math.trunc(values[i]!);
      }
      return fromNumbers(name, dtype, out, room);
    }
    return fromNumbers(name, dtype, dtype === "float64" || !target ? Float64Array.from(values) : values, room);
  }
  const read = columnReader(column);
  const gone = missingTest(column);
  switch (dtype) {
    case "string":
    case "category":
      return buildColumn(name, dtype, length, i => (gone(i) ? null : text(read(i), from)), room);
    case "datetime":
      return buildColumn(name, dtype, length, i => (gone(i) ? null : instant(String(read(i)), name)), room);
    case "object":
      return buildColumn(name, dtype, length, i => (gone(i) ? null : read(i)), room);
    default: {
      if (!target) throw new DTypeError(`astype: no ${dtype} from ${from}`);
      const values = Float64Array.from({ length }, (_, i) => (gone(i) ? Number.NaN : number(read(i), name, dtype)));
      return fromNumbers(name, dtype, values, room);
    }
  }
}

/** As Python prints: floats keep a point, booleans begin with a capital, dates are ISO without zone. */
function text(value: unknown, from: ColumnType): string {
  if (isFloat(from) && Number.isInteger(value)) return `${String(value)}.0`;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace("T", " ").replace(" 00:00:00", "");
  return String(value);
}

function number(value: unknown, name: string | null, dtype: string): number {
  const result = typeof value === "string" ? (value.trim() === "" ? Number.NaN : Number(value)) : Number(value);
  if (Number.isNaN(result) && !(typeof value === "string" && /^\s*nan\s*$/i.test(value)))
    throw new DTypeError(`astype ${dtype}: column "${name ?? ""}" has ${JSON.stringify(value)}, which is no number`);
  return result;
}

function instant(value: string, name: string | null): Date {
  const date = new Date(
    /^\d{4}-\d\d-\d\d \d/.test(value)
      ? `${value.replace(" ", "T")}${/(Z|[+-]\d\d:?\d\d)$/.test(value) ? "" : "Z"}`
      : /T\d/.test(value) && !/(Z|[+-]\d\d:?\d\d)$/.test(value)
        ? `${value}Z`
        : value,
  );
  if (Number.isNaN(+date)) throw new DTypeError(`astype datetime: column "${name ?? ""}" has ${JSON.stringify(value)}, which is no date`);
  return date;
}
