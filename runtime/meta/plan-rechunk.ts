/**
 * From one blocking to another in steps. In one step each new block needs every old one it meets, so that rows to columns is all to all: blocks
 * are first merged along some axes, as far as memory for a block allows, and split along others, so that fewer meet. The aims and the limits
 * are those of Dask's rechunk; only the last blocking is anybody's to rely on.
 */

type Chunks = readonly (readonly number[])[];

export interface RechunkLimits {
  /** How many times the blocks of both sides a step may cost, in pieces, before there is one between. */
  readonly threshold: number;
  /** Elements of a block between. Never less than the largest block of either side. */
  readonly blockElements: number;
}

let threshold = 4;
/** The setting `array.rechunk.threshold`. */
export const rechunkThreshold = (): number => threshold;
export function setRechunkThreshold(value: number): void {
  threshold = value;
}

/** The blockings to go through; the last is `after`. */
export function planRechunk(before: Chunks, after: Chunks, { threshold, blockElements }: RechunkLimits): Chunks[] {
  const known = [...before, ...after].every(axis => axis.length > 0 && !axis.some(Number.isNaN));
  if (before.length <= 1 || !known) return [after];
  const limit = Math.max(blockElements, largestBlock(before), largestBlock(after));
  const affordable = threshold * (blockCount(before) + blockCount(after));
  const steps: Chunks[] = [];
  let current = before;
  for (let pass = 0; pieceCount(current, after) >= affordable; pass++) {
    const split = pass === 0 ? current : splitAxes(current, after, pieceCount(current, after) * threshold);
    const { chunks, full } = mergeAxes(split, after, limit);
    if ((pass > 0 && equal(chunks, current)) || equal(chunks, after)) break;
    if (!equal(chunks, current)) steps.push(chunks);
    current = chunks;
    if (!full) break;
  }
  return [...steps, after];
}

const largest = (axis: readonly number[]): number => axis.reduce((most, size) => Math.max(most, size), 0);
const largestBlock = (chunks: Chunks): number => chunks.reduce((n, axis) => n * largest(axis), 1);
const blockCount = (chunks: Chunks): number => chunks.reduce((n, axis) => n * axis.length, 1);
const equalAxis = (a: readonly number[], b: readonly number[]): boolean => a === b || (a.length === b.length && a.every((n, i) => n === b[i]));
const equal = (a: Chunks, b: Chunks): boolean => a.every((axis, k) => equalAxis(axis, b[k]!));

/** About how many pieces of blocks are handed over in a step: along an axis that changes, both blockings cut. */
function pieceCount(before: Chunks, after: Chunks): number {
  return before.reduce((n, axis, k) => n * (equalAxis(axis, after[k]!) ? axis.length : axis.length + after[k]!.length - 1), 1);
}

/** Takes over the new blocks of axes that get fewer, those first that save most pieces for the memory they cost; `full`: memory did not allow all. */
function mergeAxes(before: Chunks, after: Chunks, limit: number): { chunks: Chunks; full: boolean } {
  const chunks = [...before];
  const cost = (axis: number): number => {
    const fewer = Math.log(after[axis]!.length / before[axis]!.length);
    const larger = largest(after[axis]!) / Math.max(1, largest(before[axis]!));
    return larger <= 0 ? 0 : fewer / Math.log(larger === 1 ? 1 + 1e-9 : larger);
  };
  const axes = before.map((_, axis) => axis).filter(axis => after[axis]!.length <= before[axis]!.length);
  let size = largestBlock(before);
  let full = false;
  for (const axis of axes.sort((a, b) => cost(a) - cost(b))) {
    const own = Math.max(1, largest(before[axis]!));
    const merged = Math.floor((size * largest(after[axis]!)) / own);
    if (merged <= limit) {
      [chunks[axis], size] = [after[axis]!, merged];
      continue;
    }
    full = true;
    const narrow = cutTo(after[axis]!, Math.max(1, Math.floor((limit * own) / size)));
    if (narrow.length <= before[axis]!.length) [chunks[axis], size] = [narrow, Math.floor((size * largest(narrow)) / own)];
  }
  return { chunks, full };
}

/** Blocks in even parts of `width` at most. */
function cutTo(blocks: readonly number[], width: number): number[] {
  return blocks.flatMap(size => {
    const parts = Math.max(1, Math.ceil(size / width));
    return Array.from({ length: parts }, (_, i) => Math.floor(((i + 1) * size) / parts) - Math.floor((i * size) / parts));
  });
}

/** Cuts axes that are to have more blocks, as far as the pieces of the next step stay within `most`: room for merging others. */
function splitAxes(before: Chunks, after: Chunks, most: number): Chunks {
  const chunks = [...before];
  for (const axis of before.keys()) {
    const pieces = pieceCount(chunks, after);
    if (pieces > most) break;
    if (before[axis]!.length > after[axis]!.length) continue;
    const joined = joinTo(after[axis]!, Math.floor((before[axis]!.length * most) / pieces));
    if (joined.length >= before[axis]!.length && largest(joined) <= largest(before[axis]!)) chunks[axis] = joined;
  }
  return chunks;
}

/** Neighbouring blocks joined to `count` of them, about alike in size. */
function joinTo(blocks: readonly number[], count: number): readonly number[] {
  if (blocks.length <= count) return blocks;
  const sum = blocks.reduce((n, size) => n + size, 0);
  const joined: number[] = [];
  let [own, done] = [0, 0];
  for (const [i, size] of blocks.entries()) {
    own += size;
    done += size;
    const left = blocks.length - i - 1;
    const due = done >= ((joined.length + 1) * sum) / count;
    // Every group gets a block, and none is left over.
    if (joined.length === count - 1 ? left === 0 : due || left === count - joined.length - 1) {
      joined.push(own);
      own = 0;
    }
  }
  return joined;
}
