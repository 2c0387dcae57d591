/** What `.zarray` (version 2) and `zarr.json` (version 3) say, as one description of an array. */

import { FileError, NotSupportedError } from "../../errors.ts";
import { isDType, type DType } from "../../meta/dtype.ts";
import { elementType } from "../array/element-type.ts";
import { toHalf } from "../array/half.ts";
import { type FillValue, fillValue } from "./fill.ts";

/** One step of a chain that makes bytes of a chunk: plain data, `name` as in version 3. */
export interface CodecSpec {
  readonly name: string;
  readonly configuration: Readonly<Record<string, any>>;
}
export interface Sharding {
  readonly chunks: readonly number[];
  readonly codecs: CodecChain;
  readonly index: CodecChain;
  readonly atEnd: boolean;
}
export interface CodecChain {
  /** Axis k of what is stored is axis `order[k]` of the chunk. */
  readonly order: readonly number[] | null;
  /** Most significant byte first. */
  readonly big: boolean;
  readonly sharding: Sharding | null;
  /** In the order of writing. */
  readonly bytes: readonly CodecSpec[];
}
export interface ZarrArray {
  readonly version: 2 | 3;
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly dtype: DType;
  /** float16: dtype and fill value are those of its bits. */
  readonly half?: true;
  readonly fill: FillValue;
  readonly codecs: CodecChain;
  readonly keys: { readonly prefix: string; readonly separator: string };
}

export function parseArray(json: Record<string, any>, version: 2 | 3, where: string): ZarrArray {
  try {
    return version === 2 ? version2(json, where) : version3(json, where);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw new FileError(`${where} is not metadata of a Zarr array: ${error.message}`, where);
    throw error;
  }
}

function version2(json: Record<string, any>, where: string): ZarrArray {
  const { dtype, big, half } = elementType(json["dtype"], where);
  const shape = integers(json["shape"], where);
  const chain = [...((json["filters"] as object[] | null) ?? []), ...(json["compressor"] === null ? [] : [json["compressor"] as object])];
  const bytes = chain.map((each): CodecSpec => {
    const { id, ...configuration } = each as { id: string };
    return { name: id, configuration };
  });
  const order = json["order"] === "F" && shape.length > 1 ? shape.map((_, axis) => shape.length - 1 - axis) : null;
  return {
    version: 2,
    shape,
    chunks: integers(json["chunks"], where),
    dtype,
    ...(half === true ? { half, fill: halfFill(json["fill_value"], where) } : { fill: fillValue(json["fill_value"], dtype, where) }),
    codecs: { order, big, sharding: null, bytes },
    keys: { prefix: "", separator: (json["dimension_separator"] as string | undefined) ?? "." },
  };
}

function version3(json: Record<string, any>, where: string): ZarrArray {
  const half = json["data_type"] === "float16";
  const dtype: unknown = half ? "uint16" : json["data_type"];
  if (!isDType(dtype))
    throw new NotSupportedError(
      `${where}: elements of type ${JSON.stringify(dtype)} are not read; bool, integers, floats of 16 to 64 bits and complex numbers are`,
    );
  const grid = json["chunk_grid"] as { name: string; configuration: { chunk_shape: number[] } };
  if (grid.name !== "regular") throw new NotSupportedError(`${where}: a chunk grid "${grid.name}" is not read; regular ones are`);
  if (((json["storage_transformers"] as unknown[] | undefined) ?? []).length > 0) throw new NotSupportedError(`${where}: storage transformers are not read`);
  const shape = integers(json["shape"], where);
  const encoding = json["chunk_key_encoding"] as { name: string; configuration?: { separator?: string } };
  const isDefault = encoding.name === "default";
  if (!isDefault && encoding.name !== "v2") throw new NotSupportedError(`${where}: keys of chunks "${encoding.name}" are not read`);
  const separator = encoding.configuration?.separator ?? (isDefault ? "/" : ".");
  return {
    version: 3,
    shape,
    chunks: integers(grid.configuration.chunk_shape, where),
    dtype,
    ...(half ? { half, fill: halfFill(json["fill_value"], where) } : { fill: fillValue(json["fill_value"], dtype, where) }),
    codecs: chainOf(json["codecs"] as CodecSpec[], shape.length, where),
    keys: { prefix: isDefault ? "c" : "", separator },
  };
}

/** The bits of a float16 that metadata write as a number, by name or as the bits themselves. */
function halfFill(given: unknown, where: string): number {
  if (typeof given === "string" && /^0x[0-9a-f]{4}$/i.test(given)) return Number(given);
  return toHalf(fillValue(given, "float32", where) as number);
}

export function chainOf(specs: readonly (CodecSpec | string)[], rank: number, where: string): CodecChain {
  let order: number[] | null = null;
  let big = false;
  let sharding: Sharding | null = null;
  const bytes: CodecSpec[] = [];
  for (const spec of specs) {
    const { name, configuration = {} } = typeof spec === "string" ? { name: spec } : spec;
    if (name === "transpose") {
      const axes = orderOf(configuration["order"], rank);
      // A transpose of a transpose: what was axis k is now at its place in the other.
      const before: number[] | null = order;
      order = before === null ? axes : axes.map(axis => before[axis]!);
    } else if (name === "bytes" || name === "endian") big = configuration["endian"] === "big";
    else if (name === "sharding_indexed") {
      const { chunk_shape, codecs, index_codecs, index_location = "end" } = configuration as Record<string, any>;
      sharding = {
        chunks: integers(chunk_shape, where),
        codecs: chainOf(codecs as CodecSpec[], rank, where),
        index: chainOf(index_codecs as CodecSpec[], rank + 1, where),
        atEnd: index_location === "end",
      };
    } else bytes.push({ name: name.replace(/^numcodecs\./, ""), configuration });
  }
  return { order, big, sharding, bytes };
}

const orderOf = (given: unknown, rank: number): number[] =>
  given === "C" ? Array.from({ length: rank }, (_, i) => i) : given === "F" ? Array.from({ length: rank }, (_, i) => rank - 1 - i) : (given as number[]);

function integers(list: unknown, where: string): number[] {
  if (Array.isArray(list) && list.every(n => Number.isInteger(n) && n >= 0)) return list as number[];
  throw new FileError(`${where}: expected a list of integers, got ${JSON.stringify(list)}`, where);
}

/** The name under which a chunk is kept. */
export function chunkKey({ keys: { prefix, separator }, version }: Pick<ZarrArray, "keys" | "version">, index: readonly number[]): string {
  if (prefix !== "") return [prefix, ...index].join(separator);
  return index.length === 0 && version === 2 ? "0" : index.length === 0 ? "0" : index.join(separator);
}

/** What steps of a chain there are (codecs.ts makes them). */
export const CODEC_NAMES = ["gzip", "zlib", "zstd", "lz4", "blosc", "crc32c", "shuffle", "bitround", "crc32"] as const;

/** Throws for what no chunk could be read with: at the call, not in the middle of a run. */
export function checkCodecs({ bytes, sharding }: CodecChain, where: string): void {
  for (const { name } of bytes) {
    if (!(CODEC_NAMES as readonly string[]).includes(name))
      throw new NotSupportedError(`${where}: codec "${name}" is not supported; ${CODEC_NAMES.join(", ")} are`);
  }
  if (sharding === null) return;
  checkCodecs(sharding.codecs, where);
  checkCodecs(sharding.index, where);
  if (sharding.index.bytes.some(({ name }) => name !== "crc32c")) throw new NotSupportedError(`${where}: an index of shards that is compressed is not read`);
}
