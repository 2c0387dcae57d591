/** What lambdas and user functions do to the rows of a partition: filter, assign, map, apply, whole partitions. */

import type { FunctionRef } from "../../expr/function-ref.ts";
import { DTypeError } from "../../errors.ts";
import type { ColumnExpr } from "../../lambda/column-expr.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import { isDType } from "../../meta/dtype.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { ColumnMeta } from "../../meta/meta.ts";
import type { AssignSpec, Lambda } from "../../ops/frame-params.ts";
import { Column } from "../../values/column.ts";
import { buildColumn } from "../../values/column-builder.ts";
import { columnReader } from "../../values/column-reader.ts";
import { inferDtype } from "../../values/infer-dtype.ts";
import { fromColumns, fromRows, columnOf } from "../../values/make-table.ts";
import { Table } from "../../values/table.ts";
import { positionsWhere, takeRows, takeSeries } from "../../values/take.ts";
import type { Kernel, KernelContext, KernelTable } from "../kernel.ts";
import { cast } from "./cast.ts";
import { evaluate, positions } from "./evaluate.ts";
import { ownCopy } from "../../memory/own-copy.ts";

type Params = Readonly<Record<string, unknown>>;
type F = (...args: unknown[]) => unknown;
type Find = (name: string) => Column | undefined;

const live = (lambda: Lambda, context: KernelContext): F => {
  if (lambda.function === undefined)
    throw new DTypeError(`"${lambda.text}" has no column form over the dtypes of this partition, and its function did not come along`);
  return context.func(lambda.function) as F;
};
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as PromiseLike<unknown>).then === "function";

/** Rows (or values) for which the lambda holds. */
function kept(lambda: Lambda, find: Find, row: (i: number) => unknown, length: number, context: KernelContext): Int32Array {
  const compiled = lambda.expr === undefined ? undefined : positions(lambda.expr as ColumnExpr, find, length);
  if (compiled !== undefined) return compiled;
  const f = live(lambda, context);
  const found = new Int32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) if (f(row(i))) found[count++] = i;
  return found.subarray(0, count);
}

/** The column of what the lambda gives. Promises are awaited. */
function made(
  lambda: Lambda,
  name: string | null,
  dtype: unknown,
  find: Find,
  row: (i: number) => unknown,
  length: number,
  context: KernelContext,
): Column | Promise<Column> {
  const wanted = dtype === undefined || isUnknown(dtype) ? undefined : (dtype as ColumnType);
  const compiled = lambda.expr === undefined ? undefined : evaluate(lambda.expr as ColumnExpr, name, find, length, context);
  if (compiled !== undefined) return wanted === undefined ? compiled : cast(compiled, wanted, context);
  const f = live(lambda, context);
  const values = new Array<unknown>(length);
  let waits = false;
  for (let i = 0; i < length; i++) {
    values[i] = f(row(i));
    waits ||= isThenable(values[i]);
  }
  const build = (all: readonly unknown[]) => columnOf(name, all, wanted ?? looseDtype(all), context);
  return waits ? Promise.all(values).then(build) : build(values);
}

/** Without a declared dtype whole numbers with gaps count as numbers, and nothing at all as numbers too. */
function looseDtype(values: readonly unknown[]): ColumnType {
  return values.length === 0 ? "float64" : inferDtype(values);
}

const finder =
  (table: Table): Find =>
  name =>
    table.find(name);
const whole = (table: Table, fields: readonly Column[]): Table => new Table({ fields, levels: table.ownLevels, length: table.length });

const filter: Kernel = ([block], params, context) => {
  const table = block as Table;
  return takeRows(wanted(table, params), kept(params["lambda"] as Lambda, finder(table), table.row, table.length, context), context);
};
/** The columns that somebody uses. */
const wanted = (table: Table, params: Params): Table =>
  params["kept"] === undefined
    ? table
    : whole(
        table,
        table.fields.filter(field => (params["kept"] as readonly string[]).includes(field.name!)),
      );

const assign: Kernel = (inputs, params, context) => {
  const table = inputs[0] as Table;
  const { length } = table;
  const columns = (params["columns"] as readonly AssignSpec[]).map((spec): Column | Promise<Column> => {
    if (spec.lambda !== undefined) return made(spec.lambda, spec.name, spec.dtype, finder(table), table.row, length, context);
    if (spec.input === undefined) return constant(spec.name, spec.constant, length, context);
    const value = inputs[spec.input];
    if (!(value instanceof Column)) return constant(spec.name, value, length, context);
    if (value.length !== length)
      throw new RangeError(
        `assign "${spec.name}": expected a series of ${length} rows in this partition, got ${value.length}: it must come from the same rows`,
      );
    return value.with({ name: spec.name, levels: null });
  });
  const finish = (all: readonly Column[]): Table => {
    const fields = [...table.fields];
    for (const column of all) {
      const at = fields.findIndex(field => field.name === column.name);
      if (at < 0) fields.push(column);
      else fields[at] = column;
    }
    return whole(table, fields);
  };
  return columns.some(isThenable) ? Promise.all(columns).then(finish) : finish(columns as Column[]);
};

function constant(name: string, value: unknown, length: number, context: KernelContext): Column {
  return buildColumn(name, inferDtype([value]), length, () => value, context);
}

const map: Kernel = ([block], params, context) => {
  const table = block as Table;
  const exprs = params["exprs"] as readonly (readonly [string, Lambda])[] | undefined;
  if (exprs !== undefined) {
    const dtypes = params["columns"] as readonly ColumnMeta[];
    const fields = exprs.map(([name, lambda]) =>
      made(lambda, name, dtypes.find(column => column.name === name)?.dtype, finder(table), table.row, table.length, context),
    );
    return whole(table, fields as Column[]);
  }
  const f = live(params["lambda"] as Lambda, context);
  const rows = Array.from({ length: table.length }, (_, i) => f(table.row(i)));
  const build = (all: readonly unknown[]) => whole(table, fromRows(all as object[], schemaOf(params), context).fields);
  return rows.some(isThenable) ? Promise.all(rows).then(build) : build(rows);
};

export function schemaOf(params: Params): Record<string, ColumnType> | undefined {
  const columns = params["columns"] as readonly ColumnMeta[] | undefined;
  return columns === undefined || columns.some(column => isUnknown(column.dtype))
    ? undefined
    : Object.fromEntries(columns.map(column => [column.name, column.dtype as ColumnType]));
}

/** What a function gives for a partition: a table, rows, or columns by name. */
export function asTable(value: unknown, schema: Record<string, ColumnType> | undefined, context: KernelContext): Table {
  if (value instanceof Table) {
    if (schema === undefined) return value;
    return new Table({
      fields: value.fields.map(field => (schema[field.name ?? ""] === undefined ? field : cast(field, schema[field.name!]!, context))),
      levels: value.ownLevels,
      length: value.length,
    });
  }
  if (Array.isArray(value)) return fromRows(value as object[], schema, context);
  if (typeof value === "object" && value !== null) return fromColumns(value as Record<string, unknown[]>, schema, context);
  throw new TypeError(`mapPartitions: expected a table or an array of rows, got ${value === null ? "null" : typeof value}`);
}

const series = (column: Column) => ({ find: () => column, read: columnReader(column) });

export const ROW_KERNELS: KernelTable = {
  "frame.filter": filter,
  "frame.assign": assign,
  "frame.map": map,
  "frame.apply": ([block], params, context) => {
    const table = block as Table;
    const name = (params["name"] as string) || null;
    const column = made(params["lambda"] as Lambda, name, params["dtype"], finder(table), table.row, table.length, context);
    const finish = (all: Column) => all.with({ levels: table.ownLevels });
    return column instanceof Column ? finish(column) : column.then(finish);
  },
  "frame.mask": ([table, mask], params, context) => takeRows(wanted(table as Table, params), maskPositions(mask as Column, (table as Table).length), context),
  "frame.mapPartitions": ([block], params, context) => {
    const result = (context.func(params["function"] as FunctionRef) as F)(ownCopy(block), ...(params["args"] as unknown[]));
    const finish = (value: unknown) => asTable(value, schemaOf(params), context);
    return isThenable(result) ? result.then(finish) : finish(result);
  },
  "frame.fromMap": (_inputs, params, context) => {
    const result = (context.func(params["function"] as FunctionRef) as F)((params["part"] as { item: unknown }).item);
    const finish = (value: unknown) => asTable(value, schemaOf(params), context);
    return isThenable(result) ? result.then(finish) : finish(result);
  },
  "frame.asTable": ([value], params, context) => asTable(value, schemaOf(params), context),
  "series.reduction.chunk": async ([block], params, context) => [await (context.func(params["function"] as FunctionRef) as F)(ownCopy(block))],
  "series.reduction.combine": ([parts]) => (parts as unknown[][]).flat(),
  "series.reduction.aggregate": ([parts], params, context) => (context.func(params["aggregate"] as FunctionRef) as F)((parts as unknown[][]).flat()),
  "series.filter": ([block], params, context) => {
    const column = block as Column;
    const { find, read } = series(column);
    return takeSeries(column, kept(params["lambda"] as Lambda, find, read, column.length, context), context);
  },
  "series.apply": ([block], params, context) => {
    const column = block as Column;
    const { find, read } = series(column);
    const result = made(params["lambda"] as Lambda, (params["name"] as string | undefined) ?? column.name, params["dtype"], find, read, column.length, context);
    const finish = (all: Column) => all.with({ levels: column.ownLevels });
    return result instanceof Column ? finish(result) : result.then(finish);
  },
  "series.mask": ([column, mask]) => takeSeries(column as Column, maskPositions(mask as Column, (column as Column).length)),
  "series.mapPartitions": ([block], params, context) => {
    const column = block as Column;
    const result = (context.func(params["function"] as FunctionRef) as F)(ownCopy(column), ...(params["args"] as unknown[]));
    const finish = (value: unknown): Column => {
      if (value instanceof Column) return value;
      if (!Array.isArray(value) && !ArrayBuffer.isView(value))
        throw new TypeError(`mapPartitions: expected a column or an array of values, got ${value === null ? "null" : typeof value}`);
      const built = columnOf(column.name, value as unknown[], undefined, context);
      return built.length === column.length ? built.with({ levels: column.ownLevels }) : built;
    };
    return isThenable(result) ? result.then(finish) : finish(result);
  },
};

function maskPositions(mask: Column, length: number): Int32Array {
  if (mask.length !== length) throw new RangeError(`expected a mask of ${length} rows in this partition, got ${mask.length}: it must come from the same rows`);
  if (mask.dtype === "bool") return positionsWhere(mask);
  if (mask.dtype !== "object" && !isDType(mask.dtype)) throw new DTypeError(`expected a mask of booleans, got ${mask.dtype}`);
  const read = columnReader(mask);
  return Int32Array.from(Array.from({ length }, (_, i) => i).filter(i => read(i) === true || (read(i) !== false && read(i) !== null && Boolean(read(i)))));
}
