/**
 * Column chunks straight into typed storage: flat columns whose pages are plain or dictionary encoded, which is nearly all there are. Anything
 * else gives undefined, and hyparquet decodes it value by value.
 */

import type { ColumnMetaData, FileMetaData, SchemaElement } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import * as zlib from "node:zlib";
import type { Column } from "../../values/column.ts";
import type { Room } from "../../values/room.ts";
import { flatStore, type FlatStore } from "./flat-store.ts";
import { type Cursor, PLAIN, PLAIN_DICTIONARY, readPageHeader, RLE, RLE_DICTIONARY } from "./page-header.ts";
import { readRuns } from "./runs.ts";
import type { ParquetColumn } from "./schema.ts";

export type ReadBytes = (start: number, end: number) => Uint8Array;

/** The column's rows of these row groups, or undefined where it has to be decoded another way. */
export function readFlat(
  column: ParquetColumn,
  footer: FileMetaData,
  groups: readonly number[],
  rows: number,
  read: ReadBytes,
  room: Room,
): Column | undefined {
  const element = footer.schema.find((each, i) => i > 0 && each.name === column.leaf && !(each.num_children! > 0));
  if (element === undefined || column.leaf === null) return undefined;
  const chunks = groups.map(group => footer.row_groups[group]!.columns.find(each => each.meta_data?.path_in_schema.join(".") === column.leaf)?.meta_data);
  if (chunks.some(chunk => chunk === undefined || !decodable(chunk))) return undefined;
  const store = flatStore(column, element, rows, room);
  if (store === undefined) return undefined;
  for (const chunk of chunks) if (!readChunk(chunk!, element, read, store)) return undefined;
  return store.finish();
}

const ENCODINGS: readonly string[] = ["PLAIN", "PLAIN_DICTIONARY", "RLE", "RLE_DICTIONARY", "BIT_PACKED"];
const decodable = (chunk: ColumnMetaData): boolean =>
  chunk.encodings.every(encoding => ENCODINGS.includes(encoding)) && ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "BROTLI", "LZ4_RAW"].includes(chunk.codec);

let levels = new Uint8Array(0);
let indices = new Int32Array(0);

function readChunk(chunk: ColumnMetaData, element: SchemaElement, read: ReadBytes, store: FlatStore): boolean {
  const first =
    Number(chunk.dictionary_page_offset ?? 0n) > 0
      ? Math.min(Number(chunk.dictionary_page_offset), Number(chunk.data_page_offset))
      : Number(chunk.data_page_offset);
  const bytes = read(first, first + Number(chunk.total_compressed_size));
  const optional = element.repetition_type === "OPTIONAL";
  const total = Number(chunk.num_values);
  const cursor: Cursor = { at: 0 };
  let done = 0;
  while (done < total) {
    const header = readPageHeader(bytes, cursor);
    const body = bytes.subarray(cursor.at, cursor.at + header.compressed);
    if (body.length < header.compressed) throw new RangeError("a page is cut short");
    cursor.at += header.compressed;
    if (header.type === "other") continue;
    if (header.type === "dictionary") {
      store.dictionary(inflated(body, header.uncompressed, chunk.codec), header.values);
      continue;
    }
    const n = header.values;
    if (levels.length < n) levels = new Uint8Array(n * 2);
    if (indices.length < n) indices = new Int32Array(n * 2);
    let page: Uint8Array;
    const at: Cursor = { at: 0 };
    if (header.type === "data2") {
      const head = header.definitionBytes + header.repetitionBytes;
      if (optional) readRuns(body, { at: header.repetitionBytes }, head, 1, levels, n);
      const rest = body.subarray(head);
      page = header.isCompressed ? inflated(rest, header.uncompressed - head, chunk.codec) : rest;
    } else {
      page = inflated(body, header.uncompressed, chunk.codec);
      if (optional) {
        const end = at.at + 4 + uint32(page, 0);
        readRuns(page, { at: 4 }, end, 1, levels, n);
        at.at = end;
      }
    }
    let present = n;
    if (optional) {
      present = 0;
      for (let i = 0; i < n; i++) present += levels[i]!;
    }
    switch (header.encoding) {
      case RLE_DICTIONARY:
      case PLAIN_DICTIONARY: {
        const width = page[at.at++] ?? 0;
        if (width > 24) return false;
        readRuns(page, at, page.length, width, indices, present);
        store.indexed(indices, present);
        break;
      }
      case RLE: {
        if (element.type !== "BOOLEAN") return false;
        at.at += 4;
        readRuns(page, at, page.length, 1, indices, present);
        store.flags(indices, present);
        break;
      }
      case PLAIN:
        store.plain(page, at.at, present);
        break;
      default:
        return false;
    }
    store.spread(levels, n, present);
    done += n;
  }
  return true;
}

const uint32 = (bytes: Uint8Array, at: number): number => (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

/** Node's own decoders where it has them. */
function inflated(bytes: Uint8Array, size: number, codec: ColumnMetaData["codec"]): Uint8Array {
  if (codec === "UNCOMPRESSED" || bytes.length === 0) return bytes;
  const native =
    codec === "GZIP" ? zlib.gunzipSync : codec === "ZSTD" ? (zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array }).zstdDecompressSync : undefined;
  const out = native === undefined ? compressors[codec]!(bytes, size) : native(bytes);
  if (out.length < size) throw new RangeError(`a page holds ${out.length} of ${size} bytes`);
  return out;
}
