/**
 * zstd by the fastest decoder that is there: Node's own (22.15), the native one of `@mongodb-js/zstd` where npm brought its binary, else
 * JavaScript. On the pages of a Parquet file the native ones give 400 MB/s a thread and JavaScript 60.
 */

import { decompress as inJavaScript } from "fzstd";
import * as zlib from "node:zlib";

/** Whole frames, one after another. Throws, or rejects, on what is no zstd data. */
export type Unzstd = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** By names that bundlers do not follow: these packages read files beside themselves. */
const [NATIVE, ASSEMBLED]: readonly string[] = ["@mongodb-js/zstd", "@foxglove/wasm-zstd/dist/wasm-zstd.js"];

let found: Promise<Unzstd> | undefined;

/** The decoder, looked for once a thread. */
export const unzstd = (): Promise<Unzstd> => (found ??= search());

export async function search(): Promise<Unzstd> {
  const own = (zlib as { zstdDecompressSync?: Unzstd }).zstdDecompressSync;
  if (own !== undefined) return own;
  try {
    const module = (await import(NATIVE!)) as { default?: Native } & Native;
    const { decompress } = module.default ?? module;
    // It takes Buffers alone.
    return bytes => decompress(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch {
    return inJavaScript;
  }
}

let assembled: Promise<Assembled | null> | undefined;

/**
 * One frame that fills `into`, decoded in memory that is used again and copied once: where data shrank to nearly nothing, new pages for
 * each result cost more than the decoding. False where there is no such decoder, or the frame is another; rejects where it is broken.
 */
export async function unzstdInto(bytes: Uint8Array, into: Uint8Array): Promise<boolean> {
  if (into.length === 0 || contentSize(bytes) !== into.length) return false;
  assembled ??= import(ASSEMBLED!).then((module: { default: () => Promise<Assembled> }) => module.default()).catch(() => null);
  const module = await assembled;
  if (module === null) return false;
  const from = module._malloc(bytes.length);
  const to = module._malloc(into.length);
  try {
    if (from === 0 || to === 0) return false;
    module.HEAPU8.set(bytes, from);
    const size = module._decompress(to, into.length, from, bytes.length);
    if (size !== into.length) throw new RangeError(size < 0 ? "the frame is damaged" : `a frame of ${into.length} bytes holds ${size}`);
    into.set(module.HEAPU8.subarray(to, to + size));
    return true;
  } finally {
    module._free(to);
    module._free(from);
  }
}

interface Assembled {
  readonly HEAPU8: Uint8Array;
  _malloc(size: number): number;
  _free(at: number): void;
  _decompress(to: number, room: number, from: number, size: number): number;
}

/** Bytes that the first frame holds, where its header says so (RFC 8878, section 3.1.1.1). */
export function contentSize(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 18 || view.getUint32(0, true) !== 0xfd2fb528) return undefined;
  const descriptor = bytes[4]!;
  const single = (descriptor >> 5) & 1;
  const at = 5 + (1 - single) + [0, 1, 2, 4][descriptor & 3]!;
  switch (descriptor >> 6) {
    case 0:
      return single === 1 ? bytes[at] : undefined;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return view.getUint32(at, true) + view.getUint32(at + 4, true) * 4_294_967_296;
  }
}

interface Native {
  decompress(bytes: Buffer): Promise<Uint8Array>;
}
