/** The text of an aggregation over a group's columns. */

import { parseExpressionAt } from "acorn";

export interface AskedAggregation {
  readonly column: string;
  readonly how: string;
  /** Further settings: `ddof`. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** `g => g.x.mean()`, `g => g["x"].mean()`, `({ x }) => x.mean()`. */
export function readAggregationText(source: string): AskedAggregation | undefined {
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
