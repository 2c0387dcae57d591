/** Collects what happened to each task of one run. Columns of numbers: a million tasks are a few megabytes. */

import type { LayerInfo } from "../../protocol/profile.ts";
import type { Graph } from "../graph/graph.ts";

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
  /** Bytes of the blocks that are held now, and at most. */
  live: number;
  peak: number;
  error: string | null;
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
    live: 0,
    peak: 0,
    error: null,
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

export function recordRelease(recording: Recording, task: number): void {
  recording.live -= recording.bytes[task]!;
}

export function layerInfos(graph: Graph): LayerInfo[] {
  return graph.layers.map(({ name, names, label, first, size, sites }) => ({ name, names, label, first, size, sites }));
}
