/**
 * The most memory that a run will hold at once, found by running the real scheduler over the graph with blocks of their expected sizes and tasks of equal
 * length. Null where a size is not known, or the graph is too large to do so while someone types.
 */

import { availableParallelism } from "node:os";
import type { Expr } from "../../runtime/expr/expr.ts";
import { postorder } from "../../runtime/expr/walk.ts";
import type { Graph } from "../../runtime/graph/graph.ts";
import { lower } from "../../runtime/lower/lower.ts";
import { optimize } from "../../runtime/optimize/index.ts";
import type { Effect, RunEvent } from "../../runtime/schedule/events.ts";
import { createState } from "../../runtime/schedule/state.ts";
import { step } from "../../runtime/schedule/step.ts";
import { uncertainty } from "./evaluate/join.ts";
import { type PredictedTime, type Rates, timeOf } from "./rates.ts";
import { safely } from "./facts.ts";
import { bytesOfLayers } from "./sizes.ts";
import { blocksOf } from "./tasks.ts";

interface Lowered extends ReturnType<typeof lower> {
  /** What was lowered. */
  readonly exprs: readonly Expr[];
}

const MAX_TASKS = 3000;
const peaks = new WeakMap<Expr, number | null>();

/** With as many workers as this machine has, unless told. */
export function predictedPeak(node: Expr, workers?: number): number | null {
  if (workers !== undefined) return predictedPeakOf([node], workers);
  let peak = peaks.get(node);
  if (peak === undefined) peaks.set(node, (peak = predictedPeakOf([node], availableParallelism())));
  return peak;
}

/** Of one run that makes several values. */
export function predictedPeakOf(nodes: readonly Expr[], workers: number): number | null {
  const lowered = nodes.length === 1 ? graphOfRun(nodes[0]!) : lowerAll(nodes);
  return lowered === null ? null : (safely(() => simulate(lowered, workers)) ?? null);
}

/** The graph that would run, where it is known and small enough. */
const graphs = new WeakMap<Expr, Lowered | null>();
function graphOfRun(root: Expr): Lowered | null {
  let found = graphs.get(root);
  if (found === undefined) graphs.set(root, (found = lowerAll([root])));
  return found;
}
function lowerAll(roots: readonly Expr[]): Lowered | null {
  if (blocksOf(postorder(roots)) > 2 * MAX_TASKS || roots.some(root => uncertainty(root) !== undefined)) return null;
  const lowered = safely((): Lowered => {
    const exprs = optimize(roots);
    return { ...lower(exprs), exprs };
  });
  return lowered ?? null;
}

/** Bytes of the blocks that go from task to task only to lie elsewhere; null where they are not known. */
export function predictedMoves(node: Expr): number | null {
  const layers = graphOfRun(node)?.graph.layers.filter(layer => layer.work === "moves");
  if (layers === undefined || layers.some(layer => layer.blockBytes === null)) return null;
  return layers.reduce((sum, layer) => sum + layer.size * layer.blockBytes!, 0);
}

/** What runs of this file say that it will take; undefined where an operation has not run yet. */
export function predictedTime(node: Expr, rates: Rates | undefined): PredictedTime | undefined {
  const graph = rates === undefined ? undefined : graphOfRun(node)?.graph;
  return graph === undefined ? undefined : timeOf(graph, rates!);
}

function simulate({ graph, roots, exprs }: Lowered, workers: number): number | null {
  const sizes = blockSizes(graph, exprs);
  if (sizes === undefined || graph.size > MAX_TASKS) return null;
  const outputs = roots.flatMap(({ first, blocks }) => Array.from({ length: blocks.reduce((n, b) => n * b, 1) }, (_, i) => first + i));
  return highest(graph, [...new Set(outputs)], sizes, workers);
}

/** Expected bytes of each task's block. */
function blockSizes(graph: Graph, roots: readonly Expr[]): Float64Array | undefined {
  const layers = bytesOfLayers(graph, roots);
  if (layers === undefined) return undefined;
  const sizes = new Float64Array(graph.size);
  for (const [i, layer] of graph.layers.entries()) sizes.fill(layers[i]!, layer.first, layer.first + layer.size);
  return sizes;
}

/** Every worker runs its queue, one task a round. */
function highest(graph: Graph, outputs: readonly number[], sizes: Float64Array, workers: number): number {
  const state = createState(graph, outputs, { workers });
  const queues: number[][] = Array.from({ length: workers }, () => []);
  let held = 0;
  let peak = 0;
  const apply = (event: RunEvent): void => {
    for (const effect of step(state, event) as Effect[]) {
      if (effect.type === "assign") queues[effect.worker]!.push(effect.task);
      else if (effect.type === "recall") queues[effect.worker] = queues[effect.worker]!.filter(task => task !== effect.task);
      else if (effect.type === "release") held -= sizes[effect.task]!;
    }
  };
  apply({ type: "begin" });
  while (state.phase === "running") {
    const running = queues.map(queue => queue.shift());
    if (running.every(task => task === undefined)) break;
    // A block exists while its task makes it, beside the blocks that it reads.
    for (const task of running) if (task !== undefined) held += sizes[task]!;
    peak = Math.max(peak, held);
    running.forEach((task, worker) => {
      if (task === undefined) return;
      apply({ type: "started", task, worker });
      apply({ type: "done", task, worker, bytes: sizes[task]!, travels: true, micros: 1000 });
    });
  }
  return peak;
}
