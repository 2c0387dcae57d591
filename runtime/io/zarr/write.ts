/** Blocks into the chunks of a Zarr array. A chunk that a block covers in part is read, changed and written; each chunk's file appears whole. */

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "../../make-folder.ts";
import { copyInto } from "../../kernels/array/copy.ts";
import { fill } from "../../kernels/array/creation.ts";
import { storage } from "../../meta/dtype.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import { asBytes, swapBytes } from "../array/element-type.ts";
import { writing } from "../array/beside.ts";
import { partOf } from "../array/pieces.ts";
import type { BlockWriter } from "../array/save-kernel.ts";
import { encodeBytes } from "./codecs.ts";
import { chunkKey, type ZarrArray } from "./metadata.ts";
import { decodeStored } from "./read.ts";
import { encodeShard } from "./shard.ts";

export interface ZarrTarget {
  readonly format: "zarr";
  /** Of the array's files. */
  readonly folder: string;
  readonly array: ZarrArray;
  /** Where the first block goes. */
  readonly start: readonly number[];
}

export const writeZarrBlock: BlockWriter<ZarrTarget> = async ({ folder, array, start: from }, block, { start }, context) => {
  if (block.size === 0) return;
  const { chunks, shape } = array;
  const first = start.map((n, axis) => n + from[axis]!);
  const ranges = first.map((at, axis) => [Math.floor(at / chunks[axis]!), Math.ceil((at + block.shape[axis]!) / chunks[axis]!)] as const);
  const count = ranges.reduce((n, [low, high]) => n * (high - low), 1);
  for (let i = 0; i < count; i++) {
    const index: number[] = [];
    let rest = i;
    for (let axis = ranges.length - 1; axis >= 0; axis--) {
      const [low, high] = ranges[axis]!;
      index[axis] = low + (rest % (high - low));
      rest = Math.floor(rest / (high - low));
    }
    // What of the chunk is the block's.
    const cuts = index.map((k, axis) => {
      const low = Math.max(first[axis]!, k * chunks[axis]!);
      const high = Math.min(first[axis]! + block.shape[axis]!, (k + 1) * chunks[axis]!);
      const whole = low === k * chunks[axis]! && high === Math.min(shape[axis]!, (k + 1) * chunks[axis]!);
      return { low, count: high - low, inChunk: low - k * chunks[axis]!, inBlock: low - first[axis]!, whole };
    });
    const path = join(folder, chunkKey(array, index));
    const chunk = cuts.every(cut => cut.whole) ? fresh(array) : await present(path, array);
    const target = partOf(
      chunk,
      cuts.map(cut => ({ at: cut.inChunk, step: 1, count: cut.count })),
    );
    const source = partOf(
      block,
      cuts.map(cut => ({ at: cut.inBlock, step: 1, count: cut.count })),
    );
    copyInto(target, source);
    const origin = index.map((k, axis) => k * chunks[axis]!);
    const { sharding } = array.codecs;
    const bytes = sharding === null ? await encodeChunk(chunk, array) : await encodeShard(chunk, array, sharding, origin, fresh);
    context.count("written", bytes.length);
    writing(path, () => {
      makeFolder(dirname(path));
      writeFileSync(`${path}.new`, bytes);
      renameSync(`${path}.new`, path);
    });
  }
};

function encodeChunk(chunk: NDArray, { dtype, codecs }: ZarrArray): Promise<Uint8Array> {
  const raw = asBytes(chunk.data);
  if (codecs.big) swapBytes(raw, dtype);
  return encodeBytes(raw, codecs.bytes);
}

/** A chunk of fill values, in the order in which it is stored. */
function fresh({ chunks, dtype, fill: value, codecs: { order } }: Pick<ZarrArray, "chunks" | "dtype" | "fill" | "codecs">): NDArray {
  const data = storage(dtype, sizeOf(chunks));
  fill(data, dtype, typeof value === "string" ? BigInt(value) : value);
  if (order === null) return new NDArray(data, chunks, dtype);
  const strides = cStrides(order.map(axis => chunks[axis]!));
  return new NDArray(
    data,
    chunks,
    dtype,
    chunks.map((_, axis) => strides[order.indexOf(axis)]!),
  );
}

async function present(path: string, array: ZarrArray): Promise<NDArray> {
  const chunk = fresh(array);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch {
    return chunk;
  }
  copyInto(chunk, await decodeStored(bytes, array, path));
  return chunk;
}
