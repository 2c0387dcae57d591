/** `merge` and `join`: rows of two frames side by side where their keys are equal. */

import { BaskError, NotSupportedError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { fromTable } from "../../io/table/from-table.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { type How, mergeColumns } from "../../meta/merge.ts";
import type { FrameMeta, Label } from "../../meta/meta.ts";
import type { Table } from "../../values/table.ts";
import { build, exprOf, isLazy, type LazyBase } from "../lazy.ts";
import { checkNames } from "./lambda.ts";

export interface MergeOptions {
  readonly on?: string | readonly string[];
  readonly leftOn?: string | readonly string[];
  readonly rightOn?: string | readonly string[];
  readonly leftIndex?: boolean;
  readonly rightIndex?: boolean;
  readonly how?: How;
  readonly suffixes?: readonly [string, string];
}
const HOWS: readonly string[] = ["inner", "left", "right", "outer"] satisfies How[];
const SETTINGS: readonly string[] = ["on", "leftOn", "rightOn", "leftIndex", "rightIndex", "how", "suffixes"];
const list = (names: string | readonly string[] | undefined): readonly string[] => (names === undefined ? [] : typeof names === "string" ? [names] : names);
const meta = (node: Expr): FrameMeta => node.meta as FrameMeta;

export function merge(of: LazyBase, other: LazyBase | Table, options: MergeOptions = {}): Expr {
  const left = exprOf(of);
  const right = isLazy(other) ? exprOf(other) : fromTable(other, { sort: options.rightIndex === true });
  const { how = "inner", suffixes = ["_x", "_y"], leftIndex = false, rightIndex = false } = options;
  const strange = Object.keys(options).find(key => !SETTINGS.includes(key));
  if (strange !== undefined) throw new NotSupportedError(`merge: the option ${strange} is not supported in this version`);
  if (!HOWS.includes(how)) throw new NotSupportedError(`merge: expected how as one of ${HOWS.join(", ")}, got "${String(how)}"`);
  if (leftIndex !== rightIndex) throw new NotSupportedError("merge: an index with a column is not supported in this version: resetIndex() first");
  const [leftOn, rightOn] = leftIndex ? [[], []] : keysOf(left, right, options);
  const [a, b] = [meta(left).columns, meta(right).columns];
  const out = isUnknown(a) || isUnknown(b) ? [] : mergeColumns(a, b, leftOn, rightOn, suffixes);
  const [one, two] = leftIndex ? byIndex(left, right) : together(left, right, leftOn, rightOn, how);
  return build("frame.merge", [one, two], { how, leftOn, rightOn, byIndex: leftIndex, out });
}

/** On the index of both; names that both have need suffixes. */
export const join = (
  of: LazyBase,
  other: LazyBase | Table,
  { how = "left", lsuffix = "", rsuffix = "" }: { how?: How; lsuffix?: string; rsuffix?: string } = {},
): Expr => merge(of, other, { how, leftIndex: true, rightIndex: true, suffixes: [lsuffix, rsuffix] });

function keysOf(left: Expr, right: Expr, { on, leftOn, rightOn }: MergeOptions): [readonly string[], readonly string[]] {
  if (on === undefined && leftOn === undefined && rightOn === undefined) {
    const [a, b] = [meta(left).columns, meta(right).columns];
    const common = isUnknown(a) || isUnknown(b) ? [] : a.map(column => column.name).filter(name => b.some(column => column.name === name));
    if (common.length === 0 && !isUnknown(a) && !isUnknown(b))
      throw new BaskError("COLUMN", "merge: the frames have no column in common: say on, or leftOn and rightOn");
    return [common, common];
  }
  const [one, two] = [list(leftOn ?? on), list(rightOn ?? on)];
  if (one.length !== two.length || one.length === 0)
    throw new BaskError("COLUMN", `merge: expected as many keys on both sides, got ${one.length} and ${two.length}`);
  checkNames(meta(left), one);
  checkNames(meta(right), two);
  return [one, two];
}

/** Rows of equal keys in partitions that face each other: one partition faces all, others are shuffled. */
function together(left: Expr, right: Expr, leftOn: readonly string[], rightOn: readonly string[], how: How): [Expr, Expr] {
  const [n, m] = [meta(left).npartitions, meta(right).npartitions];
  if (!isKnown(n) || !isKnown(m)) return [left, right];
  if ((n === 1 && m === 1) || (m === 1 && (how === "inner" || how === "left")) || (n === 1 && (how === "inner" || how === "right"))) return [left, right];
  const npartitions = Math.max(n, m);
  return [build("frame.shuffle", [left], { on: leftOn, npartitions }), build("frame.shuffle", [right], { on: rightOn, npartitions })];
}

/** Both cut at the divisions of both. */
function byIndex(left: Expr, right: Expr): [Expr, Expr] {
  const [a, b] = [meta(left).divisions, meta(right).divisions];
  const [n, m] = [meta(left).npartitions, meta(right).npartitions];
  if ((n === 1 && m === 1) || !isKnown(n) || !isKnown(m)) return [left, right];
  if (a === null || b === null) throw new NotSupportedError("merge: indices without known divisions are not supported in this version: merge on a column");
  const divisions = [...new Set<Label>([...a, ...b])].sort((x, y) => (x! < y! ? -1 : x! > y! ? 1 : 0));
  return [redivided(left, divisions), redivided(right, divisions)];
}

/** Rows cut at other divisions. */
export function redivided(node: Expr, divisions: readonly Label[]): Expr {
  const own = meta(node).divisions!;
  return own.length === divisions.length && own.every((value, i) => value === divisions[i]) ? node : build("frame.redivide", [node], { divisions });
}
