/** Shards: many chunks in one file, and an index that says where each of them is (Zarr 3, codec `sharding_indexed`, version 1.0). */

import { NotSupportedError } from "../../errors.ts";
import { copyInto } from "../../kernels/array/copy.ts";
import type { NDArray } from "../../values/ndarray.ts";
import { asBytes, swapBytes } from "../array/element-type.ts";
import { partOf } from "../array/pieces.ts";
import { encodeBytes } from "./codecs.ts";
import type { Sharding, ZarrArray } from "./metadata.ts";

const NONE = 0xffffffffffffffffn;

/** What a shard is written as; `start` is its first element in the array: chunks that lie beyond the array's end are not there. */
export async function encodeShard(
  shard: NDArray,
  array: ZarrArray,
  { chunks, codecs, index, atEnd }: Sharding,
  start: readonly number[],
  blank: (chunk: Pick<ZarrArray, "chunks" | "dtype" | "fill" | "codecs">) => NDArray,
): Promise<Uint8Array> {
  if (codecs.sharding !== null) throw new NotSupportedError("shards of shards are read and not written");
  const counts = shard.shape.map((n, axis) => n / chunks[axis]!);
  const total = counts.reduce((n, count) => n * count, 1);
  const table = new DataView(new ArrayBuffer(16 * total));
  const head = (await encodeBytes(new Uint8Array(16 * total), index.bytes)).length;
  const parts: Uint8Array[] = [];
  let at = atEnd ? 0 : head;
  for (let i = 0; i < total; i++) {
    let rest = i;
    const place = new Array<number>(counts.length);
    for (let axis = counts.length - 1; axis >= 0; axis--) {
      place[axis] = (rest % counts[axis]!) * chunks[axis]!;
      rest = Math.floor(rest / counts[axis]!);
    }
    const beyond = place.some((n, axis) => start[axis]! + n >= array.shape[axis]!);
    let [offset, length] = [NONE, NONE];
    if (!beyond) {
      const chunk = blank({ chunks, dtype: array.dtype, fill: array.fill, codecs });
      copyInto(
        chunk,
        partOf(
          shard,
          place.map((n, axis) => ({ at: n, step: 1, count: chunks[axis]! })),
        ),
      );
      const raw = asBytes(chunk.data);
      if (codecs.big) swapBytes(raw, array.dtype);
      const bytes = await encodeBytes(raw, codecs.bytes);
      [offset, length] = [BigInt(at), BigInt(bytes.length)];
      parts.push(bytes);
      at += bytes.length;
    }
    table.setBigUint64(16 * i, offset, !index.big);
    table.setBigUint64(16 * i + 8, length, !index.big);
  }
  const written = await encodeBytes(new Uint8Array(table.buffer), index.bytes);
  return Buffer.concat(atEnd ? [...parts, written] : [written, ...parts]);
}
