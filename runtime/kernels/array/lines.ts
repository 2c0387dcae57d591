/** Blocks as lines: some axes put last, so that what is worked on lies together. */

import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import type { KernelContext } from "../kernel.ts";
import { copyInto, packed } from "./copy.ts";

export interface Lines {
  /** In C order: `rows` lines of `length`. */
  readonly block: NDArray;
  readonly rows: number;
  readonly length: number;
  /** The sizes of the axes that were left. */
  readonly outer: readonly number[];
}

export function linesOf(block: NDArray, axes: readonly number[], context: KernelContext): Lines {
  const others = block.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis));
  const moved = block.transpose(...others, ...axes);
  const flat = moved.contiguous ? moved : packed(moved, context);
  const outer = others.map(axis => block.shape[axis]!);
  return { block: flat, rows: sizeOf(outer), length: sizeOf(axes.map(axis => block.shape[axis]!)), outer };
}

/** A block whose last axis belongs at `axis`. */
export function lastTo(block: NDArray, axis: number, context: KernelContext): NDArray {
  if (axis === block.ndim - 1) return block;
  const order = Array.from({ length: block.ndim - 1 }, (_, k) => k).toSpliced(axis, 0, block.ndim - 1);
  return packed(block.transpose(...order), context);
}

/** Blocks one after another along an axis. */
export function joined(parts: readonly NDArray[], axis: number, context: KernelContext): NDArray {
  const [first] = parts as [NDArray, ...NDArray[]];
  if (parts.length === 1) return first;
  const shape = first.shape.with(
    axis,
    parts.reduce((n, part) => n + part.shape[axis]!, 0),
  );
  const out = new NDArray(context.alloc(first.dtype, sizeOf(shape)), shape, first.dtype);
  const strides = cStrides(shape);
  let at = 0;
  for (const part of parts) {
    copyInto(new NDArray(out.data, part.shape, out.dtype, strides, at * strides[axis]!), part);
    at += part.shape[axis]!;
  }
  return out;
}
