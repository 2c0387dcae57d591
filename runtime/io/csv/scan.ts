/** The quick tokenizer and its memory, made once a thread: a window of bytes and the positions found in it. */

import { makeColumns } from "./columns.ts";
import { POSITIONS_AT, WINDOW } from "./columns-wat.ts";
import { SCAN_BYTES } from "./scan-bytes.ts";
import { WINDOW_AT } from "./scan-wat.ts";
import type { Tokens } from "./tokenize.ts";

export interface Scanner {
  /** Has 64 bytes more than a window, which may be written. */
  readonly window: Uint8Array;
  readonly positions: Int32Array;
  /** Whole, plain records from `from` on; none where the first is not plain. */
  scan(from: number, to: number, separator: number, fields: number, room: number, tokens: Tokens): void;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly next: { value: number };
  scan(from: number, to: number, separator: number, fields: number, out: number, room: number): number;
}

let made: Exports | undefined;

export function scanner(positions: number): Scanner {
  const first = made === undefined;
  made ??= new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(SCAN_BYTES, "base64"))).exports as unknown as Exports;
  const { memory, next, scan } = made;
  const missing = Math.ceil((POSITIONS_AT + positions * 4) / 65_536) - memory.buffer.byteLength / 65_536;
  if (missing > 0) memory.grow(missing);
  if (first) makeColumns(memory);
  return {
    window: new Uint8Array(memory.buffer, WINDOW_AT, WINDOW + 64),
    positions: new Int32Array(memory.buffer, POSITIONS_AT, positions),
    scan(from, to, separator, fields, room, tokens) {
      tokens.rows = scan(from, to, separator, fields, POSITIONS_AT, room);
      tokens.next = next.value;
      tokens.tooMany = 0;
      tokens.unclosed = 0;
      tokens.quoted = false;
    },
  };
}
