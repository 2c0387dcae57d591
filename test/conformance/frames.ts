/** The eager methods of in-memory frames that catalogue functions use; Bask's results have none, JavaScript's arrays do. For tests alone. */

import { Column, columnOf, Table } from "./classes.ts";

type Numbers = (number | null)[];
const values = (column: Column): Numbers => column.toArray() as Numbers;
const total = (column: Column): number => values(column).reduce<number>((sum, v) => sum + Number(v ?? 0), 0);
const like = (column: Column, numbers: readonly unknown[]): Column => columnOf(column.name, numbers).with({ levels: column.ownLevels });
const each = (table: Table, f: (column: Column) => Column): Table =>
  new Table({ fields: table.fields.map(field => f(field as Column)), levels: table.ownLevels, length: table.length });

export function installFrameMethods(): void {
  // What an aggregate is given of its parts is a series in the cases and a list here.
  Object.defineProperties(Array.prototype, {
    sum: {
      value(this: number[]) {
        return this.reduce((a, b) => a + b, 0);
      },
      configurable: true,
      writable: true,
    },
    max: {
      value(this: number[]) {
        return Math.max(...this);
      },
      configurable: true,
      writable: true,
    },
    min: {
      value(this: number[]) {
        return Math.min(...this);
      },
      configurable: true,
      writable: true,
    },
  });
  Object.assign(Column.prototype, {
    sum(this: Column) {
      return total(this);
    },
    mean(this: Column) {
      return total(this) / this.length;
    },
    max(this: Column) {
      return Math.max(...values(this).map(Number));
    },
    min(this: Column) {
      return Math.min(...values(this).map(Number));
    },
    sub(this: Column, other: number) {
      return like(
        this,
        values(this).map(v => Number(v) - other),
      );
    },
  });
  Object.assign(Table.prototype, {
    mul(this: Table, factor: number) {
      return each(this, column =>
        like(
          column,
          values(column).map(v => Number(v) * factor),
        ),
      );
    },
    shift(this: Table, n: number) {
      return each(this, column =>
        like(
          column,
          values(column).map((_, i, all) => (i < n ? Number.NaN : Number(all[i - n]))),
        ),
      );
    },
    add(this: Table, other: Table) {
      return each(this, column =>
        like(
          column,
          values(column).map((v, i) => Number(v) + Number((other.find(column.name!) as Column).at(i))),
        ),
      );
    },
  });
}
