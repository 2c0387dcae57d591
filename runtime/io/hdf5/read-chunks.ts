/** Chunks of a dataset read from where they lie, without the HDF5 library: straight into the block where nothing was done to them. */

import * as zlib from "node:zlib";
import { FileError } from "../../errors.ts";
import { copyInto } from "../../kernels/array/copy.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import { cutsOf, eachChunk } from "../array/each-chunk.ts";
import { asBytes, asElements, swapBytes } from "../array/element-type.ts";
import { partOf, type Piece } from "../array/pieces.ts";
import type { OpenFile } from "../bytes/open.ts";
import { unlzf } from "../bytes/lzf.ts";
import { shuffled } from "../bytes/shuffle.ts";
import type { ChunkIndex, StoredChunk } from "./chunk-index.ts";

const DEFLATE = 1;
const SHUFFLE = 2;
export const LZF = 32000;

/** Whether all of it can be read here: the other filters are the library's, and so is what stands where no chunk was written. */
export function readable({ dataset, at }: ChunkIndex, pieces: readonly Piece[]): boolean {
  if (dataset.filters.some(({ id }) => id !== DEFLATE && id !== SHUFFLE && id !== LZF)) return false;
  const places = pieces.map((piece, axis) => cutsOf(piece, dataset.chunks[axis]!).map(({ chunk }) => chunk));
  const total = places.reduce((n, list) => n * list.length, 1);
  for (let k = 0; k < total; k++) {
    let rest = k;
    const place = places.map(list => {
      const chunk = list[rest % list.length]!;
      rest = Math.floor(rest / list.length);
      return chunk;
    });
    if (at(place) === undefined) return false;
  }
  return true;
}

export async function readChunks(file: OpenFile, index: ChunkIndex, pieces: readonly Piece[], out: NDArray, count: (bytes: number) => void): Promise<void> {
  const { dtype } = out;
  const { chunks, big, filters } = index.dataset;
  const length = sizeOf(chunks) * DTYPE_INFO[dtype].size;
  const strides = cStrides(chunks);
  const scratch = new Map<number, Uint8Array>();
  /** Room for `size` bytes, until it is asked for again. */
  const room = (size: number): Uint8Array => {
    let found = scratch.get(size);
    if (found === undefined) {
      scratch.clear();
      scratch.set(size, (found = new Uint8Array(size)));
    }
    return found;
  };
  await eachChunk(chunks, pieces, out, 1, async (place, cut, target) => {
    const chunk = index.at(place)!;
    const plain = filters.every((_, f) => (chunk.mask >> f) & 1);
    const whole = cut.every(({ at, step, count: n }, axis) => at === 0 && step === 1 && n === chunks[axis]) && target.strides.every((s, a) => s === strides[a]);
    count(chunk.size);
    if (plain && whole && !big) {
      const at = target.offset * DTYPE_INFO[dtype].size;
      fill(file, chunk, length, asBytes(target.data).subarray(at, at + length));
      return;
    }
    let bytes: Uint8Array;
    if (plain) fill(file, chunk, length, (bytes = room(length)));
    else {
      bytes = unpacked(file, chunk, index, length);
      if (bytes.length < length) throw new FileError(`${file.path}: a chunk of ${length} bytes expected, got ${bytes.length}`, file.path);
    }
    // Both are this reader's own.
    if (big) swapBytes(bytes, dtype);
    copyInto(target, partOf(new NDArray(asElements(bytes, dtype), chunks, dtype), cut));
  });
}

function fill(file: OpenFile, { address, size }: StoredChunk, length: number, into: Uint8Array): void {
  const got = size < length ? size : file.readInto(into, address);
  if (got < length) throw new FileError(`${file.path}: a chunk of ${length} bytes expected, got ${got}`, file.path);
}

/** The chunk's bytes with its filters undone, the last one first. */
function unpacked(file: OpenFile, { address, size, mask }: StoredChunk, { dataset }: ChunkIndex, length: number): Uint8Array {
  let bytes = file.read(address, address + size);
  if (bytes.length < size) throw new FileError(`${file.path}: a chunk of ${size} bytes expected, got ${bytes.length}`, file.path);
  for (let f = dataset.filters.length - 1; f >= 0; f--) {
    if ((mask >> f) & 1) continue;
    const { id, values } = dataset.filters[f]!;
    if (id === SHUFFLE) bytes = shuffled(bytes, values[0] ?? 1, true);
    else {
      try {
        bytes = id === LZF ? unlzf(bytes, length) : zlib.inflateSync(bytes);
      } catch (error) {
        throw new FileError(`${file.path}: a chunk is not ${id === LZF ? "lzf" : "gzip"} data: ${(error as Error).message}`, file.path, { cause: error });
      }
    }
  }
  return bytes;
}
