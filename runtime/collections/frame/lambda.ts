/** User functions of rows and values: read as column expressions where they are expressions, otherwise handed on as functions. */

import { environment } from "../../expr/environment.ts";
import type { FunctionRef } from "../../expr/function-ref.ts";
import { type ColumnExpr, exprText, fieldsOf } from "../../lambda/column-expr.ts";
import { readFunction, readRowLambda } from "../../lambda/read.ts";
import { dtypeOfType, type DTypeOf, testType, typeOf } from "../../lambda/types.ts";
import { columnOf, dtypesOf, openDtype, rowColumns } from "../../meta/columns.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";
import type { ColumnMeta, FrameMeta, SeriesMeta } from "../../meta/meta.ts";
import type { Lambda } from "../../ops/frame-params.ts";
import { located } from "../located.ts";

export interface ReadLambda {
  readonly lambda: Lambda;
  /** Of the values it gives. */
  readonly dtype: ColumnType | Unknown;
  /** Whether it runs as a column kernel. */
  readonly compiled: boolean;
}

/** `value`: a column is made of its values; `test`: it is asked whether they count as true. */
export function rowLambda(f: unknown, meta: FrameMeta, as: "value" | "test"): ReadLambda {
  const ref = environment().functionRef(f);
  const node = readFunction(ref, "row");
  if (node !== undefined) checkNames(meta, [...fieldsOf(node)]);
  return node === undefined ? byRow(ref) : typed(node, ref, dtypesOf(meta), as);
}
export function valueLambda(f: unknown, meta: SeriesMeta, as: "value" | "test"): ReadLambda {
  const ref = environment().functionRef(f);
  const node = readFunction(ref, "value");
  return node === undefined ? byRow(ref) : typed(node, ref, () => meta.column.dtype, as);
}

export interface ReadRow {
  readonly exprs: readonly (readonly [name: string, lambda: Lambda])[];
  readonly columns: readonly ColumnMeta[];
}
/** A lambda that gives a new row, or undefined where it has to run row by row. */
export function newRowLambda(f: unknown, meta: FrameMeta): { readonly ref: FunctionRef; readonly read: ReadRow | undefined } {
  const ref = environment().functionRef(f);
  const row = readRowLambda(ref.source, ref.values, ref.captured);
  if (row === undefined || (row.spread && isUnknown(meta.columns))) return { ref, read: undefined };
  const all = new Map<string, ColumnExpr>(row.spread ? rowColumns(meta).map(column => [column.name, { kind: "field", name: column.name }]) : []);
  for (const [name, node] of row.columns) all.set(name, node);
  const exprs: [string, Lambda][] = [];
  const columns: ColumnMeta[] = [];
  for (const [name, node] of all) {
    checkNames(meta, [...fieldsOf(node)]);
    const { lambda, dtype, compiled } = typed(node, ref, dtypesOf(meta), "value");
    if (!compiled || lambda.function !== undefined || isUnknown(dtype)) return { ref, read: undefined };
    exprs.push([name, lambda]);
    columns.push({ name, dtype });
  }
  return { ref, read: { exprs, columns } };
}

export const byRow = (ref: FunctionRef): ReadLambda => ({ lambda: { function: ref, text: ref.name }, dtype: openDtype(), compiled: false });

function typed(node: ColumnExpr, ref: FunctionRef, dtypeOf: DTypeOf, as: "value" | "test"): ReadLambda {
  const type = as === "test" ? testType(node, dtypeOf) : typeOf(node, dtypeOf);
  if (type === undefined) return byRow(ref);
  if (node.kind === "field") return { lambda: { expr: node, text: exprText(node) }, dtype: dtypeOf(node.name) ?? openDtype(), compiled: true };
  // Where a column's dtype is not known yet its partition decides; the function goes along for the case that there is no column form.
  const open = [...fieldsOf(node)].some(name => isUnknown(dtypeOf(name)));
  const dtype = dtypeOfType(type);
  if (dtype === undefined) return byRow(ref);
  return { lambda: { expr: node, text: exprText(node), ...(open ? { function: ref } : {}) }, dtype: dtype === "unknown" ? openDtype() : dtype, compiled: true };
}

/** As a setting: what is not known is left out, so that equal calls stay equal. */
export const knownDtype = (dtype: ColumnType | Unknown): { dtype?: ColumnType } => (isUnknown(dtype) ? {} : { dtype });

/** The `meta` option of `map` and `apply`: a dtype, or a name and a dtype. */
export function metaOption(meta: unknown): { name?: string; dtype?: ColumnType } {
  if (meta === undefined) return {};
  return Array.isArray(meta) ? { name: meta[0] as string, dtype: meta[1] as ColumnType } : { dtype: meta as ColumnType };
}
/** The `meta` option of what gives rows: a schema. */
export const schemaOption = (meta: unknown): ColumnMeta[] | undefined =>
  meta === undefined ? undefined : Object.entries(meta as Record<string, ColumnType>).map(([name, dtype]) => ({ name, dtype }));

/** The names it lacks are errors at the call. */
export const checkNames = (meta: FrameMeta, names: readonly string[]): void => located(() => names.forEach(name => columnOf(meta, name)));
