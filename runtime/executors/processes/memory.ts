/** Block memory of a worker process: the same memory and pool as the threads share, all for itself. */

import { describeBlock, needsDescription } from "../../memory/codec.ts";
import { Pool } from "../../memory/pool.ts";
import { createSharedMemory, growTo } from "../../memory/shared-memory.ts";
import { PAGE } from "../../memory/size-class.ts";
import type { KernelContext } from "../../kernels/kernel.ts";
import { controlBuffer, controlNumbers, controlWords, NUMBER, WORD } from "../threads/protocol.ts";
import { createResources } from "../threads/resources.ts";
import { workerMemory } from "../threads/worker-memory.ts";

/** Writes blocks away as long as it is told that more room is wanted; false: nothing more can go. */
export type MakeRoom = (wanted: () => boolean) => boolean;

export interface ProcessMemory {
  readonly doors: Pick<KernelContext, "alloc" | "bytes" | "memory" | "wide">;
  /** A task begins, which may need room. */
  begin(makeRoom: MakeRoom): void;
  /** Ends a task: the leases that its result holds. */
  settle(value: unknown, inputs: readonly number[]): readonly number[];
  drop(leases: readonly number[]): void;
}

export function processMemory(limit: number): ProcessMemory {
  const shared = createSharedMemory(limit, true);
  const leases = new Int32Array(shared.maximumPages);
  const pool = new Pool(1, shared.maximumPages, growTo(shared), leases);
  pool.limit = Math.max(8, Math.min(pool.limit, Math.floor(limit / PAGE)));
  const control = controlBuffer();
  const [words, numbers] = [controlWords(control), controlNumbers(control)];
  let makeRoom: MakeRoom = () => false;
  /** What the worker side of threads asks of their coordinator is answered at once. */
  const ring = () => {
    const bytes = numbers[NUMBER.bytes]!;
    let lease = pool.take(bytes);
    if (lease < 0) {
      makeRoom(() => lease < 0 && (lease = pool.take(bytes)) < 0);
      if (lease < 0) lease = pool.take(bytes);
    }
    numbers[NUMBER.lease] = lease < 0 ? -pool.limit * PAGE : lease;
    numbers[NUMBER.more] = 0;
    words[WORD.ask] = 2;
  };
  const memory = workerMemory({ memory: shared.memory, leases, keep: Math.min(256, pool.limit >> 4), words, numbers, ring, resources: createResources() });
  const drop = (gone: readonly number[]) => gone.forEach(lease => pool.drop(lease));
  return {
    doors: { alloc: memory.alloc, bytes: memory.bytes, memory: shared.memory, wide: shared.wide },
    begin(next) {
      makeRoom = next;
    },
    settle(value, inputs) {
      let used: readonly number[] = [];
      if (needsDescription(value, 0)) {
        const around = { ...memory.around, adopt: () => ({ lease: 0, offset: 0 }) };
        used = describeBlock(value, around, false)?.leases.filter(lease => lease > 0) ?? [...new Set([...inputs, ...memory.taken()])];
      }
      for (const lease of used) pool.hold(lease);
      drop(memory.settle(used));
      return used;
    },
    drop,
  };
}
