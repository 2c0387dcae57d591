/** The number of rows where the metadata says it: Parquet footers, tables in memory. Nothing is read then. */

import { type Expr, expr } from "../expr/expr.ts";
import { transform } from "../expr/walk.ts";
import { isKnown } from "../meta/dim.ts";

export function knownLengths(roots: readonly Expr[]): Expr[] {
  return transform(roots, node => {
    const meta = node.op === "frame.length" ? node.inputs[0]!.meta : undefined;
    if (meta === undefined || !("rows" in meta) || meta.rows === undefined || !isKnown(meta.rows)) return node;
    return expr("frame.knownLength", [], { rows: meta.rows }, node.sites);
  });
}
