/**
 * A layer's tasks as a grid: squares in the order of their blocks, one path a state, so that a few thousand tasks are eight
 * elements. Beyond that, tiles of many tasks, each a stack of its states. Pure.
 */
import type { GraphNode, TaskState } from "../../../protocol/graph.ts";
import { TASK_STATES } from "../../../protocol/view.ts";

/** One square with its gap. */
export const STEP = 13;
const MOST_SQUARES = 4096;
const MOST_TILES = 1024;
const WRAP = 20;

export interface Grid {
  readonly title: string;
  /** Of the run; null before one. */
  readonly first: number | null;
  readonly size: number;
  readonly columns: number;
  readonly rows: number;
  /** Tasks a tile; 1: squares. */
  readonly perTile: number;
  /** Blocks along each axis where the tasks are the blocks. */
  readonly blocks: readonly number[] | null;
}

/** Tasks a tile of the dense picture. */
export const DENSE = 64;

export function gridOf(title: string, size: number, blocks: readonly number[], first: number | null, dense = false): Grid {
  const product = blocks.reduce((all, each) => all * each, 1);
  const isBlocks = blocks.length > 0 && product === size;
  const perTile = dense ? Math.max(DENSE, Math.ceil(size / MOST_TILES)) : size > MOST_SQUARES ? Math.ceil(size / MOST_TILES) : 1;
  const squares = Math.ceil(size / perTile);
  const last = blocks.at(-1) ?? 0;
  const columns = perTile > 1 ? Math.min(squares, dense ? WRAP : 32) : isBlocks && blocks.length > 1 && last <= 128 ? last : Math.min(squares, WRAP);
  return { title, first, size, columns: Math.max(1, columns), rows: Math.ceil(squares / Math.max(1, columns)), perTile, blocks: isBlocks ? blocks : null };
}

/** The grids of a node: one a layer of the run, or one of what is predicted. */
export function gridsOf(node: GraphNode, layers: readonly { readonly label: string; readonly first: number; readonly size: number }[], dense = false): Grid[] {
  if (layers.length > 0) return layers.map(layer => gridOf(layer.label, layer.size, node.blocks, layer.first, dense));
  const size = node.tasks ?? node.blocks.reduce((all, each) => all * each, 1);
  return size > 0 && node.tasks !== null ? [gridOf("", size, node.blocks, null, dense)] : [];
}

export const gridSize = (grid: Grid) => ({ width: grid.columns * STEP - 1, height: grid.rows * STEP - 1 });

/** Path data by state. `states` of the whole run; without one every task waits. */
export function gridPaths(grid: Grid, states: Uint8Array | null): Partial<Record<TaskState, string>> {
  const paths: Partial<Record<TaskState, string>> = {};
  const add = (state: TaskState, d: string) => (paths[state] = (paths[state] ?? "") + d);
  const stateOf = (k: number) => (states === null || grid.first === null ? 0 : (states[grid.first + k] ?? 0));
  const squares = Math.ceil(grid.size / grid.perTile);
  for (let tile = 0; tile < squares; tile++) {
    const x = (tile % grid.columns) * STEP;
    const y = Math.floor(tile / grid.columns) * STEP;
    if (grid.perTile === 1) {
      const state = TASK_STATES[stateOf(tile)]!;
      add(state, SHAPES[state](x, y));
      continue;
    }
    const counts = TASK_STATES.map(() => 0);
    const end = Math.min(grid.size, (tile + 1) * grid.perTile);
    for (let k = tile * grid.perTile; k < end; k++) counts[stateOf(k)]!++;
    let top = y + 12;
    // Done at the bottom, waiting at the top.
    for (const state of STACK) {
      const share = (counts[TASK_STATES.indexOf(state)]! / (end - tile * grid.perTile)) * 12;
      if (share === 0) continue;
      top -= share;
      add(state, `M${x} ${top.toFixed(2)}h12v${share.toFixed(2)}h-12z`);
    }
    // An error keeps its cross at any size.
    if (counts[TASK_STATES.indexOf("erred")]! > 0) add("erred", SHAPES.erred(x, y));
  }
  return paths;
}

const STACK: readonly TaskState[] = ["released", "memory", "spilled", "erred", "running", "stale", "ready", "waiting"];

const SHAPES: Record<TaskState, (x: number, y: number) => string> = {
  waiting: (x, y) => `M${x + 1.5} ${y + 1.5}h9v9h-9z`,
  ready: (x, y) => `M${x + 1.5} ${y + 1.5}h9v9h-9zM${x + 4.5} ${y + 4.5}h3v3h-3z`,
  running: (x, y) => `M${x + 1} ${y + 1}h10v10h-10zM${x + 4.2} ${y + 3}v6l4.6 -3z`,
  memory: (x, y) => `M${x + 1} ${y + 1}h10v10h-10z`,
  spilled: (x, y) => `M${x + 1.5} ${y + 1.5}h9v9h-9z`,
  released: (x, y) => `M${x + 4} ${y + 4}h4v4h-4z`,
  erred: (x, y) => `M${x + 1} ${y + 1}h10v10h-10zM${x + 3} ${y + 4}l1 -1 2 2 2 -2 1 1 -2 2 2 2 -1 1 -2 -2 -2 2 -1 -1 2 -2z`,
  stale: (x, y) => `M${x + 1.5} ${y + 10.5}v-9h9z`,
};

/** The task under a point of the grid, counted within the layer. */
export function taskAt(grid: Grid, x: number, y: number): number | undefined {
  const column = Math.floor(x / STEP);
  const row = Math.floor(y / STEP);
  if (column < 0 || row < 0 || column >= grid.columns) return undefined;
  const task = (row * grid.columns + column) * grid.perTile;
  return task < grid.size ? task : undefined;
}

/** `(14, 10)`: the block of a task, or its number where tasks are not blocks. */
export function blockOf(grid: Grid, task: number): string {
  if (grid.blocks === null) return `(${task})`;
  const index: number[] = [];
  let left = task;
  for (const size of grid.blocks.toReversed()) {
    index.unshift(left % size);
    left = Math.floor(left / size);
  }
  return `(${index.join(", ")})`;
}
