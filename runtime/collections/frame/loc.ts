/** `loc`: rows by the labels of the index. Known divisions say which partitions to look at; slices hold both ends. */

import type { Expr } from "../../expr/expr.ts";
import { BaskError } from "../../errors.ts";
import { isKnown } from "../../meta/dim.ts";
import type { FrameMeta, Label, SeriesMeta } from "../../meta/meta.ts";
import type { LocPart } from "../../ops/frame-params.ts";
import { build, exprOf, isLazy, type LazyBase } from "../lazy.ts";
import { located } from "../located.ts";

interface Range {
  readonly start: unknown;
  readonly stop: unknown;
  readonly step?: unknown;
}
type Located = LazyBase & { get(what: any): any };

export class Loc<T> {
  readonly #of: Located;
  readonly #wrap: (node: Expr) => T;
  constructor(of: Located, wrap: (node: Expr) => T) {
    this.#of = of;
    this.#wrap = wrap;
  }
  /** A label, a list of labels, a slice of labels or a mask; then, of a frame, the columns. */
  get(rows: unknown, columns?: readonly string[]): any {
    const picked = this.#rows(rows);
    return columns === undefined ? picked : (picked as Located).get(columns);
  }

  #rows(rows: unknown): T {
    if (isLazy(rows)) return this.#of.get(rows) as T;
    if (rows === ":") return this.#of as unknown as T;
    const node = exprOf(this.#of);
    const meta = node.meta as FrameMeta | SeriesMeta;
    const dates = meta.index[0]?.dtype === "datetime";
    const found = located(() =>
      isRange(rows)
        ? ranged(meta, low(rows.start, dates), high(rows.stop, dates))
        : labelled(
            meta,
            (Array.isArray(rows) ? rows : [rows]).map(label => low(label, dates) as Label),
            !Array.isArray(rows),
          ),
    );
    return this.#wrap(build("frame.loc", [node], found));
  }
}

const isRange = (rows: unknown): rows is Range =>
  typeof rows === "object" && rows !== null && !Array.isArray(rows) && !(rows instanceof Date) && "start" in rows && "stop" in rows;

/** Dates are milliseconds; a text that names a day is its beginning, or as an upper bound its end. */
function low(label: unknown, dates: boolean): Label {
  if (label instanceof Date) return +label;
  if (!dates || typeof label !== "string") return (label ?? null) as Label;
  return instant(label);
}
function high(label: unknown, dates: boolean): Label {
  if (!dates || typeof label !== "string" || !/^\d{4}(-\d\d){0,2}$/.test(label)) return low(label, dates);
  const [year, month, day] = label.split("-").map(Number) as [number, number?, number?];
  const next = month === undefined ? Date.UTC(year + 1) : day === undefined ? Date.UTC(year, month) : Date.UTC(year, month - 1, day + 1);
  return next - 1e-3;
}
function instant(text: string): number {
  const ms = Date.parse(/T|\s\d/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text.replace(" ", "T")}Z` : text);
  if (Number.isNaN(ms)) throw new BaskError("INDEX", `loc: expected a date, got ${JSON.stringify(text)}`);
  return ms;
}

interface Found {
  readonly parts: readonly LocPart[];
  readonly divisions: readonly Label[] | null;
  readonly [key: string]: unknown;
}

function everywhere(meta: FrameMeta | SeriesMeta, part: Omit<LocPart, "partition" | "all">): Found {
  const n = isKnown(meta.npartitions) ? meta.npartitions : 0;
  return { parts: Array.from({ length: n }, (_, partition) => ({ partition, ...part })), divisions: null };
}

function ranged(meta: FrameMeta | SeriesMeta, from: Label, to: Label): Found {
  const { divisions } = meta;
  if (divisions === null) return everywhere(meta, { from, to });
  const last = divisions.length - 2;
  const first = from === null ? 0 : partitionOf(divisions, from);
  const stop = to === null ? last : partitionOf(divisions, to);
  const begin = from === null ? divisions[0]! : from;
  const end = to === null ? divisions[last + 1]! : to;
  const parts = Array.from({ length: Math.max(1, stop - first + 1) }, (_, i) => ({ partition: first + i, from, to }));
  return { parts, divisions: [begin, ...parts.slice(1).map(part => divisions[part.partition]!), end] };
}

function labelled(meta: FrameMeta | SeriesMeta, labels: readonly Label[], one: boolean): Found {
  const { divisions } = meta;
  if (divisions === null) return everywhere(meta, { labels });
  if (one && (labels[0]! < divisions[0]! || labels[0]! > divisions.at(-1)!))
    throw new BaskError(
      "INDEX",
      `loc: no label ${JSON.stringify(labels[0])}: the index goes from ${JSON.stringify(divisions[0])} to ${JSON.stringify(divisions.at(-1))}`,
    );
  const groups = new Map<number, Label[]>();
  for (const label of labels) {
    const partition = partitionOf(divisions, label);
    groups.set(partition, [...(groups.get(partition) ?? []), label]);
  }
  const parts = [...groups].sort(([a], [b]) => a - b).map(([partition, list]) => ({ partition, labels: list, all: true }));
  const least = parts.map(part => part.labels.reduce((a, b) => (b! < a! ? b : a)));
  return { parts, divisions: [...least, labels.reduce((a, b) => (b! > a! ? b : a))] };
}

/** The partition that may hold a label: the last whose first value is not above it. */
function partitionOf(divisions: readonly Label[], label: Label): number {
  let partition = divisions.length - 2;
  while (partition > 0 && divisions[partition]! > label!) partition--;
  return partition;
}

/** Positions that `iloc` names among n columns: one, several, or a slice as text. */
export function positionsOf(columns: number | readonly number[] | string, n: number): readonly number[] {
  if (typeof columns === "number") return [columns];
  if (typeof columns !== "string") return columns;
  const [start, stop, step] = columns.split(":").map(part => (part === "" ? undefined : Number(part)));
  return Array.from({ length: n }, (_, i) => i)
    .slice(start ?? 0, stop ?? n)
    .filter((_, i) => i % (step ?? 1) === 0);
}
