/**
 * 64-bit content hash of plain data, non-cryptographic: two 32-bit FNV-1a style lanes with different multipliers, finished as MurmurHash3 does.
 * For sharing and staleness only.
 */

export class Hasher {
  #a = 0x811c9dc5;
  #b = 0x9e3779b9;

  word(value: number): this {
    this.#a = Math.imul(this.#a ^ value, 0x01000193);
    this.#b = Math.imul((this.#b << 13) ^ (this.#b >>> 19) ^ value, 0x85ebca6b);
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
    return finish(this.#a, this.#b) + finish(this.#b, this.#a);
  }
}

export const hashOf = (value: unknown): string => new Hasher().value(value).digest();

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);

function finish(x: number, y: number): string {
  let h = x ^ Math.imul(y, 0xcc9e2d51);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0).toString(16).padStart(8, "0");
}
