/**
 * zstd by the fastest decoder that is there: Node's own (22.15), the native one of `@mongodb-js/zstd` where npm brought its binary, else
 * JavaScript. On the pages of a Parquet file the native ones give 400 MB/s a thread and JavaScript 60.
 */

import { decompress as inJavaScript } from "fzstd";
import * as zlib from "node:zlib";

/** Whole frames, one after another. Throws, or rejects, on what is no zstd data. */
export type Unzstd = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** By a name that bundlers do not follow: they cannot put a native part into a file. */
const PACKAGE: string = ["@mongodb-js", "zstd"].join("/");

let found: Promise<Unzstd> | undefined;

/** The decoder, looked for once a thread. */
export const unzstd = (): Promise<Unzstd> => (found ??= search());

export async function search(): Promise<Unzstd> {
  const own = (zlib as { zstdDecompressSync?: Unzstd }).zstdDecompressSync;
  if (own !== undefined) return own;
  try {
    const module = (await import(PACKAGE)) as { default?: Native } & Native;
    const { decompress } = module.default ?? module;
    // It takes Buffers alone.
    return bytes => decompress(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch {
    return inJavaScript;
  }
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
