/** The way from node to node: inputs, outputs, the nearest in a direction, an order to read in. Pure. */
import type { GraphNode, GraphView } from "../../../protocol/graph.ts";
import type { Box } from "./layout.ts";

export const inputsOf = (view: GraphView, node: number): number[] => view.edges.filter(edge => edge.to === node).map(edge => edge.from);
export const outputsOf = (view: GraphView, node: number): number[] => view.edges.filter(edge => edge.from === node).map(edge => edge.to);

/** Every node after its inputs. */
export function inOrder(view: GraphView): GraphNode[] {
  const missing = view.nodes.map(node => inputsOf(view, node.id).length);
  const order = view.nodes.filter(node => missing[node.id] === 0).map(node => node.id);
  for (let i = 0; i < order.length; i++) for (const next of outputsOf(view, order[i]!)) if (--missing[next]! === 0) order.push(next);
  return order.map(id => view.nodes[id]!);
}

export type Direction = "left" | "right" | "up" | "down";

/** The node that lies nearest in a direction; a step aside costs more than one ahead. */
export function nearest(boxes: readonly Box[], from: number, direction: Direction): number | undefined {
  const middle = (box: Box) => [box.x + box.width / 2, box.y + box.height / 2] as const;
  const here = boxes[from];
  if (here === undefined) return undefined;
  const [x, y] = middle(here);
  let best: number | undefined;
  let least = Infinity;
  boxes.forEach((box, i) => {
    if (i === from) return;
    const [dx, dy] = [middle(box)[0] - x, middle(box)[1] - y];
    const [ahead, aside] = direction === "right" ? [dx, dy] : direction === "left" ? [-dx, dy] : direction === "down" ? [dy, dx] : [-dy, dx];
    if (ahead <= 4 || Math.abs(aside) > ahead * 3 + 40) return;
    const cost = ahead + 1.5 * Math.abs(aside);
    if (cost < least) [best, least] = [i, cost];
  });
  return best;
}

/** The graph as indented text, from what was asked for down to what it reads. A node seen before is named, not repeated. */
export function planText(view: GraphView): string {
  const lines: string[] = [];
  const seen = new Set<number>();
  const write = (id: number, depth: number) => {
    const node = view.nodes[id]!;
    const again = seen.has(id);
    const tasks = node.tasks === null ? "? tasks" : `${node.tasks} ${node.tasks === 1 ? "task" : "tasks"}`;
    lines.push(`${"  ".repeat(depth)}${node.variable ? `${node.variable} = ` : ""}${node.label}  ${again ? "(above)" : `${node.summary} · ${tasks}`}`);
    if (again) return;
    seen.add(id);
    for (const input of inputsOf(view, id)) write(input, depth + 1);
  };
  const ends = view.outputs.length > 0 ? view.outputs : view.nodes.filter(node => outputsOf(view, node.id).length === 0).map(node => node.id);
  for (const id of ends) write(id, 0);
  return lines.join("\n");
}
