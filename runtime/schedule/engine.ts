/** What `run.ts` asks of whatever executes graphs: the inline engine in the caller's thread, or the coordinator thread and its workers. */

import type { RunProfile, RunStarted, TaskEvent } from "../../protocol/profile.ts";
import type { FunctionPackage } from "../graph/function-package.ts";
import type { Graph } from "../graph/graph.ts";
import type { HeldBlock } from "./held-block.ts";

export interface EngineOptions {
  readonly retries?: number;
  readonly priority?: number;
  /** Bytes; blocks above it spill. */
  readonly memoryLimit?: number;
}

export interface RunRequest {
  readonly graph: Graph;
  /** Tasks whose blocks are wanted. */
  readonly outputs: readonly number[];
  /** User functions by FunctionRef id, with what they capture. */
  readonly functions: readonly FunctionPackage[];
  /** Constants by hash; blocks that this engine holds as their handles. */
  readonly resources: ReadonlyMap<string, unknown>;
  /** A name for each output: the engine may keep their blocks, and give a HeldBlock instead. Equal names are equal values. */
  readonly keep?: readonly string[] | undefined;
  readonly options: EngineOptions;
  readonly signal?: AbortSignal | undefined;
  /** Batched, at most about 20 times a second. */
  readonly onEvents?: ((events: readonly TaskEvent[]) => void) | undefined;
  readonly onStart?: ((started: RunStarted) => void) | undefined;
}

export interface RunOutcome {
  /** A block an output, in the caller's own memory (ordinary ArrayBuffers), or the handle of one that the engine keeps. */
  readonly blocks: readonly unknown[];
  readonly profile: RunProfile;
}

/** What an engine holds now: nothing of it may be left when no run is open. */
export interface Census {
  readonly runs: number;
  readonly blocks: number;
  /** Of block memory: what blocks hold, beside what workers keep for the next ones. */
  readonly bytes: number;
  /** On disk. */
  readonly files: number;
}

export interface Engine {
  readonly kind: "inline" | "threads" | "processes";
  readonly workers: number;
  /** Rejects with TaskError, KilledWorkerError, MemoryError, or `signal.reason`. What it held is freed either way. */
  run(request: RunRequest): Promise<RunOutcome>;
  census(): Promise<Census>;
  /** Whether the block is where this engine's tasks can read it. */
  holds?(block: HeldBlock): boolean;
  /** Blocks that are held move out to ordinary memory, unless they are to be discarded. */
  close(discard?: boolean): Promise<void>;
}
