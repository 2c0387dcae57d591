/** A frame in memory: columns of one length and an index of one or more levels. Iterating gives row objects. */

import { ColumnError } from "../errors.ts";
import { tableToArrow } from "./arrow.ts";
import { Column, rangeColumn } from "./column.ts";
import { formatTable } from "./format-table.ts";
import { rowReader, type RowReader } from "./row.ts";

export interface TableInit {
  readonly fields: readonly Column[];
  /** The index, one column a level; null is 0, 1, 2 ... */
  readonly levels?: readonly Column[] | null;
  readonly length: number;
}

export class Table<out Row = any> implements Iterable<Row> {
  readonly length: number;
  readonly columns: readonly string[];
  /** Storage of the columns, in order; their own index is of no account, the table's holds. */
  readonly fields: readonly Column[];
  /** The index as it was given: null is the default one. */
  readonly ownLevels: readonly Column[] | null;
  #levels: readonly Column[] | undefined;
  #index: Column<any> | undefined;
  #row: RowReader | undefined;

  constructor({ fields, levels = null, length }: TableInit) {
    this.fields = fields;
    this.columns = fields.map(field => field.name ?? "");
    this.ownLevels = levels;
    this.length = length;
  }
  get levels(): readonly Column[] {
    return (this.#levels ??= this.ownLevels ?? [rangeColumn(this.length)]);
  }
  get index(): Column<any> {
    return (this.#index ??= new Column({ dtype: "object", length: this.length, data: [], levels: this.levels }).index);
  }
  /** Columns by name, named levels of the index included. */
  get col(): any {
    return new Proxy(this, COLUMNS) as any;
  }
  get<K extends keyof Row & string>(name: K): Column<Row[K]> {
    const field = this.find(name);
    if (field === undefined)
      throw new ColumnError(
        name,
        this.rowColumns.map(column => column.name!),
        "the table",
      );
    return field.ownLevels === this.ownLevels ? field : field.with({ levels: this.ownLevels });
  }
  find(name: string): Column | undefined {
    return this.fields.find(field => field.name === name) ?? this.ownLevels?.find(level => level.name === name && name !== "");
  }
  /** What a row object holds: the named levels of the index, then the columns. */
  get rowColumns(): readonly Column[] {
    const named = this.ownLevels?.filter(level => level.name !== null && level.name !== "" && !this.columns.includes(level.name)) ?? [];
    return named.length === 0 ? this.fields : [...named, ...this.fields];
  }
  /** Reads row i as an object, without checking i. */
  get row(): (i: number) => Row {
    return (this.#row ??= rowReader(this.rowColumns));
  }
  at(position: number): Row | undefined {
    const i = position < 0 ? this.length + position : position;
    return i >= 0 && i < this.length ? this.row(i) : undefined;
  }
  toArray(): Row[] {
    const { row, length } = this;
    const rows = new Array<Row>(length);
    for (let i = 0; i < length; i++) rows[i] = row(i);
    return rows;
  }
  toArrow(): Uint8Array {
    return tableToArrow(this);
  }
  *[Symbol.iterator](): IterableIterator<Row> {
    const { row, length } = this;
    for (let i = 0; i < length; i++) yield row(i);
  }
  /** Bytes it takes. */
  get byteLength(): number {
    return [...this.fields, ...(this.ownLevels ?? [])].reduce((sum, column) => sum + column.byteLength, 0);
  }
  toJSON(): Row[] {
    return this.toArray();
  }
  toString(): string {
    return formatTable(this);
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

const COLUMNS: ProxyHandler<Table> = {
  get: (table, name) => (typeof name === "string" ? table.get(name as never) : undefined),
  has: (table, name) => typeof name === "string" && table.find(name) !== undefined,
  ownKeys: table => table.rowColumns.map(column => column.name!),
  getOwnPropertyDescriptor: (table, name) =>
    typeof name === "string" && table.find(name) !== undefined ? { enumerable: true, configurable: true, value: table.get(name as never) } : undefined,
};
