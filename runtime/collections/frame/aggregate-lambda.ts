/**
 * `agg({ delay: g => g.DepDelay.mean() })`: which aggregation of which column a lambda asks for. In the run it is called, once, with the
 * group's columns; where it is only text, as in the editor, its text is read.
 */

import { parseExpressionAt } from "acorn";
import { NotSupportedError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import type { AggregationSpec } from "../../meta/aggregation.ts";
import { exprOf, isLazy } from "../lazy.ts";

export interface AskedAggregation {
  readonly column: string;
  readonly how: string;
  /** Further settings: `ddof`. */
  readonly settings: Partial<AggregationSpec>;
}

export function readAggregation(f: unknown, columns: unknown): AskedAggregation {
  if (typeof f === "function") return fromResult((f as (group: unknown) => unknown)(columns));
  if (!environment().isFunction(f)) throw new TypeError(`agg: expected a name, names or g => g.column.mean(), got ${String(f)}`);
  const { source } = environment().functionRef(f);
  const read = fromText(source);
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

/** `g => g.x.mean()`, `g => g["x"].mean()`, `({ x }) => x.mean()`. */
function fromText(source: string): AskedAggregation | undefined {
  let f: any;
  try {
    f = parseExpressionAt(`(${source}\n)`, 0, { ecmaVersion: 2024 });
  } catch {
    return undefined;
  }
  const [param] = f.params ?? [];
  let call = f.body;
  if (call?.type === "BlockStatement" && call.body.length === 1 && call.body[0].type === "ReturnStatement") call = call.body[0].argument;
  if (param === undefined || call?.type !== "CallExpression" || call.callee.type !== "MemberExpression" || call.callee.computed) return undefined;
  const of = call.callee.object;
  const how = call.callee.property.name as string;
  const settings: Record<string, unknown> = {};
  for (const property of call.arguments[0]?.properties ?? []) {
    if (property.type !== "Property" || property.value.type !== "Literal") return undefined;
    settings[property.key.name ?? property.key.value] = property.value.value;
  }
  if (of.type === "MemberExpression" && of.object.type === "Identifier" && of.object.name === param.name) {
    const column = of.computed ? (of.property.type === "Literal" ? (of.property.value as string) : undefined) : (of.property.name as string);
    return column === undefined ? undefined : { column, how, settings };
  }
  if (of.type === "Identifier" && param.type === "ObjectPattern") {
    const property = param.properties.find((p: any) => p.type === "Property" && p.value.type === "Identifier" && p.value.name === of.name);
    return property === undefined ? undefined : { column: (property.key.name ?? property.key.value) as string, how, settings };
  }
  return undefined;
}
