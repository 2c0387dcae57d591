/** The distinct texts of a column, as UTF-8 one after another. A text becomes a JavaScript string when somebody asks, once. */

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export class Dictionary implements Iterable<string> {
  /** Entry i is bytes `offsets[i]` to `offsets[i + 1]`; entries are distinct. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly #texts: (string | undefined)[];
  #codes: Map<string, number> | undefined;

  constructor(offsets: Int32Array, bytes: Uint8Array) {
    this.offsets = offsets;
    this.bytes = bytes;
    this.length = Math.max(0, offsets.length - 1);
    this.#texts = new Array<string | undefined>(this.length);
  }
  /** Distinct texts; the caller sees to it that they are. */
  static of(texts: readonly string[]): Dictionary {
    const offsets = new Int32Array(texts.length + 1);
    const parts = texts.map(text => encoder.encode(text));
    parts.forEach((part, i) => (offsets[i + 1] = offsets[i]! + part.length));
    const bytes = new Uint8Array(offsets[texts.length]!);
    parts.forEach((part, i) => bytes.set(part, offsets[i]));
    return new Dictionary(offsets, bytes);
  }
  at(code: number): string {
    return (this.#texts[code] ??= this.#decode(code));
  }
  /** The code of a text, or -1. */
  find(text: string): number {
    if (this.#codes === undefined) {
      this.#codes = new Map();
      for (let code = 0; code < this.length; code++) this.#codes.set(this.at(code), code);
    }
    return this.#codes.get(text) ?? -1;
  }
  toArray(): string[] {
    return Array.from({ length: this.length }, (_, code) => this.at(code));
  }
  [Symbol.iterator](): IterableIterator<string> {
    return this.toArray()[Symbol.iterator]();
  }
  get byteLength(): number {
    return this.bytes.byteLength + this.offsets.byteLength;
  }
  #decode(code: number): string {
    const [start, end] = [this.offsets[code]!, this.offsets[code + 1]!];
    const { bytes } = this;
    if (end - start <= 24) {
      let text = "";
      for (let i = start; i < end; i++) {
        if (bytes[i]! > 127) return decodeShared(bytes, start, end);
        text += String.fromCharCode(bytes[i]!);
      }
      return text;
    }
    return decodeShared(bytes, start, end);
  }
}

/** The decoder does not take views of shared memory. */
export function decodeShared(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return decoder.decode(bytes.buffer instanceof ArrayBuffer ? bytes.subarray(start, end) : bytes.slice(start, end));
}
export const encodeText = (text: string): Uint8Array => encoder.encode(text);
