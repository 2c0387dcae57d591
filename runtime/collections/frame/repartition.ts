/** Partitions as wholes: picked, joined, split. */

import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { BaskError } from "../../errors.ts";
import { parseBytes } from "../../meta/format.ts";
import type { FrameMeta, Label, SeriesMeta } from "../../meta/meta.ts";
import { build, exprOf, type LazyBase } from "../lazy.ts";
import { redivided } from "./merge.ts";
import { NotSupportedError } from "../../errors.ts";

interface Sized extends LazyBase {
  readonly npartitions: number;
}

export interface RepartitionOptions {
  readonly npartitions?: number;
  readonly partitionSize?: number | string;
  /** What the partitions begin with, and the end. */
  readonly divisions?: readonly (Label | Date)[];
  /** The divisions may go beyond those that are there. */
  readonly force?: boolean;
}

export function repartitioned(value: Sized, { npartitions, partitionSize, divisions, force = false, ...rest }: RepartitionOptions): Expr {
  const others = Object.keys(rest);
  if (others.length > 0) throw new NotSupportedError(`repartition: expected npartitions, divisions or partitionSize, got ${others.join(", ")}`);
  const node = exprOf(value);
  const meta = node.meta as FrameMeta | SeriesMeta;
  if (divisions !== undefined)
    return atDivisions(
      node,
      meta,
      divisions.map(label => (label instanceof Date ? +label : label)),
      force,
    );
  const wanted = npartitions ?? (partitionSize === undefined ? undefined : Math.max(1, Math.ceil((meta.bytes ?? 0) / parseBytes(partitionSize))));
  if (wanted === undefined || !Number.isInteger(wanted) || wanted < 1)
    throw new RangeError(`repartition: expected npartitions of at least 1, got ${String(wanted)}`);
  const numbers = meta.divisions !== null && meta.divisions.every(label => typeof label === "number") ? (meta.divisions as readonly number[]) : undefined;
  if (numbers !== undefined && wanted > numbers.length - 1 && numbers[0]! < numbers.at(-1)!)
    return redivided(node, interpolated(numbers, wanted, meta.index[0]?.dtype !== "float64"));
  return build("frame.repartition", [node], { npartitions: wanted });
}

function atDivisions(node: Expr, meta: FrameMeta | SeriesMeta, divisions: readonly Label[], force: boolean): Expr {
  const own = meta.divisions;
  if (own === null) throw new BaskError("DIVISIONS", "repartition: divisions can be given only where those of the frame are known");
  if (divisions.length < 2 || divisions.some((label, i) => i > 0 && divisions[i - 1]! > label!))
    throw new BaskError("DIVISIONS", `repartition: expected at least two divisions in ascending order, got ${JSON.stringify(divisions)}`);
  const [first, last] = [divisions[0]!, divisions.at(-1)!];
  const inside = force ? first <= own[0]! && last >= own.at(-1)! : first === own[0] && last === own.at(-1);
  if (!inside)
    throw new BaskError(
      "DIVISIONS",
      `repartition: expected divisions from ${JSON.stringify(own[0])} to ${JSON.stringify(own.at(-1))}${force ? " or beyond" : " (say force: true to go beyond)"}, got ${JSON.stringify(first)} to ${JSON.stringify(last)}`,
    );
  return redivided(node, divisions);
}

/** More divisions on the line through those that are there; of whole numbers whole ones. Equal ones are one. */
function interpolated(divisions: readonly number[], npartitions: number, whole: boolean): number[] {
  const points = [...new Set(divisions)];
  const n = points.length;
  const values = Array.from({ length: npartitions + 1 }, (_, k) => {
    const at = (k * (n - 1)) / npartitions;
    const below = Math.min(Math.floor(at), n - 2);
    const value = points[below]! + (at - below) * (points[below + 1]! - points[below]!);
    return whole ? Math.trunc(value) : value;
  });
  return [...new Set(values.slice(0, -1)), points.at(-1)!];
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
