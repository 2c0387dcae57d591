/** Clients, clusters and futures, as the text names them: the editor has no cluster to ask. */

import type TS from "typescript";
import { K, ts } from "../analysis/typescript.ts";
import type { Call, Subject } from "./subject.ts";
import { unwrap } from "./syntax.ts";

/** `await Client.connect(...)` and `await LocalCluster.start(...)`. */
export const openings = (s: Subject): readonly Call[] =>
  s.named("connect", "start").filter(({ origin }) => origin === "bask/distributed.Client.connect" || origin === "bask/distributed.LocalCluster.start");

function declared(s: Subject, node: TS.Expression | undefined): TS.Expression | undefined {
  const inner = node === undefined ? undefined : unwrap(node);
  if (inner === undefined) return undefined;
  const made = ts.isIdentifier(inner) ? s.resolve(inner)?.initializer : inner;
  if (made === undefined) return undefined;
  const value = unwrap(made);
  return ts.isAwaitExpression(value) ? unwrap(value.expression) : value;
}

export function isClient(s: Subject, node: TS.Expression | undefined): boolean {
  const made = declared(s, node);
  return made !== undefined && s.callOf(made)?.origin === "bask/distributed.Client.connect";
}

/** Calls of a method of a client. */
export const onClient = (s: Subject, ...names: readonly string[]): readonly Call[] => s.named(...names).filter(call => isClient(s, call.on));

/** The call that gave a future, or a list of them. */
export function futureOf(s: Subject, node: TS.Expression | undefined): Call | undefined {
  const made = declared(s, node);
  const call = made === undefined ? undefined : s.callOf(made);
  return call !== undefined && ["submit", "map", "compute", "scatter"].includes(call.name) && isClient(s, call.on) ? call : undefined;
}

/** A name's variable statement: where `await using` would stand. */
export function listOf(call: Call): TS.VariableDeclarationList | undefined {
  let node: TS.Node = call.node.parent;
  while (node.kind === K.AwaitExpression || node.kind === K.ParenthesizedExpression) node = node.parent;
  return ts.isVariableDeclaration(node) && ts.isVariableDeclarationList(node.parent) ? node.parent : undefined;
}
