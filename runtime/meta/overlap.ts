/**
 * Facts of overlapping blocks: how many elements of its neighbours each block gets (depths), what lies beyond the edges of the array (boundaries), and
 * of which pieces of which blocks an overlapped block is made along one axis.
 */

import { NotSupportedError, ShapeError, UnknownSizeError } from "../errors.ts";
import { isUnknown, unknown } from "./dim.ts";
import type { AxisChunks } from "./meta.ts";

/** Elements before and after a block along one axis. */
export type Depth = readonly [before: number, after: number];
/** "reflect" mirrors and repeats the edge element; a number stands for every element beyond the edge. */
export type Boundary = "reflect" | "periodic" | "nearest" | "none" | number;
const KINDS: readonly unknown[] = ["reflect", "periodic", "nearest", "none"];

/** `count` elements of block `block` from `start` by `step` (0 repeats one), or of one value. */
export type Segment =
  | { readonly block: number; readonly start: number; readonly step: -1 | 0 | 1; readonly count: number }
  | { readonly value: number; readonly count: number };

const isAxes = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);
/** Entries of an object or a Map by axis; negative axes count from the end. */
function byAxis(value: object, rank: number, where: string): Map<number, unknown> {
  const entries = value instanceof Map ? [...(value as Map<unknown, unknown>)] : Object.entries(value);
  return new Map(
    entries.map(([key, item]) => {
      const axis = Number(key) < 0 ? Number(key) + rank : Number(key);
      if (!Number.isInteger(axis) || axis < 0 || axis >= rank)
        throw new ShapeError(`${where}: there is no axis ${String(key)} in an array of ${rank} axes`, [rank], [Number(key)]);
      return [axis, item];
    }),
  );
}
/** One for all axes, a list with one an axis, or those of some axes. */
function perAxis(given: unknown, rank: number, otherwise: unknown, where: string): unknown[] {
  if (isAxes(given)) {
    const found = byAxis(given, rank, where);
    return Array.from({ length: rank }, (_, axis) => found.get(axis) ?? otherwise);
  }
  if (!Array.isArray(given)) return Array.from({ length: rank }, () => given);
  if (given.length !== rank) throw new ShapeError(`${where}: expected one entry for each of ${rank} axes, got ${given.length}`, [rank], [given.length]);
  return given as unknown[];
}

export function depthsOf(given: unknown, rank: number, where: string): Depth[] {
  if (given === undefined || given === null) throw new TypeError(`${where}: expected depth, how many elements of the neighbours each block gets`);
  return perAxis(given, rank, 0, where).map((entry): Depth => {
    const pair = Array.isArray(entry) ? entry : [entry, entry];
    if (pair.length !== 2 || !pair.every(n => typeof n === "number" && Number.isInteger(n) && n >= 0))
      throw new TypeError(`${where}: expected depth as whole numbers from 0 or [before, after], got ${JSON.stringify(entry)}`);
    return [pair[0] as number, pair[1] as number];
  });
}

export function boundariesOf(given: unknown, depths: readonly Depth[], where: string): Boundary[] {
  const list = perAxis(given ?? "none", depths.length, "none", where).map((entry): Boundary => {
    const kind = entry ?? "none";
    if (KINDS.includes(kind) || typeof kind === "number") return kind as Boundary;
    throw new TypeError(`${where}: expected boundary as reflect, periodic, nearest, none or a number, got ${String(kind)}`);
  });
  for (const [axis, [before, after]] of depths.entries())
    if (before !== after && list[axis] !== "none")
      throw new NotSupportedError(`${where}: depths that differ before and after (axis ${axis}: ${before}, ${after}) need boundary "none", got ${list[axis]}`);
  return list;
}

/**
 * Blocks of at least `least` elements: one that is too short is joined to those before it, which give away what they can spare. An axis with fewer elements
 * has no such blocks.
 */
export function atLeast(least: number, blocks: AxisChunks, where: string, axis: number): AxisChunks {
  if (isUnknown(blocks) || least === 0) return blocks;
  if (blocks.some(Number.isNaN))
    throw new UnknownSizeError(`${where}: axis ${axis} has blocks of unknown sizes: await computeChunkSizes() first, or leave the axis out of depth`);
  if (Math.min(...blocks) >= least) return blocks;
  const done: number[] = [];
  let open = 0;
  for (const size of blocks) {
    const short = least - size;
    if (short > 0 && open > least + short) {
      // What is open can give the short block what it lacks and stays long enough itself.
      done.push(open - short);
      open = least;
    } else if (short > 0) open += size;
    if (open >= least) {
      done.push(open);
      open = 0;
    }
    if (short <= 0) open += size;
  }
  if (open >= least) done.push(open);
  else if (done.length > 0) done[done.length - 1]! += open;
  else {
    const total = blocks.reduce((n, size) => n + size, 0);
    throw new ShapeError(`${where}: the depth ${least} is larger than axis ${axis}, which has ${total} elements`, [least], [total]);
  }
  return done;
}

/** Sizes of the overlapped blocks. */
export function overlapped(blocks: AxisChunks, depth: Depth, boundary: Boundary): AxisChunks {
  return grown(blocks, depth, boundary, 1);
}
/** Sizes of overlapped blocks when they are cut back. */
export function trimmed(blocks: AxisChunks, depth: Depth, boundary: Boundary, where: string): AxisChunks {
  const cut = grown(blocks, depth, boundary, -1);
  if (!isUnknown(cut) && cut.some(size => size < 0))
    throw new ShapeError(
      `${where}: blocks are shorter than what is to be cut of them: ${(blocks as readonly number[]).join(", ")}`,
      [depth[0] + depth[1]],
      [...(blocks as readonly number[])],
    );
  return cut;
}
function grown(blocks: AxisChunks, [before, after]: Depth, boundary: Boundary, sign: 1 | -1): AxisChunks {
  if (before === 0 && after === 0) return blocks;
  if (isUnknown(blocks)) return unknown("the blocks of an axis that is not known");
  const last = blocks.length - 1;
  return blocks.map((size, i) => size + sign * ((boundary === "none" && i === 0 ? 0 : before) + (boundary === "none" && i === last ? 0 : after)));
}

/** What each overlapped block is made of. Blocks are at least as long as the depth. */
export function segmentsOf(blocks: readonly number[], [before, after]: Depth, boundary: Boundary): Segment[][] {
  const last = blocks.length - 1;
  const beyond = (count: number, end: "start" | "stop"): Segment[] => {
    if (count === 0) return [];
    if (typeof boundary === "number") return [{ value: boundary, count }];
    const size = blocks[end === "start" ? 0 : last]!;
    switch (boundary) {
      case "none":
        return [];
      case "periodic":
        return end === "start" ? [{ block: last, start: blocks[last]! - count, step: 1, count }] : [{ block: 0, start: 0, step: 1, count }];
      case "reflect":
        return end === "start" ? [{ block: 0, start: count - 1, step: -1, count }] : [{ block: last, start: size - 1, step: -1, count }];
      case "nearest":
        return end === "start" ? [{ block: 0, start: 0, step: 0, count }] : [{ block: last, start: size - 1, step: 0, count }];
    }
  };
  return blocks.map((size, i) => {
    const left: Segment[] = i === 0 ? beyond(before, "start") : before === 0 ? [] : [{ block: i - 1, start: blocks[i - 1]! - before, step: 1, count: before }];
    const right: Segment[] = i === last ? beyond(after, "stop") : after === 0 ? [] : [{ block: i + 1, start: 0, step: 1, count: after }];
    return [...left, { block: i, start: 0, step: 1, count: size }, ...right];
  });
}
