/**
 * zstd by the fastest decoder that is there: Node's own (22.15), the native one of `@mongodb-js/zstd` where npm brought its binary, else
 * JavaScript. On the pages of a Parquet file the native ones give 400 MB/s a thread and JavaScript 60.
 */

import { decompress as inJavaScript } from "fzstd";
import * as zlib from "node:zlib";

/** Whole frames, one after another. Throws, or rejects, on what is no zstd data. */
export type Unzstd = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

let found: Promise<Unzstd> | undefined;

/** The decoder, looked for once a thread. */
export const unzstd = (): Promise<Unzstd> => (found ??= search());

export async function search(): Promise<Unzstd> {
  const own = (zlib as { zstdDecompressSync?: Unzstd }).zstdDecompressSync;
  if (own !== undefined) return own;
  try {
    const module = (await import("@mongodb-js/zstd")) as unknown as { default?: Native } & Native;
    const { decompress } = module.default ?? module;
    // It takes Buffers alone.
    return bytes => decompress(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch {
    return inJavaScript;
  }
}

interface Native {
  decompress(bytes: Buffer): Promise<Uint8Array>;
}
