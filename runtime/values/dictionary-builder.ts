/** Collects distinct texts and numbers them in order of first sight, by hashing their bytes: no JavaScript string is made. */

import { Dictionary, encodeText } from "./dictionary.ts";
import { HEAP, type Room } from "./room.ts";

export class DictionaryBuilder {
  length = 0;
  /** Open addressing: code + 1 of the entry, 0 free. */
  #slots = new Int32Array(256);
  #hashes = new Int32Array(128);
  #offsets = new Int32Array(129);
  #bytes = new Uint8Array(1024);
  readonly #texts = new Map<string, number>();

  /** The code of `source[start..end)`, which is kept if it is new. */
  add(source: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5 ^ (end - start);
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ source[i]!, 0x01000193);
    return this.addHashed(source, start, end, mix(hash));
  }

  addHashed(source: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    const size = end - start;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const code = this.#slots[slot]! - 1;
      if (code < 0) {
        this.#slots[slot] = this.length + 1;
        return this.#insert(source, start, end, hash);
      }
      if (this.#hashes[code] !== hash) continue;
      const at = this.#offsets[code]!;
      if (this.#offsets[code + 1]! - at !== size) continue;
      let k = 0;
      while (k < size && this.#bytes[at + k] === source[start + k]) k++;
      if (k === size) return code;
    }
  }

  addText(text: string): number {
    let code = this.#texts.get(text);
    if (code === undefined) {
      const bytes = encodeText(text);
      code = this.add(bytes, 0, bytes.length);
      this.#texts.set(text, code);
    }
    return code;
  }

  /** Codes here of the entries of a dictionary. */
  addAll(dictionary: Dictionary): Int32Array {
    const codes = new Int32Array(dictionary.length);
    for (let i = 0; i < codes.length; i++) codes[i] = this.add(dictionary.bytes, dictionary.offsets[i]!, dictionary.offsets[i + 1]!);
    return codes;
  }

  build(room: Room = HEAP): Dictionary {
    const offsets = room.alloc("int32", this.length + 1) as Int32Array;
    offsets.set(this.#offsets.subarray(0, this.length + 1));
    const bytes = room.bytes(this.#offsets[this.length]!);
    bytes.set(this.#bytes.subarray(0, bytes.length));
    return new Dictionary(offsets, bytes);
  }

  #insert(source: Uint8Array, start: number, end: number, hash: number): number {
    const code = this.length++;
    const at = this.#offsets[code]!;
    const size = end - start;
    if (at + size > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(this.#bytes.length * 2, at + size)));
    for (let i = 0; i < size; i++) this.#bytes[at + i] = source[start + i]!;
    this.#hashes[code] = hash;
    this.#offsets[code + 1] = at + size;
    if (this.length === this.#hashes.length) this.#grow();
    return code;
  }

  #grow(): void {
    const capacity = this.#hashes.length * 2;
    this.#hashes = grown(this.#hashes, new Int32Array(capacity));
    this.#offsets = grown(this.#offsets, new Int32Array(capacity + 1));
    this.#slots = new Int32Array(capacity * 2);
    const mask = this.#slots.length - 1;
    for (let code = 0; code < this.length; code++) {
      let slot = this.#hashes[code]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = code + 1;
    }
  }
}

/** Spreads the entropy of a rolling hash into its low bits. */
export function mix(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

function grown<A extends Uint8Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
