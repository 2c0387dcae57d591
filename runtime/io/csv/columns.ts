/** Columns out of the window of the quick tokenizer: WebAssembly takes what is plain, its caller the rest. */

import type { DictionaryBuilder } from "../../values/dictionary-builder.ts";
import { COLUMNS_BYTES } from "./columns-bytes.ts";
import { FIRST_YEAR, MASKS_AT, MOST_ROWS, MONTHS_AT, POWERS_AT, SLOT_BITS, TABLE_SIZE, TABLES, TABLES_AT, VALUES_AT, YEARS } from "./columns-wat.ts";
import { daysFromCivil } from "./dates.ts";
import type { Tokens } from "./tokenize.ts";

type Take = (at: number, stride: number, row: number, rows: number, flag: number) => number;

interface Exports {
  readonly integers: Take;
  readonly floats: Take;
  readonly dates: Take;
  codes(at: number, stride: number, row: number, rows: number, table: number, empty: number): number;
  keep(table: number, start: number, size: number, code: number): void;
}

let made: { readonly exports: Exports; readonly memory: WebAssembly.Memory } | undefined;

/** Called once a thread, with the memory of the tokenizer. */
export function makeColumns(memory: WebAssembly.Memory): void {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(COLUMNS_BYTES, "base64")), { scan: { memory } });
  new Uint8Array(memory.buffer, MASKS_AT, 16).fill(255);
  new Float64Array(memory.buffer, POWERS_AT, 16).set(Array.from({ length: 16 }, (_, i) => 10 ** i));
  const months = new Int32Array(memory.buffer, MONTHS_AT, YEARS * 12 + 1);
  for (let i = 0; i < months.length; i++) months[i] = daysFromCivil(FIRST_YEAR + Math.floor(i / 12), (i % 12) + 1, 1) - 1;
  made = { exports: instance.exports as unknown as Exports, memory };
}

/** Whether a batch is one that this can take. */
const here = (bytes: Uint8Array, { rows }: Tokens): boolean => made !== undefined && bytes.buffer === made.memory.buffer && rows <= MOST_ROWS;

/** When so many of the first `row` rows were for the caller, so are the others. */
const tooMany = (others: number, row: number): boolean => others > 64 + row / 4;

/** Room for the values of a batch, in either view. */
export interface Values {
  readonly doubles: Float64Array;
  readonly words: Int32Array;
}

export const valuesOf = (buffer: ArrayBufferLike, at: number, rows: number): Values => ({
  doubles: new Float64Array(buffer, at, rows),
  words: new Int32Array(buffer, at, rows * 2),
});

/**
 * Values of field `field` of all records. What is not plain, `other` writes into the values: `count` rows from `row` on; it gives the first
 * that is no value, counted from `row`, or -1. `flag` of integers: they have no sign; of others: nothing is NaN.
 */
export function quickValues(
  kind: "integers" | "floats" | "dates",
  bytes: Uint8Array,
  tokens: Tokens,
  stride: number,
  field: number,
  flag: boolean,
  other: (values: Values, row: number, count: number) => number,
): Values | number {
  const { positions, rows } = tokens;
  const quick = here(bytes, tokens);
  const values = quick ? valuesOf(made!.memory.buffer, VALUES_AT, rows) : valuesOf(new ArrayBuffer(rows * 8), 0, rows);
  let others = 0;
  let row = 0;
  while (quick && !tooMany(others, row)) {
    row = made!.exports[kind](positions.byteOffset + (row * stride + field) * 4, stride * 4, row, rows, flag ? 1 : 0);
    if (row >= rows) return values;
    if (other(values, row, 1) >= 0) return row;
    row++;
    others++;
  }
  const bad = other(values, row, rows - row);
  return bad < 0 ? values : row + bad;
}

const owners = new Array<ShortTexts | undefined>(TABLES);
let claimed = 0;
/** A table three quarters full takes no more. */
const MOST_TEXTS = (3 << SLOT_BITS) / 4;
const LONGEST = 16;

/** Codes of one column of texts, of which the short and frequent are remembered in one of the tables. */
export class ShortTexts {
  readonly #builder: DictionaryBuilder;
  readonly #slot: number;
  readonly #table: number;
  #kept = 0;
  #useful = made !== undefined;

  constructor(builder: DictionaryBuilder) {
    this.#builder = builder;
    // The last comers have the tables: who finds another in his, does without.
    this.#slot = claimed++ % TABLES;
    this.#table = TABLES_AT + this.#slot * TABLE_SIZE;
    owners[this.#slot] = this;
    if (made !== undefined) new Uint8Array(made.memory.buffer, this.#table, TABLE_SIZE).fill(0);
  }

  /** Codes of field `field` of all records, none of them in quotes, into `codes` from `at` on. */
  take(bytes: Uint8Array, tokens: Tokens, stride: number, field: number, codes: Int32Array, at: number, empty: number): void {
    const { positions, rows } = tokens;
    let row = 0;
    if (this.#useful && owners[this.#slot] === this && here(bytes, tokens)) {
      const { exports, memory } = made!;
      const found = new Int32Array(memory.buffer, VALUES_AT, rows);
      for (let others = 0; ; others++, row++) {
        row = exports.codes(positions.byteOffset + (row * stride + field) * 4, stride * 4, row, rows, this.#table, empty);
        this.#useful = !tooMany(others, row);
        if (row >= rows || !this.#useful) break;
        const start = positions[row * stride + field]! + 1;
        const end = positions[row * stride + field + 1]!;
        found[row] = this.#builder.add(bytes, start, end);
        if (end - start > LONGEST || this.#kept >= MOST_TEXTS) continue;
        exports.keep(this.#table, start, end - start, found[row]!);
        this.#kept++;
      }
      codes.set(row < rows ? found.subarray(0, row) : found, at);
    }
    if (row < rows) this.#builder.addFields(bytes, positions, stride, row * stride + field, rows - row, codes, at + row, empty);
  }
}
