/**
 * Which rows of two partitions belong together: the rows of one side are put in order of their key, the other side looks them up. Neither
 * side's values are copied where keys have codes: the codes of one side are those of the other's values.
 */

import type { How } from "../../meta/merge.ts";
import { mergeDictionaries } from "../../values/concat.ts";
import type { Column } from "../../values/column.ts";
import { wordsOf } from "../../values/int64.ts";
import { isValid } from "../../values/validity.ts";
import { grouped, groupsOf, product } from "./groups.ts";
import { type Codes, codesOf, isDense, MOST_CODES } from "./key-codes.ts";
import { isNumbers, numbersOf } from "./numbers.ts";

/** Rows in pairs; -1 is none, null all rows of that side in order. */
export interface Pairs {
  readonly left: Int32Array | null;
  readonly right: Int32Array | null;
  readonly length: number;
}

/** Numbers of both sides that are equal where keys are; -1 on the left has no equal on the right. */
interface Facing {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly size: number;
  /** Where it is there, `left` are codes of text and `renumbered[code + 1]` the number of each: whoever walks them once need not write them down. */
  readonly renumbered?: Int32Array;
}

/** `joint` is asked for one column of both sides' keys where they have no codes in common. */
export function facing(keys: readonly (readonly [Column, Column])[], n: number, m: number, joint: () => readonly Column[]): Facing {
  let all: Facing | undefined;
  for (const [k, [left, right]] of keys.entries()) {
    const codes = facingCodes(left, right);
    const own = codes !== undefined && (keys.length > 1 || !isDense(codes.size, n + m)) ? plain(codes) : codes;
    if (own === undefined || (k > 0 && (all === undefined || all.size * own.size > MOST_CODES))) {
      all = undefined;
      break;
    }
    all =
      all === undefined
        ? own
        : {
            left: product(all.left, own.left, all.size, own.size).codes,
            right: product(all.right, own.right, all.size, own.size).codes,
            size: all.size * own.size,
          };
  }
  if (all !== undefined && isDense(all.size, n + m)) return all;
  if (all === undefined) return halves(groupsOf(joint(), n + m, false), n);
  const codes = new Int32Array(n + m);
  codes.set(all.left);
  codes.set(all.right, n);
  return halves(grouped({ codes, size: all.size }), n);
}

/** With the numbers themselves on the left. */
function plain(facing: Facing): Facing {
  const { left: codes, right, size, renumbered } = facing;
  if (renumbered === undefined) return facing;
  const left = new Int32Array(codes.length);
  for (let i = 0; i < left.length; i++) left[i] = renumbered[codes[i]! + 1]!;
  return { left, right, size };
}

const halves = ({ ids, count }: { ids: Int32Array; count: number }, n: number): Facing => ({ left: ids.subarray(0, n), right: ids.subarray(n), size: count });

/** In the numbers of the right side; missing is one more. */
function facingCodes(left: Column, right: Column): Facing | undefined {
  const text = left.dictionary !== null;
  if (text !== (right.dictionary !== null)) return undefined;
  if (!text && left.dtype !== right.dtype && !(isNumbers(left.dtype) && isNumbers(right.dtype))) return undefined;
  // pandas compares truth values with numbers as objects; times with nothing else.
  if (!text && left.dtype !== right.dtype && /bool|time/.test(`${left.dtype} ${right.dtype}`)) return undefined;
  const own = codesOf(right);
  if (own === undefined || own.size >= MOST_CODES) return undefined;
  const { size } = own;
  const facing = { right: present(own.codes, size), size: size + 1 };
  return text ? { left: left.data as Int32Array, renumbered: renumbering(left, right), ...facing } : { left: numbers(left, own), ...facing };
}

function present(codes: Int32Array, missing: number): Int32Array {
  return codes.includes(-1) ? codes.map(code => (code < 0 ? missing : code)) : codes;
}

/** Numbers of the left side's entries; at 0 that of a missing text. */
function renumbering(left: Column, right: Column): Int32Array {
  const missing = right.dictionary!.length;
  // Entries of the right keep their codes; those that are only on the left come behind them.
  const map = mergeDictionaries([right.dictionary!, left.dictionary!]).codes[1] ?? null;
  const out = new Int32Array(left.dictionary!.length + 1);
  out[0] = missing;
  for (let code = 0; code < out.length - 1; code++) {
    const there = map === null ? code : map[code]!;
    out[code + 1] = there < missing ? there : -1;
  }
  return out;
}

function numbers(left: Column, { size, low }: Codes): Int32Array {
  const { length, validity } = left;
  const out = new Int32Array(length);
  if ((left.dtype === "int64" || left.dtype === "bigint") && left.range === null) {
    const words = wordsOf(left.data);
    for (let i = 0; i < length; i++) {
      const [x, y] = [words[2 * i]!, words[2 * i + 1]!];
      // Beyond 2^53 a double is not exact, but codes lie within it and rounding does not bring a value there.
      const code = (y === x >> 31 ? x : y * 4_294_967_296 + (x >>> 0)) - low;
      out[i] = code >= 0 && code < size ? code : -1;
    }
    if (validity !== null) for (let i = 0; i < length; i++) if (!isValid(validity, i)) out[i] = size;
    return out;
  }
  const values = numbersOf(left);
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    const code = value - low;
    // A fraction far from 0 may be rounded away by the subtraction, so the value itself is asked.
    out[i] = value !== value ? size : code >= 0 && code < size && Math.floor(value) === value ? code : -1;
  }
  return out;
}

/** Rows of the walked side in order, each with its equals in order; then, of an outer merge, the others. */
export function pairsOf(facing: Facing, how: How): Pairs {
  const swapped = how === "right";
  const { size } = facing;
  const looked = swapped ? plain(facing).left : facing.right;
  const starts = new Int32Array(size + 1);
  let several = how === "outer";
  for (let i = 0; i < looked.length; i++) {
    const id = looked[i]!;
    if (id >= 0 && ++starts[id + 1]! > 1) several = true;
  }
  // What is walked once may be codes; what is walked again is numbers.
  const renumbered = swapped || several ? undefined : facing.renumbered;
  const walked = swapped ? facing.right : renumbered === undefined ? plain(facing).left : facing.left;
  const [one, two] = several ? severalOf(walked, looked, starts, how) : singleOf(walked, looked, size, how === "inner", renumbered);
  const length = (two ?? one)!.length;
  return swapped ? { left: two, right: one, length } : { left: one, right: two, length };
}

/** Each row has one equal at most. */
function singleOf(
  walked: Int32Array,
  looked: Int32Array,
  size: number,
  inner: boolean,
  renumbered: Int32Array | undefined,
): [walked: Int32Array | null, found: Int32Array] {
  // Place 0 is that of -1.
  const rowOfNumber = new Int32Array(size + 1).fill(-1);
  for (let i = 0; i < looked.length; i++) rowOfNumber[looked[i]! + 1] = i;
  rowOfNumber[0] = -1;
  const rowOf = renumbered === undefined ? rowOfNumber : renumbered.map(id => rowOfNumber[id + 1]!);
  const found = new Int32Array(walked.length);
  let lacking = 0;
  for (let i = 0; i < found.length; i++) {
    const row = rowOf[walked[i]! + 1]!;
    found[i] = row;
    lacking += row >>> 31;
  }
  if (!inner || lacking === 0) return [null, found];
  const [rows, kept] = [new Int32Array(found.length - lacking), new Int32Array(found.length - lacking)];
  let at = 0;
  for (let i = 0; i < found.length; i++) {
    if (found[i]! < 0) continue;
    rows[at] = i;
    kept[at++] = found[i]!;
  }
  return [rows, kept];
}

/** `starts[id + 1]` are the numbers of looked up rows of each id. */
function severalOf(walked: Int32Array, looked: Int32Array, starts: Int32Array, how: How): [walked: Int32Array, found: Int32Array] {
  const size = starts.length - 1;
  for (let g = 0; g < size; g++) starts[g + 1]! += starts[g]!;
  const next = starts.slice(0, size);
  const rows = new Int32Array(looked.length);
  for (let i = 0; i < looked.length; i++) if (looked[i]! >= 0) rows[next[looked[i]!]!++] = i;
  const alone = how === "inner" ? 0 : 1;
  const seen = how === "outer" ? new Uint8Array(size) : undefined;
  let total = 0;
  for (let i = 0; i < walked.length; i++) {
    const id = walked[i]!;
    const n = id < 0 ? 0 : starts[id + 1]! - starts[id]!;
    total += n === 0 ? alone : n;
    if (seen !== undefined && id >= 0) seen[id] = 1;
  }
  if (seen !== undefined) for (let i = 0; i < looked.length; i++) if (looked[i]! < 0 || seen[looked[i]!] === 0) total++;
  const [one, two] = [new Int32Array(total), new Int32Array(total)];
  let at = 0;
  for (let i = 0; i < walked.length; i++) {
    const id = walked[i]!;
    const [start, stop] = id < 0 ? [0, 0] : [starts[id]!, starts[id + 1]!];
    if (start === stop && alone === 1) {
      one[at] = i;
      two[at++] = -1;
    }
    for (let k = start; k < stop; k++) {
      one[at] = i;
      two[at++] = rows[k]!;
    }
  }
  if (seen !== undefined)
    for (let i = 0; i < looked.length; i++) {
      if (looked[i]! >= 0 && seen[looked[i]!] === 1) continue;
      one[at] = -1;
      two[at++] = i;
    }
  return [one, two];
}
