/** Blocks of arrays that lie flat in files: `.npy`, raw binary, contiguous HDF5; of this machine or of a server. */

import { inflateRawSync } from "node:zlib";
import { FileError } from "../../errors.ts";
import { request } from "../array/http.ts";
import type { ArrayReader } from "../array/load-kernel.ts";
import { isAddress } from "../array/store.ts";
import { type FlatLayout, type ReadInto, readStrided } from "../array/strided.ts";
import { withFile } from "../bytes/open.ts";

export interface FlatSource {
  readonly format: "flat";
  readonly path: string;
  /** Of the file, when the call was made. */
  readonly bytes: number;
  readonly modified: number;
  readonly layout: FlatLayout;
  /** Where the deflated bytes are in which the array lies; the layout is that of what they unpack to. */
  readonly deflated?: { readonly start: number; readonly length: number };
}

/** What lies between two ranges is asked for with them, if it is no more than this. */
const GAP = 1 << 16;
/** Requests under way at once. */
const AT_ONCE = 8;

export const readFlat: ArrayReader<FlatSource> = (source, pieces, out, context) => {
  const { path, bytes, layout, deflated } = source;
  const count = (n: number) => context.count("read", n);
  if (isAddress(path)) return readFar(source, pieces, out, context);
  return withFile(
    path,
    file => {
      if (deflated === undefined) return readStrided(layout, pieces, out, file.readInto, count);
      const plain = inflated(file.read(deflated.start, deflated.start + deflated.length), path);
      count(deflated.length);
      readStrided(layout, pieces, out, within(plain, 0), () => undefined);
    },
    bytes,
  );
};

function inflated(packed: Uint8Array, path: string): Uint8Array {
  try {
    return inflateRawSync(packed);
  } catch (error) {
    throw new FileError(`${path} is damaged: ${(error as Error).message}`, path, { cause: error });
  }
}

const within =
  (bytes: Uint8Array, from: number): ReadInto =>
  (into, start) => {
    const part = bytes.subarray(start - from, start - from + into.length);
    into.set(part);
    return part.length;
  };

/** Which ranges are read is found by reading nothing; then all are asked for. */
const readFar: ArrayReader<FlatSource> = async ({ path, bytes: size, layout, deflated }, pieces, out, context) => {
  const fetched = async (start: number, end: number): Promise<Uint8Array> => {
    const answer = await request(path, { start, end });
    if (answer === undefined) throw new FileError(`${path} is no longer there`, path);
    if (!Number.isNaN(answer.size) && answer.size !== size)
      throw new FileError(`${path} has changed since the call that reads it: expected ${size} bytes, got ${answer.size}. Make that call again.`, path);
    context.count("read", answer.bytes.length);
    return answer.part ? answer.bytes : answer.bytes.subarray(start, end);
  };
  if (deflated !== undefined) {
    const plain = inflated(await fetched(deflated.start, deflated.start + deflated.length), path);
    return readStrided(layout, pieces, out, within(plain, 0), () => undefined);
  }
  const ranges: { start: number; end: number; bytes?: Uint8Array }[] = [];
  const wants: ReadInto = (into, start) => {
    ranges.push({ start, end: start + into.length });
    return into.length;
  };
  readStrided(layout, pieces, out, wants, () => undefined);
  ranges.sort((a, b) => a.start - b.start);
  const joined = ranges.slice(0, 1);
  for (const { start, end } of ranges.slice(1)) {
    const last = joined.at(-1)!;
    if (start <= last.end + GAP) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let range = joined[next++]; range !== undefined; range = joined[next++]) range.bytes = await fetched(range.start, range.end);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, joined.length) }, worker));
  const readInto: ReadInto = (into, start) => {
    const range = joined.findLast(each => each.start <= start)!;
    return within(range.bytes!, range.start)(into, start);
  };
  readStrided(layout, pieces, out, readInto, () => undefined);
};
