/**
 * A worker process: takes tasks as messages and runs them one after another. Its numeric blocks lie in WebAssembly memory of its own, so that
 * the same kernels run as in threads; what does not fit, and what another process needs, is written to files.
 */

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../make-folder.ts";
import { errorToData } from "../../errors.ts";
import type { LoadModule } from "../../functions/rebuild.ts";
import { TaskReader } from "../../graph/task-reader.ts";
import type { KernelContext, KernelTable } from "../../kernels/kernel.ts";
import { blockBytes } from "../../memory/block-bytes.ts";
import { blockSummary } from "../../memory/block-summary.ts";
import { kernelOf } from "../inline.ts";
import { liveFunctions } from "../live-functions.ts";
import { NAMED_INPUTS } from "../task-failure.ts";
import { blockFromBytes, blockToBytes } from "./block-bytes.ts";
import { processMemory, type ProcessMemory } from "./memory.ts";
import { BY_MESSAGE, type FromWorker, type Sent, type ToWorker } from "./protocol.ts";
import "../value-classes.ts";

export interface ProcessOptions {
  readonly kernels: KernelTable;
  readonly loadModule?: LoadModule | undefined;
}
interface Held {
  /** Undefined where `file` has it. */
  value: { readonly block: unknown } | undefined;
  leases: readonly number[];
  readonly bytes: number;
  file: string | undefined;
  /** Another process wrote the file, and whoever started both removes it. */
  readonly foreign: boolean;
}
interface OpenRun {
  readonly id: number;
  readonly reader: TaskReader;
  readonly outputs: ReadonlySet<number>;
  readonly blocks: Map<number, Held>;
  readonly resources: Map<string, Sent>;
  /** Functions of the user that are being rebuilt. */
  readonly ready: Promise<void>;
}

export function startProcessWorker({ kernels, loadModule }: ProcessOptions): void {
  const runs = new Map<number, OpenRun>();
  const functions = liveFunctions(loadModule);
  const queue: { readonly run: OpenRun; readonly task: number }[] = [];
  const values = new Map<string, unknown>();
  let memory: ProcessMemory;
  let folder = "";
  let index = 0;
  let limit = Infinity;
  let busy = false;
  let files = 0;
  const say = (message: FromWorker) => void process.send!(message);

  const save = (value: unknown): Sent => {
    const bytes = blockToBytes(value);
    if (bytes.length <= BY_MESSAGE) return bytes;
    const file = join(folder, `${process.pid}-${index}-${files++}`);
    makeFolder(folder, 0o700);
    writeFileSync(file, bytes, { mode: 0o600 });
    return { file, bytes: bytes.length };
  };
  const load = (sent: Sent): unknown => blockFromBytes(sent instanceof Uint8Array ? sent : readFileSync(sent.file));

  /** Bytes of blocks that are held as values. */
  let total = 0;
  const drop = (held: Held): void => {
    if (held.value === undefined) return;
    total -= held.bytes;
    memory.drop(held.leases);
    held.leases = [];
    held.value = undefined;
  };
  /** Writes blocks to files, the oldest first, until there is room; those of the task that runs stay. False: there was none to write. */
  const makeRoom = (wanted: () => boolean, kept: ReadonlySet<number>): boolean => {
    for (const run of runs.values()) {
      for (const [task, held] of run.blocks) {
        if (!wanted()) return true;
        if (held.value === undefined || kept.has(task) || held.bytes <= BY_MESSAGE) continue;
        if (held.file === undefined) {
          const sent = save(held.value.block);
          if (sent instanceof Uint8Array) continue;
          held.file = sent.file;
        }
        drop(held);
      }
    }
    return !wanted();
  };
  const inputOf = (run: OpenRun, task: number): unknown => {
    const held = run.blocks.get(task);
    if (held === undefined) throw new Error(`the input ${task} is not here`);
    if (held.value === undefined) {
      held.value = { block: blockFromBytes(readFileSync(held.file!)) };
      total += held.bytes;
    }
    return held.value.block;
  };

  const runTask = async (run: OpenRun, id: number): Promise<void> => {
    await run.ready;
    const of = run.reader.layerOf(id);
    const { layer, gather } = of;
    const offset = id - layer.first;
    const position = of.index(offset);
    const deps = of.deps(offset, position);
    const counts = { read: 0, written: 0 };
    const steps: number[] = [];
    let args: unknown[] = [];
    const start = clock();
    say({ type: "started", run: run.id, task: id, at: start });
    const here = new Set(deps);
    memory.begin(wanted => makeRoom(wanted, here));
    try {
      args = deps.map(dep => inputOf(run, dep));
      const context: KernelContext = {
        index: position,
        ...memory.doors,
        func: functions.get,
        resource(hash) {
          if (!values.has(hash)) {
            const sent = run.resources.get(hash);
            if (sent === undefined) throw new Error(`the data ${hash} was not sent with the run`);
            values.set(hash, load(sent));
          }
          return values.get(hash);
        },
        count: (counter, amount) => {
          counts[counter] += amount;
        },
        step: milliseconds => void steps.push(milliseconds),
      };
      const value = await kernelOf(kernels, layer.kernel)(gather ? [args] : args, of.params(offset), context);
      const end = clock();
      const leases = memory.settle(
        value,
        deps.flatMap(dep => run.blocks.get(dep)?.leases ?? []),
      );
      const bytes = blockBytes(value);
      const held: Held = { value: { block: value }, leases, bytes, file: undefined, foreign: false };
      const block = run.outputs.has(id) || bytes <= BY_MESSAGE / 4 ? save(value) : undefined;
      if (block !== undefined && !(block instanceof Uint8Array)) held.file = block.file;
      run.blocks.set(id, held);
      total += bytes;
      if (total > limit) makeRoom(() => total > limit, new Set());
      say({ type: "done", run: run.id, task: id, start, end, bytes, ...counts, steps, block });
    } catch (error) {
      memory.settle(undefined, []);
      const failure = { error: errorToData(cannotTravel(error)), summaries: args.slice(0, NAMED_INPUTS).map(blockSummary) };
      say({ type: "failed", run: run.id, task: id, at: clock(), failure });
    }
  };
  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (!runs.has(next.run.id)) continue;
      await runTask(next.run, next.task);
      // Messages come in between: an export, the end of a run.
      await new Promise(resolve => setImmediate(resolve));
    }
    busy = false;
  };
  const forget = (run: OpenRun, tasks: Iterable<number>): void => {
    for (const task of tasks) {
      const held = run.blocks.get(task);
      if (held === undefined) continue;
      drop(held);
      if (held.file !== undefined && !held.foreign) rmSync(held.file, { force: true });
      run.blocks.delete(task);
    }
  };

  const receive = (message: ToWorker): void => {
    if (message.type === "start") {
      ({ folder, index, memoryLimit: limit } = message);
      memory = processMemory(limit);
      return say({ type: "hello" });
    }
    if (message.type === "open") {
      const { run: id, outputs, resources } = message;
      runs.set(id, {
        id,
        reader: new TaskReader(message.graph),
        outputs: new Set(outputs),
        blocks: new Map(),
        resources: new Map(resources),
        ready: functions.add(message.functions),
      });
      return;
    }
    const run = runs.get(message.run);
    if (run === undefined) return;
    switch (message.type) {
      case "task":
        for (const [task, sent] of message.inputs) {
          const file = sent instanceof Uint8Array ? undefined : sent.file;
          // What another process wrote is read when the task comes, and is not this one's to remove.
          const value = sent instanceof Uint8Array ? { block: blockFromBytes(sent) } : undefined;
          const bytes = sent instanceof Uint8Array ? sent.length : sent.bytes;
          if (value !== undefined) total += bytes;
          run.blocks.set(task, { value, leases: [], bytes, file, foreign: true });
        }
        queue.push({ run, task: message.task });
        void work();
        return;
      case "export": {
        const held = run.blocks.get(message.task);
        if (held === undefined) return;
        try {
          const block = held.file === undefined ? save(held.value!.block) : { file: held.file, bytes: held.bytes };
          if (!(block instanceof Uint8Array)) held.file = block.file;
          return say({ type: "exported", run: run.id, task: message.task, block });
        } catch (error) {
          const failure = { error: errorToData(cannotTravel(error)), summaries: [] };
          return say({ type: "failed", run: run.id, task: message.task, at: clock(), failure });
        }
      }
      case "forget":
        return forget(run, message.tasks);
      case "close":
        forget(run, [...run.blocks.keys()]);
        for (const hash of run.resources.keys()) values.delete(hash);
        runs.delete(run.id);
        return say({ type: "closed", run: run.id });
    }
  };
  process.on("message", receive);
  process.on("disconnect", () => process.exit());
}

const clock = (): number => performance.timeOrigin + performance.now();

function cannotTravel(error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.includes("could not be cloned")) return error;
  return new TypeError(`the result cannot leave the worker that made it: ${error.message}`, { cause: error });
}
