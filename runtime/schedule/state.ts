/** All that the scheduler knows of one run. `step` alone changes it. Arrays are indexed by task id unless said otherwise. */

import { linksOf, neededFor, type Links } from "../graph/links.ts";
import { order } from "../graph/order.ts";
import type { Graph } from "../graph/graph.ts";
import { RankSet } from "./rank-set.ts";
import { createLog, type TransitionLog } from "./story.ts";

/**
 * skipped: no output needs it. ready: its inputs are in memory, or will be made before it in the queue of the worker that it follows.
 * assigned: in a worker's queue, its inputs perhaps on their way. released: it was in memory and nobody needs it any more, or it is lost.
 */
export const STATUS = { skipped: 0, waiting: 1, ready: 2, assigned: 3, running: 4, memory: 5, released: 6, erred: 7 } as const;
export type Status = keyof typeof STATUS;
export const STATUS_NAMES = Object.keys(STATUS) as Status[];

/** Values of `followed` beside workers. */
export const FOLLOWS = { nobody: -1, several: -2 } as const;

export interface WorkerState {
  alive: boolean;
  /** Tasks in its queue, the one that runs included. */
  load: number;
  /** Ranks of ready tasks whose largest input it made last, so that it is probably in its cache; any idle worker may take them. */
  readonly near: RankSet;
  /** Ranks of ready tasks that read a block which lives in this worker only. */
  readonly bound: RankSet;
  /** Ranks of ready tasks whose missing inputs all stand in this worker's queue: they can follow them there, and nowhere else. */
  readonly after: RankSet;
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
  /** Inputs that are not in memory, as long as the task has not run. */
  readonly waiting: Int32Array;
  /** Users that have yet to finish, and one more for an output. At 0 the block goes. */
  readonly holders: Int32Array;
  /** The worker that has the task or made its block; of a ready task, the one whose queue it stands in. -1 for none. */
  readonly owner: Int16Array;
  /** The one worker in whose queue those of its missing inputs are that stand in a queue, or one of FOLLOWS. */
  readonly followed: Int16Array;
  /** How many of its missing inputs stand there. */
  readonly ahead: Int32Array;
  /** 1: any worker can read the block. 0: it lives in its owner only. */
  readonly travels: Uint8Array;
  /** Size of the block, where it is in memory. */
  readonly bytes: Float64Array;
  /** Errors and deaths of the tasks that had any. */
  readonly trouble: Map<number, { errors: number; deaths: number }>;
  readonly workers: WorkerState[];
  /** Ranks of ready tasks that no worker is better for. */
  readonly anywhere: RankSet;
  /** Tasks in status ready. */
  readyCount: number;
  /** Outputs that are not in memory. */
  outputsLeft: number;
  /** First task of each layer, ascending, and the size of the graph behind them. */
  readonly layers: Int32Array;
  /** By layer: moving average of its tasks' durations in microseconds, 0 as long as none is known. It sets how deep queues are. */
  readonly pace: Float64Array;
  phase: "running" | "finished" | "failed" | "cancelled";
  /** Nothing is assigned: a run that matters more has work for every worker. */
  held: boolean;
  readonly retries: number;
  /** Deaths of workers that a task may see; the next one is blamed on it. */
  readonly allowedDeaths: number;
  /** Bounds of a worker's queue. */
  readonly depth: { readonly least: number; readonly most: number };
  /** Tasks may stand in a queue behind the ones that make their inputs. */
  readonly follow: boolean;
  readonly log: TransitionLog;
}

export interface RunSettings {
  readonly workers: number;
  readonly retries?: number;
  readonly allowedDeaths?: number;
  readonly depth?: { readonly least: number; readonly most: number };
  /** Workers that have yet to join: all others are there from the beginning. */
  readonly absent?: (worker: number) => boolean;
  /** Only for workers that run their queue in its order and give back what they cannot run. */
  readonly follow?: boolean;
}

export function createState(graph: Graph, outputs: readonly number[], settings: RunSettings): RunState {
  const links = linksOf(graph);
  const { size, depOffsets, deps } = links;
  const needed = neededFor(links, outputs);
  const sequence = order(links, needed);
  const tasks = sequence.length;
  const rank = new Int32Array(size).fill(-1);
  for (let position = 0; position < tasks; position++) rank[sequence[position]!] = position;
  const output = new Uint8Array(size);
  const holders = new Int32Array(size);
  let outputsLeft = 0;
  for (const task of outputs) {
    if (output[task] === 1) continue;
    output[task] = 1;
    holders[task]!++;
    outputsLeft++;
  }
  const status = new Uint8Array(size);
  const waiting = new Int32Array(size);
  const anywhere = new RankSet(tasks);
  for (let position = 0; position < tasks; position++) {
    const task = sequence[position]!;
    const [first, end] = [depOffsets[task]!, depOffsets[task + 1]!];
    waiting[task] = end - first;
    for (let at = first; at < end; at++) holders[deps[at]!]!++;
    status[task] = end === first ? STATUS.ready : STATUS.waiting;
    if (end === first) anywhere.add(position);
  }
  const layers = Int32Array.from([...graph.layers.map(layer => layer.first), size]);
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
    followed: new Int16Array(settings.follow === true ? size : 0).fill(FOLLOWS.nobody),
    ahead: new Int32Array(settings.follow === true ? size : 0),
    travels: new Uint8Array(size),
    bytes: new Float64Array(size),
    trouble: new Map(),
    workers: Array.from({ length: settings.workers }, (_, worker) => createWorkerState(tasks, settings.absent?.(worker) !== true)),
    readyCount: anywhere.size,
    outputsLeft,
    layers,
    pace: new Float64Array(graph.layers.length),
    phase: "running",
    held: false,
    retries: settings.retries ?? 0,
    allowedDeaths: settings.allowedDeaths ?? 3,
    depth: settings.depth ?? { least: 2, most: 512 },
    follow: settings.follow === true,
    log: createLog(tasks),
  };
}

export const createWorkerState = (tasks: number, alive = true): WorkerState => ({
  alive,
  load: 0,
  near: new RankSet(tasks),
  bound: new RankSet(tasks),
  after: new RankSet(tasks),
});

let lastLayer = 0;

/** Position of the layer of a task; most often it is that of the task before. */
export function layerIn(layers: Int32Array, task: number): number {
  if (lastLayer < layers.length - 1 && layers[lastLayer]! <= task && task < layers[lastLayer + 1]!) return lastLayer;
  let low = 0;
  let high = layers.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (layers[middle]! <= task) low = middle;
    else high = middle - 1;
  }
  return (lastLayer = low);
}
