/** What is known of a lazy value without computing it. Plain data. */

import type { ColumnType, DType } from "./dtype.ts";
import { itemsize, isDType } from "./dtype.ts";
import { type Dim, isKnown, isUnknown, total, type Unknown } from "./dim.ts";

/** Sizes of the blocks along one axis. An axis whose blocking the editor cannot tell is one Unknown. */
export type AxisChunks = readonly number[] | Unknown;

export interface ArrayMeta {
  readonly kind: "array";
  readonly dtype: DType | Unknown;
  readonly shape: readonly Dim[];
  readonly chunks: readonly AxisChunks[];
}
export interface ColumnMeta {
  readonly name: string;
  readonly dtype: ColumnType | Unknown;
  /** Known categories of a category column. */
  readonly categories?: readonly string[];
}
export type Label = string | number | bigint | boolean | null;
/** `npartitions + 1` values of the index: partition i holds [d_i, d_i+1), the last closed. Dates are milliseconds. */
export type Divisions = readonly Label[];

export interface FrameMeta {
  readonly kind: "frame";
  readonly columns: readonly ColumnMeta[] | Unknown;
  /** The index columns; one unnamed int64 one by default. Names "" mean none. */
  readonly index: readonly ColumnMeta[];
  readonly npartitions: Dim;
  readonly divisions: Divisions | null;
  /** Expected rows and bytes where a source could tell. */
  readonly rows?: Dim;
  readonly bytes?: number;
}
export interface SeriesMeta {
  readonly kind: "series";
  readonly column: ColumnMeta;
  readonly index: readonly ColumnMeta[];
  readonly npartitions: Dim;
  readonly divisions: Divisions | null;
  readonly rows?: Dim;
  readonly bytes?: number;
}
export interface BagMeta {
  readonly kind: "bag";
  readonly npartitions: Dim;
  readonly bytes?: number;
}
/** One lazy value: a delayed call, an item of a bag, a reduction of a frame. */
export interface ScalarMeta {
  readonly kind: "scalar" | "delayed";
  readonly dtype?: ColumnType | DType | Unknown;
}
export interface UnknownMeta {
  readonly kind: "unknown";
  readonly why: Unknown;
}
export type Meta = ArrayMeta | FrameMeta | SeriesMeta | BagMeta | ScalarMeta | UnknownMeta;
export type MetaOf<K extends Meta["kind"]> = Extract<Meta, { kind: K }>;

export const DEFAULT_INDEX: readonly ColumnMeta[] = [{ name: "", dtype: "int64" }];

/** Blocks along each axis; one number for what has partitions, none for single values. Unknown where it cannot be told. */
export function numblocks(meta: Meta): readonly Dim[] {
  switch (meta.kind) {
    case "array":
      return meta.chunks.map(axis => (isUnknown(axis) ? axis : axis.length));
    case "bag":
    case "frame":
    case "series":
      return [meta.npartitions];
    case "unknown":
      return [meta.why];
    default:
      return [];
  }
}

/** Estimated bytes of the whole value, or null. */
export function bytesOf(meta: Meta): number | null {
  if (meta.kind === "array") {
    if (isUnknown(meta.dtype)) return null;
    const n = meta.shape.reduce<number>((size, dim) => (isKnown(dim) ? size * dim : Number.NaN), itemsize(meta.dtype));
    return Number.isNaN(n) ? null : n;
  }
  if (meta.kind === "scalar") return 8;
  if (meta.kind === "frame" || meta.kind === "series" || meta.kind === "bag") return meta.bytes ?? null;
  return null;
}

/** Bytes an element of a column takes in memory, a guess for strings (codes into a dictionary). */
export const columnBytes = (dtype: ColumnType | Unknown): number =>
  isUnknown(dtype) ? 8 : isDType(dtype) ? itemsize(dtype) : dtype === "string" || dtype === "category" ? 4 : 8;

export const axisLength = (axis: AxisChunks): Dim => (isUnknown(axis) ? axis : total(axis));
