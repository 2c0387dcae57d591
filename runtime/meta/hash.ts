/**
 * 64-bit content hash of plain data, non-cryptographic: two lanes of MurmurHash3's 32-bit block step (Appleby) with different constants, each
 * finished with its avalanche after the other was added in. For sharing and staleness only.
 */

export class Hasher {
  #a = 0x811c9dc5 | 0;
  #b = 0x9e3779b9 | 0;
  #words = 0;

  word(value: number): this {
    let k = Math.imul(value, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    let h = this.#a ^ k;
    h = (h << 13) | (h >>> 19);
    this.#a = (Math.imul(h, 5) + 0xe6546b64) | 0;
    k = Math.imul(value, 0x239b961b);
    k = Math.imul((k << 16) | (k >>> 16), 0xab0e9789);
    h = this.#b ^ k;
    h = (h << 17) | (h >>> 15);
    this.#b = (Math.imul(h, 5) + 0x0bcaa747 + this.#a) | 0;
    this.#words += 1;
    return this;
  }
  text(value: string): this {
    this.word(value.length);
    for (let i = 0; i < value.length; i++) this.word(value.charCodeAt(i));
    return this;
  }
  number(value: number): this {
    if ((value | 0) === value && !Object.is(value, -0)) return this.word(1).word(value | 0);
    scratch[0] = value;
    return this.word(2).word(words[0]!).word(words[1]!);
  }
  bytes(value: ArrayBufferView): this {
    const view = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    this.word(view.length);
    for (let i = 0; i < view.length; i++) this.word(view[i]!);
    return this;
  }
  /** Any plain value; objects by sorted keys. Something with a `hash` string or `id` string of its own counts as that. */
  value(value: unknown): this {
    switch (typeof value) {
      case "string":
        return this.word(3).text(value);
      case "number":
        return this.number(value);
      case "boolean":
        return this.word(value ? 4 : 5);
      case "bigint":
        return this.word(6).text(value.toString());
      case "undefined":
        return this.word(7);
      case "object":
        break;
      default:
        return this.word(8).text(String(value));
    }
    if (value === null) return this.word(9);
    if (Array.isArray(value)) {
      this.word(10).word(value.length);
      for (const item of value) this.value(item);
      return this;
    }
    if (ArrayBuffer.isView(value)) return this.word(11).text(value.constructor.name).bytes(value);
    if (value instanceof Date) return this.word(12).number(+value);
    if (value instanceof RegExp) return this.word(13).text(String(value));
    if (value instanceof Map) return this.word(14).value([...value]);
    if (value instanceof Set) return this.word(15).value([...value]);
    const own = value as { hash?: unknown; id?: unknown };
    if (typeof own.hash === "string") return this.word(16).text(own.hash);
    const keys = Object.keys(value).sort();
    this.word(17).word(keys.length);
    for (const key of keys) this.text(key).value((value as Record<string, unknown>)[key]);
    return this;
  }
  /** 16 hexadecimal digits. */
  digest(): string {
    const a = (this.#a ^ this.#words) + (this.#b ^ this.#words);
    const x = avalanche(a);
    const y = avalanche(a + (this.#b ^ this.#words));
    return hex(x + y) + hex(x + y + y);
  }
}

export const hashOf = (value: unknown): string => new Hasher().value(value).digest();

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);

function avalanche(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");
