/** Bytes to bytes: what Zarr's chains are made of. The compressors are numcodecs' and Node's own. */

import * as zlib from "node:zlib";
import { FileError, NotSupportedError } from "../../errors.ts";
import { shuffled } from "../bytes/shuffle.ts";
import { contentSize, unzstd, unzstdInto } from "../bytes/zstd.ts";
import type { CodecSpec } from "./metadata.ts";

interface ByteCodec {
  decode(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  encode(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
type Settings = Readonly<Record<string, any>>;
type Made = ByteCodec | Promise<ByteCodec>;

const packed = async (module: Promise<{ default: { fromConfig(config: any): ByteCodec } }>, config: Settings): Promise<ByteCodec> =>
  (await module).default.fromConfig(config);

const gzip = (level: number): ByteCodec => ({ decode: bytes => zlib.gunzipSync(bytes), encode: bytes => zlib.gzipSync(bytes, { level }) });

/** What shrank to nearly nothing is a matter of memory: the native decoder takes new pages for each result, others keep their own. */
const packedWell = (bytes: Uint8Array): boolean => (contentSize(bytes) ?? 0) > 32 * bytes.length;

function zstd(settings: Settings): Made {
  const other = packed(import("numcodecs/zstd"), { id: "zstd", level: (settings["level"] as number | undefined) || 3 });
  return {
    decode: async bytes => (packedWell(bytes) ? (await other).decode(bytes) : (await unzstd())(bytes)),
    encode: async bytes => (await other).encode(bytes),
  };
}

const SHUFFLES: Readonly<Record<string, number>> = { noshuffle: 0, shuffle: 1, bitshuffle: 2 };

/** By the names of version 3, and of numcodecs in version 2. */
const CODECS: Readonly<Record<string, (settings: Settings) => Made>> = {
  gzip: ({ level = 5 }) => gzip(level as number),
  zlib: ({ level = 1 }) => ({ decode: bytes => zlib.inflateSync(bytes), encode: bytes => zlib.deflateSync(bytes, { level: level as number }) }),
  zstd,
  lz4: settings => packed(import("numcodecs/lz4"), { id: "lz4", ...settings }),
  blosc: ({ cname = "lz4", clevel = 5, shuffle = 1, blocksize = 0 }) =>
    packed(import("numcodecs/blosc"), {
      id: "blosc",
      cname,
      clevel,
      blocksize,
      shuffle: typeof shuffle === "string" ? SHUFFLES[shuffle] : shuffle,
    }),
  crc32c: () => ({ decode: bytes => checked(bytes), encode: withChecksum }),
  shuffle: ({ elementsize = 4 }) => ({
    decode: bytes => shuffled(bytes, elementsize as number, true),
    encode: bytes => shuffled(bytes, elementsize as number, false),
  }),
  /** Rounded before it was written: nothing to undo. */
  bitround: () => ({ decode: bytes => bytes, encode: notWritten("bitround") }),
  crc32: ({ location = "start" }) => ({
    decode: bytes => (location === "end" ? bytes.subarray(0, -4) : bytes.subarray(4)),
    encode: notWritten("crc32"),
  }),
};

const notWritten = (name: string) => (): never => {
  throw new NotSupportedError(`codec "${name}" is read and not written`);
};

const made = new Map<string, Made>();

function codec({ name, configuration }: CodecSpec): Made {
  const make = Object.hasOwn(CODECS, name) ? CODECS[name] : undefined;
  if (make === undefined) throw new NotSupportedError(`Zarr: codec "${name}" is not supported; ${Object.keys(CODECS).join(", ")} are`);
  const key = JSON.stringify([name, configuration]);
  let found = made.get(key);
  if (found === undefined) made.set(key, (found = make(configuration)));
  return found;
}

export async function decodeBytes(bytes: Uint8Array, specs: readonly CodecSpec[], where: string): Promise<Uint8Array> {
  let out = bytes;
  for (const spec of specs.toReversed()) {
    try {
      out = await (await codec(spec)).decode(out);
    } catch (error) {
      if (error instanceof NotSupportedError) throw error;
      throw new FileError(`${where} is not ${spec.name} data: ${error instanceof Error ? error.message : String(error)}`, where, { cause: error });
    }
  }
  return out;
}

/**
 * The same straight into `out`, whose length is that of the result: true where that could be done, and is better than a result of its own.
 */
export async function decodeInto(bytes: Uint8Array, specs: readonly CodecSpec[], out: Uint8Array, where: string): Promise<boolean> {
  if (specs.length === 0) {
    if (bytes.length !== out.length) return false;
    out.set(bytes);
    return true;
  }
  if (specs.length > 1 || specs[0]!.name !== "zstd" || !packedWell(bytes)) return false;
  try {
    return await unzstdInto(bytes, out);
  } catch (error) {
    throw new FileError(`${where} is not zstd data: ${(error as Error).message}`, where, { cause: error });
  }
}

export async function encodeBytes(bytes: Uint8Array, specs: readonly CodecSpec[]): Promise<Uint8Array> {
  let out = bytes;
  for (const spec of specs) out = await (await codec(spec)).encode(out);
  return out;
}

let table: Uint32Array | undefined;

/** CRC-32C (Castagnoli; RFC 3720, appendix B.4). */
export function crc32c(bytes: Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    return crc;
  });
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}

function checked(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(0, -4);
  const told = new DataView(bytes.buffer, bytes.byteOffset + body.length, 4).getUint32(0, true);
  if (bytes.length < 4 || crc32c(body) !== told) throw new RangeError("the checksum does not agree");
  return body;
}

function withChecksum(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + 4);
  out.set(bytes);
  new DataView(out.buffer).setUint32(bytes.length, crc32c(bytes), true);
  return out;
}
