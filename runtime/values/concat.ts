/** Tables and columns one below the other; dictionaries are merged, integer codes rewritten. */

import { promote, type ColumnType, isDType } from "../meta/dtype.ts";
import type { Column } from "./column.ts";
import { rangeColumn } from "./column.ts";
import { buildColumn } from "./column-builder.ts";
import { columnReader } from "./column-reader.ts";
import type { Dictionary } from "./dictionary.ts";
import { DictionaryBuilder } from "./dictionary-builder.ts";
import { HEAP, type Room } from "./room.ts";
import { storageDtype } from "./take.ts";
import { Table } from "./table.ts";
import { allValid, clearBit, isValid, type Validity } from "./validity.ts";

/** Columns are those of the first table, in its order; one that another table lacks is missing there. */
export function concatTables<Row>(tables: readonly Table<Row>[], room: Room = HEAP): Table<Row> {
  const first = tables[0];
  if (first === undefined) return new Table<Row>({ fields: [], length: 0 });
  if (tables.length === 1) return first;
  const names = [...new Set(tables.flatMap(table => table.columns))];
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  const fields = names.map(name =>
    concatColumns(
      tables.map(table => table.fields[table.columns.indexOf(name)] ?? absentColumn(name, tables, table.length)),
      room,
    ),
  );
  return new Table<Row>({
    fields,
    levels: concatLevels(
      tables.map(table => table.levels),
      room,
    ),
    length,
  });
}

/** Columns with their index. */
export function concatSeries(columns: readonly Column[], room: Room = HEAP): Column {
  if (columns.length === 1) return columns[0]!;
  return concatColumns(columns, room).with({
    levels: concatLevels(
      columns.map(column => column.levels),
      room,
    ),
  });
}

function concatLevels(all: readonly (readonly Column[])[], room: Room): readonly Column[] {
  return all[0]!.map((_, level) =>
    concatColumns(
      all.map(levels => levels[level]!),
      room,
    ),
  );
}

/** Without their index. Unequal number types are promoted; anything else unequal becomes object. */
export function concatColumns(given: readonly Column[], room: Room = HEAP): Column {
  const columns = given.some(column => column.length > 0) ? given.filter(column => column.length > 0) : given.slice(0, 1);
  const first = columns[0]!;
  if (columns.length === 1) return first.with({ levels: null });
  const range = joined(columns);
  if (range !== null) return range;
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  const dtype = commonDtype(columns);
  const stored = storageDtype(dtype);
  if (stored === null || columns.some(column => column.dtype !== dtype)) return converted(columns, dtype, length, room);
  const data = room.alloc(stored, length);
  const text = dtype === "string" || dtype === "category";
  const merged = text
    ? mergeDictionaries(
        columns.map(column => column.dictionary!),
        room,
      )
    : null;
  let at = 0;
  columns.forEach((column, c) => {
    const codes = merged?.codes[c];
    if (codes === undefined || codes === null) data.set(column.data as never, at);
    else recode(column.data as Int32Array, codes, data as Int32Array, at);
    at += column.length;
  });
  return first.with({
    dtype,
    length,
    data,
    validity: concatValidity(columns, length, room),
    dictionary: merged?.dictionary ?? null,
    levels: null,
    range: null,
  });
}

/** Consecutive pieces of one default index stay one. */
function joined(columns: readonly Column[]): Column | null {
  const first = columns[0]!.range;
  if (first === null) return null;
  let next = first.start;
  for (const { range, length } of columns) {
    if (range === null || range.step !== first.step || range.start !== next) return null;
    next += length * range.step;
  }
  return rangeColumn((next - first.start) / first.step, first.start, first.step, columns[0]!.name);
}

/** One dictionary for all; `codes[i]` maps the codes of dictionary i, null where they stay as they are. */
export function mergeDictionaries(dictionaries: readonly Dictionary[], room: Room = HEAP): { dictionary: Dictionary; codes: readonly (Int32Array | null)[] } {
  const largest = dictionaries.reduce((a, b) => (b.length > a.length ? b : a));
  if (dictionaries.every(dictionary => dictionary === largest || isPrefix(dictionary, largest)))
    return { dictionary: largest, codes: dictionaries.map(() => null) };
  const builder = new DictionaryBuilder();
  const codes = dictionaries.map((dictionary, i) => {
    const mapped = builder.addAll(dictionary);
    return i === 0 ? null : mapped;
  });
  return { dictionary: builder.build(room), codes };
}

function isPrefix(short: Dictionary, long: Dictionary): boolean {
  if (short.length > long.length) return false;
  for (let i = 0; i <= short.length; i++) if (short.offsets[i] !== long.offsets[i]) return false;
  const end = short.offsets[short.length]!;
  for (let i = 0; i < end; i++) if (short.bytes[i] !== long.bytes[i]) return false;
  return true;
}

function recode(from: Int32Array, codes: Int32Array, to: Int32Array, at: number): void {
  for (let i = 0; i < from.length; i++) to[at + i] = from[i]! < 0 ? -1 : codes[from[i]!]!;
}

function concatValidity(columns: readonly Column[], length: number, room: Room): Validity {
  if (columns.every(column => column.validity === null)) return null;
  const validity = allValid(length, room);
  let at = 0;
  for (const { validity: bits, length: n } of columns) {
    if (bits !== null) for (let i = 0; i < n; i++) if (!isValid(bits, i)) clearBit(validity, at + i);
    at += n;
  }
  return validity;
}

function commonDtype(columns: readonly Column[]): ColumnType {
  return columns
    .map(column => column.dtype)
    .reduce((a, b) => {
      if (a === b) return a;
      if (isDType(a) && isDType(b) && a !== "bool" && b !== "bool") return promote(a, b) as ColumnType;
      if ((a === "string" && b === "category") || (a === "category" && b === "string")) return "string";
      return "object";
    });
}

function converted(columns: readonly Column[], dtype: ColumnType, length: number, room: Room): Column {
  const readers = columns.map(columnReader);
  let [c, start] = [0, 0];
  return buildColumn(
    columns[0]!.name,
    dtype,
    length,
    i => {
      while (i - start >= columns[c]!.length) start += columns[c++]!.length;
      return readers[c]!(i - start);
    },
    room,
  );
}

function absentColumn(name: string, tables: readonly Table[], length: number): Column {
  const dtype = tables.find(table => table.columns.includes(name))!.find(name)!.dtype;
  return buildColumn(name, /^u?int/.test(dtype) ? "float64" : dtype === "bool" ? "object" : dtype, length, () => null);
}
