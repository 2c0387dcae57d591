/** What a run reports: events while it goes on, and the summary it leaves. Plain data. */

import type { Site } from "./graph.ts";

/** Times are milliseconds since the run began. `layer` indexes `RunStarted.layers`. */
export type TaskEvent =
  | { readonly type: "start"; readonly task: number; readonly layer: number; readonly worker: number; readonly at: number }
  | {
      readonly type: "end";
      readonly task: number;
      readonly layer: number;
      readonly worker: number;
      readonly start: number;
      readonly end: number;
      readonly bytes: number;
    }
  | { readonly type: "error"; readonly task: number; readonly layer: number; readonly worker: number; readonly at: number; readonly message: string }
  | { readonly type: "release"; readonly task: number; readonly layer: number; readonly at: number }
  /** Its block went to disk for want of memory, or came back. */
  | { readonly type: "spill" | "readBack"; readonly task: number; readonly layer: number; readonly at: number };

/** One layer of the graph that runs: tasks `first` to `first + size - 1`. `names` are the expressions whose work it does. */
export interface LayerInfo {
  readonly name: string;
  readonly names: readonly string[];
  readonly label: string;
  readonly first: number;
  readonly size: number;
  readonly sites: readonly Site[];
}

export interface RunStarted {
  readonly run: number;
  readonly tasks: number;
  readonly layers: readonly LayerInfo[];
}

export interface LayerProfile {
  readonly name: string;
  readonly names: readonly string[];
  readonly label: string;
  readonly sites: readonly Site[];
  readonly tasks: number;
  readonly done: number;
  /** Sum of task durations, ms. */
  readonly work: number;
  /** Bytes of the blocks it made. */
  readonly bytes: number;
  readonly slowest: { readonly key: string; readonly ms: number } | null;
  readonly median: number;
  /** What each of several operations in one task took, all tasks together, ms; of a layer of one operation there is none. */
  readonly steps?: readonly StepProfile[];
  /** Up to 48 durations in task order, ms: a spark line. */
  readonly spark: readonly number[];
}

export interface StepProfile {
  /** Name of the expression whose work it is. */
  readonly name: string;
  readonly sites: readonly Site[];
  readonly work: number;
}

export interface RunProfile {
  readonly run: number;
  readonly started: string;
  /** Wall time, ms. */
  readonly wall: number;
  readonly work: number;
  readonly workers: number;
  readonly tasks: number;
  /** Bytes read from outside and written there. */
  readonly read: number;
  readonly written?: number;
  /** Bytes of blocks written to disk because memory was full, and read back; of runs where that can happen. */
  readonly spilled?: number;
  readonly readBack?: number;
  /** Bytes of blocks that were made elsewhere than in block memory and copied there, or from worker to worker. */
  readonly copied?: number;
  /** What tasks waited in queues after they could have run, all together, ms. */
  readonly queued?: number;
  /** What the scheduler took, ms. */
  readonly scheduling?: number;
  readonly peak: number;
  readonly layers: readonly LayerProfile[];
  /** Keys along the longest chain of durations, with their ms. */
  readonly criticalPath: readonly { readonly key: string; readonly ms: number }[];
  readonly error: string | null;
}

/** The bounded file a run leaves in the cache folder, keyed by its source file. */
export interface ProfileFile {
  readonly version: 1;
  readonly file: string;
  /** Text hash of each cell that ran, so that sites can be mapped to the present text. */
  readonly cells: readonly { readonly index: number; readonly startLine: number; readonly hash: string }[];
  readonly runs: readonly (RunProfile & { readonly cell: number })[];
}

/** Name of the profile file of a source file inside the cache folder: its base name and a hash of its path (FNV-1a, twice). */
export function profileName(file: string): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (let i = 0; i < file.length; i++) {
    a = Math.imul(a ^ file.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ file.charCodeAt(i), 0x85ebca6b);
  }
  const hex = (n: number) => (n >>> 0).toString(16).padStart(8, "0");
  return `${/([^/\\]*?)(\.[^./\\]*)?$/.exec(file)?.[1] ?? ""}-${hex(a)}${hex(b)}.json`;
}

/** The text of a cell as it is compared between a run and the present: without blanks at line ends and at its end. */
export function cellHash(text: string): string {
  let h = 0x811c9dc5;
  for (const line of text.trimEnd().split("\n")) {
    const trimmed = line.trimEnd();
    for (let i = 0; i <= trimmed.length; i++) h = Math.imul(h ^ (i === trimmed.length ? 10 : trimmed.charCodeAt(i)), 0x01000193);
  }
  return (h >>> 0).toString(16).padStart(8, "0");
}
