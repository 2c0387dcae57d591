/** Collects what happened to each task of one run. Columns of numbers: a million tasks are a few megabytes. */

import type { LayerInfo } from "../../protocol/profile.ts";
import { type Graph, layerOf } from "../graph/graph.ts";

/** Times are milliseconds since the run began; -1 where a task has not ended. */
export interface Recording {
  readonly graph: Graph;
  /** When the run began, as an ISO date. */
  readonly started: string;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly bytes: Float64Array;
  /** Bytes read from outside. */
  read: number;
  written: number;
  /** Bytes of blocks written to disk for want of room, and read back. */
  spilled: number;
  readBack: number;
  /** Bytes of blocks copied into block memory, or from worker to worker. */
  copied: number;
  /** What tasks waited in queues, and what scheduling took, ms. */
  queued: number;
  scheduling: number;
  /** Bytes of the blocks that are held now, and at most. */
  live: number;
  peak: number;
  error: string | null;
  /** By layer: what each step of its tasks took together, ms. */
  readonly steps: Map<number, number[]>;
}

export function createRecording(graph: Graph, started: Date): Recording {
  return {
    graph,
    started: started.toISOString(),
    start: new Float64Array(graph.size).fill(-1),
    end: new Float64Array(graph.size).fill(-1),
    bytes: new Float64Array(graph.size),
    read: 0,
    written: 0,
    spilled: 0,
    readBack: 0,
    copied: 0,
    queued: 0,
    scheduling: 0,
    live: 0,
    peak: 0,
    error: null,
    steps: new Map(),
  };
}

/** A task that runs again counts with its last run. */
export function recordEnd(recording: Recording, task: number, start: number, end: number, bytes: number): void {
  recording.start[task] = start;
  recording.end[task] = end;
  recording.bytes[task] = bytes;
  recording.live += bytes;
  recording.peak = Math.max(recording.peak, recording.live);
}

export function recordSteps(recording: Recording, task: number, steps: readonly number[]): void {
  if (steps.length === 0) return;
  const layer = layerOf(recording.graph, task);
  const sums = recording.steps.get(layer);
  if (sums === undefined) recording.steps.set(layer, [...steps]);
  else for (let i = 0; i < steps.length; i++) sums[i] = (sums[i] ?? 0) + steps[i]!;
}

export function recordRelease(recording: Recording, task: number): void {
  recording.live -= recording.bytes[task]!;
}

export function layerInfos(graph: Graph): LayerInfo[] {
  return graph.layers.map(({ name, names, label, first, size, sites }) => ({ name, names, label, first, size, sites }));
}
