/** Operations that move blocks or change their layout. */

import { sliceChunks } from "../meta/block-grid.ts";
import { type Dim, isUnknown, unknown } from "../meta/dim.ts";
import type { DType } from "../meta/dtype.ts";
import type { ArrayMeta, AxisChunks, Meta } from "../meta/meta.ts";
import type { IndexEntry } from "../meta/slice.ts";
import type { Operation, OperationTable } from "./operation.ts";

const array = (meta: Meta | undefined): ArrayMeta => meta as ArrayMeta;
const moves = (form: string, infer: Operation["infer"], more: Partial<Operation> = {}): Operation => ({
  work: "moves",
  result: "array",
  infer,
  lower: { as: "custom", form: `array.${form}` },
  prefix: () => form,
  ...more,
});

export const MOVEMENT: OperationTable = {
  /** `params.index`: integers, slices and new axes. */
  "array.getitem": moves("slice", ([input], params) => slicedMeta(array(input), params["index"] as readonly IndexEntry[]), {
    prefix: () => "getitem",
    label: params => `get ${indexText(params["index"] as readonly IndexEntry[])}`,
  }),
  /** `params.positions` along `params.axis`, in blocks of `params.blocks`. */
  "array.take": moves("take", ([input], params) => withAxis(array(input), params["axis"] as number, params["blocks"] as readonly number[]), {
    prefix: () => "getitem",
    label: params => `take ${(params["positions"] as readonly number[]).length.toLocaleString("en-US")} of axis ${params["axis"]}`,
  }),
  /** Elements of a 1-d mask along `params.axis`; the sizes are not known. */
  "array.mask": {
    work: "blockwise",
    result: "array",
    lower: { as: "custom", form: "array.mask" },
    prefix: () => "getitem",
    label: () => "get mask",
    infer: ([input], params) => withAxis(array(input), params["axis"] as number, unknownBlocks(array(input).chunks[params["axis"] as number]!)),
  },
  "array.rechunk": moves("rechunk", ([input], params) => ({ ...array(input), chunks: params["chunks"] as AxisChunks[] }), {
    prefix: () => "rechunk-merge",
    label: () => "rechunk",
  }),
  "array.transpose": moves(
    "transpose",
    ([input], params) => {
      const axes = params["axes"] as readonly number[];
      const { shape, chunks } = array(input);
      return { ...array(input), shape: axes.map(axis => shape[axis]!), chunks: axes.map(axis => chunks[axis]!) };
    },
    { label: params => `transpose ${(params["axes"] as readonly number[]).join(", ")}` },
  ),
  "array.concatenate": moves(
    "concatenate",
    (inputs, params) => {
      const axis = params["axis"] as number;
      const metas = inputs.map(array);
      const blocks = metas.every(meta => !isUnknown(meta.chunks[axis]))
        ? metas.flatMap(meta => meta.chunks[axis] as readonly number[])
        : (metas.map(meta => meta.chunks[axis]!).find(isUnknown) as AxisChunks);
      return { ...withAxis(metas[0]!, axis, blocks, sumOf(metas.map(meta => meta.shape[axis]!))), dtype: params["dtype"] as DType };
    },
    { label: params => `concatenate axis ${params["axis"]}` },
  ),
  "array.stack": moves(
    "stack",
    (inputs, params) => {
      const axis = params["axis"] as number;
      const meta = array(inputs[0]);
      return {
        ...meta,
        dtype: params["dtype"] as DType,
        shape: meta.shape.toSpliced(axis, 0, inputs.length),
        chunks: meta.chunks.toSpliced(
          axis,
          0,
          inputs.map(() => 1),
        ),
      };
    },
    { label: params => `stack axis ${params["axis"]}` },
  ),
  /** Blocks of the input, in C order, become those of the output: `params.chunks` fits them. */
  "array.reshape": moves("reshape", ([input], params) => ({ ...array(input), shape: params["shape"] as Dim[], chunks: params["chunks"] as AxisChunks[] }), {
    label: params => `reshape ${(params["shape"] as Dim[]).map(d => (isUnknown(d) ? "?" : d)).join(" × ")}`,
  }),
  "array.blocks": moves(
    "blocks",
    ([input], params) => {
      const picks = params["picks"] as readonly (readonly number[])[];
      const chunks = array(input).chunks.map((axis, k) => (isUnknown(axis) ? axis : picks[k]!.map(i => axis[i]!)));
      return { ...array(input), chunks, shape: chunks.map(axis => (isUnknown(axis) ? axis : axis.reduce((n, size) => n + size, 0))) };
    },
    { prefix: () => "blocks" },
  ),
  /** The shapes of all blocks, one list. */
  "array.shapes": {
    work: "blockwise",
    result: "bag",
    lower: { as: "custom", form: "array.shapes" },
    prefix: () => "shapes",
    infer: ([input]) => ({ kind: "bag", npartitions: array(input).chunks.reduce<number>((n, axis) => n * (isUnknown(axis) ? Number.NaN : axis.length), 1) }),
  },
  /** The same array, its sizes known. */
  "array.sized": moves(
    "sized",
    ([input], params) => ({
      ...array(input),
      chunks: params["chunks"] as AxisChunks[],
      shape: (params["chunks"] as number[][]).map(axis => axis.reduce((n, size) => n + size, 0)),
    }),
    { prefix: () => "sized" },
  ),
  "array.broadcastTo": {
    work: "blockwise",
    result: "array",
    lower: { as: "blockwise", kernel: "array.broadcast" },
    prefix: () => "broadcast_to",
    label: () => "broadcast",
    infer: ([input], params) => ({ kind: "array", dtype: array(input).dtype, shape: params["shape"] as Dim[], chunks: params["chunks"] as AxisChunks[] }),
  },
  /** `params.f` on each block, with where it lies. */
  "array.mapBlocks": {
    work: "function",
    result: "array",
    lower: { as: "custom", form: "array.map-blocks" },
    prefix: params => (params["name"] as string | undefined) ?? (params["f"] as { name: string }).name,
    label: params => `mapBlocks ${(params["f"] as { name: string }).name}`,
    infer: (_inputs, params) => ({ kind: "array", dtype: params["dtype"] as DType, shape: params["shape"] as Dim[], chunks: params["chunks"] as AxisChunks[] }),
  },
  "array.cumulative": moves("cumulative", ([input], params) => ({ ...array(input), dtype: params["dtype"] as DType }), {
    prefix: params => params["name"] as string,
    label: params => `${params["name"]} axis ${params["axis"]}`,
  }),
};

function withAxis(
  meta: ArrayMeta,
  axis: number,
  blocks: AxisChunks,
  length: Dim = isUnknown(blocks) ? blocks : blocks.reduce((n, size) => n + size, 0),
): ArrayMeta {
  return { ...meta, shape: meta.shape.with(axis, length), chunks: meta.chunks.with(axis, blocks) };
}
const unknownBlocks = (blocks: AxisChunks): AxisChunks => (isUnknown(blocks) ? blocks : blocks.map(() => Number.NaN));
const sumOf = (dims: readonly Dim[]): Dim => dims.reduce<Dim>((n, dim) => (isUnknown(n) ? n : isUnknown(dim) ? dim : n + dim), 0);

export function slicedMeta(input: ArrayMeta, index: readonly IndexEntry[]): ArrayMeta {
  const shape: Dim[] = [];
  const chunks: AxisChunks[] = [];
  for (const entry of index) {
    if (entry.kind === "newaxis") {
      shape.push(1);
      chunks.push([1]);
    } else if (entry.kind === "slice") {
      const blocks = input.chunks[entry.axis]!;
      const length = entry.length;
      if (entry.full) {
        shape.push(length);
        chunks.push(blocks);
      } else if (isUnknown(length) || isUnknown(blocks)) {
        const why = unknown("a slice of an axis whose size is not known");
        shape.push(isUnknown(length) || isUnknown(input.shape[entry.axis]) ? why : length);
        chunks.push(why);
      } else {
        shape.push(length);
        chunks.push(sliceChunks(blocks, entry.start, entry.step, length).map(piece => piece.count));
      }
    }
  }
  return { kind: "array", dtype: input.dtype, shape, chunks };
}

function indexText(index: readonly IndexEntry[]): string {
  return index
    .map(entry => {
      if (entry.kind === "newaxis") return "newaxis";
      if (entry.kind === "int") return String(entry.at);
      if (entry.kind !== "slice" || entry.full) return ":";
      const length = isUnknown(entry.length) ? "?" : entry.start + entry.length * entry.step;
      return `${entry.start}:${typeof length === "number" && length < 0 ? "" : length}${entry.step === 1 ? "" : `:${entry.step}`}`;
    })
    .join(", ");
}
