/** `toZarr`: a new array in a folder, all at once; or a region of one that is there. */

import { dirname, join } from "node:path";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { DTypeError, FileError, NotSupportedError, ShapeError, PathTakenError } from "../../errors.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";
import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import type { ArrayMeta } from "../../meta/meta.ts";
import { readIndex } from "../../meta/slice.ts";
import { besideName, type Move } from "../array/beside.ts";
import { shortName } from "../array/element-type.ts";
import { type MetaStore, metaStore } from "../array/meta-store.ts";
import { absolutePath } from "../array/paths.ts";
import type { Save } from "../array/save.ts";
import { placeOf } from "../array/store.ts";
import { writeToken } from "../write/token.ts";
import { fillJson, fillValue } from "./fill.ts";
import { keyIn, normal, openArray } from "./from-zarr.ts";
import { type CodecSpec, parseArray, type ZarrArray } from "./metadata.ts";
import type { ZarrTarget } from "./write.ts";

export interface ToZarrOptions {
  readonly component?: string | undefined;
  readonly overwrite?: boolean | undefined;
  readonly region?: readonly unknown[] | undefined;
  readonly zarrFormat?: 2 | 3 | undefined;
  /** A name, a name with settings, or null for none. */
  readonly compressor?: unknown;
  readonly fillValue?: unknown;
  readonly order?: "C" | "F" | undefined;
  /** Chunks in shards: the sizes of both. The blocks written are the shards. */
  readonly sharded?: { readonly chunks: readonly number[]; readonly shards: readonly number[] } | undefined;
  readonly dimensionSeparator?: string | undefined;
  readonly dimensionNames?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** Undefined where the editor cannot know enough. */
export function zarrSave(input: Expr, path: string, options: ToZarrOptions, shape: readonly number[]): Save | undefined {
  const { host } = environment();
  const place = placeOf(path, file => absolutePath(host, file));
  if (place.kind === "http") throw new NotSupportedError(`toZarr: ${path}: folders and zip files are written; servers are read`);
  const zipped = place.kind === "zip";
  const component = normal(options.component ?? "");
  const store = zipped && host.stat(place.path).state === "missing" ? NOTHING : metaStore(host, place);
  const found = isUnknown(store) ? store : openArray(store, component);
  if (isUnknown(found)) return undefined;
  const where = component === "" ? path : `${path}/${component}`;
  const common = { inputs: [input], prefix: "to-zarr", label: `toZarr ${where}` };
  const folder = join(place.path, component);
  if (options.region !== undefined) {
    if (zipped)
      throw new NotSupportedError(`toZarr: ${path}: no regions are written into zip files, whose entries cannot be changed: write the array as a whole`);
    if (found === undefined) throw new FileError(`toZarr: there is no array at ${where} to write a region of`, where);
    return { ...common, moves: [], ...regionOf(input, found.array, options.region, folder, where) };
  }
  const present = zipped ? store !== NOTHING && (component === "" || holds(store, component)) : taken(folder, component);
  if (options.overwrite !== true && present) throw new PathTakenError(`toZarr: ${where} is not empty: say overwrite: true to replace what is there`, where);
  const version = options.zarrFormat ?? (!isUnknown(store) && store.text(".zgroup") !== undefined ? 2 : 3);
  if (version !== 2 && version !== 3) throw new NotSupportedError(`toZarr: version ${String(version)} of Zarr is not written; 2 and 3 are`);
  const { dtype, chunks } = input.meta as ArrayMeta;
  const json = describe(dtype as DType, shape, options.sharded?.shards ?? regular(chunks as (readonly number[])[]), version, options);
  const array = parseArray(json, version, where);
  const token = writeToken(input, folder);
  const temporary = besideName(zipped ? place.path : folder, token);
  const target: ZarrTarget = { format: "zarr", folder: zipped ? join(temporary, component) : temporary, array, start: shape.map(() => 0) };
  const text = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const attributes = options.attributes ?? {};
  const files: [string, string][] =
    version === 3
      ? [["zarr.json", text(json)]]
      : [[".zarray", text(json)], ...(Object.keys(attributes).length > 0 ? [[".zattrs", text(attributes)] as [string, string]] : [])];
  const root = zipped ? "" : place.path;
  const around = component === "" ? [] : groups(root, component, version);
  const merged =
    component === "" || isUnknown(store) ? [] : consolidated(store.text(version === 3 ? "zarr.json" : ".zmetadata"), root, component, version, files);
  const all = { temporary, around: [...around, ...merged], folder: true };
  const inZip = {
    path: place.path,
    files: files.map(([name, text]) => [keyIn(component, name), text] as const),
    zip: { below: component, temporary: besideName(place.path, `${token}0`) },
  };
  const moves: Move[] = [zipped ? { ...all, ...inZip } : { ...all, path: folder, files }];
  return { ...common, targets: [target], moves };
}

/** A store that is not there yet. */
const NOTHING: MetaStore = { text: () => undefined, modified: () => 0 };

const holds = (store: MetaStore | Unknown, path: string): boolean =>
  isUnknown(store) || ["zarr.json", ".zarray", ".zgroup"].some(name => store.text(keyIn(path, name)) !== undefined);

function taken(folder: string, component: string): boolean {
  const { host } = environment();
  for (const name of ["zarr.json", ".zarray", ".zgroup"]) if (host.stat(join(folder, name)).state === "known") return true;
  if (component !== "") return false;
  const present = host.list(`${folder}/*`);
  return present.state === "known" && present.value.some(file => dirname(file) === folder);
}

/** All blocks of one size, but for smaller last ones. */
export function regular(chunks: readonly (readonly number[])[]): number[] {
  for (const [axis, blocks] of chunks.entries()) {
    const [first, last] = [blocks[0]!, blocks.at(-1)!];
    if (blocks.slice(0, -1).some(size => size !== first) || last > first)
      throw new ShapeError(
        `toZarr: Zarr keeps chunks of one size, and the blocks along axis ${axis} are (${blocks.join(", ")}): call rechunk first, x.rechunk(${Math.max(...blocks)}) say`,
        [first],
        blocks,
      );
  }
  return chunks.map(blocks => Math.max(1, blocks[0]!));
}

/** Sizes of shards along each axis: whole numbers of chunks. */
export function shardSizes(given: unknown, chunks: readonly number[]): number[] {
  const list = Array.isArray(given) ? (given as unknown[]) : chunks.map(() => given);
  if (list.length !== chunks.length)
    throw new ShapeError(`toZarr: expected shards for ${chunks.length} axes, got ${list.length}`, [chunks.length], [list.length]);
  return list.map((size, axis) => {
    if (typeof size === "number" && Number.isInteger(size) && size > 0 && size % chunks[axis]! === 0) return size;
    throw new ShapeError(`toZarr: shards are whole numbers of chunks, which have ${chunks[axis]} elements along axis ${axis}; got ${String(size)}`, chunks, [
      Number(size),
    ]);
  });
}

const SETTINGS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  zstd: { level: 3 },
  gzip: { level: 5 },
  zlib: { level: 1 },
  lz4: { acceleration: 1 },
  blosc: { cname: "lz4", clevel: 5, shuffle: 1, blocksize: 0 },
};

function compressorOf(given: unknown, version: 2 | 3): CodecSpec | null {
  const wanted = given === undefined ? (version === 3 ? "zstd" : "blosc") : given;
  if (wanted === null || wanted === "none") return null;
  const { id, name = id, ...settings } = (typeof wanted === "string" ? { id: wanted } : wanted) as Record<string, unknown>;
  const known = typeof name === "string" && Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
  if (known === undefined)
    throw new NotSupportedError(`toZarr: no compressor ${JSON.stringify(wanted)}; ${Object.keys(SETTINGS).join(", ")} and null are there`);
  return { name: name as string, configuration: { ...known, ...settings } };
}

const SHUFFLE = ["noshuffle", "shuffle", "bitshuffle"];

function describe(dtype: DType, shape: readonly number[], chunks: readonly number[], version: 2 | 3, options: ToZarrOptions): Record<string, any> {
  const { size } = DTYPE_INFO[dtype];
  const compressor = compressorOf(options.compressor, version);
  const fill = fillJson(fillValue(options.fillValue, dtype, "toZarr"));
  const { order = "C" } = options;
  if (order !== "C" && order !== "F") throw new DTypeError(`toZarr: expected order "C" or "F", got ${JSON.stringify(order)}`);
  if (version === 2) {
    if (options.sharded !== undefined) throw new NotSupportedError("toZarr: version 2 of Zarr has no shards: leave out zarrFormat");
    return {
      zarr_format: 2,
      shape,
      chunks,
      dtype: shortName(dtype),
      compressor: compressor === null ? null : { id: compressor.name, ...compressor.configuration },
      fill_value: fill,
      order,
      filters: null,
      dimension_separator: options.dimensionSeparator ?? ".",
    };
  }
  const codecs: object[] = [];
  if (order === "F" && shape.length > 1) codecs.push({ name: "transpose", configuration: { order: shape.map((_, axis) => shape.length - 1 - axis) } });
  codecs.push(size === 1 ? { name: "bytes" } : { name: "bytes", configuration: { endian: "little" } });
  if (compressor !== null) {
    const { name, configuration } = compressor;
    const { shuffle, ...rest } = configuration as { shuffle?: number | string };
    if (name === "blosc") codecs.push({ name, configuration: { ...rest, shuffle: typeof shuffle === "number" ? SHUFFLE[shuffle] : shuffle, typesize: size } });
    else if (name === "zstd") codecs.push({ name, configuration: { checksum: false, ...configuration } });
    else codecs.push({ name: name === "gzip" ? name : `numcodecs.${name}`, configuration });
  }
  return {
    zarr_format: 3,
    node_type: "array",
    shape,
    data_type: dtype,
    chunk_grid: { name: "regular", configuration: { chunk_shape: chunks } },
    chunk_key_encoding: { name: "default", configuration: { separator: options.dimensionSeparator ?? "/" } },
    fill_value: fill,
    codecs: options.sharded === undefined ? codecs : [sharding(options.sharded.chunks, codecs)],
    attributes: options.attributes ?? {},
    ...(options.dimensionNames === undefined ? {} : { dimension_names: options.dimensionNames }),
  };
}

const sharding = (chunks: readonly number[], codecs: readonly object[]): object => ({
  name: "sharding_indexed",
  configuration: {
    chunk_shape: chunks,
    codecs,
    index_codecs: [{ name: "bytes", configuration: { endian: "little" } }, { name: "crc32c" }],
    index_location: "end",
  },
});

/** The groups that a component is in, from the store's root on. */
function groups(root: string, component: string, version: 2 | 3): Move["around"] {
  const parts = component.split("/").slice(0, -1);
  const text = version === 3 ? { zarr_format: 3, node_type: "group", attributes: {} } : { zarr_format: 2 };
  return ["", ...parts.map((_, i) => parts.slice(0, i + 1).join("/"))].map(path => ({
    path: join(root, path, version === 3 ? "zarr.json" : ".zgroup"),
    text: `${JSON.stringify(text, null, 2)}\n`,
    over: false,
  }));
}

/** What is kept of all members in one place would no longer be true. */
function consolidated(before: unknown, root: string, component: string, version: 2 | 3, files: readonly [string, string][]): Move["around"] {
  if (typeof before !== "string") return [];
  const json = JSON.parse(before) as Record<string, any>;
  const path = join(root, version === 3 ? "zarr.json" : ".zmetadata");
  if (version === 3) {
    if (json["consolidated_metadata"] === undefined || json["consolidated_metadata"] === null) return [];
    json["consolidated_metadata"].metadata[component] = JSON.parse(files[0]![1]);
  } else for (const [name, text] of files) json["metadata"][keyIn(component, name)] = JSON.parse(text);
  return [{ path, text: `${JSON.stringify(json, null, 2)}\n`, over: true }];
}

function regionOf(input: Expr, array: ZarrArray, region: readonly unknown[], folder: string, where: string): Pick<Save, "targets" | "inTurn"> {
  if (array.half === true) throw new NotSupportedError(`toZarr: ${where} is of float16, which is read and not written`);
  const { chunks, shape, dtype } = input.meta as ArrayMeta;
  if (dtype !== array.dtype) throw new DTypeError(`toZarr: ${where} is of ${array.dtype}, the array of ${String(dtype)}: convert it with astype`);
  const start = regionStart(region, array.shape, shape as number[], `toZarr: ${where}`);
  // Blocks that meet inside a stored chunk would each write it: then one waits for the other.
  const inTurn = (chunks as (readonly number[])[]).some((blocks, axis) => {
    let at = start[axis]!;
    return blocks.slice(0, -1).some(size => (at += size) % array.chunks[axis]! !== 0);
  });
  return { targets: [{ format: "zarr", folder, array, start } as ZarrTarget], inTurn };
}

/** Where a region begins; it must have the shape of what is written to it, without steps. */
export function regionStart(region: readonly unknown[], target: readonly number[], source: readonly number[], where: string): number[] {
  const entries = readIndex(region as never, target);
  const start: number[] = [];
  const sizes: number[] = [];
  for (const entry of entries) {
    if (entry.kind !== "slice" || entry.step !== 1) throw new NotSupportedError(`${where}: a region is one slice an axis, without steps`);
    start.push(entry.start);
    sizes.push(entry.length as number);
  }
  if (sizes.length !== source.length || sizes.some((n, axis) => n !== source[axis]))
    throw new ShapeError(`${where}: the region has shape (${sizes.join(", ")}), the array (${source.join(", ")})`, sizes, source);
  return start;
}
