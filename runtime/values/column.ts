/**
 * One column in memory, stored as Arrow stores it: typed data and a validity bitmap. Invariants:
 * - int64 and bigint are a BigInt64Array (looped over as 32-bit words, see int64.ts), bool a Uint8Array, datetime and timedelta a
 *   Float64Array of milliseconds, object a JavaScript array, numbers the typed array of their dtype.
 * - string and category are an Int32Array of codes into `dictionary`.
 * - Missing: NaN in floats, datetimes and timedeltas (`validity` may be null there); code -1 *and* a clear bit in strings and categories;
 *   null in objects; a clear bit everywhere else.
 */

import type { ColumnType } from "../meta/dtype.ts";
import { columnReader } from "./column-reader.ts";
import type { Dictionary } from "./dictionary.ts";
import { formatColumn } from "./format-table.ts";
import { writeInt64, wordsOf } from "./int64.ts";
import { labelKey, labelReader, positionsOf } from "./labels.ts";
import type { Validity } from "./validity.ts";

/** A default index: `start`, `start + step` ..., not stored until someone wants the data. */
export interface Range {
  readonly start: number;
  readonly step: number;
}
export interface ColumnInit {
  readonly name?: string | null;
  readonly dtype: ColumnType;
  readonly length: number;
  readonly data?: ArrayBufferView | readonly unknown[];
  readonly range?: Range | null;
  readonly validity?: Validity;
  readonly dictionary?: Dictionary | null;
  /** Categories have an order. */
  readonly ordered?: boolean;
  /** The index, one column a level; null is 0, 1, 2 ... */
  readonly levels?: readonly Column[] | null;
}

export class Column<out T = any> implements Iterable<T> {
  readonly name: string | null;
  readonly dtype: ColumnType;
  readonly length: number;
  readonly validity: Validity;
  readonly dictionary: Dictionary | null;
  readonly range: Range | null;
  readonly ordered: boolean;
  /** The index as it was given: null is the default one. */
  readonly ownLevels: readonly Column[] | null;
  #data: ArrayBufferView | undefined;
  #levels: readonly Column[] | undefined;
  #index: Column | undefined;
  #positions: Map<unknown, number> | undefined;

  constructor(init: ColumnInit) {
    this.name = init.name ?? null;
    this.dtype = init.dtype;
    this.length = init.length;
    this.validity = init.validity ?? null;
    this.dictionary = init.dictionary ?? null;
    this.range = init.range ?? null;
    this.ordered = init.ordered ?? false;
    this.ownLevels = init.levels ?? null;
    this.#data = init.data as ArrayBufferView | undefined;
  }

  get data(): ArrayBufferView {
    return (this.#data ??= stored(this.range!, this.length));
  }
  get levels(): readonly Column[] {
    return (this.#levels ??= this.ownLevels ?? [rangeColumn(this.length)]);
  }
  get index(): Column<any> {
    return (this.#index ??= indexColumn(this.levels, this.length));
  }
  at(position: number): T | undefined {
    const i = position < 0 ? this.length + position : position;
    return i >= 0 && i < this.length ? columnReader(this)(i) : undefined;
  }
  get(label: unknown): T | undefined {
    this.#positions ??= positionsOf(this.levels, this.length);
    const i = this.#positions.get(labelKey(label));
    return i === undefined ? undefined : this.at(i);
  }
  toArray(): T[] {
    const read = columnReader(this);
    const values = new Array<T>(this.length);
    for (let i = 0; i < values.length; i++) values[i] = read(i);
    return values;
  }
  *entries(): IterableIterator<[label: any, value: T]> {
    const label = labelReader(this.levels);
    const read = columnReader(this);
    for (let i = 0; i < this.length; i++) yield [label(i), read(i)];
  }
  toMap<K = any>(): Map<K, T> {
    return new Map(this.entries());
  }
  *[Symbol.iterator](): IterableIterator<T> {
    const read = columnReader(this);
    for (let i = 0; i < this.length; i++) yield read(i);
  }
  /** The same storage with another name, index or dtype of the same storage. */
  with(changes: Partial<ColumnInit>): Column<any> {
    const { name, dtype, length, validity, dictionary, range, ordered, ownLevels } = this;
    return new Column({
      name,
      dtype,
      length,
      validity,
      dictionary,
      range,
      ordered,
      levels: ownLevels,
      ...(this.#data === undefined ? {} : { data: this.#data }),
      ...changes,
    });
  }
  /** Bytes it takes, its dictionary included. */
  get byteLength(): number {
    const data = this.#data === undefined ? 0 : (this.#data.byteLength ?? this.length * 8);
    return data + (this.validity?.byteLength ?? 0) + (this.dictionary?.byteLength ?? 0);
  }
  toJSON(): T[] {
    return this.toArray();
  }
  toString(): string {
    return formatColumn(this);
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** 0, 1, 2 ... without storage. */
export const rangeColumn = (length: number, start = 0, step = 1, name: string | null = null): Column =>
  new Column({ name, dtype: "int64", length, range: { start, step } });

function indexColumn(levels: readonly Column[], length: number): Column {
  if (levels.length === 1) return levels[0]!;
  const read = labelReader(levels);
  return new Column({ dtype: "object", length, data: Array.from({ length }, (_, i) => read(i)) });
}

function stored(range: Range, length: number): BigInt64Array {
  const data = new BigInt64Array(length);
  const words = wordsOf(data);
  for (let i = 0; i < length; i++) writeInt64(words, i, range.start + i * range.step);
  return data;
}
