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
import { sortedRows } from "./order.ts";
import { facing, type Pairs, pairsOf } from "./pairs.ts";

export const MERGE_KERNELS: KernelTable = {
  "frame.merge": ([a, b], params, room) => {
    const [left, right] = [a as Table, b as Table];
    const { how, leftOn, rightOn, byIndex, out } = params as unknown as MergeParams;
    const keys = byIndex ? [[left.levels[0]!, right.levels[0]!] as const] : leftOn.map((name, i) => [left.find(name)!, right.find(rightOn[i]!)!] as const);
    let both: readonly Column[] | undefined;
    const joint = (): readonly Column[] => (both ??= keys.map(([one, two]) => concatColumns([one, two])));
    const pairs = ordered(pairsOf(facing(keys, left.length, right.length, joint), how), joint, left.length, how);
    /** The key of each row, from the side that has it; where both are of one kind the left one will do. */
    const keyOf = (k: number): Column => {
      const [one, two] = keys[k]!;
      if ((how === "inner" || how === "left") && one.dtype === two.dtype) return taken(one, pairs.left, room);
      return takeColumn(joint()[k]!, placesOf(pairs, left.length), room);
    };
    const fields = out.map(column => {
      if ("key" in column) return keyOf(column.key).with({ name: column.name });
      const own = (column.side === "left" ? left : right).find(column.column)!;
      const values = taken(own, column.side === "left" ? pairs.left : pairs.right, room).with({ name: column.name });
      return leavesGaps(how, column.side) ? gapped(values, room) : values;
    });
    const levels = byIndex ? [keyOf(0).with({ name: left.levels[0]!.name })] : undefined;
    return new Table({ fields, length: pairs.length, ...(levels === undefined ? {} : { levels }) });
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

const taken = (column: Column, rows: Int32Array | null, room: KernelContext): Column =>
  rows === null ? column.with({ levels: null }) : takeColumn(column, rows, room);

/** Places of the rows' keys among those of the left side and then the right. */
function placesOf({ left, right, length }: Pairs, n: number): Int32Array {
  const places = new Int32Array(length);
  for (let k = 0; k < length; k++) {
    const row = left === null ? k : left[k]!;
    places[k] = row < 0 ? n + (right === null ? k : right[k]!) : row;
  }
  return places;
}

/** An outer merge is in the order of its keys. */
function ordered(pairs: Pairs, joint: () => readonly Column[], n: number, how: MergeParams["how"]): Pairs {
  if (how !== "outer") return pairs;
  const places = placesOf(pairs, n);
  const order = sortedRows(
    joint().map(key => takeColumn(key, places)),
    places.length,
  );
  return { left: order.map(k => pairs.left![k]!), right: order.map(k => pairs.right![k]!), length: pairs.length };
}
