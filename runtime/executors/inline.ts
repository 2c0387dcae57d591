/**
 * Runs a graph in the caller's thread, one task after another in the scheduler's order: for debugging (a breakpoint in a user function
 * stops, steps go from task to task), for tests, and where there are no threads. Blocks are ordinary values.
 */

import { performance } from "node:perf_hooks";
import { storage } from "../meta/dtype.ts";
import { layerOf, taskAt } from "../graph/graph.ts";
import { TaskReader } from "../graph/task-reader.ts";
import type { Kernel, KernelContext, KernelTable } from "../kernels/kernel.ts";
import { blockBytes } from "../memory/block-bytes.ts";
import { blockSummary } from "../memory/block-summary.ts";
import { createRecording, layerInfos, recordEnd, recordSteps, recordRelease } from "../profile/recorder.ts";
import { summarize } from "../profile/summary.ts";
import { drive, type Executor } from "../schedule/driver.ts";
import type { Engine, RunOutcome, RunRequest } from "../schedule/engine.ts";
import { createState } from "../schedule/state.ts";
import type { TaskEvent } from "../../protocol/profile.ts";
import { liveFunctions, type LiveFunctions } from "./live-functions.ts";
import type { LoadModule } from "../functions/rebuild.ts";
import { nextRun } from "./run-number.ts";
import { NAMED_INPUTS, taskFailure } from "./task-failure.ts";

export interface InlineOptions {
  readonly kernels: KernelTable;
  /** How modules that user functions import are loaded; Node's own way by default. */
  readonly loadModule?: LoadModule;
  /** The caller's own function of an id, while it has one. */
  readonly liveFunction?: (id: string) => Function | undefined;
}

/** The caller's event loop gets a turn, and events go out, after this many milliseconds of work. */
const TURN = 40;

export function createInlineEngine(options: InlineOptions): Engine {
  const functions = liveFunctions(options.loadModule, options.liveFunction);
  return {
    kind: "inline",
    workers: 1,
    run: request => run(request, options.kernels, functions),
    census: () => Promise.resolve({ runs: 0, blocks: 0, bytes: 0, files: 0 }),
    close: () => Promise.resolve(),
  };
}

async function run(request: RunRequest, kernels: KernelTable, functions: LiveFunctions): Promise<RunOutcome> {
  const { graph, outputs, signal, onEvents } = request;
  signal?.throwIfAborted();
  await functions.add(request.functions);
  const number = nextRun();
  request.onStart?.({ run: number, tasks: graph.size, layers: layerInfos(graph) });
  const recording = createRecording(graph, new Date());
  const origin = performance.now();
  const now = () => performance.now() - origin;
  const state = createState(graph, outputs, { workers: 1, retries: request.options.retries ?? 0, depth: { least: 1, most: 1 } });
  const blocks = new Map<number, unknown>();
  /** At most one: queues are one task deep. */
  const queue: number[] = [];
  const reader = new TaskReader(graph);
  const watched = onEvents !== undefined;
  let events: TaskEvent[] = [];
  let failure: Error | undefined;
  const flush = () => {
    if (events.length === 0) return;
    onEvents?.(events);
    events = [];
  };
  const summaries = (task: number) =>
    taskAt(graph, task)
      .deps.slice(0, NAMED_INPUTS)
      .map(dep => blockSummary(blocks.get(dep)));

  const executor: Executor = {
    submit: task => {
      queue.push(task);
    },
    recall: () => undefined,
    release(task) {
      blocks.delete(task);
      recordRelease(recording, task);
      if (watched) events.push({ type: "release", task, layer: layerOf(graph, task), at: now() });
    },
    finished: () => undefined,
    failed(task, error) {
      failure = taskFailure(graph, task, error, summaries(task));
    },
  };
  const send = drive(state, executor);
  send({ type: "begin" });
  const counts = { steps: [] as number[] };
  const contextOf = contexts(request, functions, recording, counts);
  let turn = performance.now() + TURN;
  for (let id = queue.pop(); id !== undefined && failure === undefined; id = queue.pop()) {
    const of = reader.layerOf(id);
    const { layer, position, gather } = of;
    const offset = id - layer.first;
    const start = now();
    if (watched) events.push({ type: "start", task: id, layer: position, worker: 0, at: start });
    try {
      const index = of.index(offset);
      const args = of.deps(offset, index).map(dep => blocks.get(dep));
      const made = kernelOf(kernels, layer.kernel)(gather ? [args] : args, of.params(offset), contextOf(index));
      const block = made instanceof Promise ? await unlessAborted(made, signal) : made;
      const end = now();
      const bytes = blockBytes(block);
      blocks.set(id, block);
      recordEnd(recording, id, start, end, bytes);
      if (counts.steps.length > 0) recordSteps(recording, id, counts.steps.splice(0));
      if (watched) events.push({ type: "end", task: id, layer: position, worker: 0, start, end, bytes });
      send({ type: "done", task: id, worker: 0, bytes, travels: true, micros: (end - start) * 1000 });
    } catch (error) {
      counts.steps.length = 0;
      if (watched)
        events.push({ type: "error", task: id, layer: position, worker: 0, at: now(), message: error instanceof Error ? error.message : String(error) });
      send({ type: "failed", task: id, worker: 0, error });
    }
    if (isAborted(signal)) break;
    if (performance.now() < turn) continue;
    flush();
    await new Promise(resolve => setImmediate(resolve));
    if (isAborted(signal)) break;
    turn = performance.now() + TURN;
  }
  flush();
  signal?.throwIfAborted();
  if (failure !== undefined) throw failure;
  const profile = summarize(recording, { run: number, wall: now(), workers: 1, links: state.links, sequence: state.sequence });
  return { blocks: outputs.map(task => blocks.get(task)), profile };
}

/** The value of a promise, or a rejection as soon as the signal says so: the promise may never settle. */
async function unlessAborted(made: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return made;
  let abort = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([made, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** A function, because a signal can change between two looks at it. */
const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted ?? false;

export function kernelOf(kernels: KernelTable, name: string): Kernel {
  if (!Object.hasOwn(kernels, name)) throw new Error(`there is no kernel "${name}"`);
  return kernels[name]!;
}

/** What kernels get, made for the index of a task; all but the index is shared. */
function contexts(
  request: RunRequest,
  functions: LiveFunctions,
  recording: { read: number; written: number },
  counts: { readonly steps: number[] },
): (index: readonly number[]) => KernelContext {
  const shared: Omit<KernelContext, "index"> = {
    alloc: storage,
    bytes: length => new Uint8Array(length),
    memory: undefined,
    func: ref => functions.get(ref),
    resource(hash) {
      if (!request.resources.has(hash)) throw new Error(`the data ${hash} was not sent with the run`);
      return request.resources.get(hash);
    },
    count: (counter, amount) => {
      recording[counter] += amount;
    },
    step: milliseconds => void counts.steps.push(milliseconds),
  };
  const { alloc, bytes, memory, func, resource, count, step } = shared;
  return index => ({ index, alloc, bytes, memory, func, resource, count, step });
}
