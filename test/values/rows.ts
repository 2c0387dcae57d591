/** Random rows of every dtype, and tables as rows that can be compared with them. */

import fc from "fast-check";
import type { ColumnType } from "../../runtime/meta/dtype.ts";
import type { Table } from "../../runtime/values/index.ts";

export const SCHEMA = { i: "int64", f: "float64", s: "string", b: "bool", d: "datetime", n: "int32" } as const satisfies Record<string, ColumnType>;

const orMissing = <T, M>(value: fc.Arbitrary<T>, missing: M) => fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(missing) });
export const rowsArbitrary = fc.array(
  fc.record(
    {
      i: fc.maxSafeInteger(),
      f: fc.double(),
      s: orMissing(fc.string({ maxLength: 8 }), null),
      b: orMissing(fc.boolean(), null),
      d: orMissing(fc.date({ noInvalidDate: true, min: new Date("1000-01-01"), max: new Date("9999-12-31") }), null),
      n: orMissing(fc.integer(), Number.NaN),
    },
    { noNullPrototype: true },
  ),
  { maxLength: 40 },
);
export const rows = (table: Table): unknown[] => table.toArray();
