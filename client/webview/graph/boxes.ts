/** How big a node's box is and where its parts stand inside. Pure. */
import type { GraphNode } from "../../../protocol/graph.ts";
import { bytes, count, duration } from "../shared/format.ts";
import { costChange, type Change } from "./changes.ts";
import { gridSize, gridsOf, STEP, type Grid } from "./grid.ts";
import type { Size } from "./layout.ts";
import type { Measured, NodeLive } from "./live-nodes.ts";

/** Widths of a character at 12 px in an editor font and at 11 px in the interface font: on the wide side. */
const MONO = 7.3;
const SMALL = 6;
const MOST = 230;
const LEAST = 134;
const HEAD = 56;

export const clip = (text: string, width: number, character: number): string => {
  const room = Math.floor(width / character);
  return text.length > room ? `${text.slice(0, Math.max(1, room - 1))}…` : text;
};

export function costOf(node: GraphNode, measured: Measured | undefined, change = ""): string {
  const tasks = node.tasks === null ? "? tasks" : `${count(node.tasks)} ${node.tasks === 1 ? "task" : "tasks"}${change}`;
  // Work of tasks that did several expressions at once is nobody's alone.
  if (measured) return `${tasks}, ${duration(measured.work)}${measured.isShared ? " shared" : ""}`;
  return node.bytes === null || node.summary.includes(bytes(node.bytes)) ? tasks : `${tasks}, ${bytes(node.bytes)}`;
}

export interface NodeBox {
  readonly size: Size;
  readonly label: string;
  readonly summary: string;
  readonly cost: string;
  readonly grids: readonly { readonly grid: Grid; readonly x: number; readonly y: number }[];
}

export interface BoxOptions {
  /** Tasks are drawn many to a tile. */
  readonly dense?: boolean;
  readonly change?: Change | undefined;
}

export function boxOf(
  node: GraphNode,
  isExpanded: boolean,
  live: NodeLive | undefined,
  measured: Measured | undefined,
  { dense = false, change }: BoxOptions = {},
): NodeBox {
  const cost = costOf(node, measured, costChange(node, change));
  // The state's shape stands at the right of the label: room for it is always kept, so that nothing moves when a run begins.
  const natural = Math.max(52 + node.label.length * MONO, 20 + node.summary.length * SMALL, 20 + cost.length * SMALL);
  const width = Math.ceil(Math.min(MOST, Math.max(LEAST, natural)));
  const grids: { grid: Grid; x: number; y: number }[] = [];
  let size = { width, height: HEAD };
  if (isExpanded) {
    let x = 10;
    let height = 0;
    const all = gridsOf(node, live?.layers ?? [], dense);
    const titled = all.length > 1;
    for (const each of all) {
      // Of a layer that does several expressions, the last names it: what it gives.
      const grid = { ...each, title: titled ? (each.title.split(" · ").at(-1) ?? "") : "" };
      const { width: w, height: h } = gridSize(grid);
      grids.push({ grid, x, y: HEAD + (titled ? 16 : 2) });
      x += Math.max(w, titled ? Math.min(12, grid.title.length) * SMALL : 0) + STEP;
      height = Math.max(height, h);
    }
    if (all.length > 0) size = { width: Math.max(width, x - STEP + 10), height: HEAD + (titled ? 16 : 2) + height + 10 };
  }
  return {
    size,
    label: clip(node.label, size.width - 52, MONO),
    summary: clip(node.summary, size.width - 16, SMALL - 0.3),
    cost: clip(cost, size.width - 16, SMALL - 0.3),
    grids,
  };
}
