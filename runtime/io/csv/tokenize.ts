/**
 * Where fields are in a window of bytes. Quotes count only at the start of a field; inside them separators, newlines and doubled quotes are
 * text. A line may end in CRLF; empty lines are skipped.
 */

export interface Tokens {
  /**
   * `fields + 1` numbers a record: the position before its first byte, then the end of each field. Field f is
   * `positions[r * stride + f] + 1` to `positions[r * stride + f + 1]`; a field that is not there has its start behind its end.
   */
  positions: Int32Array;
  rows: number;
  /** Bytes before this are dealt with. */
  next: number;
  /** Fields of the record at `next`, if it has too many. */
  tooMany: number;
  /** The field, from 1, of the record at `next` whose quote is closed nowhere; 0 if that is not so. */
  unclosed: number;
  /** Some field is in quotes. */
  quoted: boolean;
}

export const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;

/**
 * Tokenizes records of `bytes[from..to)`; an unfinished one at the end is left for the next window unless this is the `last`,
 * where a quote that is not closed is told in `unclosed` and its record is left.
 * `bytes[to]` must exist: a newline is put there for the time being.
 */
export function tokenize(bytes: Uint8Array, from: number, to: number, last: boolean, separator: number, fields: number, comment: number, tokens: Tokens): void {
  const { positions } = tokens;
  const stride = fields + 1;
  const room = Math.floor(positions.length / stride);
  const top = Math.max(separator, QUOTE, NEWLINE);
  bytes[to] = NEWLINE;
  tokens.tooMany = 0;
  tokens.unclosed = 0;
  tokens.quoted = false;
  let row = 0;
  let at = 0;
  let i = from;
  while (row < room && i < to) {
    let c = bytes[i]!;
    if (c === NEWLINE) {
      i++;
      continue;
    }
    if (c === RETURN && bytes[i + 1] === NEWLINE && (last || i + 1 < to)) {
      i += 2;
      continue;
    }
    if (c === comment) {
      const end = bytes.indexOf(NEWLINE, i);
      if (end >= to && !last) break;
      i = end + 1;
      continue;
    }
    const start = i;
    positions[at] = i - 1;
    let field = 0;
    let unclosed = 0;
    for (;;) {
      if (bytes[i] === QUOTE) {
        const end = closing(bytes, i + 1, to);
        if (end < 0) unclosed = field + 1;
        i = end < 0 ? to : end;
        tokens.quoted = true;
      }
      while ((c = bytes[i]!) > top || (c !== separator && c !== NEWLINE)) i++;
      if (++field <= fields) positions[at + field] = i;
      if (c === NEWLINE) break;
      i++;
    }
    if (i >= to && !last) {
      i = start;
      break;
    }
    if (unclosed > 0) {
      tokens.unclosed = unclosed;
      i = start;
      break;
    }
    if (field > fields) {
      tokens.tooMany = field;
      i = start;
      break;
    }
    let end = i;
    if (bytes[i - 1] === RETURN && positions[at + field - 1]! < i - 1) positions[at + field] = end = i - 1;
    while (field < fields) positions[at + ++field] = end;
    i++;
    row++;
    at += stride;
  }
  tokens.rows = row;
  tokens.next = Math.min(i, to);
}

/** The position after the quote that closes, -1 if there is none. */
function closing(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  for (;;) {
    while (i < to && bytes[i] !== QUOTE) i++;
    if (i >= to) return -1;
    if (bytes[i + 1] !== QUOTE || i + 1 >= to) return i + 1;
    i += 2;
  }
}

/** A field without its quotes; doubled ones made single. `into` is written where the text is not simply a part of `bytes`. */
export function unquote(bytes: Uint8Array, start: number, end: number, into: Uint8Array): number {
  let length = 0;
  let i = start + 1;
  let quoted = true;
  for (; i < end; i++) {
    const c = bytes[i]!;
    if (quoted && c === QUOTE) {
      if (bytes[i + 1] === QUOTE && i + 1 < end) i++;
      else {
        quoted = false;
        continue;
      }
    }
    into[length++] = c;
  }
  return length;
}

/** The text of a field, for messages and for what is rare. */
export function fieldText(bytes: Uint8Array, start: number, end: number): string {
  if (end <= start) return "";
  if (bytes[start] !== QUOTE) return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
  const into = Buffer.alloc(end - start);
  return into.toString("utf8", 0, unquote(bytes, start, end, into));
}
