/** The engine a run goes to: made at its first use, kept for the next. */

import { availableParallelism } from "node:os";
import { KERNELS } from "../executors/kernels.ts";
import { createInlineEngine } from "../executors/inline.ts";
import { createThreadsEngine } from "../executors/threads/engine.ts";
import type { RunOptions } from "../expr/environment.ts";
import { liveFunction } from "../functions/ref.ts";
import { parseBytes } from "../meta/format.ts";
import { NotSupportedError } from "../errors.ts";
import type { Engine } from "../schedule/engine.ts";
import { config } from "./config.ts";

let inline: Engine | undefined;
const pools = new Map<string, Engine>();

/** `options.scheduler`, else the setting, else threads. */
export function engineFor(options: RunOptions): Engine {
  const scheduler = options.scheduler ?? config.get<RunOptions["scheduler"]>("scheduler", "threads");
  switch (scheduler) {
    case "sync":
      return (inline ??= createInlineEngine({ kernels: KERNELS, liveFunction }));
    case "threads":
      return threads(options);
    default:
      throw new NotSupportedError(`scheduler: expected "threads" or "sync", got ${typeof scheduler === "string" ? `"${scheduler}"` : typeof scheduler}`);
  }
}

function threads(options: RunOptions): Engine {
  const numWorkers = options.numWorkers ?? config.get<number>("num-workers", availableParallelism());
  if (!Number.isInteger(numWorkers) || numWorkers < 1) throw new RangeError(`numWorkers: expected a whole number of at least 1, got ${String(numWorkers)}`);
  const limit = options.memoryLimit ?? config.get<number | string | undefined>("memory-limit");
  const memoryLimit = limit === undefined ? undefined : parseBytes(limit);
  const key = `${numWorkers}:${memoryLimit ?? ""}`;
  let engine = pools.get(key);
  if (engine === undefined) {
    engine = createThreadsEngine({ numWorkers, ...(memoryLimit === undefined ? {} : { memoryLimit }) });
    pools.set(key, engine);
  }
  return engine;
}

/** Stops all threads; the next run starts new ones. */
export async function closeEngines(): Promise<void> {
  const open = [...pools.values()];
  pools.clear();
  await Promise.all(open.map(engine => engine.close()));
}
