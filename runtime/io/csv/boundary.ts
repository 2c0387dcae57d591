/**
 * Where a block of a CSV file begins: after the first newline, at or after the cut, that does not stand in quotes. Whether the cut itself
 * stands in quotes is told by the first quote behind it that can only open or only close a field; a doubled quote never looks like
 * either. Where no quote near the cut tells, and it matters, the file is read from its start.
 */

import { afterDelimiter, type ReadRange } from "../bytes/cut.ts";
import { NEWLINE } from "./tokenize.ts";

const QUOTE = 34;
const RETURN = 13;
const NEAR = 65_536;
const STEP = 1 << 20;
const NEWLINES = Uint8Array.of(NEWLINE);

/** The position of the first record that belongs to the block cut at `from`; `size` if there is none. */
export function recordStart(read: ReadRange, size: number, from: number, separator: number): number {
  if (from <= 0) return 0;
  if (from >= size) return size;
  const start = from - 1;
  const window = read(start, Math.min(size, from + NEAR)).slice();
  if (!window.includes(QUOTE)) return afterDelimiter(read, size, from, NEWLINES);
  const outside = nextRecord(window, 1, { quoted: false, fieldStart: window[0] === separator || window[0] === NEWLINE }, separator);
  const inside = nextRecord(window, 1, { quoted: true, fieldStart: false }, separator);
  // Between two quotes: they may be one doubled quote, which is a state of its own.
  if (window[0] === QUOTE && window[1] === QUOTE) return scanned(read, size, from, separator);
  const evidence = quotedAt(window, 1, separator);
  if (evidence === false || (evidence === null && outside === inside)) {
    if (outside >= 0) return start + outside;
  } else if (outside === inside && inside >= 0) return start + inside;
  return scanned(read, size, from, separator);
}

interface State {
  quoted: boolean;
  /** A quote here opens. */
  fieldStart: boolean;
}

/** The position after the first newline outside quotes, from a state at `from` on; -1 if it is not there. The state is left as at the end. */
function nextRecord(bytes: Uint8Array, from: number, state: State, separator: number, notBefore = from): number {
  let { quoted, fieldStart } = state;
  for (let i = from; i < bytes.length; i++) {
    const c = bytes[i]!;
    if (quoted) {
      if (c === QUOTE) quoted = false;
      fieldStart = c === QUOTE;
    } else if (c === QUOTE && fieldStart) {
      quoted = true;
    } else {
      if (c === NEWLINE && i >= notBefore) return i + 1;
      fieldStart = c === separator || c === NEWLINE;
    }
  }
  state.quoted = quoted;
  state.fieldStart = fieldStart;
  return -1;
}

/** Whether `from` stands in quotes, by the first quote that tells; null if none does. */
function quotedAt(window: Uint8Array, from: number, separator: number): boolean | null {
  let toggled = false;
  for (let i = from; i < window.length - 1; i++) {
    if (window[i] !== QUOTE) continue;
    const [before, after] = [window[i - 1]!, window[i + 1]!];
    const edgeBefore = before === separator || before === NEWLINE;
    const edgeAfter = after === separator || after === NEWLINE || after === RETURN;
    if (edgeBefore && !edgeAfter && after !== QUOTE) return toggled;
    if (edgeAfter && !edgeBefore && before !== QUOTE) return !toggled;
    toggled = !toggled;
  }
  return null;
}

/** The same, from the start of the file. */
function scanned(read: ReadRange, size: number, from: number, separator: number): number {
  const state: State = { quoted: false, fieldStart: true };
  for (let at = 0; at < size; at += STEP) {
    const found = nextRecord(read(at, Math.min(size, at + STEP)), 0, state, separator, from - at);
    if (found >= 0) return at + found;
  }
  return size;
}
