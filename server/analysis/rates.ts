/** How long operations took in the runs of a file: what the time of a run to come is predicted from. */

import type { ProfileFile } from "../../protocol/profile.ts";
import type { Graph } from "../../runtime/graph/graph.ts";

interface Rate {
  /** Milliseconds of one task. */
  readonly task: number;
  /** Bytes of the block that one task made. */
  readonly bytes: number;
}
export interface Rates {
  /** By the label of the layer: one operation, or several fused. */
  readonly byLabel: ReadonlyMap<string, Rate>;
  readonly workers: number;
}

export function ratesOf(profile: ProfileFile | undefined): Rates | undefined {
  if (profile === undefined || profile.runs.length === 0) return undefined;
  const byLabel = new Map<string, Rate>();
  let workers = 1;
  for (const run of profile.runs) {
    ({ workers } = run);
    for (const { label, done, work, bytes } of run.layers) if (done > 0) byLabel.set(label, { task: work / done, bytes: bytes / done });
  }
  return { byLabel, workers };
}

/** Blocks below this say little of how long they take: a call costs what it costs. */
const SMALL = 64 * 1024;

export interface PredictedTime {
  /** Of all tasks together, and by the clock, in ms. */
  readonly work: number;
  readonly wall: number;
  readonly workers: number;
}

/** Undefined where an operation of the graph has never run. */
export function timeOf(graph: Graph, { byLabel, workers }: Rates): PredictedTime | undefined {
  let work = 0;
  let wall = 0;
  for (const { label, size, blockBytes } of graph.layers) {
    const rate = byLabel.get(label);
    if (rate === undefined) return undefined;
    const scale = blockBytes !== null && blockBytes > SMALL && rate.bytes > SMALL ? blockBytes / rate.bytes : 1;
    const layer = rate.task * scale * size;
    work += layer;
    wall += layer / Math.max(1, Math.min(workers, size));
  }
  return { work, wall, workers };
}
