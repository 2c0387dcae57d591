/** Random rows with missing values, as the plain reference sees them, and a frame of them in random partitions. */

import fc from "fast-check";
import * as dd from "../../../runtime/dataframe.ts";
import { fromColumns } from "../../../runtime/values/make-table.ts";

export interface Row {
  i: number;
  f: number;
  s: string | null;
  d: Date | null;
  b: boolean;
}
export const SCHEMA = { i: "int64", f: "float64", s: "string", d: "datetime", b: "bool" } as const;
export const SYNC = { scheduler: "sync" } as const;

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 });
export const row: fc.Arbitrary<Row> = fc.record({
  i: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -(2 ** 33), max: 2 ** 33 })),
  f: fc.oneof(
    fc.integer({ min: -4, max: 4 }).map(n => n / 2),
    fc.constant(Number.NaN),
  ),
  s: orNull(fc.constantFrom("a", "b", "B", "", "ä")),
  d: orNull(fc.integer({ min: 0, max: 5 }).map(day => new Date(day * 864e5))),
  b: fc.boolean(),
});
export const given = fc.record({ rows: fc.array(row, { minLength: 1, maxLength: 25 }), npartitions: fc.integer({ min: 1, max: 6 }) });

export const tableOf = (rows: readonly Row[]) =>
  fromColumns(Object.fromEntries(Object.keys(SCHEMA).map(name => [name, rows.map(r => r[name as keyof Row])])), SCHEMA);
export const frameOf = ({ rows, npartitions }: { rows: readonly Row[]; npartitions: number }): any => dd.fromTable(tableOf(rows) as never, { npartitions });

export const isMissing = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);
/** Missing as null, dates as milliseconds, no negative zero. */
export const plain = (value: unknown): unknown => (isMissing(value) ? null : value instanceof Date ? +value : value === 0 ? 0 : value);

export function groupRows<K>(rows: readonly Row[], key: (r: Row) => K, dropna = true): [key: K, rows: Row[]][] {
  const groups = new Map<unknown, [K, Row[]]>();
  for (const r of rows) {
    const k = key(r);
    if (dropna && isMissing(k)) continue;
    const group = groups.get(plain(k));
    if (group === undefined) groups.set(plain(k), [k, [r]]);
    else group[1].push(r);
  }
  return [...groups.values()].sort(([a], [b]) => (isMissing(a) ? 1 : isMissing(b) ? -1 : a < b ? -1 : a > b ? 1 : 0));
}
