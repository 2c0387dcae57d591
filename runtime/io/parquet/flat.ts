/**
 * Column chunks straight into typed storage: flat columns whose pages are plain or dictionary encoded, which is nearly all there are. Anything
 * else gives undefined, and hyparquet decodes it value by value.
 */

import type { ColumnMetaData, FileMetaData, SchemaElement } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import * as zlib from "node:zlib";
import type { Column } from "../../values/column.ts";
import type { Room } from "../../values/room.ts";
import { unzstd } from "../bytes/zstd.ts";
import { flatStore, type FlatStore } from "./flat-store.ts";
import { type Cursor, PLAIN, PLAIN_DICTIONARY, readPageHeader, RLE, RLE_DICTIONARY, varint } from "./page-header.ts";
import { readRuns } from "./runs.ts";
import type { ParquetColumn } from "./schema.ts";

export type ReadBytes = (start: number, end: number) => Uint8Array;

/** The column's rows of these row groups, or undefined where it has to be decoded another way. */
export async function readFlat(
  column: ParquetColumn,
  footer: FileMetaData,
  groups: readonly number[],
  rows: number,
  read: ReadBytes,
  room: Room,
): Promise<Column | undefined> {
  const element = footer.schema.find((each, i) => i > 0 && each.name === column.leaf && !(each.num_children! > 0));
  if (element === undefined || column.leaf === null) return undefined;
  const chunks = groups.map(group => footer.row_groups[group]!.columns.find(each => each.meta_data?.path_in_schema.join(".") === column.leaf)?.meta_data);
  if (chunks.some(chunk => chunk === undefined || !decodable(chunk))) return undefined;
  const store = flatStore(column, element, rows, room);
  if (store === undefined) return undefined;
  for (const chunk of chunks) if (!(await readChunk(chunk!, element, read, store))) return undefined;
  return store.finish();
}

const ENCODINGS: readonly string[] = ["PLAIN", "PLAIN_DICTIONARY", "RLE", "RLE_DICTIONARY", "BIT_PACKED"];
const decodable = (chunk: ColumnMetaData): boolean =>
  chunk.encodings.every(encoding => ENCODINGS.includes(encoding)) && ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "BROTLI", "LZ4_RAW"].includes(chunk.codec);

/** Of one page, from the reading of its levels to the spreading of its values: nothing is waited for in between. */
let levels = new Uint8Array(0);

/** How many of `n` rows have a value. Which they are stands in `levels` unless all have: that is one run, and nothing is written for it. */
function readLevels(bytes: Uint8Array, at: number, end: number, n: number): number {
  const run: Cursor = { at };
  const head = n === 0 ? 0 : varint(bytes, run);
  if (head % 2 === 0 && head / 2 >= n && bytes[run.at] === 1) return n;
  if (levels.length < n) levels = new Uint8Array(n * 2);
  readRuns(bytes, { at }, end, 1, levels, n);
  let present = 0;
  for (let i = 0; i < n; i++) present += levels[i]!;
  return present;
}

async function readChunk(chunk: ColumnMetaData, element: SchemaElement, read: ReadBytes, store: FlatStore): Promise<boolean> {
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
      store.dictionary(await inflated(body, header.uncompressed, chunk.codec), header.values);
      continue;
    }
    const n = header.values;
    let page: Uint8Array;
    let present = n;
    const at: Cursor = { at: 0 };
    if (header.type === "data2") {
      const head = header.definitionBytes + header.repetitionBytes;
      const rest = body.subarray(head);
      page = header.isCompressed ? await inflated(rest, header.uncompressed - head, chunk.codec) : rest;
      if (optional) present = readLevels(body, header.repetitionBytes, head, n);
    } else {
      page = await inflated(body, header.uncompressed, chunk.codec);
      if (optional) {
        const end = at.at + 4 + uint32(page, 0);
        present = readLevels(page, 4, end, n);
        at.at = end;
      }
    }
    switch (header.encoding) {
      case RLE_DICTIONARY:
      case PLAIN_DICTIONARY: {
        const width = page[at.at++] ?? 0;
        if (width > 24) return false;
        store.indexed(page, at, width, present);
        break;
      }
      case RLE: {
        if (element.type !== "BOOLEAN") return false;
        at.at += 4;
        const flags = new Uint8Array(present);
        readRuns(page, at, page.length, 1, flags, present);
        store.flags(flags, present);
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

/** Native decoders where there are some. */
async function inflated(bytes: Uint8Array, size: number, codec: ColumnMetaData["codec"]): Promise<Uint8Array> {
  if (codec === "UNCOMPRESSED" || bytes.length === 0) return bytes;
  const out = codec === "GZIP" ? zlib.gunzipSync(bytes) : codec === "ZSTD" ? await (await unzstd())(bytes) : compressors[codec]!(bytes, size);
  if (out.length < size) throw new RangeError(`a page holds ${out.length} of ${size} bytes`);
  // A Buffer's slice is no copy.
  return new Uint8Array(out.buffer, out.byteOffset, out.length);
}
