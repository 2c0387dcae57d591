/** A block of a CSV file as windows of whole records: never more than a few hundred kilobytes at a time, so that all passes over them stay in cache. */

import type { CsvDialect } from "./params.ts";
import { scanner } from "./scan.ts";
import { NEWLINE, tokenize, type Tokens } from "./tokenize.ts";

/** Bytes `offset` and on into a buffer; gives how many, 0 at the end of the block. */
export type Fill = (into: Uint8Array, offset: number) => number;

const RECORDS = 1 << 15;

export interface Visitor {
  /** Records of one window. */
  batch(bytes: Uint8Array, tokens: Tokens, stride: number): void;
  /** A record of too many fields stands `offset` bytes into the block. */
  tooMany(offset: number, fields: number): never;
  /** The last record, `offset` bytes into the block, opens a quote in its field `field`, from 1, that nothing closes. Where this returns, the record is left out. */
  unclosed(offset: number, field: number): void;
}

/** `skip` is the number of bytes at the start that are no records. */
export function eachWindow(dialect: Pick<CsvDialect, "separator" | "fields" | "comment">, fill: Fill, skip: number, visitor: Visitor): void {
  const fields = dialect.fields.length;
  const stride = fields + 1;
  const separator = dialect.separator.charCodeAt(0);
  const comment = dialect.comment === null ? -1 : dialect.comment.charCodeAt(0);
  const quick = scanner(RECORDS + stride + 1);
  let buffer = quick.window;
  const tokens: Tokens = { positions: quick.positions, rows: 0, next: 0, tooMany: 0, unclosed: 0, quoted: false };
  const room = Math.floor(RECORDS / stride) || 1;
  // The quick tokenizer gives up at what it does not know; after that the other one takes the rest of the window.
  let scan = comment < 0;
  const advance = (from: number, to: number, last: boolean): void => {
    if (scan && buffer === quick.window) {
      quick.scan(from, to, separator, fields, room, tokens);
      if (tokens.rows > 0) return;
      scan = false;
    }
    tokenize(buffer, from, to, last, separator, fields, comment, tokens);
  };
  let offset = skip;
  let held = 0;
  let last = false;
  while (!last || held > 0) {
    if (!last) {
      const free = buffer.subarray(held, buffer.length - 64);
      const got = fill(free, offset + held);
      last = got < free.length;
      held += got;
    }
    scan = comment < 0;
    let from = 0;
    while (from < held) {
      advance(from, held, last);
      if (tokens.rows > 0) visitor.batch(buffer, tokens, stride);
      if (tokens.tooMany > 0) visitor.tooMany(offset + tokens.next, tokens.tooMany);
      if (tokens.unclosed > 0) return visitor.unclosed(offset + tokens.next, tokens.unclosed);
      if (tokens.next === from) break;
      from = tokens.next;
    }
    if (from === 0 && !last) {
      // One record is longer than the window.
      const larger = new Uint8Array(buffer.length * 2);
      larger.set(buffer.subarray(0, held));
      buffer = larger;
      continue;
    }
    buffer.copyWithin(0, from, held);
    offset += from;
    held -= from;
  }
}

/** Bytes of the lines before the first record: a byte order mark, skipped lines, the header. */
export function headLength(
  bytes: Uint8Array,
  { skiprows, header, comment }: Pick<CsvDialect, "skiprows" | "header" | "comment">,
): { header: number; records: number } {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let line = 0; line < skiprows; line++) at = nextLine(bytes, at, false);
  if (!header) return { header: at, records: at };
  while (
    at < bytes.length &&
    (bytes[at] === NEWLINE || (bytes[at] === 13 && bytes[at + 1] === NEWLINE) || (comment !== null && bytes[at] === comment.charCodeAt(0)))
  )
    at = nextLine(bytes, at, false);
  return { header: at, records: nextLine(bytes, at, true) };
}

/** The position behind the next newline, one that does not stand in quotes if `quotes` count. */
export function nextLine(bytes: Uint8Array, from: number, quotes: boolean): number {
  let quoted = false;
  for (let i = from; i < bytes.length; i++) {
    if (quotes && bytes[i] === 34) quoted = !quoted;
    else if (bytes[i] === NEWLINE && !quoted) return i + 1;
  }
  return bytes.length;
}

/** The fields of one record as texts, however many it has. `unclosed` is called where a quote of field `field`, from 1, is closed nowhere. */
export function recordFields(
  bytes: Uint8Array,
  separator: string,
  text: (bytes: Uint8Array, start: number, end: number) => string,
  unclosed: (field: number) => never,
): string[] {
  const own = new Uint8Array(bytes.length + 1);
  own.set(bytes);
  const most = bytes.reduce((n, byte) => n + (byte === separator.charCodeAt(0) ? 1 : 0), 1);
  const tokens: Tokens = { positions: new Int32Array(most + 2), rows: 0, next: 0, tooMany: 0, unclosed: 0, quoted: false };
  tokenize(own, 0, bytes.length, true, separator.charCodeAt(0), most, -1, tokens);
  if (tokens.unclosed > 0) unclosed(tokens.unclosed);
  if (tokens.rows === 0) return [];
  const fields: string[] = [];
  for (let f = 0; f < most && tokens.positions[f]! + 1 <= tokens.positions[f + 1]!; f++)
    fields.push(text(own, tokens.positions[f]! + 1, tokens.positions[f + 1]!));
  return fields;
}
