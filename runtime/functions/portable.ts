/** Arrays, columns and tables that `compute` gave are values too: they travel as their storage and are made anew where they arrive. */

import { Column, type ColumnInit } from "../values/column.ts";
import { Dictionary } from "../values/dictionary.ts";
import { NDArray } from "../values/ndarray.ts";
import { Table } from "../values/table.ts";
import { Timedelta } from "../values/timedelta.ts";

const TAG = "bask:portable";

type Packed =
  | {
      readonly [TAG]: "array";
      readonly data: NDArray["data"];
      readonly shape: readonly number[];
      readonly dtype: NDArray["dtype"];
      readonly strides: readonly number[];
      readonly offset: number;
    }
  | {
      readonly [TAG]: "column";
      readonly init: Omit<ColumnInit, "dictionary" | "levels">;
      readonly dictionary: { readonly offsets: Int32Array; readonly bytes: Uint8Array } | null;
      readonly levels: readonly Packed[] | null;
    }
  | { readonly [TAG]: "table"; readonly fields: readonly Packed[]; readonly levels: readonly Packed[] | null; readonly length: number }
  | { readonly [TAG]: "timedelta"; readonly nanoseconds: bigint };

export const isPortable = (value: object): value is NDArray | Column | Table | Timedelta =>
  value instanceof Column || value instanceof Table || value instanceof NDArray || value instanceof Timedelta;

/** Rough size of its storage. */
export function portableBytes(value: NDArray | Column | Table | Timedelta): number {
  if (value instanceof NDArray) return value.data.byteLength;
  if (value instanceof Column) return value.byteLength;
  return value instanceof Table ? value.fields.reduce((sum, field) => sum + field.byteLength, 0) : 8;
}

function packOne(value: NDArray | Column | Table | Timedelta): Packed {
  if (value instanceof NDArray) {
    const { data, shape, dtype, strides, offset } = value;
    return { [TAG]: "array", data, shape, dtype, strides, offset };
  }
  if (value instanceof Table) return { [TAG]: "table", fields: value.fields.map(packOne), levels: value.ownLevels?.map(packOne) ?? null, length: value.length };
  if (value instanceof Timedelta) return { [TAG]: "timedelta", nanoseconds: value.nanoseconds };
  const { name, dtype, length, validity, range, ordered, dictionary, ownLevels } = value;
  const stored = range === null ? { data: value.data } : {};
  return {
    [TAG]: "column",
    init: { name, dtype, length, validity, range, ordered, ...stored },
    dictionary: dictionary && { offsets: dictionary.offsets, bytes: dictionary.bytes },
    levels: ownLevels?.map(packOne) ?? null,
  };
}

function unpackOne(packed: Packed): NDArray | Column | Table | Timedelta {
  switch (packed[TAG]) {
    case "array":
      return new NDArray(packed.data, packed.shape, packed.dtype, packed.strides, packed.offset);
    case "column": {
      const { init, dictionary, levels } = packed;
      return new Column({
        ...init,
        dictionary: dictionary && new Dictionary(dictionary.offsets, dictionary.bytes),
        levels: levels?.map(l => unpackOne(l) as Column) ?? null,
      });
    }
    case "table":
      return new Table({
        fields: packed.fields.map(f => unpackOne(f) as Column),
        levels: packed.levels?.map(l => unpackOne(l) as Column) ?? null,
        length: packed.length,
      });
    case "timedelta":
      return Object.assign(Object.create(Timedelta.prototype) as Timedelta, { nanoseconds: packed.nanoseconds });
  }
}

/** The value with its portable parts as plain data; what holds none is kept as it is. */
export const pack = (value: unknown): unknown => replace(value, v => (isPortable(v) ? packOne(v) : undefined), new Map());
export const unpack = (value: unknown): unknown => replace(value, v => (TAG in v ? unpackOne(v as Packed) : undefined), new Map());

function replace(value: unknown, one: (value: object) => unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const replaced = one(value);
  if (replaced !== undefined) {
    seen.set(value, replaced);
    return replaced;
  }
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    seen.set(value, copy);
    for (const item of value) copy.push(replace(item, one, seen));
    return copy;
  }
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    seen.set(value, copy);
    for (const [k, v] of value) copy.set(replace(k, one, seen), replace(v, one, seen));
    return copy;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: Record<string, unknown> = {};
  seen.set(value, copy);
  for (const [k, v] of Object.entries(value)) copy[k] = replace(v, one, seen);
  return copy;
}
