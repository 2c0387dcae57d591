/** One record of a ring: its length and kind, then numbers and byte strings in an order that writer and reader know. Units are 8 bytes. */

export class PacketWriter {
  /** Units in use. */
  length = 0;
  #numbers = new Float64Array(512);
  #bytes = new Uint8Array(this.#numbers.buffer);
  words = new Int32Array(this.#numbers.buffer);

  begin(kind: number): this {
    this.length = 2;
    this.#numbers[1] = kind;
    return this;
  }
  number(value: number): this {
    if (this.length === this.#numbers.length) this.#reserve(1);
    this.#numbers[this.length++] = value;
    return this;
  }
  /** Overwrites a number that was written at this position. */
  patch(at: number, value: number): void {
    this.#numbers[at] = value;
  }
  numbers(values: readonly number[]): this {
    this.number(values.length);
    for (const value of values) this.number(value);
    return this;
  }
  bytes(value: Uint8Array): this {
    this.number(value.length);
    const units = Math.ceil(value.length / 8);
    if (this.length + units > this.#numbers.length) this.#reserve(units);
    this.#bytes.set(value, this.length * 8);
    this.length += units;
    return this;
  }
  end(): this {
    this.#numbers[0] = this.length;
    return this;
  }
  /** What was written, in memory of its own. */
  copy(): Int32Array {
    return this.words.slice(0, this.length * 2);
  }

  #reserve(units: number): void {
    const grown = new Float64Array(Math.max(this.#numbers.length * 2, this.length + units));
    grown.set(this.#numbers.subarray(0, this.length));
    this.#numbers = grown;
    this.#bytes = new Uint8Array(grown.buffer);
    this.words = new Int32Array(grown.buffer);
  }
}

const NONE: readonly number[] = [];

export class PacketReader {
  #numbers = new Float64Array(0);
  #bytes = new Uint8Array(0);
  #words = new Int32Array(0);
  #at = 2;

  /** Room for a record of this many units. */
  reserve(units: number): Int32Array {
    if (units > this.#numbers.length) {
      this.#numbers = new Float64Array(units * 2);
      this.#bytes = new Uint8Array(this.#numbers.buffer);
      this.#words = new Int32Array(this.#numbers.buffer);
    }
    this.#at = 2;
    return this.#words;
  }
  load(words: Int32Array): void {
    this.reserve(words.length / 2).set(words);
  }
  get kind(): number {
    return this.#numbers[1]!;
  }
  number(): number {
    return this.#numbers[this.#at++]!;
  }
  numbers(): readonly number[] {
    const length = this.number();
    if (length === 0) return NONE;
    const values = new Array<number>(length);
    for (let i = 0; i < values.length; i++) values[i] = this.number();
    return values;
  }
  /** In memory of its own. */
  bytes(): Uint8Array {
    const length = this.number();
    const value = this.#bytes.slice(this.#at * 8, this.#at * 8 + length);
    this.#at += Math.ceil(length / 8);
    return value;
  }
}
