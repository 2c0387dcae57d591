/** Kernels of series: the elementwise table over columns. */

import { ARITHMETIC, type BinaryCode, COMPARISONS, LOGICAL } from "../../meta/column-arithmetic.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import { isUnknown } from "../../meta/dim.ts";
import { Column } from "../../values/column.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { columnOf } from "../../values/make-table.ts";
import { inferDtype } from "../../values/infer-dtype.ts";
import { Table } from "../../values/table.ts";
import type { Kernel, KernelTable } from "../kernel.ts";
import { cast } from "./cast.ts";
import { dateField } from "./dates.ts";
import { binary, flags, type Operand } from "./elementwise.ts";
import { dropnaSeries, fillna, replaced, where } from "./missing.ts";
import { textMethod } from "./text.ts";
import { abs, clip, isin, isna, neg, not, round, toTimedelta } from "./unary.ts";

const operate =
  (code: BinaryCode): Kernel =>
  (inputs, params, room) => {
    const left = inputs[0] as Column;
    const right = (inputs.length > 1 ? inputs[1] : params["scalar"]) as Operand;
    return params["flip"] === true ? binary(code, right, left, room) : binary(code, left, right, room);
  };
type Unary = (column: Column, params: Readonly<Record<string, any>>, room: Parameters<Kernel>[2]) => Column;
const on =
  (f: Unary): Kernel =>
  ([column], params, room) =>
    f(column as Column, params, room);
const within: Readonly<Record<string, readonly [BinaryCode, BinaryCode]>> = {
  both: ["ge", "le"],
  left: ["ge", "lt"],
  right: ["gt", "le"],
  neither: ["gt", "lt"],
};

export const SERIES_KERNELS: KernelTable = {
  ...Object.fromEntries([...ARITHMETIC, ...COMPARISONS, ...LOGICAL].map(code => [`series.${code}`, operate(code)])),
  "series.not": on((column, _params, room) => not(column, room)),
  "series.neg": on((column, _params, room) => neg(column, room)),
  "series.abs": on((column, _params, room) => abs(column, room)),
  "series.round": on((column, { decimals }, room) => round(column, decimals, room)),
  "series.clip": on((column, { min, max }, room) => clip(column, min, max, room)),
  "series.between": on((column, { min, max, inclusive }, room) => {
    const [low, high] = within[inclusive as string] ?? within["both"]!;
    return binary("and", binary(low, column, min as Operand, room), binary(high, column, max as Operand, room), room).with({
      name: column.name,
      levels: column.ownLevels,
    });
  }),
  "series.isin": on((column, { values }, room) => isin(column, values, room)),
  "series.isna": on((column, { present }, room) => isna(column, room, present === true)),
  "series.fillna": on((column, { scalar }, room) => fillna(column, scalar, room)),
  "series.dropna": on((column, _params, room) => dropnaSeries(column, room)),
  "series.astype": on((column, { dtype }, room) => cast(column, dtype as ColumnType, room)),
  "series.rename": on((column, { name }) => column.with({ name })),
  "series.where": (inputs, params, room) => {
    const [column, mask, other] = inputs as [Column, Column, Column | undefined];
    const flag = flags(mask);
    const inverse = params["inverse"] === true ? 0 : 1;
    return where(
      column,
      i => flag(i) === inverse,
      other instanceof Column ? columnReader(other) : () => params["scalar"] ?? null,
      other === undefined && params["scalar"] === undefined,
      room,
    );
  },
  "series.replace": on((column, { entries }, room) => replaced(column, entries, room)),
  /** A mapping by value; what it lacks is missing. */
  "series.mapValues": on((column, { entries, dtype }, room) => {
    const [read, missing] = [columnReader(column), missingTest(column)];
    const known = new Map((entries as readonly (readonly [unknown, unknown])[]).map(([key, value]) => [key instanceof Date ? +key : key, value]));
    const values = Array.from({ length: column.length }, (_, i) => {
      if (missing(i)) return null;
      const value: unknown = read(i);
      return known.get(value instanceof Date ? +value : value) ?? known.get(String(value)) ?? null;
    });
    const to = isUnknown(dtype) || dtype === undefined ? inferDtype([...known.values(), null]) : (dtype as ColumnType);
    return columnOf(column.name, values, to, room).with({ levels: column.ownLevels });
  }),
  "series.str": on((column, { method, args }, room) => textMethod(column, method, args, room)),
  "series.dt": on((column, { field, args }, room) => dateField(column, field, args ?? [], room)),
  "series.toTimedelta": on((column, { unit }, room) => toTimedelta(column, unit, room)),
  "series.toFrame": ([block], params) => {
    const column = block as Column;
    return new Table({ fields: [column.with({ name: params["name"] as string, levels: null })], levels: column.ownLevels, length: column.length });
  },
  "series.resetIndex": ([block], params) => {
    const column = block as Column;
    const name = (params["name"] as string | undefined) ?? (column.name || "0");
    return new Table({
      fields: [...column.levels.map(level => level.with({ name: level.name || "index" })), column.with({ name, levels: null })],
      length: column.length,
    });
  },
};
