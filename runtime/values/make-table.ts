/** Tables from what users hold: rows, columns, tables. */

import { ShapeError } from "../errors.ts";
import type { ColumnType } from "../meta/dtype.ts";
import { Column } from "./column.ts";
import { buildColumn } from "./column-builder.ts";
import { inferDtype, typedArrayDtype } from "./infer-dtype.ts";
import type { Room } from "./room.ts";
import { Table } from "./table.ts";

type Schema = Readonly<Record<string, ColumnType>>;
type Columns = Readonly<Record<string, readonly unknown[] | ArrayBufferView | Column>>;

/** Rows, columns or a table as a table. */
export function table<Row>(data: Table<Row> | readonly Row[]): Table<Row>;
export function table<C extends { [column: string]: readonly unknown[] | ArrayBufferView }>(
  columns: C,
): Table<{ [K in keyof C]: C[K] extends readonly (infer T)[] ? T : number }>;
export function table(data: readonly unknown[] | Table | Columns): Table {
  if (data instanceof Table) return data;
  return Array.isArray(data) ? fromRows(data) : fromColumns(data as Columns);
}

/** With a schema its columns, in its order; otherwise the columns of the rows in order of first sight, their dtypes inferred. */
export function fromRows<Row>(rows: readonly Row[], schema?: Schema, room?: Room): Table<Row> {
  const records = rows as readonly Readonly<Record<string, unknown>>[];
  const names = schema === undefined ? namesOf(records) : Object.keys(schema);
  const fields = names.map(name => buildColumn(name, schema?.[name] ?? inferDtype(records.map(row => row[name])), rows.length, i => records[i]![name], room));
  return new Table<Row>({ fields, length: rows.length });
}

export function fromColumns(columns: Columns, schema?: Schema, room?: Room): Table {
  const fields = Object.entries(columns).map(([name, values]) => columnOf(name, values, schema?.[name], room));
  const length = fields[0]?.length ?? 0;
  const odd = fields.find(field => field.length !== length);
  if (odd !== undefined)
    throw new ShapeError(`columns of one length expected: "${fields[0]!.name}" has ${length} rows, "${odd.name}" ${odd.length}`, [length], [odd.length]);
  return new Table({ fields, length });
}

/** Values as a column; a typed array is taken as it is, without a copy. */
export function columnOf(name: string | null, values: readonly unknown[] | ArrayBufferView | Column, dtype?: ColumnType, room?: Room): Column {
  if (values instanceof Column)
    return dtype === undefined || values.dtype === dtype ? values.with({ name }) : buildColumn(name, dtype, values.length, i => values.at(i), room);
  if (ArrayBuffer.isView(values)) {
    const own = typedArrayDtype(values);
    const list = values as Float64Array;
    if (own !== undefined && (dtype === undefined || dtype === own)) return new Column({ name, dtype: own, length: list.length, data: values });
    return buildColumn(name, dtype ?? "float64", list.length, i => list[i], room);
  }
  return buildColumn(name, dtype ?? inferDtype(values), values.length, i => values[i], room);
}

function namesOf(rows: readonly object[]): string[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return [...names];
}

/** A table of no rows. */
export const emptyTable = (
  columns: readonly { readonly name: string; readonly dtype: ColumnType }[],
  levels: readonly { readonly name: string; readonly dtype: ColumnType }[] | null = null,
): Table =>
  new Table({
    fields: columns.map(({ name, dtype }) => buildColumn(name, dtype, 0, () => null)),
    levels: levels?.map(({ name, dtype }) => buildColumn(name, dtype, 0, () => null)) ?? null,
    length: 0,
  });
