/** The sizes that "auto" stands for: as near to cubes of `limit` bytes as the shape and the earlier blocks allow. */

import { type DType, itemsize } from "./dtype.ts";
import { parseBytes } from "./format.ts";

/** 128 MiB. */
export const DEFAULT_CHUNK_BYTES = 128 * 2 ** 20;
let chunkBytes = DEFAULT_CHUNK_BYTES;
/** The setting `array.chunk-size`: bytes of a block where nothing else is said. */
export const defaultChunkBytes = (): number => chunkBytes;
export function setDefaultChunkBytes(bytes: number | string): void {
  chunkBytes = parseBytes(bytes);
}

type Given = "auto" | readonly number[];
/** A size, or the very blocks. */
type Chosen = number | readonly number[];

export function autoChunks(
  given: readonly Given[],
  shape: readonly number[],
  dtype: DType,
  limit?: number | string,
  previous?: readonly (readonly number[])[],
): Chosen[] {
  const bytes = Math.max(1, limit === undefined || limit === null ? defaultChunkBytes() : parseBytes(limit));
  const autos = new Set(given.flatMap((spec, axis) => (spec === "auto" ? [axis] : [])));
  const largest = given.reduce((n, spec) => (spec === "auto" ? n : n * Math.max(...spec)), 1);
  const elements = bytes / itemsize(dtype) / Math.max(1, largest);
  const chosen: Chosen[] = given.map(spec => (spec === "auto" ? 0 : spec));
  if (previous === undefined) fresh(chosen, autos, shape, elements);
  else reused(chosen, autos, shape, elements, previous);
  return chosen;
}

function fresh(chosen: Chosen[], autos: Set<number>, shape: readonly number[], elements: number): void {
  let left = elements;
  while (autos.size > 0) {
    const size = left ** (1 / autos.size);
    const small = [...autos].filter(axis => shape[axis]! < size);
    if (small.length === 0) {
      for (const axis of autos) chosen[axis] = roundTo(size, shape[axis]!);
      return;
    }
    for (const axis of small) {
      chosen[axis] = shape[axis]!;
      left /= Math.max(1, shape[axis]!);
      autos.delete(axis);
    }
  }
}

/** Starts from the median of the earlier blocks and scales all axes alike; an axis that would outgrow the array becomes whole. */
function reused(chosen: Chosen[], autos: Set<number>, shape: readonly number[], elements: number, previous: readonly (readonly number[])[]): void {
  let left = elements;
  for (;;) {
    const factor = left / [...autos].reduce((n, axis) => n * median(previous[axis]!), 1);
    const proposed = new Map([...autos].map(axis => [axis, median(previous[axis]!) * factor ** (1 / autos.size)]));
    const over = [...autos].filter(axis => shape[axis] === 0 || proposed.get(axis)! > shape[axis]!);
    if (over.length === 0) {
      for (const [axis, size] of proposed) chosen[axis] = factor < 1 ? roundTo(size, ideal(previous[axis]!, shape[axis]!)) : merged(previous[axis]!, size);
      return;
    }
    for (const axis of over) {
      chosen[axis] = shape[axis]!;
      left /= Math.max(1, shape[axis]!);
      autos.delete(axis);
    }
    if (autos.size === 0) return;
  }
}

const roundTo = (size: number, step: number): number => (size <= step ? Math.max(1, Math.floor(size)) : Math.floor(size / step) * step);

function median(blocks: readonly number[]): number {
  const sorted = [...blocks].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The most frequent block where it covers half of the blocks, else the whole axis. */
function ideal(blocks: readonly number[], length: number): number {
  const counts = new Map<number, number>();
  for (const block of blocks) counts.set(block, (counts.get(block) ?? 0) + 1);
  const [mode, count] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
  return mode > 1 && count >= blocks.length / 2 ? mode : length;
}

/** Consecutive blocks joined while they stay within `size`. */
function merged(blocks: readonly number[], size: number): readonly number[] {
  const result: number[] = [];
  for (const block of blocks) {
    const last = result.length - 1;
    if (last >= 0 && result[last]! + block <= size) result[last]! += block;
    else result.push(block);
  }
  return result;
}
