/** Who wants to know of runs: the session shows them, a Profiler measures them, a ProgressBar prints them. */

import type { RunProfile, RunStarted, TaskEvent } from "../../protocol/profile.ts";
import type { Expr } from "../expr/expr.ts";
import type { Graph } from "../graph/graph.ts";

export interface RunObserver {
  /** Before the first task: what was asked for, and the graph that runs. */
  start?(run: { readonly id: number; readonly roots: readonly Expr[]; readonly graph: Graph; readonly started: RunStarted }): void;
  events?(id: number, events: readonly TaskEvent[]): void;
  end?(id: number, profile: RunProfile): void;
  failed?(id: number, error: unknown): void;
}

const observers = new Set<RunObserver>();

/** Returns what stops it. */
export function observeRuns(observer: RunObserver): () => void {
  observers.add(observer);
  return () => void observers.delete(observer);
}
export const runObservers = (): readonly RunObserver[] => [...observers];
