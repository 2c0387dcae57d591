/** The kernels of what needs an order: the best few, distinct values, positions in a sorted list, members. */

import type { DType } from "../../meta/dtype.ts";
import { NDArray } from "../../values/ndarray.ts";
import { putInteger } from "../../values/integers.ts";
import type { Kernel, KernelContext, KernelTable } from "../kernel.ts";
import type { Params } from "../../ops/operation.ts";
import { argsortComplex, complexMembers, complexRankIn, complexRanks, isComplex, partsOf } from "./complex-order.ts";
import { asBlock } from "./elementwise.ts";
import { is64 } from "./expressions.ts";
import { joined, lastTo, linesOf } from "./lines.ts";
import { packed } from "./copy.ts";
import { argsort, bestPositions, keysOf, numbersOf, rankIn } from "./order.ts";

/** Values, and where they stood (or how often they occur, or both) beside them; one entry a wish. */
type Partial = readonly NDArray[];

/** Where block `index` starts along an axis. */
const startOf = (params: Params, context: KernelContext, axis: number): number =>
  ((params["chunks"] as readonly (readonly number[])[])[axis] ?? []).slice(0, context.index[axis]).reduce((n, size) => n + size, 0);

/** The best of each line of `values`, and of `beside` what stands at the same places. */
function best(values: NDArray, beside: NDArray | undefined, params: Params, context: KernelContext): Partial {
  const [axis] = params["axes"] as readonly [number];
  const k = params["k"] as number;
  const lines = linesOf(values, [axis], context);
  const other = beside === undefined ? undefined : linesOf(beside, [axis], context);
  const keys = keysOf(lines.block, context);
  const kept = Math.min(Math.abs(k), lines.length);
  const picks = new Float64Array(lines.rows * kept);
  for (let row = 0; row < lines.rows; row++) {
    const chosen = bestPositions(keys, row * lines.length, lines.length, Math.abs(k), k > 0);
    for (let i = 0; i < kept; i++) picks[row * kept + i] = row * lines.length + chosen[i]!;
  }
  const take = (from: NDArray) => lastTo(picked(from, picks, [...lines.outer, kept], context), axis, context);
  if (other !== undefined) return [take(lines.block), take(other.block)];
  if (params["positions"] !== true) return [take(lines.block)];
  const start = startOf(params, context, axis);
  const places = new NDArray(context.alloc("float64", picks.length), [...lines.outer, kept], "float64");
  for (let i = 0; i < picks.length; i++) places.data[i] = start + (picks[i]! % lines.length);
  return [take(lines.block), lastTo(places, axis, context)];
}

function picked(from: NDArray, picks: ArrayLike<number>, shape: readonly number[], context: KernelContext): NDArray {
  const data = context.alloc(from.dtype, picks.length);
  if (isComplex(from)) {
    for (let i = 0; i < picks.length; i++) for (const lane of [0, 1]) data[2 * i + lane] = from.data[2 * (from.offset + picks[i]!) + lane]!;
    return new NDArray(data, shape, from.dtype);
  }
  for (let i = 0; i < picks.length; i++) data[i] = from.data[from.offset + picks[i]!]!;
  return new NDArray(data, shape, from.dtype);
}

const joinedPartials = (parts: readonly Partial[], axis: number, context: KernelContext): Partial =>
  parts[0]!.map((_, k) =>
    joined(
      parts.map(part => part[k]!),
      axis,
      context,
    ),
  );

const merge: Kernel = ([parts], params, context) => {
  const [axis] = params["axes"] as readonly [number];
  const [values, places] = joinedPartials(parts as Partial[], axis, context);
  return best(values!, places, params, context);
};

/** Distinct values in order. `beside[0]` are their first places, or what the places are counted from; `beside[1]` how often each occurs. */
function distinct(values: NDArray, params: Params, context: KernelContext, places: NDArray | undefined, counts: NDArray | undefined): Partial {
  const { index, counted } = params as { index?: boolean; counted?: boolean };
  if (index !== true && counted !== true && !isComplex(values)) return [distinctValues(values, context)];
  const parts = isComplex(values) ? partsOf(values, context) : undefined;
  const order = parts === undefined ? argsort(keysOf(values, context)) : argsortComplex(parts);
  const keys = parts === undefined ? keysOf(values, context) : complexRanks(parts, order);
  const starts: number[] = [];
  for (let i = 0; i < order.length; i++) {
    const [x, y] = [keys[order[i]!]!, i === 0 ? undefined : keys[order[i - 1]!]!];
    if (i === 0 || !(x === y || (x !== x && y !== y))) starts.push(i);
  }
  const firsts = starts.map(start => order[start]!);
  const flat = values.contiguous ? values : packed(values, context);
  const out = [picked(flat, firsts, [firsts.length], context)];
  const start = index === true && places === undefined ? startOf(params, context, 0) : 0;
  if (index === true) {
    const first = new NDArray(context.alloc("float64", firsts.length), [firsts.length], "float64");
    for (const [i, at] of firsts.entries()) first.data[i] = places === undefined ? start + at : (places.data[places.offset + at] as number);
    out.push(first);
  }
  if (counted === true) {
    const total = new NDArray(context.alloc("float64", firsts.length), [firsts.length], "float64");
    for (const [i, from] of starts.entries()) {
      const to = starts[i + 1] ?? order.length;
      let sum = counts === undefined ? to - from : 0;
      if (counts !== undefined) for (let j = from; j < to; j++) sum += counts.data[counts.offset + order[j]!] as number;
      total.data[i] = sum;
    }
    out.push(total);
  }
  return out;
}

function distinctValues(values: NDArray, context: KernelContext): NDArray {
  const flat = linesOf(
    values,
    values.shape.map((_, axis) => axis),
    context,
  ).block;
  const sorted = flat.data.slice(flat.offset, flat.offset + flat.size).sort();
  const n = sorted.length;
  let kept = 0;
  if (is64(values.dtype)) {
    const words = new Int32Array(sorted.buffer, sorted.byteOffset, 2 * n);
    for (let i = 0; i < n; i++) {
      const [low, high] = [words[2 * i]!, words[2 * i + 1]!];
      if (kept > 0 && low === words[2 * kept - 2] && high === words[2 * kept - 1]) continue;
      words[2 * kept] = low;
      words[2 * kept + 1] = high;
      kept++;
    }
  } else {
    const list = sorted as Float64Array;
    for (let i = 0; i < n; i++) {
      const [x, last] = [list[i]!, list[kept - 1]!];
      if (kept === 0 || !(x === last || (x !== x && last !== last))) list[kept++] = x;
    }
  }
  const data = context.alloc(values.dtype, kept);
  data.set(sorted.subarray(0, kept) as never);
  return new NDArray(data, [kept], values.dtype);
}

/** Both lists as numbers where that is exact, else as BigInts. */
function comparable(a: NDArray, b: NDArray, context: KernelContext): readonly [ArrayLike<number | bigint>, ArrayLike<number | bigint>] {
  const [x, y] = [numbersOf(a, context), numbersOf(b, context)];
  if (x !== undefined && y !== undefined) return [x, y];
  const list = (block: NDArray): ArrayLike<number | bigint> => {
    const { data, offset, size } = linesOf(
      block,
      block.shape.map((_, axis) => axis),
      context,
    ).block;
    return data.subarray(offset, offset + size) as never;
  };
  return [list(a), list(b)];
}

export const SORTING_KERNELS: KernelTable = {
  "topk.chunk": ([block], params, context) => best(asBlock(block), undefined, params, context),
  "topk.combine": merge,
  "topk.aggregate": (args, params, context) => {
    const [values, places] = merge(args, params, context) as Partial;
    return places === undefined ? values! : toIntegers(places, context);
  },

  "unique.chunk": ([block], params, context) => distinct(asBlock(block), params, context, undefined, undefined),
  "unique.combine": ([parts], params, context) => {
    const [values, ...beside] = joinedPartials(parts as Partial[], 0, context);
    const places = params["index"] === true ? beside.shift() : undefined;
    return distinct(values!, params, context, places, params["counted"] === true ? beside[0] : undefined);
  },
  "unique.aggregate": (args, params, context) => {
    const all = SORTING_KERNELS["unique.combine"]!(args, params, context) as Partial;
    return all.length === 1 && params["several"] !== true ? all[0]! : [all[0]!, ...all.slice(1).map(part => toIntegers(part, context))];
  },
  "unique.part": ([parts], params) => (parts as Partial)[params["part"] as number]!,

  /** Elements of a sorted block that come before each value, along an axis put in front: counts of all blocks add up to the position. */
  "array.searchsorted": ([sorted, values], params, context) => {
    const [from, wanted] = [asBlock(sorted), asBlock(values)];
    const out = new NDArray(context.alloc("int64", wanted.size), params["front"] === true ? [1, ...wanted.shape] : wanted.shape, "int64");
    const words = new Int32Array(out.data.buffer, out.data.byteOffset, 2 * wanted.size);
    const right = params["side"] === "right";
    if (isComplex(from) || isComplex(wanted)) {
      const [list, each] = [partsOf(from, context), partsOf(wanted, context)];
      for (let i = 0; i < wanted.size; i++) words[2 * i] = complexRankIn(list, each[2 * i]!, each[2 * i + 1]!, right);
      for (let i = 0; i < wanted.size; i++) words[2 * i + 1] = 0;
      return out;
    }
    const [list, each] = comparable(from, wanted, context);
    for (let i = 0; i < wanted.size; i++) {
      words[2 * i] = rankIn(list, each[i]!, right);
      words[2 * i + 1] = 0;
    }
    return out;
  },

  /** Whether each element is one of a block of others. */
  "array.isin": ([block, others], params, context) => {
    const [own, from] = [asBlock(block), asBlock(others)];
    const out = new NDArray(context.alloc("bool", own.size), params["front"] === true ? [1, ...own.shape] : own.shape, "bool");
    const yes = params["invert"] === true ? 0 : 1;
    if (isComplex(own) || isComplex(from)) {
      const [parts, has] = [partsOf(own, context), complexMembers(partsOf(from, context))];
      for (let i = 0; i < own.size; i++) out.data[i] = has(parts[2 * i]!, parts[2 * i + 1]!) ? yes : 1 - yes;
      return out;
    }
    const [each, list] = comparable(own, from, context);
    const members = new Set<number | bigint>();
    for (let i = 0; i < list.length; i++) if (list[i] === list[i]) members.add(list[i]!);
    const mixed = typeof each[0] !== typeof list[0];
    for (let i = 0; i < own.size; i++) out.data[i] = members.has(mixed ? matching(each[i]!) : each[i]!) ? yes : 1 - yes;
    return out;
  },
};

/** The same value as the other kind of number; NaN where there is none. */
function matching(value: number | bigint): number | bigint {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : Number.NaN;
  const number = Number(value);
  return BigInt(number) === value ? number : Number.NaN;
}

function toIntegers(block: NDArray, context: KernelContext, dtype: DType = "int64"): NDArray {
  const flat = linesOf(
    block,
    block.shape.map((_, axis) => axis),
    context,
  ).block;
  const out = new NDArray(context.alloc(dtype, block.size), block.shape, dtype);
  putInteger(out.data as BigInt64Array, flat.data.subarray(flat.offset, flat.offset + flat.size) as Float64Array);
  return out;
}
