/** Partitions as wholes: picked, joined, split. */

import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { BaskError } from "../../errors.ts";
import { parseBytes } from "../../meta/format.ts";
import type { FrameMeta, SeriesMeta } from "../../meta/meta.ts";
import { build, exprOf, type LazyBase } from "../lazy.ts";
import { NotSupportedError } from "../../errors.ts";

interface Sized extends LazyBase {
  readonly npartitions: number;
}

export function repartitioned(value: Sized, { npartitions, partitionSize, ...rest }: { npartitions?: number; partitionSize?: number | string }): Expr {
  const others = Object.keys(rest);
  if (others.length > 0) throw new NotSupportedError(`repartition: expected npartitions or partitionSize, got ${others.join(", ")}`);
  const bytes = (exprOf(value).meta as FrameMeta | SeriesMeta).bytes ?? 0;
  const wanted = npartitions ?? (partitionSize === undefined ? undefined : Math.max(1, Math.ceil(bytes / parseBytes(partitionSize))));
  if (wanted === undefined || !Number.isInteger(wanted) || wanted < 1)
    throw new RangeError(`repartition: expected npartitions of at least 1, got ${String(wanted)}`);
  return build("frame.repartition", [exprOf(value)], { npartitions: wanted });
}

/** `partitions`: iterated they are computed one after another; `get` picks some of them, lazily. */
export function partitionPieces<T>(value: Sized, wrap: (node: Expr) => T) {
  return {
    get: (which: number | readonly number[] | string | { start: number | null; stop: number | null; step: number | null }): T =>
      wrap(build("frame.partitions", [exprOf(value)], { indices: indicesOf(which, value.npartitions) })),
    [Symbol.asyncIterator]: (): AsyncIterator<any> => environment().runner.stream(exprOf(value), {})[Symbol.asyncIterator](),
  };
}

function indicesOf(which: number | readonly number[] | string | { start: number | null; stop: number | null; step: number | null }, n: number): number[] {
  if (isList(which)) return which.flatMap(index => indicesOf(index, n));
  if (typeof which === "number") {
    const index = which < 0 ? n + which : which;
    if (!(index >= 0 && index < n)) throw new BaskError("INDEX", `partitions.get: expected an index below ${n}, got ${which}`);
    return [index];
  }
  const [start, stop, step] =
    typeof which === "string" ? [0, 1, 2].map(i => (which.split(":")[i] ? Number(which.split(":")[i]) : null)) : [which.start, which.stop, which.step];
  const by = step ?? 1;
  const clamp = (value: number | null | undefined, fallback: number) =>
    value === null || value === undefined ? fallback : Math.max(by < 0 ? -1 : 0, Math.min(by < 0 ? n - 1 : n, value < 0 ? value + n : value));
  const indices: number[] = [];
  const to = clamp(stop, by < 0 ? -1 : n);
  for (let i = clamp(start, by < 0 ? n - 1 : 0); by < 0 ? i > to : i < to; i += by) indices.push(i);
  return indices;
}
const isList = (which: unknown): which is readonly number[] => Array.isArray(which);
