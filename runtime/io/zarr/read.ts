/** The part of a Zarr array that a block wants: the stored chunks it touches, each read and decoded once. */

import { copyInto } from "../../kernels/array/copy.ts";
import { fill as fillElements } from "../../kernels/array/creation.ts";
import { DTYPE_INFO, storage } from "../../meta/dtype.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import { asBytes, asElements, swapBytes } from "../array/element-type.ts";
import { type AxisCut, eachChunk } from "../array/each-chunk.ts";
import type { ArrayReader } from "../array/load-kernel.ts";
import { partOf, type Piece } from "../array/pieces.ts";
import { type ByteStore, openStore, type StorePlace } from "../array/store.ts";
import { FileError } from "../../errors.ts";
import { decodeBytes, decodeInto } from "./codecs.ts";
import type { FillValue } from "./fill.ts";
import { chunkKey, type CodecChain, type Sharding, type ZarrArray } from "./metadata.ts";

export interface ZarrSource {
  readonly format: "zarr";
  readonly store: StorePlace;
  /** Of the array in the store: "" or `group/name`. */
  readonly path: string;
  readonly array: ZarrArray;
  /** When the metadata was written. */
  readonly modified: number;
}

/** Requests under way at once, where the store is far away. */
const AT_ONCE = 8;

/** Bytes by key: all of them, or a range of them. */
interface Bytes {
  get(): Promise<Uint8Array | undefined>;
  range(start: number, end: number): Promise<Uint8Array | undefined>;
  /** The last `length` bytes. */
  tail(length: number): Promise<Uint8Array | undefined>;
  readonly where: string;
}

export const readZarr: ArrayReader<ZarrSource> = async ({ store: place, path, array }, pieces, out, context) => {
  const store = await openStore(place);
  const count = (bytes: Uint8Array | undefined) => {
    if (bytes !== undefined) context.count("read", bytes.length);
    return bytes;
  };
  await eachChunk(array.chunks, pieces, out, store.far ? AT_ONCE : 1, async (index, cut, target) => {
    const key = path === "" ? chunkKey(array, index) : `${path}/${chunkKey(array, index)}`;
    await readChunk(bytesOf(store, key, count), array, array.chunks, array.codecs, cut, target);
  });
};

function bytesOf(store: ByteStore, key: string, count: (bytes: Uint8Array | undefined) => Uint8Array | undefined): Bytes {
  return {
    where: `${store.name}/${key}`,
    get: async () => count(await store.get(key)),
    range: async (start, end) => count(await store.range(key, start, end)),
    tail: async length => count(await store.tail(key, length)),
  };
}

type Facts = Pick<ZarrArray, "dtype" | "fill">;

async function readChunk(bytes: Bytes, facts: Facts, shape: readonly number[], codecs: CodecChain, cut: readonly AxisCut[], target: NDArray): Promise<void> {
  if (codecs.sharding !== null) return readShard(bytes, facts, shape, codecs.sharding, codecs, cut, target);
  const stored = await bytes.get();
  if (stored === undefined) return fillBlock(target, facts.fill);
  if (fillsWhole(target, shape, codecs, cut)) {
    const { size } = DTYPE_INFO[facts.dtype];
    const at = target.offset * size;
    if (await decodeInto(stored, codecs.bytes, asBytes(target.data).subarray(at, at + target.size * size), bytes.where)) return;
  }
  copyInto(target, partOf(await decodeChunk(stored, facts.dtype, shape, codecs, bytes.where), cut));
}

/** Whether the target is one piece of memory that is the whole chunk as it is stored. */
function fillsWhole({ strides }: NDArray, shape: readonly number[], { big, order }: CodecChain, cut: readonly AxisCut[]): boolean {
  const stored = cStrides(shape);
  return !big && order === null && cut.every(({ at, step, count }, axis) => at === 0 && step === 1 && count === shape[axis] && strides[axis] === stored[axis]);
}

export async function decodeChunk(stored: Uint8Array, dtype: NDArray["dtype"], shape: readonly number[], codecs: CodecChain, where: string): Promise<NDArray> {
  let plain = await decodeBytes(stored, codecs.bytes, where);
  const expected = sizeOf(shape) * DTYPE_INFO[dtype].size;
  if (plain.length < expected) throw new FileError(`${where}: a chunk of ${expected} bytes expected, got ${plain.length}`, where);
  if (codecs.big) swapBytes((plain = new Uint8Array(plain)), dtype);
  const { order } = codecs;
  if (order === null) return new NDArray(asElements(plain, dtype), shape, dtype);
  const strides = cStrides(order.map(axis => shape[axis]!));
  return new NDArray(
    asElements(plain, dtype),
    shape,
    dtype,
    shape.map((_, axis) => strides[order.indexOf(axis)]!),
  );
}

/** All of a stored chunk that is in memory, or of a shard. */
export async function decodeStored(stored: Uint8Array, array: ZarrArray, where: string): Promise<NDArray> {
  if (array.codecs.sharding === null) return decodeChunk(stored, array.dtype, array.chunks, array.codecs, where);
  const { chunks, dtype } = array;
  const out = new NDArray(storage(dtype, sizeOf(chunks)), chunks, dtype);
  const bytes: Bytes = {
    where,
    get: async () => stored,
    range: async (start, end) => stored.subarray(start, end),
    tail: async length => stored.subarray(Math.max(0, stored.length - length)),
  };
  const cut = chunks.map((count): AxisCut => ({ at: 0, step: 1, count }));
  await readChunk(bytes, array, chunks, array.codecs, cut, out);
  return out;
}

/** Two numbers a chunk: where it is in the shard and how long; all ones where it is not there. */
async function readShard(
  bytes: Bytes,
  facts: Facts,
  shape: readonly number[],
  { chunks, codecs, index, atEnd }: Sharding,
  outer: CodecChain,
  cut: readonly AxisCut[],
  target: NDArray,
): Promise<void> {
  if (outer.bytes.length > 0 || outer.order !== null)
    throw new FileError(`${bytes.where}: a shard that is compressed or transposed as a whole is not read`, bytes.where);
  const counts = shape.map((n, axis) => n / chunks[axis]!);
  const entries = sizeOf(counts);
  // Checksums are the only codecs of an index whose length is known before it is read.
  const length = entries * 16 + 4 * index.bytes.length;
  const head = atEnd ? await bytes.tail(length) : await bytes.range(0, length);
  if (head === undefined) return fillBlock(target, facts.fill);
  const plain = await decodeBytes(head, index.bytes, `${bytes.where} (index)`);
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const at = (entry: number, k: 0 | 1): bigint => view.getBigUint64(entry * 16 + k * 8, !index.big);
  const strides = cStrides(counts);
  const pieces = cut.map(({ at: start, step, count }): Piece => ({ start, step, count }));
  await eachChunk(chunks, pieces, target, 1, async (inner, innerCut, part) => {
    const entry = inner.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);
    const [offset, size] = [at(entry, 0), at(entry, 1)];
    const missing = offset === 0xffffffffffffffffn && size === 0xffffffffffffffffn;
    const range = (start: number, end: number) => bytes.range(Number(offset) + start, Number(offset) + end);
    const own: Bytes = {
      where: `${bytes.where} (chunk ${inner.join(".")})`,
      get: async () => (missing ? undefined : range(0, Number(size))),
      range: async (start, end) => (missing ? undefined : range(start, end)),
      tail: async n => (missing ? undefined : range(Number(size) - n, Number(size))),
    };
    await readChunk(own, facts, chunks, codecs, innerCut, part);
  });
}

function fillBlock(target: NDArray, value: FillValue): void {
  const cell = storage(target.dtype, 1);
  fillElements(cell, target.dtype, typeof value === "string" ? BigInt(value) : value);
  copyInto(
    target,
    new NDArray(
      cell,
      target.shape,
      target.dtype,
      target.shape.map(() => 0),
    ),
  );
}
