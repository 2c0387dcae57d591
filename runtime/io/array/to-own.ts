/** Storing into what the user holds: an array in memory, or anything with `write(region, block)`. */

import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment, type RunOptions } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { bytesOf, type ArrayMeta } from "../../meta/meta.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import { slice } from "../../meta/slice.ts";
import { put } from "../../values/element.ts";
import { copyOf, NDArray, positions } from "../../values/ndarray.ts";
import { storage } from "../../meta/dtype.ts";
import { fromNpy } from "../npy/from-npy.ts";
import { npySave } from "../npy/to-npy.ts";
import { methodOf } from "./own-object.ts";
import type { CallTarget, Region } from "./call-target.ts";
import { saving } from "./save.ts";

export interface OwnTarget {
  readonly shape: readonly number[];
  write(region: Region, block: NDArray): void | Promise<void>;
}
export interface Stored {
  readonly node: Expr;
  readonly target: OwnTarget | NDArray;
  readonly start: readonly number[];
}

/** A result of up to so many bytes comes as a whole; a larger one waits in a file, so that there are only few blocks in memory. */
const WHOLE = 256 << 20;

/** Targets are the caller's, and so they are written in his thread, block by block in their order. */
export function storeHere(stored: readonly Stored[], run: RunOptions): Promise<void> {
  const { runner } = environment();
  const nodes = stored.map(each => each.node);
  const bytes = nodes.reduce((sum, node) => sum + (bytesOf(node.meta) ?? 0), 0);
  if (bytes <= WHOLE) {
    return runner.compute(nodes, run, async values => {
      for (const [i, each] of stored.entries()) await writeWhole(each, asArray(values[i], each.node.meta as ArrayMeta));
    });
  }
  const scratch = nodes.map((node, i) => join(tmpdir(), `bask-store-${process.pid}-${i}-${node.id}.npy`));
  const remove = () => scratch.forEach(path => rmSync(path, { force: true }));
  const saves = nodes.map((node, i) => saving(npySave(node, scratch[i]!, (node.meta as ArrayMeta).shape as number[])));
  const done = runner.compute(saves, run, async () => {
    try {
      for (const [i, each] of stored.entries()) {
        const { chunks } = each.node.meta as ArrayMeta;
        const starts = startsOf(chunks as (readonly number[])[]);
        let next = 0;
        for await (const block of runner.stream(fromNpy(scratch[i]!, { chunks }) as Expr, run)) await writeBlock(each, block as NDArray, starts[next++]!);
      }
    } finally {
      remove();
    }
  });
  return done.catch((error: unknown) => {
    remove();
    throw error;
  });
}

/** Targets that may be copied: `write` is called in the workers. */
export function storeThere(stored: readonly Stored[]): Expr {
  const targets = stored.map(({ target, start }): CallTarget => ({
    format: "call",
    write: environment().functionRef(methodOf(target as OwnTarget, "write")),
    start,
  }));
  return saving({ inputs: stored.map(each => each.node), targets, moves: [], prefix: "store", label: "store" });
}

function asArray(value: unknown, meta: ArrayMeta): NDArray {
  if (value instanceof NDArray) return value;
  const dtype = meta.dtype as NDArray["dtype"];
  const data = storage(dtype, 1);
  put(data, 0, dtype, value);
  return new NDArray(data, [], dtype);
}

async function writeWhole(each: Stored, whole: NDArray): Promise<void> {
  const { chunks } = each.node.meta as ArrayMeta;
  const blocks = chunks as (readonly number[])[];
  if (each.target instanceof NDArray)
    return writeBlock(
      each,
      whole,
      whole.shape.map(() => 0),
    );
  for (const { start, shape } of placesOf(blocks)) {
    const part = whole.get(...start.map((at, axis) => slice(at, at + shape[axis]!)));
    await writeBlock(each, part, start);
  }
}

async function writeBlock({ target, start: from }: Stored, block: NDArray, start: readonly number[]): Promise<void> {
  const region = block.shape.map((n, axis): [number, number] => [from[axis]! + start[axis]!, from[axis]! + start[axis]! + n]);
  if (!(target instanceof NDArray)) return target.write(region, copyOf(block));
  const part = new NDArray(
    target.data,
    block.shape,
    target.dtype,
    target.strides,
    region.reduce((at, [first], axis) => at + first * target.strides[axis]!, target.offset),
  );
  const { lanes } = DTYPE_INFO[target.dtype];
  const same = target.dtype === block.dtype;
  const sources = positions(block);
  for (const to of positions(part)) {
    const at = sources.next().value as number;
    for (let lane = 0; lane < lanes; lane++) {
      const value = block.data[at * lanes + lane]!;
      if (same) target.data[to * lanes + lane] = value as never;
      else put(target.data, to, target.dtype, value);
    }
  }
}

const startsOf = (chunks: readonly (readonly number[])[]): number[][] => placesOf(chunks).map(({ start }) => start);

/** In C order. */
function placesOf(chunks: readonly (readonly number[])[]): { start: number[]; shape: number[] }[] {
  return chunks.reduce<{ start: number[]; shape: number[] }[]>(
    (places, blocks) =>
      places.flatMap(({ start, shape }) => {
        let at = 0;
        return blocks.map(size => ({ start: [...start, (at += size) - size], shape: [...shape, size] }));
      }),
    [{ start: [], shape: [] }],
  );
}
