/** Making bags: from values, ranges, delayed values, other bags. */

import { Constant } from "../../expr/constant.ts";
import { ShapeError } from "../../errors.ts";
import { build, exprOf, type LazyBase } from "../lazy.ts";
import { single } from "../template.ts";
import { Bag } from "./bag.ts";

/**
 * Partitions by Dask's rules: `partitionSize` values each, or `npartitions` of ceil(n / p) (above 100 values floor(n / p), so that there may be
 * one more), or neither: one value each up to 100 values, then ceil(sqrt(n) / 10).
 */
export function fromSequence(values: Iterable<unknown>, options: { npartitions?: number; partitionSize?: number } = {}): Bag {
  const all = [...values];
  const size = partitionSize(all.length, options);
  const parts: Constant[] = [];
  for (let start = 0; start < all.length || start === 0; start += size) parts.push(new Constant(all.slice(start, start + size)));
  return new Bag(build("bag.fromSequence", [], { parts }));
}

function partitionSize(n: number, { npartitions, partitionSize }: { npartitions?: number; partitionSize?: number }): number {
  for (const [name, given] of Object.entries({ npartitions, partitionSize })) {
    if (given !== undefined && (!Number.isInteger(given) || given < 1))
      throw new RangeError(`fromSequence: expected ${name} as a whole number of at least 1, got ${given}`);
  }
  if (partitionSize !== undefined) return partitionSize;
  if (npartitions !== undefined) return n > 100 ? Math.max(1, Math.floor(n / npartitions)) : Math.max(1, Math.ceil(n / npartitions));
  return n <= 100 ? 1 : Math.ceil(Math.sqrt(n) / 10);
}

/** Whole numbers 0 to n - 1; partitions of floor(n / npartitions), the last with the rest. */
export function range(n: number, { npartitions }: { npartitions: number }): Bag {
  const size = Math.floor(n / npartitions);
  const parts = Array.from({ length: npartitions }, (_, i) => ({ start: i * size, stop: i === npartitions - 1 ? n : (i + 1) * size }));
  return new Bag(build("bag.range", [], { parts }));
}

export const fromDelayed = (parts: readonly LazyBase[]): Bag =>
  new Bag(
    build(
      "bag.fromDelayed",
      parts.map(part => single(exprOf(part))),
    ),
  );

export const concat = (bags: readonly Bag[]): Bag => new Bag(build("bag.concat", bags.map(exprOf)));

export function zip(...bags: readonly Bag[]): Bag {
  if (bags.length === 0) throw new ShapeError("zip: expected at least one bag, got none", [1], [0]);
  return new Bag(build("bag.zip", bags.map(exprOf)));
}

export const map = (f: unknown, first: Bag, ...rest: unknown[]): Bag => first.map(f, ...rest);
export const mapPartitions = (f: unknown, bag: Bag, ...args: unknown[]): Bag => bag.mapPartitions(f, ...args);
