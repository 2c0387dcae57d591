/** What an edit does to a graph: the present one against that of the last run. Pure: whoever has two views may ask. */

import { type GraphNode, type GraphView, siteKey } from "./graph.ts";

export interface NodeChange {
  readonly kind: "same" | "added" | "removed" | "changed";
  /** Position in the nodes of each view; null where it is not in it. */
  readonly before: number | null;
  readonly after: number | null;
  readonly label: string;
  /** What it takes now less what it took; null where one of them is not known. */
  readonly tasks: number | null;
  readonly bytes: number | null;
}
export interface GraphDifference {
  /** In the order of the present view, then what is gone. */
  readonly nodes: readonly NodeChange[];
  readonly tasks: { readonly before: number | null; readonly after: number | null };
  readonly bytes: { readonly before: number | null; readonly after: number | null };
  /** One line: `64 tasks become 8,192`; empty where nothing changed. */
  readonly summary: string;
}

/**
 * Names hold the content of an expression with all it is made of: equal names are the same work. Of the rest, a node is what became of another where the
 * user calls them by one name, or else where they do the same, first to first.
 */
export function graphDifference(before: GraphView, after: GraphView): GraphDifference {
  const old = new Map(before.nodes.map(node => [node.name, node]));
  const pairs = new Map<GraphNode, GraphNode>();
  const left = new Set(before.nodes);
  const pair = (node: GraphNode, from: GraphNode): void => {
    pairs.set(node, from);
    left.delete(from);
  };
  for (const node of after.nodes) {
    const same = old.get(node.name);
    if (same !== undefined && left.has(same)) pair(node, same);
  }
  const keys: readonly ((node: GraphNode) => string | undefined)[] = [
    node => (node.variable === undefined ? undefined : `${node.variable} ${node.label}`),
    node => node.variable,
    node => (node.sites[0] === undefined ? undefined : `${siteKey(node.sites[0])} ${node.label} ${node.sites[0].occurrence}`),
    node => `${node.label} ${node.value}`,
  ];
  for (const key of keys) {
    const waiting = new Map<string, GraphNode[]>();
    for (const node of left) {
      const text = key(node);
      if (text !== undefined) waiting.set(text, [...(waiting.get(text) ?? []), node]);
    }
    for (const node of after.nodes) {
      const text = pairs.has(node) ? undefined : key(node);
      const from = text === undefined ? undefined : waiting.get(text)?.shift();
      if (from !== undefined) pair(node, from);
    }
  }
  const nodes: NodeChange[] = after.nodes.map(node => {
    const from = pairs.get(node);
    if (from === undefined) return { kind: "added", before: null, after: node.id, label: node.label, tasks: node.tasks, bytes: node.bytes };
    const kind = from.name === node.name ? "same" : "changed";
    return { kind, before: from.id, after: node.id, label: node.label, tasks: less(node.tasks, from.tasks), bytes: less(node.bytes, from.bytes) };
  });
  for (const node of left)
    nodes.push({ kind: "removed", before: node.id, after: null, label: node.label, tasks: less(0, node.tasks), bytes: less(0, node.bytes) });
  const tasks = { before: before.tasks, after: after.tasks };
  return {
    nodes,
    tasks,
    bytes: { before: total(before), after: total(after) },
    summary: nodes.every(node => node.kind === "same") ? "" : summary(nodes, tasks),
  };
}

const less = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);
const total = ({ nodes }: GraphView): number | null =>
  nodes.reduce<number | null>((sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes), 0);

function summary(nodes: readonly NodeChange[], { before, after }: GraphDifference["tasks"]): string {
  const count = (n: number) => `${n.toLocaleString("en-US")} ${n === 1 ? "task" : "tasks"}`;
  const of = (kind: NodeChange["kind"]) => nodes.filter(node => node.kind === kind).length;
  const parts = (["added", "removed", "changed"] as const).filter(kind => of(kind) > 0).map(kind => `${of(kind)} ${kind}`);
  const tasks =
    before === null || after === null ? "" : before === after ? `${count(after)} as before` : `${count(before)} become ${after.toLocaleString("en-US")}`;
  return [tasks, parts.join(", ")].filter(part => part !== "").join("; ");
}
