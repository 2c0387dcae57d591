/** Rows of two partitions side by side where their keys are equal; missing keys equal one another, as in pandas. */

import type { ColumnType } from "../../meta/dtype.ts";
import { leavesGaps, type MergeParams } from "../../meta/merge.ts";
import type { Label } from "../../meta/meta.ts";
import { isUnknown } from "../../meta/dim.ts";
import { withGaps } from "../../meta/columns.ts";
import { columnReader } from "../../values/column-reader.ts";
import { concatColumns, concatTables, concatSeries } from "../../values/concat.ts";
import type { Column } from "../../values/column.ts";
import { Table } from "../../values/table.ts";
import { takeColumn, takeRows, takeSeries } from "../../values/take.ts";
import type { KernelContext, KernelTable } from "../kernel.ts";
import { cast } from "./cast.ts";
import { groupsOf } from "./groups.ts";
import { sortedRows } from "./order.ts";

/** Rows in pairs; -1 is none. */
interface Pairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

export const MERGE_KERNELS: KernelTable = {
  "frame.merge": ([a, b], params, room) => {
    const [left, right] = [a as Table, b as Table];
    const { how, leftOn, rightOn, byIndex, out } = params as unknown as MergeParams;
    const keys = byIndex ? [[left.levels[0]!, right.levels[0]!] as const] : leftOn.map((name, i) => [left.find(name)!, right.find(rightOn[i]!)!] as const);
    const joint = keys.map(([one, two]) => concatColumns([one, two]));
    const { ids, count } = groupsOf(joint, left.length + right.length, false);
    const pairs = ordered(pairsOf(ids, count, left.length, how), joint, left.length, how);
    const places = Int32Array.from(pairs.left, (row, k) => (row < 0 ? left.length + pairs.right[k]! : row));
    const fields = out.map(column => {
      if ("key" in column) return takeColumn(joint[column.key]!, places, room).with({ name: column.name });
      const own = (column.side === "left" ? left : right).find(column.column)!;
      const taken = takeColumn(own, column.side === "left" ? pairs.left : pairs.right, room).with({ name: column.name });
      return leavesGaps(how, column.side) ? gapped(taken, room) : taken;
    });
    const levels = byIndex ? [takeColumn(joint[0]!, places, room).with({ name: left.levels[0]!.name })] : undefined;
    return new Table({ fields, length: places.length, ...(levels === undefined ? {} : { levels }) });
  },
  "frame.cut": ([parts], params, room) => {
    const { from, to, closed } = params["part"] as { from: Label; to: Label; closed: boolean };
    const pieces = (parts as (Table | Column)[]).map(part => {
      const read = columnReader(part.levels[0]!);
      const rows: number[] = [];
      for (let i = 0; i < part.length; i++) {
        const value: unknown = read(i);
        const label = (value instanceof Date ? +value : value) as number;
        if (label >= (from as number) && (closed ? label <= (to as number) : label < (to as number))) rows.push(i);
      }
      return part instanceof Table ? takeRows(part, Int32Array.from(rows), room) : takeSeries(part, Int32Array.from(rows), room);
    });
    return pieces[0] instanceof Table ? concatTables(pieces as Table[], room) : concatSeries(pieces as Column[], room);
  },
};

/** Integers that may be missing are floats in frames. */
function gapped(column: Column, room: KernelContext): Column {
  const dtype = withGaps(column.dtype);
  return isUnknown(dtype) || dtype === column.dtype ? column : cast(column, dtype as ColumnType, room);
}

function pairsOf(ids: Int32Array, count: number, n: number, how: MergeParams["how"]): Pairs {
  // The rows of the side that is looked up, group after group.
  const swapped = how === "right";
  const [first, end, from] = swapped ? [n, ids.length, 0] : [0, n, n];
  const [low, high] = swapped ? [0, n] : [n, ids.length];
  const starts = new Int32Array(count + 1);
  for (let i = low; i < high; i++) starts[ids[i]! + 1]!++;
  for (let g = 0; g < count; g++) starts[g + 1]! += starts[g]!;
  const next = starts.slice(0, count);
  const rows = new Int32Array(high - low);
  for (let i = low; i < high; i++) rows[next[ids[i]!]!++] = i - from;
  const seen = how === "outer" ? new Uint8Array(count) : undefined;
  const walked: number[] = [];
  const found: number[] = [];
  for (let i = first; i < end; i++) {
    const group = ids[i]!;
    if (seen !== undefined) seen[group] = 1;
    const [start, stop] = [starts[group]!, starts[group + 1]!];
    if (start === stop && how !== "inner") {
      walked.push(i - first);
      found.push(-1);
    }
    for (let at = start; at < stop; at++) {
      walked.push(i - first);
      found.push(rows[at]!);
    }
  }
  if (seen !== undefined) {
    for (let i = low; i < high; i++) {
      if (seen[ids[i]!] === 1) continue;
      walked.push(-1);
      found.push(i - from);
    }
  }
  const [one, two] = [Int32Array.from(walked), Int32Array.from(found)];
  return swapped ? { left: two, right: one } : { left: one, right: two };
}

/** An outer merge is in the order of its keys. */
function ordered(pairs: Pairs, keys: readonly Column[], n: number, how: MergeParams["how"]): Pairs {
  if (how !== "outer") return pairs;
  const places = Int32Array.from(pairs.left, (row, k) => (row < 0 ? n + pairs.right[k]! : row));
  const order = sortedRows(
    keys.map(key => takeColumn(key, places)),
    places.length,
  );
  return { left: Int32Array.from(order, k => pairs.left[k]!), right: Int32Array.from(order, k => pairs.right[k]!) };
}
