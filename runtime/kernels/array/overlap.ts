/** Overlapping blocks: pieces of neighbours copied to where they belong, functions on what comes of it, and cutting back. */

import type { FunctionRef } from "../../expr/function-ref.ts";
import { type DType, storage, type TypedArray } from "../../meta/dtype.ts";
import type { Boundary, Depth } from "../../meta/overlap.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import { put } from "../../values/element.ts";
import type { KernelTable } from "../kernel.ts";
import { fill } from "../template.ts";
import { copyInto, packed } from "./copy.ts";
import { asBlock } from "./elementwise.ts";
import { blockInfo } from "./map-blocks.ts";
import { resultBlock } from "./user-function.ts";

type Piece =
  | { readonly from: number; readonly start: number; readonly step: number; readonly count: number }
  | { readonly value: number; readonly count: number };
type Pieces = readonly (readonly { readonly members: number; readonly pieces: readonly Piece[] }[])[];
type Alloc = (dtype: DType, length: number) => TypedArray;

/** The overlapped block at `index`, made of `blocks` (in C order over the members of each axis). */
function assembled(blocks: readonly NDArray[], all: Pieces, index: readonly number[], alloc: Alloc): NDArray {
  const axes = all.map((axis, k) => axis[index[k]!]!);
  const { dtype } = blocks[0]!;
  const shape = axes.map(({ pieces }) => pieces.reduce((n, piece) => n + piece.count, 0));
  const out = new NDArray(alloc(dtype, sizeOf(shape)), shape, dtype);
  const place = (
    axis: number,
    member: number,
    at: number,
    steps: readonly number[],
    starts: readonly number[],
    size: readonly number[],
    value: number | undefined,
  ): void => {
    if (axis === axes.length) {
      const target = new NDArray(out.data, size, dtype, out.strides, at);
      copyInto(target, value === undefined ? view(blocks[member]!, size, steps, starts) : constant(value, dtype, size));
      return;
    }
    let next = at;
    for (const piece of axes[axis]!.pieces) {
      const own = [...size, piece.count];
      const base = member * axes[axis]!.members;
      // Where constants of several axes meet, the one of the last axis stands.
      if ("value" in piece) place(axis + 1, base, next, [...steps, 0], [...starts, 0], own, piece.value);
      else place(axis + 1, base + piece.from, next, [...steps, piece.step], [...starts, piece.start], own, value);
      next += piece.count * out.strides[axis]!;
    }
  };
  place(0, 0, 0, [], [], [], undefined);
  return out;
}

function view(block: NDArray, size: readonly number[], steps: readonly number[], starts: readonly number[]): NDArray {
  const offset = starts.reduce((at, start, axis) => at + start * block.strides[axis]!, block.offset);
  return new NDArray(
    block.data,
    size,
    block.dtype,
    steps.map((step, axis) => step * block.strides[axis]!),
    offset,
  );
}

function constant(value: number, dtype: DType, size: readonly number[]): NDArray {
  const data = storage(dtype, 1);
  put(data, 0, dtype, value);
  return new NDArray(
    data,
    size,
    dtype,
    size.map(() => 0),
  );
}

/** The block without what its depths say: nothing at the outer edges where the boundary is "none". */
function cutBack(block: NDArray, cuts: readonly (readonly [Depth, Boundary] | null)[], index: readonly number[], counts: readonly number[]): NDArray {
  let { offset } = block;
  const shape = block.shape.map((n, axis) => {
    const cut = cuts[axis];
    if (cut === null || cut === undefined) return n;
    const [[before, after], boundary] = cut;
    const first = boundary === "none" && index[axis] === 0 ? 0 : before;
    const last = boundary === "none" && index[axis] === counts[axis]! - 1 ? 0 : after;
    offset += first * block.strides[axis]!;
    return Math.max(0, n - first - last);
  });
  return new NDArray(block.data, shape, block.dtype, block.strides, offset);
}

const countsOf = (chunks: readonly (readonly number[])[]): number[] => chunks.map(axis => axis.length);

export const OVERLAP_KERNELS: KernelTable = {
  "array.overlap": ([blocks], params, context) => assembled((blocks as unknown[]).map(asBlock), params["pieces"] as Pieces, context.index, context.alloc),

  "array.windows": ([blocks], params, context) => {
    const rank = (params["depth"] as Depth[]).length;
    const whole = assembled((blocks as unknown[]).map(asBlock), params["pieces"] as Pieces, context.index.slice(0, rank), storage);
    const shape = (params["chunks"] as readonly (readonly number[])[]).map((axis, k) => axis[context.index[k]!]!);
    const along = params["along"] as readonly number[];
    return packed(new NDArray(whole.data, shape, whole.dtype, [...whole.strides, ...along.map(axis => whole.strides[axis]!)], whole.offset), context);
  },

  "array.trim": ([block], params, context) => {
    const boundary = params["boundary"] as Boundary[];
    const cuts = (params["depth"] as Depth[]).map((depth, axis) => [depth, boundary[axis]!] as const);
    return packed(cutBack(asBlock(block), cuts, context.index, countsOf(params["chunks"] as number[][])), context);
  },

  "array.mapOverlap": async ([given], params, context) => {
    const f = context.func(params["f"] as FunctionRef) as (...args: readonly unknown[]) => unknown;
    const { index } = context;
    const counts = countsOf(params["chunks"] as number[][]);
    const axes = params["axes"] as readonly (readonly number[])[];
    let at = 0;
    const inputs = (params["pieces"] as readonly Pieces[]).map((pieces, k) => {
      const own = axes[k]!.map((follows, axis) => (follows < 0 || (pieces[axis]!.length === 1 && counts[follows] !== 1) ? 0 : index[follows]!));
      const count = own.reduce((n, i, axis) => n * pieces[axis]![i]!.members, 1);
      return assembled((given as unknown[]).slice(at, (at += count)).map(asBlock), pieces, own, storage);
    });
    const result = await f(...(fill(params["args"], inputs) as unknown[]), blockInfo(params, index));
    const shape = (params["full"] as readonly (readonly number[])[]).map((axis, k) => axis[index[k]!]!);
    const cuts = params["cut"] as readonly (readonly [Depth, Boundary] | null)[];
    return resultBlock(
      result,
      { shape, dtype: params["dtype"] as DType, where: "mapOverlap", inputs, cut: block => cutBack(block, cuts, index, counts) },
      context,
    );
  },
};
