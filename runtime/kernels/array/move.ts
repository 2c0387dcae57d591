/** The kernels of operations that move elements: slices, lists, masks, new blockings, transposed and joined blocks. */

import type { Piece, SlicedBlock } from "../../meta/block-grid.ts";
import type { DType } from "../../meta/dtype.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import type { Params } from "../../ops/operation.ts";
import type { KernelContext, KernelTable } from "../kernel.ts";
import { copier, packedFast } from "../wasm/copies.ts";
import { asBlock, programOf } from "./elementwise.ts";
import { gatherAlong, packed } from "./copy.ts";
import { alignedStrides, runProgram } from "./run-program.ts";

/** One entry of a slice as the lowering hands it over: what each output block takes along one axis. */
export type SliceAxis =
  | { readonly kind: "int"; readonly at: number }
  | { readonly kind: "newaxis" }
  | { readonly kind: "full" }
  | { readonly kind: "slice"; readonly step: number; readonly pieces: readonly SlicedBlock[] };

const blank = (dtype: DType, shape: readonly number[], context: KernelContext): NDArray => new NDArray(context.alloc(dtype, sizeOf(shape)), shape, dtype);

/** In C order without gaps: itself, or a copy. A result may look into the data of an argument. */
const flat = (block: NDArray, context: KernelContext): NDArray => (block.contiguous ? block : packed(block, context));

/** A part is handed on as a view where it is most of a block, lying as its elements do; a small one would keep all of the block in memory. */
const part = (view: NDArray, block: NDArray, context: KernelContext): NDArray | Promise<NDArray> =>
  view.contiguous && 2 * view.size >= block.size ? view : packedFast(view, context);

/** The view that a slice is, of one block. */
function sliced(block: NDArray, params: Params, context: KernelContext): NDArray {
  const shape: number[] = [];
  const strides: number[] = [];
  let { offset } = block;
  let axis = 0;
  for (const entry of params["entries"] as readonly SliceAxis[]) {
    const out = shape.length;
    if (entry.kind === "newaxis") {
      [shape[out], strides[out]] = [1, 0];
      continue;
    }
    const step = block.strides[axis]!;
    if (entry.kind === "int") offset += entry.at * step;
    else if (entry.kind === "full") [shape[out], strides[out]] = [block.shape[axis]!, step];
    else {
      const piece = entry.pieces[context.index[out]!]!;
      [shape[out], strides[out]] = [piece.count, step * entry.step];
      if (piece.count > 0) offset += piece.start * step;
    }
    axis++;
  }
  return new NDArray(block.data, shape, block.dtype, strides, offset);
}

export const MOVE_KERNELS: KernelTable = {
  "array.slice": ([given], params, context) => part(sliced(asBlock(given), params, context), asBlock(given), context),
  /** Inside of fused tasks, whose next steps walk by strides. */
  "array.sliceView": ([given], params, context) => sliced(asBlock(given), params, context),
  "array.transposeView": ([given], params) => asBlock(given).transpose(...(params["axes"] as readonly number[])),

  "array.rechunk": async ([parts], params, context) => {
    const after = params["chunks"] as readonly (readonly number[])[];
    const pieces = params["pieces"] as readonly (readonly (readonly Piece[])[])[];
    const own = pieces.map((axis, k) => axis[context.index[k]!]!);
    const blocks = (parts as unknown[]).map(asBlock);
    const shape = after.map((axis, k) => axis[context.index[k]!]!);
    if (blocks.length === 1 && blocks[0]!.shape.every((n, k) => n === shape[k] || Number.isNaN(shape[k]))) return blocks[0];
    const out = blank(
      blocks[0]!.dtype,
      shape.map((n, k) => (Number.isNaN(n) ? blocks[0]!.shape[k]! : n)),
      context,
    );
    const copy = await copier(out.size, context);
    const counts = own.map(axis => axis.length);
    for (const [i, block] of blocks.entries()) {
      const at = cStrides(counts).map((stride, k) => Math.floor(i / stride) % counts[k]!);
      let [from, to] = [block.offset, 0];
      const size = own.map((axis, k) => {
        const piece = axis[at[k]!]!;
        if (Number.isNaN(shape[k]!)) return block.shape[k]!;
        from += piece.start * block.strides[k]!;
        to += axis.slice(0, at[k]).reduce((n, p) => n + p.stop - p.start, 0) * out.strides[k]!;
        return piece.stop - piece.start;
      });
      copy(new NDArray(out.data, size, out.dtype, out.strides, to), new NDArray(block.data, size, block.dtype, block.strides, from));
    }
    return out;
  },

  "array.transpose": ([given], params, context) => packedFast(asBlock(given).transpose(...(params["axes"] as readonly number[])), context),

  /** `part.from[k]` says which input block, `part.at[k]` which position in it, element k of the axis comes from. */
  "array.take": ([parts], params, context) => {
    const axis = params["axis"] as number;
    const { from, at } = params["part"] as { from: readonly number[]; at: readonly number[] };
    const blocks = (parts as unknown[]).map(asBlock);
    const first = blocks[0]!;
    const out = blank(first.dtype, first.shape.with(axis, from.length), context);
    gatherAlong(out, axis, blocks, at, from);
    return out;
  },

  "array.mask": ([given, mask], params, context) => {
    const axis = params["axis"] as number;
    const block = asBlock(given);
    const chosen = asBlock(mask);
    const picks: number[] = [];
    for (let i = 0; i < chosen.shape[0]!; i++) if (chosen.data[chosen.offset + i * chosen.strides[0]!]) picks.push(i);
    const out = blank(block.dtype, block.shape.with(axis, picks.length), context);
    gatherAlong(out, axis, [block], picks);
    return out;
  },

  /** The block as it is, or in another dtype. */
  "array.pass": ([given], params, context) => {
    const block = asBlock(given);
    const dtype = (params["dtype"] as DType | undefined) ?? block.dtype;
    return block.dtype === dtype ? block : runProgram(programOf("astype", [block], { dtype }), [block], context);
  },

  "array.stack": ([given], params, context) => {
    const axis = params["axis"] as number;
    const block = asBlock(given);
    const dtype = params["dtype"] as DType;
    const same = block.dtype === dtype ? flat(block, context) : runProgram(programOf("astype", [block], { dtype }), [block], context);
    return new NDArray(same.data, same.shape.toSpliced(axis, 0, 1), dtype, undefined, same.offset);
  },

  "array.reshape": ([given], params, context) => {
    const block = flat(asBlock(given), context);
    const sizes = (params["chunks"] as readonly (readonly number[])[]).map((axis, k) => axis[context.index[k]!]!);
    return new NDArray(block.data, sizes.length === 1 && Number.isNaN(sizes[0]) ? [block.size] : sizes, block.dtype, undefined, block.offset);
  },

  "array.shapes": ([given]) => [asBlock(given).shape],

  "array.broadcast": ([given], params, context) => {
    const block = asBlock(given);
    const shape = (params["chunks"] as readonly (readonly number[])[]).map((axis, k) => axis[context.index[k]!]!);
    return packed(new NDArray(block.data, shape, block.dtype, alignedStrides(block, shape), block.offset), context);
  },
};
