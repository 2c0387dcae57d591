/**
 * A worker thread: takes tasks from its ring, runs kernels on blocks, and says what came of them. It sleeps when there is nothing to do.
 * Blocks that it made stay here until they are forgotten; those that live in shared memory were described to the coordinator when they
 * were made, others are sent when somebody asks.
 */

import { serialize } from "node:v8";
import { receiveMessageOnPort, workerData } from "node:worker_threads";
import { errorToData } from "../../errors.ts";
import type { LoadModule } from "../../functions/rebuild.ts";
import { taskAt, type Graph, type Task } from "../../graph/graph.ts";
import type { KernelContext, KernelTable } from "../../kernels/kernel.ts";
import { blockBytes } from "../../memory/block-bytes.ts";
import { blockSummary } from "../../memory/block-summary.ts";
import { describeBlock, needsDescription, packTree, restoreBlock, unpackTree } from "../../memory/codec.ts";
import { kernelOf } from "../inline.ts";
import { liveFunctions } from "../live-functions.ts";
import { NAMED_INPUTS } from "../task-failure.ts";
import "../value-classes.ts";
import { PacketReader, PacketWriter } from "./packet.ts";
import { controlNumbers, controlWords, FORM, TO_COORDINATOR, TO_WORKER, WORD, type Failure, type WorkerMessage, type WorkerStart } from "./protocol.ts";
import { createResources } from "./resources.ts";
import { LARGEST_RECORD, Ring } from "./ring.ts";
import { workerMemory } from "./worker-memory.ts";
import { redirectOutput } from "./worker-output.ts";

export interface WorkerOptions {
  readonly kernels: KernelTable;
  readonly loadModule?: LoadModule | undefined;
}

interface Held {
  readonly value: unknown;
  /** Leases the value looks into, as far as it can be told. */
  readonly leases: readonly number[];
}
/** What a task reports of itself. */
interface Counts {
  read: number;
  written: number;
  readonly steps: number[];
}
interface OpenRun {
  readonly graph: Graph;
  readonly outputs: ReadonlySet<number>;
  readonly events: boolean;
  readonly blocks: Map<number, Held>;
}
interface Queued {
  readonly run: number;
  readonly task: number;
}

const NONE: readonly number[] = [];

/** The coordinator is woken at most this often while there is more to do, ms. */
const QUIET = 0.1;
/** Timers and promises of user code get a turn at least this often, ms. */
const TURN = 50;

export async function startWorker({ kernels, loadModule }: WorkerOptions): Promise<never> {
  const start = workerData as WorkerStart;
  const words = controlWords(start.control);
  const numbers = controlNumbers(start.control);
  const inbox = new Ring(start.toWorker);
  const outbox = new Ring(start.toCoordinator);
  const reader = new PacketReader();
  const writer = new PacketWriter();
  const runs = new Map<number, OpenRun>();
  const queue: Queued[] = [];
  const resources = createResources();
  const functions = liveFunctions(loadModule);
  const largeRecords: Int32Array[] = [];
  /** User functions that are being rebuilt: a run may need some that came with an earlier one. */
  let ready: Promise<void> | undefined;
  let lastRing = 0;

  const ring = () => {
    lastRing = performance.now();
    Atomics.add(start.bell, 0, 1);
    Atomics.notify(start.bell, 0);
  };
  const memory = workerMemory({ memory: start.memory, leases: start.leases, keep: start.keep, words, numbers, ring, resources });
  const send = (packet: PacketWriter) => {
    packet.end();
    if (packet.length > LARGEST_RECORD) {
      const words = packet.copy();
      start.port.postMessage({ type: "record", words }, [words.buffer as ArrayBuffer]);
      packet.begin(TO_COORDINATOR.large).end();
    }
    while (!outbox.send(packet)) {
      ring();
      outbox.waitForRoom(20);
    }
  };
  redirectOutput((stream, text) => send(new PacketWriter().begin(TO_COORDINATOR.output).number(stream).bytes(text)));

  const readPort = (): boolean => {
    const message = receiveMessageOnPort(start.port)?.message as WorkerMessage | undefined;
    if (message === undefined) return false;
    if (message.type === "record") largeRecords.push(message.words);
    if (message.type === "resources") {
      for (const hash of message.remove) resources.remove(hash);
      for (const packed of message.add) resources.add(packed);
    }
    if (message.type === "open") {
      runs.set(message.run, { graph: message.graph, outputs: new Set(message.outputs), events: message.events, blocks: new Map() });
      if (message.functions.length > 0) {
        const added = Promise.all([ready, functions.add(message.functions)]).then(() => {
          if (ready === added) ready = undefined;
        });
        ready = added;
      }
    }
    return true;
  };

  const handleRecord = (): void => {
    switch (reader.kind) {
      case TO_WORKER.large:
        while (largeRecords.length === 0) readPort();
        reader.load(largeRecords.shift()!);
        return handleRecord();
      case TO_WORKER.run: {
        const run = reader.number();
        const task = reader.number();
        const lease = reader.number();
        if (lease >= 0) memory.give(lease);
        while (!runs.has(run)) readPort();
        const open = runs.get(run)!;
        for (let inputs = reader.number(); inputs > 0; inputs--) {
          const dep = reader.number();
          if (reader.number() === FORM.number) {
            open.blocks.set(dep, { value: reader.number(), leases: NONE });
            continue;
          }
          const leases = reader.numbers();
          const tree = unpackTree(reader.bytes());
          const value = restoreBlock({ tree, leases }, { view: memory.view, resource: resources.view });
          open.blocks.set(dep, { value, leases });
        }
        queue.push({ run, task });
        return;
      }
      case TO_WORKER.export:
        return exportBlock(reader.number(), reader.number());
      case TO_WORKER.forget: {
        for (let left = reader.number(); left > 0; left -= 2) runs.get(reader.number())?.blocks.delete(reader.number());
        return;
      }
      case TO_WORKER.close: {
        const run = reader.number();
        runs.delete(run);
        for (let i = queue.length - 1; i >= 0; i--) if (queue[i]!.run === run) queue.splice(i, 1);
        send(writer.begin(TO_COORDINATOR.closed).number(run));
        ring();
      }
    }
  };

  const exportBlock = (run: number, task: number): void => {
    const held = runs.get(run)?.blocks.get(task);
    if (held === undefined) return;
    try {
      const { tree, leases } = describeBlock(held.value, memory.around, true)!;
      const packed = packTree(tree);
      const dropped = memory.settle(leases);
      send(writer.begin(TO_COORDINATOR.exported).number(run).number(task).numbers(leases).numbers(dropped).bytes(packed));
    } catch (error) {
      sendFailure(run, task, cannotTravel(error), []);
    }
    ring();
  };

  const sendFailure = (run: number, task: number, error: unknown, inputs: readonly unknown[]): void => {
    const failure: Failure = { error: errorToData(error), summaries: inputs.slice(0, NAMED_INPUTS).map(blockSummary) };
    const dropped = memory.settle([]);
    send(writer.begin(TO_COORDINATOR.failed).number(run).number(task).number(clock()).numbers(dropped).bytes(serialize(failure)));
  };

  /** Undefined: it is done. */
  const runTask = ({ run: number, task: id }: Queued): Promise<void> | undefined => {
    const run = runs.get(number);
    if (run === undefined) {
      Atomics.store(words, WORD.task, -1);
      return undefined;
    }
    // From here on an abort of the run may stop this thread: rebuilding imports modules of the user's.
    Atomics.store(words, WORD.run, number);
    Atomics.store(words, WORD.task, id);
    if (ready !== undefined) return ready.then(() => runTask({ run: number, task: id }));
    const begin = clock();
    if (run.events) {
      send(writer.begin(TO_COORDINATOR.started).number(number).number(id).number(begin));
      // Who watches sees a long task run.
      if (performance.now() - lastRing > QUIET) ring();
    }
    const counts: Counts = { read: 0, written: 0, steps: [] };
    let args: unknown[] = [];
    try {
      const task = taskAt(run.graph, id);
      args = task.deps.map(dep => inputOf(run, dep));
      const made = kernelOf(kernels, task.kernel)(task.gather ? [args] : args, task.params, contextOf(task, counts));
      if (!(made instanceof Promise)) {
        finish(run, number, task, made, begin, counts);
        return undefined;
      }
      return made.then(
        value => finish(run, number, task, value, begin, counts),
        error => fail(number, id, error, args),
      );
    } catch (error) {
      fail(number, id, error, args);
      return undefined;
    }
  };

  const finish = (run: OpenRun, number: number, task: Task, value: unknown, begin: number, counts: Counts): void => {
    const end = clock();
    try {
      const wanted = run.outputs.has(task.id);
      let form: number = FORM.number;
      let packed: Uint8Array | undefined;
      let used = NONE;
      if (typeof value !== "number") {
        const described = describeBlock(value, memory.around, wanted);
        form = described === undefined ? FORM.local : FORM.tree;
        if (described !== undefined) packed = packTree(described.tree);
        used = described?.leases ?? leasesOfLocal(run, task, value);
      }
      run.blocks.set(task.id, { value, leases: used });
      const dropped = memory.settle(used);
      writer
        .begin(TO_COORDINATOR.done)
        .number(number)
        .number(task.id)
        .number(begin)
        .number(end)
        .number(typeof value === "number" ? 8 : blockBytes(value))
        .number(counts.read)
        .number(counts.written)
        .numbers(counts.steps)
        .numbers(used)
        .numbers(dropped)
        .number(form);
      if (form === FORM.number) writer.number(value as number);
      if (packed !== undefined) writer.bytes(packed);
      send(writer);
    } catch (error) {
      sendFailure(
        number,
        task.id,
        cannotTravel(error),
        task.deps.map(dep => run.blocks.get(dep)?.value),
      );
    }
    Atomics.store(words, WORD.task, -1);
  };
  const fail = (run: number, task: number, error: unknown, args: readonly unknown[]): void => {
    sendFailure(run, task, error, args);
    Atomics.store(words, WORD.task, -1);
  };

  /** What nobody described may look into any block that the task saw. */
  const leasesOfLocal = (run: OpenRun, task: Task, value: unknown): readonly number[] => {
    const seen = new Set([...task.deps.flatMap(dep => run.blocks.get(dep)?.leases ?? []), ...memory.taken()]);
    return seen.size > 0 && needsDescription(value, 0) ? [...seen] : [];
  };

  const contextOf = (task: Task, counts: Counts): KernelContext => ({
    index: task.index,
    alloc: memory.alloc,
    bytes: memory.bytes,
    memory: start.memory,
    wide: start.wide,
    func: functions.get,
    resource: resources.get,
    count: (counter, amount) => {
      counts[counter] += amount;
    },
    step: milliseconds => void counts.steps.push(milliseconds),
  });

  // A promise that nothing will settle leaves the event loop empty, and a thread with an empty one ends: this one is ended from outside.
  setInterval(() => {}, 2 ** 30);
  let lastTurn = performance.now();
  const turn = async () => {
    await new Promise(resolve => setImmediate(resolve));
    lastTurn = performance.now();
  };
  for (let idle = 0; ;) {
    const bell = Atomics.load(words, WORD.bell);
    while (inbox.read(reader)) handleRecord();
    const next = queue.shift();
    if (next !== undefined) {
      idle = 0;
      const pending = runTask(next);
      if (pending !== undefined) {
        await pending;
        lastTurn = performance.now();
      }
      const now = performance.now();
      if (queue.length === 0 || now - lastRing > QUIET) ring();
      if (now - lastTurn > TURN) await turn();
      continue;
    }
    // First short sleeps, so that what user code left behind in timers comes to run, then long ones.
    if (Atomics.wait(words, WORD.bell, bell, idle < 20 ? 10 : 1000) === "timed-out") {
      idle++;
      while (readPort());
      await turn();
    }
  }
}

function inputOf(run: OpenRun, dep: number): unknown {
  const held = run.blocks.get(dep);
  if (held === undefined) throw new Error(`the input ${dep} is not here`);
  return held.value;
}

/** When this thread's clock was 0. */
const ORIGIN = performance.timeOrigin;
const clock = (): number => ORIGIN + performance.now();

function cannotTravel(error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.includes("could not be cloned")) return error;
  return new TypeError(`the result cannot leave the worker that made it: ${error.message}`, { cause: error });
}
