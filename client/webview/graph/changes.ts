/** The graph as it stands with what is gone since the last run, and what is said of the change. Pure. */
import type { GraphDifference, NodeChange } from "../../../protocol/difference.ts";
import type { GraphNode, GraphView } from "../../../protocol/graph.ts";
import { bytes, count } from "../shared/format.ts";

export interface Change {
  readonly kind: "added" | "removed" | "changed";
  /** As it was; null of what is new. */
  readonly was: GraphNode | null;
}

/** What is gone stands after the nodes that are there, whose ids so stay; its edges lead to what became of its neighbours. */
export function withRemoved(after: GraphView, before: GraphView, difference: GraphDifference): GraphView {
  const gone = difference.nodes.filter(each => each.kind === "removed");
  if (gone.length === 0) return after;
  const idOf = new Map<number, number>();
  for (const each of difference.nodes) if (each.before !== null && each.after !== null) idOf.set(each.before, each.after);
  gone.forEach((each, i) => idOf.set(each.before!, after.nodes.length + i));
  const isGone = new Set(gone.map(each => each.before!));
  const edges = before.edges.filter(({ from, to }) => isGone.has(from) || isGone.has(to)).map(({ from, to }) => ({ from: idOf.get(from)!, to: idOf.get(to)! }));
  return {
    ...after,
    nodes: [...after.nodes, ...gone.map(each => ({ ...before.nodes[each.before!]!, id: idOf.get(each.before!)!, sites: [] }))],
    edges: [...after.edges, ...(isAcyclic(after.nodes.length + gone.length, [...after.edges, ...edges]) ? edges : [])],
  };
}

/** What was an input may have become an output: then only the present edges are drawn. */
function isAcyclic(nodes: number, edges: GraphView["edges"]): boolean {
  const missing = new Int32Array(nodes);
  const outputs: number[][] = Array.from({ length: nodes }, () => []);
  for (const { from, to } of edges) {
    missing[to]!++;
    outputs[from]!.push(to);
  }
  const order = Array.from(missing.keys()).filter(node => missing[node] === 0);
  for (let i = 0; i < order.length; i++) for (const next of outputs[order[i]!]!) if (--missing[next]! === 0) order.push(next);
  return order.length === nodes;
}

/** By the ids of `withRemoved`. */
export function changesOf(after: GraphView, before: GraphView, difference: GraphDifference): ReadonlyMap<number, Change> {
  const found = new Map<number, Change>();
  let next = after.nodes.length;
  for (const { kind, after: id, before: old } of difference.nodes) {
    const was = old === null ? null : before.nodes[old]!;
    if (kind !== "same") found.set(id ?? next++, { kind, was });
  }
  return found;
}

export interface Word {
  readonly text: string;
  readonly kind: NodeChange["kind"];
}

/** `+2 expressions`, `1 changed`, `0 removed`, `64 tasks become 8,192`, `+1.2 MB`. */
export function wordsOf({ nodes, tasks, bytes: size }: GraphDifference): Word[] {
  const of = (kind: NodeChange["kind"]) => nodes.filter(node => node.kind === kind).length;
  const added = of("added");
  const words: Word[] = [
    { text: `+${count(added)} ${added === 1 ? "expression" : "expressions"}`, kind: added > 0 ? "added" : "same" },
    { text: `${count(of("changed"))} changed`, kind: of("changed") > 0 ? "changed" : "same" },
    { text: `${count(of("removed"))} removed`, kind: of("removed") > 0 ? "removed" : "same" },
  ];
  if (tasks.before !== null && tasks.after !== null && tasks.before !== tasks.after)
    words.push({ text: `${count(tasks.before)} ${tasks.before === 1 ? "task becomes" : "tasks become"} ${count(tasks.after)}`, kind: "changed" });
  if (size.before !== null && size.after !== null && size.before !== size.after) words.push({ text: signedBytes(size.after - size.before), kind: "changed" });
  return words;
}

export const signed = (value: number): string => (value < 0 ? `−${count(-value)}` : `+${count(value)}`);
export const signedBytes = (value: number): string => (value < 0 ? `−${bytes(-value)}` : `+${bytes(value)}`);

/** After a node's tasks: `35 tasks (+5)`. */
export function costChange(node: GraphNode, change: Change | undefined): string {
  if (change?.kind !== "changed" || change.was === null || node.tasks === null || change.was.tasks === null || node.tasks === change.was.tasks) return "";
  return ` (${signed(node.tasks - change.was.tasks)})`;
}
