/** Collects distinct texts and numbers them in order of first sight, by hashing their bytes: no JavaScript string is made. */

import { Dictionary, encodeText } from "./dictionary.ts";
import { HEAP, type Room } from "./room.ts";

export class DictionaryBuilder {
  length = 0;
  /** Open addressing: code + 1 of the entry, 0 free. */
  #slots = new Int32Array(256);
  #keys = new Int32Array(128);
  #offsets = new Int32Array(129);
  #bytes = new Uint8Array(1024);
  readonly #texts = new Map<string, number>();

  /** The code of `source[start..end)`, which is kept if it is new. */
  add(source: Uint8Array, start: number, end: number): number {
    const size = end - start;
    const key = keyOf(source, start, end);
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = mix(key ^ size) & mask; ; slot = (slot + 1) & mask) {
      const code = slots[slot]! - 1;
      if (code < 0) {
        slots[slot] = this.length + 1;
        return this.#insert(source, start, end, key);
      }
      if (this.#keys[code] === key && this.#same(code, source, start, size)) return code;
    }
  }

  /** Codes of many: field `f` of record r is `positions[r * stride + f] + 1` to `positions[r * stride + f + 1]`. Empty ones get `empty`. */
  addFields(source: Uint8Array, positions: Int32Array, stride: number, field: number, rows: number, codes: Int32Array, at: number, empty: number): void {
    let [slots, keys, offsets] = [this.#slots, this.#keys, this.#offsets];
    let mask = slots.length - 1;
    for (let r = 0, p = field; r < rows; r++, p += stride) {
      const start = positions[p]! + 1;
      const end = positions[p + 1]!;
      const size = end - start;
      if (size <= 0) {
        codes[at + r] = empty;
        continue;
      }
      let key = 0;
      if (size <= 4) for (let i = start; i < end; i++) key = (key << 8) | source[i]!;
      else {
        key = 0x811c9dc5;
        for (let i = start; i < end; i++) key = Math.imul(key ^ source[i]!, 0x01000193);
      }
      let slot = mix(key ^ size) & mask;
      let code = slots[slot]! - 1;
      while (code >= 0 && !(keys[code] === key && offsets[code + 1]! - offsets[code]! === size && (size <= 4 || this.#same(code, source, start, size)))) {
        slot = (slot + 1) & mask;
        code = slots[slot]! - 1;
      }
      if (code < 0) {
        slots[slot] = this.length + 1;
        code = this.#insert(source, start, end, key);
        [slots, keys, offsets] = [this.#slots, this.#keys, this.#offsets];
        mask = slots.length - 1;
      }
      codes[at + r] = code;
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

  #same(code: number, source: Uint8Array, start: number, size: number): boolean {
    const at = this.#offsets[code]!;
    if (this.#offsets[code + 1]! - at !== size) return false;
    for (let k = 0; k < size; k++) if (this.#bytes[at + k] !== source[start + k]) return false;
    return true;
  }

  #insert(source: Uint8Array, start: number, end: number, key: number): number {
    const code = this.length++;
    const at = this.#offsets[code]!;
    const size = end - start;
    if (at + size > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(this.#bytes.length * 2, at + size)));
    for (let i = 0; i < size; i++) this.#bytes[at + i] = source[start + i]!;
    this.#keys[code] = key;
    this.#offsets[code + 1] = at + size;
    if (this.length === this.#keys.length) this.#grow();
    return code;
  }

  #grow(): void {
    const capacity = this.#keys.length * 2;
    this.#keys = grown(this.#keys, new Int32Array(capacity));
    this.#offsets = grown(this.#offsets, new Int32Array(capacity + 1));
    this.#slots = new Int32Array(capacity * 2);
    const mask = this.#slots.length - 1;
    for (let code = 0; code < this.length; code++) {
      let slot = mix(this.#keys[code]! ^ (this.#offsets[code + 1]! - this.#offsets[code]!)) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = code + 1;
    }
  }
}

/** Four bytes are their own key; more are hashed (FNV-1a). */
function keyOf(source: Uint8Array, start: number, end: number): number {
  if (end - start <= 4) {
    let key = 0;
    for (let i = start; i < end; i++) key = (key << 8) | source[i]!;
    return key;
  }
  let key = 0x811c9dc5;
  for (let i = start; i < end; i++) key = Math.imul(key ^ source[i]!, 0x01000193);
  return key;
}

/** Spreads the entropy of a key into its low bits. */
function mix(key: number): number {
  key = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  return key ^ (key >>> 13);
}

function grown<A extends Uint8Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
