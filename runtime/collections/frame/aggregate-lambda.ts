/**
 * `agg({ delay: g => g.DepDelay.mean() })`: which aggregation of which column a lambda asks for. In the run it is called, once, with the
 * group's columns; where it is only text, as in the editor, its text is read.
 */

import { NotSupportedError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import { type AskedAggregation, readAggregationText } from "../../lambda/read-aggregation.ts";
import type { AggregationSpec } from "../../meta/aggregation.ts";
import { exprOf, isLazy } from "../lazy.ts";

export function readAggregation(f: unknown, columns: unknown): AskedAggregation {
  if (typeof f === "function") return fromResult((f as (group: unknown) => unknown)(columns));
  if (!environment().isFunction(f)) throw new TypeError(`agg: expected a name, names or g => g.column.mean(), got ${String(f)}`);
  const { source } = environment().functionRef(f);
  const read = readAggregationText(source);
  if (read === undefined) throw new NotSupportedError(`agg: expected g => g.column.mean(), got ${source}`);
  return read;
}

function fromResult(result: unknown): AskedAggregation {
  const node = isLazy(result) ? exprOf(result) : undefined;
  const aggs = node?.op === "groupby" ? (node.params["aggs"] as readonly AggregationSpec[]) : [];
  if (aggs.length !== 1) throw new NotSupportedError("agg: expected a lambda that gives one aggregation of one column: g => g.column.mean()");
  const { out: _out, column, how, ...settings } = aggs[0]!;
  return { column, how, settings };
}
