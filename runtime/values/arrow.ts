/** A table as an Arrow IPC stream. Named levels of the index come first, as columns. */

import {
  binary,
  bool,
  type Column as ArrowColumn,
  columnFromArray,
  type DataType,
  dictionary,
  duration,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
  tableFromColumns,
  tableToIPC,
  timestamp,
  TimeUnit,
  uint16,
  uint32,
  uint64,
  uint8,
  utf8,
} from "@uwdata/flechette";
import type { ColumnType } from "../meta/dtype.ts";
import { missingTest, columnReader } from "./column-reader.ts";
import type { Column } from "./column.ts";
import type { Table } from "./table.ts";

export function tableToArrow(table: Table): Uint8Array {
  const columns = table.rowColumns.map((column): [string, ArrowColumn<unknown>] => [column.name ?? "", arrowColumn(column)]);
  return tableToIPC(tableFromColumns(columns), { format: "stream" })!;
}

const TYPES: Readonly<Record<Exclude<ColumnType, "object">, () => DataType>> = {
  bool,
  int8,
  int16,
  int32,
  int64,
  bigint: int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  string: () => dictionary(utf8(), int32()),
  category: () => dictionary(utf8(), int32()),
  datetime: () => timestamp(TimeUnit.MILLISECOND, null),
  timedelta: () => duration(TimeUnit.MILLISECOND),
};

function arrowColumn(column: Column): ArrowColumn<unknown> {
  const { dtype, validity, length } = column;
  if (dtype === "object") return objects(column);
  const type = TYPES[dtype]();
  const stored = /^(u?int\d+|float\d+|bigint)$/.test(dtype) && validity === null;
  if (stored) return columnFromArray(column.data as Float64Array, type);
  const missing = missingTest(column);
  return columnFromArray(
    Array.from({ length }, (_, i) => (missing(i) ? null : arrowValue(column, i))),
    type,
  );
}

function arrowValue({ dtype, data, dictionary: texts }: Column, i: number): unknown {
  if (dtype === "bool") return (data as Uint8Array)[i] !== 0;
  if (dtype === "string" || dtype === "category") return texts!.at((data as Int32Array)[i]!);
  if (dtype === "timedelta") return BigInt(Math.round((data as Float64Array)[i]!));
  return (data as Float64Array)[i];
}

/** Objects as JSON text; bytes as they are. */
function objects(column: Column): ArrowColumn<unknown> {
  const read = columnReader(column);
  const values = Array.from({ length: column.length }, (_, i) => read(i) as unknown);
  if (values.every(value => value === null || value instanceof Uint8Array)) return columnFromArray(values, binary());
  return columnFromArray(
    values.map(value => (value === null ? null : typeof value === "string" ? value : JSON.stringify(value))),
    utf8(),
  );
}
