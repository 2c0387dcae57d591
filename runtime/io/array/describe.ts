/** A stored array as an expression: its blocks, and which part of it each reads. */

import { environment } from "../../expr/environment.ts";
import { type Expr, expr } from "../../expr/expr.ts";
import { offsetsOf } from "../../meta/block-grid.ts";
import { evenBlocks, normalizeChunks } from "../../meta/chunks.ts";
import type { DType } from "../../meta/dtype.ts";
import type { ReadAxis } from "../../ops/creation.ts";

export interface Stored {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Of the stored chunks, along each axis, where there are any. */
  readonly chunks?: readonly number[] | undefined;
  /** What the reader of its format needs: plain data. */
  readonly source: { readonly format: string };
}
export interface LoadOptions {
  /** Undefined: as they are stored. */
  readonly chunks?: unknown;
  readonly prefix: string;
  readonly label: string;
}

/** Blocks read whole stretches of each axis. */
export function wholeAxes(blocks: readonly (readonly number[])[]): ReadAxis[] {
  return blocks.map(axis => {
    const offsets = offsetsOf(axis);
    return { pieces: axis.map((count, i) => ({ start: offsets[i]!, step: 1, count })) };
  });
}

export function blocksOf(shape: readonly number[], dtype: DType, stored: readonly number[] | undefined, chunks: unknown): (readonly number[])[] {
  const previousChunks = stored?.map((size, axis) => evenBlocks(shape[axis]!, size));
  if (chunks === undefined && previousChunks !== undefined) return previousChunks;
  return normalizeChunks(chunks ?? "auto", shape, { dtype, ...(previousChunks === undefined ? {} : { previousChunks }) }) as (readonly number[])[];
}

export function load({ shape, dtype, chunks: stored, source }: Stored, { chunks, prefix, label }: LoadOptions): Expr {
  const blocks = blocksOf(shape, dtype, stored, chunks);
  return expr("array.load", [], { source, axes: wholeAxes(blocks), dtype, chunks: blocks, prefix, label }, environment().site());
}
