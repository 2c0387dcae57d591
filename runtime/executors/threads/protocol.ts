/** What the threads say to each other: record kinds of the rings, messages of the ports, and the words they share. */

import type { ErrorData } from "../../errors.ts";
import type { FunctionPackage } from "../../graph/function-package.ts";
import type { TravellingGraph } from "./travelling-graph.ts";
import type { Census } from "../../schedule/engine.ts";
import type { RunProfile } from "../../../protocol/profile.ts";
import type { SpillFile } from "../../memory/spill.ts";
import type { PackedResource } from "./resources.ts";
import type { RunOrder } from "./run-order.ts";

/** Coordinator to worker. */
export const TO_WORKER = {
  /**
   * run, number of tasks, for each: task, lease or -1, number of inputs, for each: task, form, then a number, or leases and packed tree; of a
   * resident the number of its name, form, name, leases and packed tree.
   * Inputs that the worker has, or will have when it comes to the task, are left out.
   */
  run: 1,
  /** run, task: send the block, someone else needs it. */
  export: 2,
  /** run and task of blocks that are not needed any more, in turn; of a resident -1 and the number of its name. */
  forget: 3,
  /** run: over; nothing of it may be touched again. */
  close: 4,
  /** Leases that are kept for later are wanted back. */
  giveBack: 5,
  /** The record is the next message of the port. */
  large: 9,
} as const;

/** Worker to coordinator. Times are milliseconds since 1970. */
export const TO_COORDINATOR = {
  /** run, task, time. */
  started: 1,
  /** run, task, start, end, bytes, read, written, copied, times of its steps, used leases, dropped leases, form, then nothing, a number, or a packed tree. */
  done: 2,
  /** run, task, time, dropped leases, packed Failure. */
  failed: 3,
  /** run, task, used leases, dropped leases, packed tree. */
  exported: 4,
  /** run: everything of it is gone here. */
  closed: 5,
  /** 1 or 2 (stream), text. */
  output: 6,
  /** run, number of tasks, for each: task, start, end, the number that it gave. */
  numbers: 7,
  /** The first word of a thread: it can take tasks now. */
  hello: 10,
  /** run, task, bytes or 0, dropped leases: not run, or not sent, because an input is not there, or there was no room for so many bytes. */
  returned: 8,
  /** Dropped leases. */
  gaveBack: 11,
  large: 9,
} as const;

/** Forms of a block in a done record. */
export const FORM = { local: 0, number: 1, tree: 2, resident: 3 } as const;
/** Stands for a run where residents are spoken of. */
export const NO_RUN = -1;

export interface Failure {
  readonly error: ErrorData;
  /** Of the first inputs. */
  readonly summaries: readonly string[];
}

/** Words of a worker's control block (Int32), and numbers behind them (Float64). */
export const WORD = {
  /** Grows when there is something in the worker's ring. */
  bell: 0,
  /** What it runs: run and task, -1 for nothing. */
  run: 1,
  task: 2,
  /** 0: nothing asked, 1: a lease is asked for, 2: answered. */
  ask: 3,
  /** 1 while it sleeps, and hears its bell only by being notified. */
  asleep: 4,
} as const;
/** Words of the coordinator's bell. */
export const BELL = { count: 0, asleep: 1, words: 2 } as const;
/** Rings a bell, and wakes who sleeps beside it: to notify somebody who is awake would cost as much as a task. */
export function ringBell(words: Int32Array, count: number, asleep: number): void {
  Atomics.add(words, count, 1);
  if (Atomics.load(words, asleep) === 1) Atomics.notify(words, count);
}
/** Sleeps until the bell has another count than `heard`, or for a while. */
export function sleepUntilRung(words: Int32Array, count: number, asleep: number, heard: number, milliseconds: number): "ok" | "not-equal" | "timed-out" {
  Atomics.store(words, asleep, 1);
  const end = Atomics.wait(words, count, heard, milliseconds);
  Atomics.store(words, asleep, 0);
  return end;
}
export const NUMBER = {
  /** Bytes asked for. */
  bytes: 0,
  /** The lease, or minus the limit where there is none, or 0 where there is none as long as other tasks are at work. */
  lease: 1,
  /** How many more leases of the same size come along, and which. */
  more: 2,
  extra: 3,
} as const;
export const MOST_EXTRA = 3;
const WORDS_BYTES = 64;
export const controlBuffer = (): SharedArrayBuffer => new SharedArrayBuffer(WORDS_BYTES + 64);
export const controlWords = (buffer: SharedArrayBuffer): Int32Array => new Int32Array(buffer, 0, WORDS_BYTES / 4);
export const controlNumbers = (buffer: SharedArrayBuffer): Float64Array => new Float64Array(buffer, WORDS_BYTES);

/** What a worker starts with. */
export interface WorkerStart {
  readonly index: number;
  readonly memory: WebAssembly.Memory;
  readonly wide: boolean;
  /** By page: the first page of its lease. */
  readonly leases: Int32Array;
  /** Pages of unused leases that the worker may keep. */
  readonly keep: number;
  /** The coordinator's bell. */
  readonly bell: Int32Array;
  readonly control: SharedArrayBuffer;
  readonly toWorker: SharedArrayBuffer;
  readonly toCoordinator: SharedArrayBuffer;
  readonly port: import("node:worker_threads").MessagePort;
}
/** By port to a worker. */
export type WorkerMessage =
  | {
      readonly type: "open";
      readonly run: number;
      readonly graph: TravellingGraph;
      readonly outputs: readonly number[];
      readonly functions: readonly FunctionPackage[];
      readonly events: boolean;
      readonly priority: number;
    }
  | { readonly type: "resources"; readonly add: readonly PackedResource[]; readonly remove: readonly string[] }
  | { readonly type: "record"; readonly words: Int32Array };

export interface CoordinatorStart {
  readonly workers: number;
  readonly workerUrl: string;
  readonly memory: WebAssembly.Memory;
  readonly maximumPages: number;
  readonly wide: boolean;
  readonly memoryLimit: number;
  /** Bytes of the result of one run, which goes to the caller's own memory. */
  readonly resultLimit: number;
  readonly spillFolder: string;
  readonly recordFolder: string | undefined;
  readonly bell: Int32Array;
  readonly port: import("node:worker_threads").MessagePort;
}
/** By port to the coordinator. */
export type CoordinatorMessage =
  | ({ readonly type: "open"; readonly functions: readonly FunctionPackage[] } & RunOrder)
  | { readonly type: "resources"; readonly add: readonly PackedResource[]; readonly remove: readonly string[] }
  | { readonly type: "abort"; readonly run: number }
  /** The caller has copied the results. */
  | { readonly type: "collected"; readonly run: number }
  /** The caller wants a resident's value: it stays where it is until `returned`. */
  | { readonly type: "lend"; readonly name: string }
  | { readonly type: "returned"; readonly id: number }
  /** A handle of the resident is gone. */
  | { readonly type: "release"; readonly name: string }
  | { readonly type: "census" }
  | { readonly type: "close" };

/** An output that stays with the engine. */
export interface KeptBlock {
  readonly kept: string;
  readonly bytes: number;
}
export interface PackedBlock {
  /** A number as it is. */
  readonly tree: Uint8Array | number;
  readonly leases: readonly number[];
  /** Where what the leases held is, of a block that was written to disk. */
  readonly files: readonly SpillFile[];
  /** What they held itself, where it was read from disk. */
  readonly data?: readonly Uint8Array[];
}
/** By port to the caller. */
export type CallerMessage =
  /** Eight numbers an event, see events.ts; messages of errors in order. */
  | { readonly type: "events"; readonly run: number; readonly events: Float64Array; readonly messages: readonly string[] }
  | { readonly type: "finished"; readonly run: number; readonly blocks: readonly (PackedBlock | KeptBlock)[]; readonly profile: RunProfile }
  | { readonly type: "failed"; readonly run: number; readonly error: ErrorData }
  | { readonly type: "cancelled"; readonly run: number }
  /** Answers come in the order of the questions. */
  | { readonly type: "lent"; readonly id: number; readonly block: PackedBlock | undefined; readonly trouble: string }
  | { readonly type: "census"; readonly census: Census }
  | { readonly type: "output"; readonly stream: 1 | 2; readonly text: string };
