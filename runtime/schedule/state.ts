/** All that the scheduler knows of one run. `step` alone changes it. Arrays are indexed by task id unless said otherwise. */

import TinyQueue from "tinyqueue";
import { linksOf, neededFor, type Links } from "../graph/links.ts";
import { order } from "../graph/order.ts";
import type { Graph } from "../graph/graph.ts";
import { createLog, type TransitionLog } from "./story.ts";

/** skipped: no output needs it. assigned: in a worker's queue, its inputs perhaps on their way. */
export const STATUS = { skipped: 0, waiting: 1, ready: 2, assigned: 3, running: 4, memory: 5, released: 6, erred: 7 } as const;
export type Status = keyof typeof STATUS;
export const STATUS_NAMES = Object.keys(STATUS) as Status[];

export interface WorkerState {
  alive: boolean;
  /** Tasks in its queue, the one that runs included. */
  readonly assigned: Set<number>;
  /** Ranks of ready tasks whose largest input it made last, so that it is probably in its cache; any idle worker may take them. */
  readonly near: TinyQueue<number>;
  /** Ranks of ready tasks that read a block which lives in this worker only. */
  readonly bound: TinyQueue<number>;
}

export interface RunState {
  readonly links: Links;
  /** Task by rank: the order in which tasks are wanted. */
  readonly sequence: Int32Array;
  /** Rank by task; -1 where skipped. */
  readonly rank: Int32Array;
  /** 1 where the block is kept for the caller. */
  readonly output: Uint8Array;
  /** One of STATUS. */
  readonly status: Uint8Array;
  /** Inputs that are not in memory, while the task is waiting. */
  readonly waiting: Int32Array;
  /** Users that have yet to finish, and one more for an output. At 0 the block goes. */
  readonly holders: Int32Array;
  /** The worker that has the task or made its block; -1 for none. */
  readonly owner: Int16Array;
  /** 1: any worker can read the block. 0: it lives in its owner only. */
  readonly travels: Uint8Array;
  /** Size of the block, where it is in memory. */
  readonly bytes: Float64Array;
  /** Errors and deaths of the tasks that had any. */
  readonly trouble: Map<number, { errors: number; deaths: number }>;
  readonly workers: WorkerState[];
  /** Ranks of ready tasks that no worker is better for. */
  readonly anywhere: TinyQueue<number>;
  /** Tasks in status ready. */
  readyCount: number;
  /** Outputs that are not in memory. */
  outputsLeft: number;
  /** First task of each layer, ascending. */
  readonly layers: Int32Array;
  /** By layer: moving average of its tasks' durations in microseconds, 0 as long as none is known. It sets how deep queues are. */
  readonly pace: Float64Array;
  phase: "running" | "finished" | "failed" | "cancelled";
  readonly retries: number;
  /** Deaths of workers that a task may see; the next one is blamed on it. */
  readonly allowedDeaths: number;
  /** Bounds of a worker's queue. */
  readonly depth: { readonly least: number; readonly most: number };
  readonly log: TransitionLog;
}

export interface RunSettings {
  readonly workers: number;
  readonly retries?: number;
  readonly allowedDeaths?: number;
  readonly depth?: { readonly least: number; readonly most: number };
}

export function createState(graph: Graph, outputs: readonly number[], settings: RunSettings): RunState {
  return stateOf(
    linksOf(graph),
    outputs,
    settings,
    Int32Array.from(graph.layers, layer => layer.first),
  );
}

function stateOf(links: Links, outputs: readonly number[], settings: RunSettings, layers: Int32Array): RunState {
  const { size, depOffsets, deps } = links;
  const needed = neededFor(links, outputs);
  const sequence = order(links, needed);
  const rank = new Int32Array(size).fill(-1);
  for (let position = 0; position < sequence.length; position++) rank[sequence[position]!] = position;
  const output = new Uint8Array(size);
  for (const task of outputs) output[task] = 1;
  const status = new Uint8Array(size);
  const waiting = new Int32Array(size);
  const holders = new Int32Array(size);
  const anywhere = new TinyQueue<number>();
  for (const task of sequence) {
    waiting[task] = depOffsets[task + 1]! - depOffsets[task]!;
    holders[task]! += output[task]!;
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) holders[deps[at]!]!++;
    status[task] = waiting[task] === 0 ? STATUS.ready : STATUS.waiting;
    if (waiting[task] === 0) anywhere.push(rank[task]!);
  }
  return {
    links,
    sequence,
    rank,
    output,
    status,
    waiting,
    holders,
    anywhere,
    owner: new Int16Array(size).fill(-1),
    travels: new Uint8Array(size),
    bytes: new Float64Array(size),
    trouble: new Map(),
    workers: Array.from({ length: settings.workers }, createWorkerState),
    readyCount: anywhere.length,
    outputsLeft: output.reduce((n, each) => n + each, 0),
    layers,
    pace: new Float64Array(layers.length),
    phase: "running",
    retries: settings.retries ?? 0,
    allowedDeaths: settings.allowedDeaths ?? 3,
    depth: settings.depth ?? { least: 2, most: 512 },
    log: createLog(sequence.length),
  };
}

export const createWorkerState = (): WorkerState => ({ alive: true, assigned: new Set(), near: new TinyQueue(), bound: new TinyQueue() });

/** Position of the layer of a task. */
export function layerIn(layers: Int32Array, task: number): number {
  let low = 0;
  let high = layers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (layers[middle]! <= task) low = middle;
    else high = middle - 1;
  }
  return low;
}
