/** Block sizes along axes: what users may write, as lists of sizes. */

import { BaskError, ShapeError, UnknownSizeError } from "../errors.ts";
import { autoChunks } from "./auto-chunks.ts";
import { type Dim, isKnown, isUnknown, unknown } from "./dim.ts";
import { type DType, isDType } from "./dtype.ts";
import { parseBytes } from "./format.ts";
import type { AxisChunks } from "./meta.ts";

export interface ChunkOptions {
  /** Bytes of a block at most, for "auto". */
  readonly limit?: number | string | undefined;
  readonly dtype?: DType | undefined;
  readonly previousChunks?: readonly (readonly number[])[] | undefined;
}

/** What an axis may be given. */
export type AxisSpec = number | string | null | readonly number[];

/**
 * One list of block sizes an axis. `chunks` is one size for every axis, an entry an axis, a Map or object of the axes to set, or, in one
 * dimension, the blocks themselves. -1 and null are the whole axis; "auto" and byte counts choose sizes.
 */
export function normalizeChunks(chunks: unknown, shape: readonly Dim[], options: ChunkOptions = {}): AxisChunks[] {
  const specs = axisSpecs(chunks, shape);
  let limit = options.limit;
  const asked = new Set<number>();
  for (const [axis, spec] of specs.entries()) {
    if (typeof spec !== "string" || spec === "auto") continue;
    asked.add(parseBytes(spec, "chunks"));
    specs[axis] = "auto";
  }
  if (asked.size > 1) throw new ShapeError(`chunks: only one byte count can be given, got ${[...asked].join(" and ")}`, ["one byte count"], []);
  for (const bytes of asked) limit = bytes;
  if (!specs.includes("auto")) return specs.map((spec, axis) => blocksOf(spec as number | null | readonly number[], shape[axis]!, axis, chunks));
  const fixed = specs.map((spec, axis) => (spec === "auto" ? "auto" : blocksOf(spec as number | null | readonly number[], shape[axis]!, axis, chunks)));
  if (fixed.some((axis, i) => isUnknown(axis) || isUnknown(shape[i]))) {
    return fixed.map((axis, i) => (axis === "auto" ? unknown(`"auto" chunks of axis ${i} depend on sizes that are not known`) : axis));
  }
  if (!isDType(options.dtype)) throw new BaskError("DTYPE", 'chunks: "auto" needs a dtype that is known');
  if (shape.some((n, axis) => specs[axis] === "auto" && !isKnown(n))) {
    throw new UnknownSizeError('chunks: "auto" needs sizes that are known: await computeChunkSizes() first');
  }
  const sizes = autoChunks(fixed as ("auto" | readonly number[])[], shape as readonly number[], options.dtype, limit, options.previousChunks);
  return sizes.map((size, axis) => (typeof size === "number" ? blocksOf(size, shape[axis]!, axis, chunks) : size));
}

/** One entry an axis, from every form that users may write. */
export function axisSpecs(chunks: unknown, shape: readonly Dim[]): AxisSpec[] {
  if (chunks === null || chunks === undefined) throw new ShapeError('chunks: expected a size, a list of sizes or "auto", got none', shape.map(dimOf), []);
  if (typeof chunks === "number" || typeof chunks === "string") return shape.map(() => chunks);
  if (Array.isArray(chunks)) return listed(chunks, shape);
  const entries = chunks instanceof Map ? [...chunks] : Object.entries(chunks as object).map(([axis, spec]) => [Number(axis), spec] as const);
  const specs: AxisSpec[] = shape.map(() => null);
  for (const [given, spec] of entries) {
    const axis = Number(given) < 0 ? Number(given) + shape.length : Number(given);
    if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length)
      throw new ShapeError(`chunks: no axis ${String(given)} in ${shape.length} axes`, shape.map(dimOf), []);
    specs[axis] = spec as AxisSpec;
  }
  return specs;
}

function listed(chunks: readonly unknown[], shape: readonly Dim[]): AxisSpec[] {
  const simple = chunks.every(spec => typeof spec === "number" || typeof spec === "string");
  if (shape.length === 1 && chunks.length > 1 && simple) return [chunks as readonly number[]];
  if (chunks.length === 0 && shape.length > 0 && shape.every(n => n === 0)) return shape.map(() => 0);
  if (chunks.length !== shape.length) {
    throw new ShapeError(
      `chunks: expected one entry an axis (${shape.length}), got ${chunks.length}: ${JSON.stringify(chunks)}`,
      shape.map(dimOf),
      chunks.map(spec => (typeof spec === "number" ? spec : Number.NaN)),
    );
  }
  return chunks.map(spec => spec as AxisSpec);
}

function blocksOf(spec: number | null | readonly number[], length: Dim, axis: number, given: unknown): AxisChunks {
  if (Array.isArray(spec)) return explicitBlocks(spec, length, axis, given);
  const size = spec === null || spec === -1 ? length : (spec as number);
  if (isUnknown(size) || isUnknown(length)) return isUnknown(length) ? length : [];
  if (typeof size !== "number" || (!Number.isNaN(size) && (!Number.isInteger(size) || size < 0 || (size === 0 && length > 0)))) {
    throw new ShapeError(
      `chunks: expected sizes of at least 1 (or -1 for the whole axis), got ${String(spec)} for axis ${axis}`,
      ["at least 1"],
      [Number(spec)],
    );
  }
  if (Number.isNaN(length)) {
    if (spec === null || spec === -1) return [Number.NaN];
    throw new UnknownSizeError(`chunks: axis ${axis} has an unknown size, so it cannot be cut in blocks of ${size}: await computeChunkSizes() first`);
  }
  return evenBlocks(length, size);
}

/** A list of blocks is kept in memory: an axis with more is a slip in the size of a block, found here before it takes the process down. */
const MAX_BLOCKS = 10_000_000;

/** Blocks of `size` and a remainder. */
export function evenBlocks(length: number, size: number): number[] {
  if (length === 0) return [0];
  const count = Math.floor(length / size);
  if (count > MAX_BLOCKS)
    throw new ShapeError(
      `chunks: an axis of ${length} elements in blocks of ${size} would have ${count} blocks: at most ${MAX_BLOCKS} are possible`,
      [`at most ${MAX_BLOCKS} blocks`],
      [count],
    );
  const blocks = new Array<number>(count).fill(size);
  if (length % size > 0) blocks.push(length % size);
  return blocks;
}

function explicitBlocks(blocks: readonly unknown[], length: Dim, axis: number, given: unknown): AxisChunks {
  if (blocks.length === 0)
    throw new ShapeError(`chunks: axis ${axis} has an empty list of blocks: an axis without elements is written [0]`, [dimOf(length)], []);
  const sizes = blocks.map(block => {
    const size = block === null ? Number.NaN : Number(block);
    if (typeof block === "string" || size < 0 || (!Number.isNaN(size) && !Number.isInteger(size)))
      throw new ShapeError(`chunks: a block size must be an integer of at least 0, got ${String(block)} on axis ${axis}`, [dimOf(length)], [size]);
    return size;
  });
  const sum = sizes.reduce((n, size) => n + size, 0);
  if (isKnown(length) && !Number.isNaN(sum) && sum !== length) {
    throw new ShapeError(
      `chunks do not add up to the shape: axis ${axis} has ${length} elements, its blocks ${sum} (${JSON.stringify(given)})`,
      [length],
      [sum],
    );
  }
  return sizes;
}

const dimOf = (dim: Dim): number | string => (isKnown(dim) ? dim : "?");
