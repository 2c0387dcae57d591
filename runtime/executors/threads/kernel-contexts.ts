/** What kernels in a worker get, made for the index of a task; all but the index is shared. */

import type { KernelContext } from "../../kernels/kernel.ts";
import type { LiveFunctions } from "../live-functions.ts";
import type { WorkerStart } from "./protocol.ts";
import type { Resources } from "./resources.ts";
import type { WorkerMemory } from "./worker-memory.ts";

/** What a task has counted. */
export interface TaskCounts {
  read: number;
  written: number;
  steps: number[];
}

export function kernelContexts(
  { memory, wide }: Pick<WorkerStart, "memory" | "wide">,
  { alloc, bytes }: Pick<WorkerMemory, "alloc" | "bytes">,
  { get: func }: Pick<LiveFunctions, "get">,
  { get: resource }: Pick<Resources, "get">,
  counts: TaskCounts,
): (index: readonly number[]) => KernelContext {
  const count: KernelContext["count"] = (counter, amount) => {
    counts[counter] += amount;
  };
  const step: KernelContext["step"] = milliseconds => void counts.steps.push(milliseconds);
  return index => ({ index, alloc, bytes, memory, wide, func, resource, count, step });
}
