/** Helper calls about blocks of arrays. */

import * as da from "../../../runtime/array.ts";
import { commonBlockdim, intersectChunks } from "../../../runtime/meta/block-grid.ts";
import type { BaskArray } from "../../../runtime/collections/array/handle.ts";
import { encodeArray, same } from "../encode.ts";
import { NDArrayClass } from "../classes.ts";
import { Unsupported } from "../values.ts";
import type { Helper, Lazy } from "./helper.ts";

type Blocks = readonly number[];
const module = da as unknown as Record<string, (...args: unknown[]) => any>;

export const ARRAY_HELPERS: Readonly<Record<string, Helper>> = {
  "conf.normalize_chunks": (options: { chunks: unknown; shape?: readonly number[]; limit?: number; dtype?: string; previousChunks?: readonly Blocks[] }) => {
    const { chunks, shape, ...rest } = options;
    return module["normalizeChunks"]!(chunks, shape, rest);
  },
  "conf.common_blockdim": (...axes: Blocks[]) => commonBlockdim(axes.map(nan)),
  "conf.unify_chunks": (...given: unknown[]) => {
    const arrays = given.filter((_, i) => i % 2 === 0) as BaskArray[];
    const letters = given.filter((_, i) => i % 2 === 1) as string[];
    const names = [...new Set(letters.join(""))];
    const blocks = (name: string) => arrays.flatMap((array, k) => [...letters[k]!].flatMap((letter, axis) => (letter === name ? [array.chunks[axis]!] : [])));
    const chunks = Object.fromEntries(names.map(name => [name, commonBlockdim(blocks(name))]));
    const unified = arrays.map((array, k) => array.rechunk([...letters[k]!].map((letter, axis) => (array.shape[axis] === 1 ? [1] : chunks[letter]!))));
    return { chunks, arrays: unified.map(array => array.chunks) };
  },
  /** For every new block, the old pieces as [block, [start, stop]] an axis. */
  "conf.intersect_chunks": (before: readonly Blocks[], after: readonly Blocks[]) => {
    const axes = before.map((blocks, axis) => intersectChunks(blocks, after[axis]!));
    return cross(axes).map(pieces => cross(pieces.map(list => list.map(piece => [piece.block, [piece.start, piece.stop]]))));
  },
  /** Blocks go where they belong in one step here; only the last chunking is compared. */
  "conf.plan_rechunk": (_before: readonly Blocks[], after: readonly Blocks[]) => [after],
  "conf.to_delayed_grid": async (x: BaskArray) => ({
    grid: x.numblocks,
    blocks: (await Promise.all(x.toDelayed().map(part => part.compute()))).map(block => encodeArray(block as InstanceType<typeof NDArrayClass>)),
  }),
  "conf.random_props": async (x: BaskArray, lo: number | Bounds = {}, hi?: number) => {
    const bounds = typeof lo === "object" ? lo : { lo, hi };
    const [first, again] = [await flat(x), await flat(x)];
    const parts = await Promise.all(x.toDelayed().map(part => part.compute()));
    const texts = parts.map(part => JSON.stringify((part as InstanceType<typeof NDArrayClass>).toArray()));
    return {
      chunks: x.chunks,
      dtype: x.dtype,
      recompute_identical: same(first, again),
      blocks_differ: texts.length < 2 || texts[0] !== texts[1],
      in_range: first.every(value => value >= (bounds.lo ?? -Infinity) && (bounds.hi === undefined || value < bounds.hi)),
    };
  },
};
interface Bounds {
  readonly lo?: number;
  readonly hi?: number;
}

const nan = (blocks: Blocks): Blocks => blocks.map(size => (size === null ? Number.NaN : size));
const cross = <T>(axes: readonly (readonly T[])[]): T[][] => axes.reduce<T[][]>((all, axis) => all.flatMap(head => axis.map(item => [...head, item])), [[]]);
async function flat(x: Lazy): Promise<number[]> {
  const block = await x.compute();
  if (!(block instanceof NDArrayClass)) throw new Unsupported("random numbers of no axes");
  return (block.toArray() as unknown[]).flat(Infinity).map(Number);
}
