/** The engine a run goes to: made at its first use, kept for the next. */

import { availableParallelism } from "node:os";
import { KERNELS } from "../executors/kernels.ts";
import { createInlineEngine } from "../executors/inline.ts";
import { createProcessesEngine } from "../executors/processes/engine.ts";
import { createThreadsEngine } from "../executors/threads/engine.ts";
import type { RunOptions } from "../expr/environment.ts";
import { liveFunction } from "../functions/ref.ts";
import { defaultBudget } from "../memory/budget.ts";
import { parseBytes } from "../meta/format.ts";
import { NotSupportedError } from "../errors.ts";
import type { Engine } from "../schedule/engine.ts";
import { config } from "./config.ts";

let inline: Engine | undefined;
const pools = new Map<string, Engine>();

/** Dask's other words for the same. */
const NAMES: Readonly<Record<string, Engine["kind"]>> = {
  sync: "inline",
  synchronous: "inline",
  "single-threaded": "inline",
  threads: "threads",
  threading: "threads",
  processes: "processes",
  multiprocessing: "processes",
};

/** `options.scheduler`, else the setting (BASK_SCHEDULER), else threads. */
export function engineFor(options: RunOptions): Engine {
  const scheduler = options.scheduler ?? config.get<RunOptions["scheduler"]>("scheduler", "threads");
  const kind = typeof scheduler === "string" && Object.hasOwn(NAMES, scheduler) ? NAMES[scheduler] : undefined;
  if (kind === undefined) {
    const got = typeof scheduler === "string" ? `"${scheduler}"` : typeof scheduler;
    throw new NotSupportedError(`scheduler: expected "threads", "processes" or "sync", got ${got}`);
  }
  if (kind === "inline") return (inline ??= createInlineEngine({ kernels: KERNELS, liveFunction }));
  return pool(kind, options);
}

const workersOf = (options: RunOptions): number => options.numWorkers ?? config.get<number>("num-workers", availableParallelism());
export function memoryLimitOf(options: RunOptions): number | undefined {
  const limit = options.memoryLimit ?? config.get<number | string | undefined>("memory-limit");
  if (limit === undefined) return undefined;
  const bytes = parseBytes(limit, "memoryLimit");
  if (!(bytes > 0)) throw new RangeError(`memoryLimit: expected more than 0 bytes, got ${limit}`);
  return bytes;
}

/** Bytes a block may have so that every worker has room for one with the four or so that it is made of, and for the next task's as well. */
export const largestBlock = (options: RunOptions): number => (memoryLimitOf(options) ?? defaultBudget()) / (8 * Math.max(1, workersOf(options)));

/** Of one size and limit there is one pool, which stays warm. */
function pool(kind: "threads" | "processes", options: RunOptions): Engine {
  const numWorkers = workersOf(options);
  if (!Number.isInteger(numWorkers) || numWorkers < 1) throw new RangeError(`numWorkers: expected a whole number of at least 1, got ${String(numWorkers)}`);
  const memoryLimit = memoryLimitOf(options);
  const key = `${kind}:${numWorkers}:${memoryLimit ?? ""}`;
  let engine = pools.get(key);
  if (engine === undefined) {
    const settings = { numWorkers, ...(memoryLimit === undefined ? {} : { memoryLimit }) };
    engine = kind === "threads" ? createThreadsEngine(settings) : createProcessesEngine(settings);
    pools.set(key, engine);
  }
  return engine;
}

/** Stops all threads and processes; the next run starts new ones. What was persisted moves to ordinary memory, unless nobody will want it. */
export async function closeEngines({ discard = false }: { discard?: boolean } = {}): Promise<void> {
  const open = [...pools.values()];
  pools.clear();
  await Promise.all(open.map(engine => engine.close(discard)));
}
