/**
 * A stream of random 32-bit words: four xoshiro128++ generators (Blackman and Vigna 2021) in turn, their states hashed from a seed and a block's
 * position, so that a block needs no other block's numbers and gives the same ones wherever and whenever it is made. Words are made some
 * thousand at a time, by WebAssembly where it can be had; plain loops give the same bits.
 */

import { assemble, loadAssembler } from "../wasm/modules.ts";
import { AT, NUMBERS, RANDOM_TEXT, WORDS } from "./random-wat.ts";
import { EXPONENTIAL, exponentialBeyond, NORMAL, normalBeyond } from "./ziggurat.ts";

interface Module {
  fill(): void;
  uniform(n: number, low: number, range: number): void;
  normal(n: number, loc: number, scale: number): void;
  exponential(n: number, scale: number): void;
  below(n: number, low: number, range: number): void;
}

/** One a thread: a block is made in one go, so that nobody else's words come between. */
export class RandomStream {
  readonly #memory: WebAssembly.Memory;
  readonly #state: Int32Array;
  readonly #words: Int32Array;
  /** How many of the words are used. In a typed array: the module reads and writes it too. */
  readonly #position: Int32Array;
  readonly #module: Module;
  /** What `fill` functions give. */
  readonly numbers: Float64Array;
  readonly integers: BigInt64Array;

  constructor(compiled: WebAssembly.Module | undefined) {
    this.#memory = new WebAssembly.Memory({ initial: 1 });
    const { buffer } = this.#memory;
    this.#state = new Int32Array(buffer, AT.state, 16);
    this.#words = new Int32Array(buffer, AT.words, WORDS);
    this.#position = new Int32Array(buffer, AT.position, 1);
    this.numbers = new Float64Array(buffer, AT.out, NUMBERS);
    this.integers = new BigInt64Array(buffer, AT.out, NUMBERS);
    for (const [table, width, edge, bits] of [
      [NORMAL, AT.normalWidth, AT.normalEdge, 52],
      [EXPONENTIAL, AT.exponentialWidth, AT.exponentialEdge, 53],
    ] as const) {
      new Float64Array(buffer, edge, 257).set(table.edges);
      new Float64Array(buffer, width, 256).set(table.edges.subarray(0, 256).map(x => x / 2 ** bits));
    }
    const slow = {
      slowNormal: (layer: number, x: number) => normalBeyond(this, layer, x),
      slowExponential: (layer: number, x: number) => exponentialBeyond(this, layer, x),
    };
    this.#module =
      compiled === undefined ? this.#plain() : (new WebAssembly.Instance(compiled, { bask: { memory: this.#memory, ...slow } }).exports as unknown as Module);
  }

  /** Starts at the first word of a block. */
  seed(seed: readonly number[], block: number): this {
    const words = [...seed, block >>> 0, Math.floor(block / 4294967296)];
    let hash = 0x9e3779b9 | 0;
    for (const word of words) hash = (finalize(hash ^ Math.imul(word | 0, 0x85ebca6b)) + word) | 0;
    for (let i = 0; i < 16; i++) {
      hash = (hash + 0x9e3779b9) | 0;
      // A state of nothing but zeros would stay so.
      this.#state[i] = i < 12 ? finalize(hash) : finalize(hash) | 1;
    }
    this.#position[0] = WORDS;
    return this;
  }

  /** Uniform in -2^31 .. 2^31 - 1. */
  word(): number {
    if (this.#position[0] === WORDS) this.#module.fill();
    return this.#words[this.#position[0]!++]!;
  }
  /** Uniform in [0, 1), 53 bits. */
  unit(): number {
    const [low, high] = this.#pair();
    return ((high >>> 0) * 2097152 + (low >>> 11)) * 2 ** -53;
  }
  /** Standard normal. */
  normal(): number {
    const [low, high] = this.#pair();
    const layer = low & 255;
    let x = ((high >>> 0) * 1048576 + (low >>> 12)) * (NORMAL.edges[layer]! / 2 ** 52);
    if (!(x < NORMAL.edges[layer + 1]!)) x = normalBeyond(this, layer, x);
    return (low & 256) === 0 ? x : -x;
  }
  /** Standard exponential. */
  exponential(): number {
    const [low, high] = this.#pair();
    const layer = low & 255;
    const x = ((high >>> 0) * 2097152 + (low >>> 11)) * (EXPONENTIAL.edges[layer]! / 2 ** 53);
    return x < EXPONENTIAL.edges[layer + 1]! ? x : exponentialBeyond(this, layer, x);
  }
  /** A whole number from 0 to `range` - 1, each as likely; `range` up to 2^53. */
  below(range: number): number {
    if (range > 4294967296) {
      const top = 2 ** 53 - (2 ** 53 % range);
      for (;;) {
        const drawn = this.unit() * 2 ** 53;
        if (drawn < top) return drawn % range;
      }
    }
    for (;;) {
      const word = this.word() >>> 0;
      // The product of two 32-bit numbers as its two halves, both exact.
      const lower = (word & 65535) * range;
      const upper = (word >>> 16) * range + Math.floor(lower / 65536);
      const low = (upper % 65536) * 65536 + (lower % 65536);
      if (low >= range || low >= (4294967296 - range) % range) return Math.floor(upper / 65536);
    }
  }

  fillUniform(out: Float64Array, low: number, range: number): void {
    this.#fill(out, n => this.#module.uniform(n, low, range));
  }
  fillNormal(out: Float64Array, loc: number, scale: number): void {
    this.#fill(out, n => this.#module.normal(n, loc, scale));
  }
  fillExponential(out: Float64Array, scale: number): void {
    this.#fill(out, n => this.#module.exponential(n, scale));
  }
  /** From `low`, `range` of them, at most 2^32. */
  fillBelow(out: BigInt64Array, low: number, range: number): void {
    // As floats: 64 bits are moved as they are, no BigInt is made.
    for (let at = 0; at < out.length; at += NUMBERS) {
      const n = Math.min(NUMBERS, out.length - at);
      this.#module.below(n, low, range);
      out.set(this.integers.subarray(0, n), at);
    }
  }

  #fill(out: Float64Array, make: (n: number) => void): void {
    for (let at = 0; at < out.length; at += NUMBERS) {
      const n = Math.min(NUMBERS, out.length - at);
      make(n);
      out.set(n === NUMBERS ? this.numbers : this.numbers.subarray(0, n), at);
    }
  }

  #pairs = [0, 0] as [number, number];
  #pair(): [low: number, high: number] {
    if (this.#position[0]! > WORDS - 2) this.#module.fill();
    const at = this.#position[0]!;
    this.#position[0] = at + 2;
    this.#pairs[0] = this.#words[at]!;
    this.#pairs[1] = this.#words[at + 1]!;
    return this.#pairs;
  }

  /** What the module does, in plain loops. */
  #plain(): Module {
    const words = new Int32Array(this.integers.buffer, AT.out, 2 * NUMBERS);
    return {
      fill: () => {
        const s = this.#state;
        for (let at = 0; at < WORDS; at += 4)
          for (let lane = 0; lane < 4; lane++) {
            const [a, b] = [s[lane]!, s[4 + lane]!];
            const sum = (a + s[12 + lane]!) | 0;
            this.#words[at + lane] = ((sum << 7) | (sum >>> 25)) + a;
            const c = s[8 + lane]! ^ a;
            const d = s[12 + lane]! ^ b;
            s[4 + lane] = b ^ c;
            s[lane] = a ^ d;
            s[8 + lane] = c ^ (b << 9);
            s[12 + lane] = (d << 11) | (d >>> 21);
          }
        this.#position[0] = 0;
      },
      uniform: (n, low, range) => {
        for (let i = 0; i < n; i++) this.numbers[i] = low + range * this.unit();
      },
      normal: (n, loc, scale) => {
        for (let i = 0; i < n; i++) this.numbers[i] = loc + scale * this.normal();
      },
      exponential: (n, scale) => {
        for (let i = 0; i < n; i++) this.numbers[i] = scale * this.exponential();
      },
      below: (n, low, range) => {
        for (let i = 0; i < n; i++) {
          const value = low + this.below(range);
          words[2 * i] = value | 0;
          words[2 * i + 1] = Math.floor(value / 4294967296);
        }
      },
    };
  }
}

let shared: RandomStream | undefined;

/** The thread's stream; at first it may have to be waited for. */
export function randomStream(): RandomStream | Promise<RandomStream> {
  if (shared !== undefined) return shared;
  const loaded = loadAssembler();
  const make = (can: boolean): RandomStream => (shared ??= new RandomStream(can ? assemble(RANDOM_TEXT) : undefined));
  return typeof loaded === "boolean" ? make(loaded) : loaded.then(make);
}

/** MurmurHash3's finalizer. */
function finalize(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
