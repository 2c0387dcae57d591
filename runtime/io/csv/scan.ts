/** The quick tokenizer and its memory, made once a thread: a window of bytes and the positions found in it. */

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

export function scanner(window: number, positions: number): Scanner {
  made ??= new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(SCAN_BYTES, "base64"))).exports as unknown as Exports;
  const { memory, next, scan } = made;
  const out = (WINDOW_AT + window + 64 + 7) & ~7;
  const missing = Math.ceil((out + positions * 4) / 65_536) - memory.buffer.byteLength / 65_536;
  if (missing > 0) memory.grow(missing);
  return {
    window: new Uint8Array(memory.buffer, WINDOW_AT, window + 64),
    positions: new Int32Array(memory.buffer, out, positions),
    scan(from, to, separator, fields, room, tokens) {
      tokens.rows = scan(from, to, separator, fields, out, room);
      tokens.next = next.value;
      tokens.tooMany = 0;
      tokens.quoted = false;
    },
  };
}
