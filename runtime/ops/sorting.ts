/** Arrays in order: the best few, distinct values, places in a sorted list, quantiles, and slopes along an axis. */

import { DTypeError } from "../errors.ts";
import { type Dim, isUnknown } from "../meta/dim.ts";
import { DTYPE_INFO, type DType } from "../meta/dtype.ts";
import type { ArrayMeta, AxisChunks, Meta } from "../meta/meta.ts";
import type { Operation, OperationTable, Params } from "./operation.ts";

const array = (meta: Meta | undefined): ArrayMeta => meta as ArrayMeta;

/** For what asks for distances: complex numbers have an order, and no sizes in it. */
export function ordered(meta: ArrayMeta, name: string): ArrayMeta {
  if (!isUnknown(meta.dtype) && DTYPE_INFO[meta.dtype].category === "complex") throw new DTypeError(`${name} takes real numbers, got ${meta.dtype}`);
  return meta;
}

const best = (name: string, dtype?: DType): Operation => ({
  work: "reduces",
  result: "array",
  lower: { as: "tree", chunk: "topk.chunk", combine: "topk.combine", aggregate: "topk.aggregate", splitEvery: 4 },
  prefix: () => name,
  label: params => `${name} ${String(params["k"])} axis ${String((params["axes"] as readonly number[])[0])}`,
  infer: ([input], params) => {
    const meta = (params["source"] as ArrayMeta | undefined) ?? array(input);
    const [axis] = params["axes"] as readonly [number];
    const n = params["count"] as Dim;
    return { ...meta, ...(dtype === undefined ? {} : { dtype }), shape: meta.shape.with(axis, n), chunks: meta.chunks.with(axis, isUnknown(n) ? n : [n]) };
  },
});

const listed = (dtype: ArrayMeta["dtype"]): ArrayMeta => ({ kind: "array", dtype, shape: [Number.NaN], chunks: [[Number.NaN]] });
const grid = (dtype: ArrayMeta["dtype"], params: Params): ArrayMeta => ({
  kind: "array",
  dtype,
  shape: params["shape"] as Dim[],
  chunks: params["chunks"] as AxisChunks[],
});

/** Every block of the first input against every block of the second: the first one's blocks along an axis put in front, one element each. */
const pairs = (name: string, dtype: DType): Operation => ({
  work: "blockwise",
  result: "array",
  lower: { as: "custom", form: "array.pairs" },
  prefix: () => name,
  infer: ([first, second]) => {
    const [blocks, meta] = [array(first).chunks[0]!, array(second)];
    const front = isUnknown(blocks) ? { n: blocks, chunks: blocks } : { n: blocks.length, chunks: blocks.map(() => 1) };
    return { kind: "array", dtype, shape: [front.n, ...meta.shape], chunks: [front.chunks, ...meta.chunks] };
  },
});

export const SORTING: OperationTable = {
  /** `params.k` greatest, or least where it is negative, along `params.axes`; `params.count` of them. */
  "array.topk": best("topk"),
  "array.argtopk": best("argtopk", "int64"),

  /** Distinct values in order; with `params.several` also their first places and counts, one list of parts. */
  "array.unique": {
    work: "reduces",
    result: "array",
    lower: { as: "tree", chunk: "unique.chunk", combine: "unique.combine", aggregate: "unique.aggregate", splitEvery: 8 },
    prefix: () => "unique",
    infer: ([input], params) => listed(((params["source"] as ArrayMeta | undefined) ?? array(input)).dtype),
  },
  "array.uniquePart": {
    work: "moves",
    result: "array",
    lower: { as: "blockwise", kernel: "unique.part" },
    prefix: params => `unique-${String(params["name"])}`,
    label: params => `unique ${String(params["name"])}`,
    infer: ([input], params) => ((params["part"] as number) === 0 ? array(input) : { ...array(input), dtype: "int64" }),
  },
  /** The place of each value of the first input in the second, one sorted block. */
  "array.placesIn": {
    work: "blockwise",
    result: "array",
    lower: { as: "custom", form: "array.withWhole" },
    prefix: () => "unique-inverse",
    label: () => "unique inverse",
    infer: ([, values]) => ({ ...array(values), dtype: "int64" }),
  },
  "array.searchsortedBlocks": pairs("searchsorted", "int64"),
  /** Whether each element of the second input is one of the first's, one block; `params.invert`: is none. */
  "array.isin": {
    work: "blockwise",
    result: "array",
    lower: { as: "custom", form: "array.withWhole" },
    prefix: () => "isin",
    infer: ([, values]) => ({ ...array(values), dtype: "bool" }),
  },
  "array.isinBlocks": pairs("isin", "bool"),

  /** `params.q` along `params.axes`, which are one block each. */
  "array.quantile": {
    work: "blockwise",
    result: "array",
    lower: { as: "custom", form: "array.onAxes" },
    prefix: params => params["name"] as string,
    label: params => `${String(params["name"])} axis ${(params["axes"] as readonly number[]).join(", ")}`,
    how: () => "Each line along the axis is read as a whole: the axis is one block.",
    infer: (_inputs, params) => grid(params["dtype"] as DType, params),
  },
  /** `params.q` in percent, of one axis, merged from the percentiles of its blocks. */
  "array.percentile": {
    work: "reduces",
    result: "array",
    lower: { as: "tree", chunk: "percentile.chunk", combine: "percentile.combine", aggregate: "percentile.aggregate", splitEvery: 16 },
    prefix: () => "percentile",
    label: params => `percentile ${(params["q"] as readonly number[]).join(", ")}`,
    how: () => "Percentiles of each block, merged by how many elements they stand for: close to those of the whole, not always equal.",
    infer: (_inputs, params) => grid(params["dtype"] as DType, params),
  },

  /** Along `params.axis`; a block needs its neighbours. */
  "array.gradient": {
    work: "moves",
    result: "array",
    lower: { as: "custom", form: "array.gradient" },
    prefix: () => "gradient",
    label: params => `gradient axis ${String(params["axis"])}`,
    infer: ([input], params) => ({ ...array(input), dtype: params["dtype"] as DType }),
  },
};
