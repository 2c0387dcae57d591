/**
 * A worker thread: takes tasks from its ring, runs kernels on blocks, and says what came of them. It sleeps when there is nothing to do.
 * Blocks that it made stay here until they are forgotten; those that live in shared memory were described to the coordinator when they
 * were made, others are sent when somebody asks.
 */

import { serialize } from "node:v8";
import { receiveMessageOnPort, workerData } from "node:worker_threads";
import { errorToData } from "../../errors.ts";
import type { LoadModule } from "../../functions/rebuild.ts";
import { TaskReader, type LayerReader } from "../../graph/task-reader.ts";
import type { KernelTable } from "../../kernels/kernel.ts";
import { blockBytes } from "../../memory/block-bytes.ts";
import { blockSummary } from "../../memory/block-summary.ts";
import { describeBlock, needsDescription, packTree, restoreBlock, unpackTree } from "../../memory/codec.ts";
import { kernelOf } from "../inline.ts";
import { liveFunctions } from "../live-functions.ts";
import { kernelContexts, type TaskCounts } from "./kernel-contexts.ts";
import { NAMED_INPUTS } from "../task-failure.ts";
import "../value-classes.ts";
import { cannotTravel } from "./cannot-travel.ts";
import { Gathered } from "./gathered.ts";
import { PacketReader, PacketWriter } from "./packet.ts";
import {
  BELL,
  controlNumbers,
  controlWords,
  FORM,
  NO_RUN,
  ringBell,
  sleepUntilRung,
  TO_COORDINATOR,
  TO_WORKER,
  WORD,
  type Failure,
  type WorkerMessage,
  type WorkerStart,
} from "./protocol.ts";
import { createResources } from "./resources.ts";
import { LARGEST_RECORD, Ring } from "./ring.ts";
import { unpackGraph } from "./travelling-graph.ts";
import { NoRoomYet, workerMemory } from "./worker-memory.ts";
import { redirectOutput } from "./worker-output.ts";
import { WorkerQueue } from "./worker-queue.ts";

export interface WorkerOptions {
  readonly kernels: KernelTable;
  readonly loadModule?: LoadModule | undefined;
}

interface OpenRun {
  readonly id: number;
  readonly priority: number;
  readonly reader: TaskReader;
  readonly outputs: ReadonlySet<number>;
  readonly events: boolean;
  readonly blocks: Map<number, unknown>;
  /** Leases that blocks look into, as far as it can be told; of blocks that have any. */
  readonly leases: Map<number, readonly number[]>;
  /** By layer: how long its last task took, ms; 0 as long as none has run. */
  readonly pace: Float64Array;
}
/** A task that runs. */
interface Current {
  readonly run: OpenRun;
  readonly id: number;
  readonly layer: LayerReader;
  readonly deps: readonly number[];
  readonly begin: number;
}

const NONE: readonly number[] = [];

/** What was done is told at most this late while there is more to do, ms. */
const QUIET = 0.1;
/** Before a task that may take longer than this, all that was done is told, ms. */
const SHORT = 0.05;
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
  const queue = new WorkerQueue<OpenRun>();
  const resources = createResources();
  const functions = liveFunctions(loadModule);
  const largeRecords: Int32Array[] = [];
  /** User functions that are being rebuilt: a run may need some that came with an earlier one. */
  let ready: Promise<void> | undefined;
  let lastRing = 0;
  /** What the task that runs has counted. */
  const counts: TaskCounts = { read: 0, written: 0, steps: [] };
  /** When the last task ended, where it gave a number and the next may follow at once; else 0. */
  let lastEnd = 0;

  const ring = () => {
    gathered.send();
    lastRing = performance.now();
    ringBell(start.bell, BELL.count, BELL.asleep);
  };
  const memory = workerMemory({ memory: start.memory, leases: start.leases, keep: start.keep, words, numbers, ring, resources });
  const send = (packet: PacketWriter) => {
    gathered.send();
    transmit(packet);
  };
  const transmit = (packet: PacketWriter) => {
    packet.end();
    if (packet.length > LARGEST_RECORD) {
      const words = packet.copy();
      start.port.postMessage({ type: "record", words }, [words.buffer as ArrayBuffer]);
      packet.begin(TO_COORDINATOR.large).end();
    }
    while (!outbox.send(packet)) {
      ringBell(start.bell, BELL.count, BELL.asleep);
      outbox.waitForRoom(20);
    }
  };
  const gathered = new Gathered(transmit);
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
      const { run: id, priority, events } = message;
      const graph = unpackGraph(message.graph);
      runs.set(id, {
        id,
        priority,
        reader: new TaskReader(graph),
        outputs: new Set(message.outputs),
        events,
        blocks: new Map(),
        leases: new Map(),
        pace: new Float64Array(graph.layers.length),
      });
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
        const id = reader.number();
        while (!runs.has(id)) readPort();
        const run = runs.get(id)!;
        for (let tasks = reader.number(); tasks > 0; tasks--) readTask(run);
        return;
      }
      case TO_WORKER.export:
        return exportBlock(reader.number(), reader.number());
      case TO_WORKER.forget: {
        for (let left = reader.number(); left > 0; left -= 2) {
          const id = reader.number();
          const task = reader.number();
          if (id === NO_RUN) resources.displace(task);
          const run = runs.get(id);
          if (run?.blocks.delete(task) === true && run.leases.size > 0) run.leases.delete(task);
        }
        return;
      }
      case TO_WORKER.giveBack:
        send(writer.begin(TO_COORDINATOR.gaveBack).numbers(memory.giveBack()));
        return ring();
      case TO_WORKER.close: {
        const id = reader.number();
        const run = runs.get(id);
        if (run !== undefined) queue.drop(run);
        runs.delete(id);
        send(writer.begin(TO_COORDINATOR.closed).number(id));
        ring();
      }
    }
  };

  const readTask = (run: OpenRun): void => {
    const task = reader.number();
    const lease = reader.number();
    if (lease >= 0) memory.give(lease);
    for (let inputs = reader.number(); inputs > 0; inputs--) {
      const dep = reader.number();
      const form = reader.number();
      if (form === FORM.number) {
        run.blocks.set(dep, reader.number());
        continue;
      }
      const name = form === FORM.resident ? Buffer.from(reader.bytes()).toString() : "";
      const leases = reader.numbers();
      const tree = unpackTree(reader.bytes());
      const value = restoreBlock({ tree, leases }, { view: memory.view, resource: resources.view });
      if (form === FORM.resident) {
        resources.place(dep, name, value, leases);
        continue;
      }
      run.blocks.set(dep, value);
      if (leases.length > 0) run.leases.set(dep, leases);
    }
    queue.add(run, task);
  };

  const exportBlock = (run: number, task: number): void => {
    const blocks = runs.get(run)?.blocks;
    if (blocks?.has(task) !== true) return;
    try {
      const { tree, leases } = describeBlock(blocks.get(task), memory.around, true)!;
      const packed = packTree(tree);
      const dropped = memory.settle(leases);
      send(writer.begin(TO_COORDINATOR.exported).number(run).number(task).numbers(leases).numbers(dropped).bytes(packed));
    } catch (error) {
      if (error instanceof NoRoomYet) giveBack(run, task, error.bytes);
      else sendFailure(run, task, cannotTravel(error), []);
    }
    ring();
  };

  const sendFailure = (run: number, task: number, error: unknown, inputs: readonly unknown[]): void => {
    const failure: Failure = { error: errorToData(error), summaries: inputs.slice(0, NAMED_INPUTS).map(blockSummary) };
    const dropped = memory.settle([]);
    send(writer.begin(TO_COORDINATOR.failed).number(run).number(task).number(clock()).numbers(dropped).bytes(serialize(failure)));
  };

  /** `begin` is when the task before it ended, where it follows at once. Undefined: it is done. */
  const runTask = (run: OpenRun, id: number, follows: number): Promise<void> | undefined => {
    if (!runs.has(run.id)) return idle();
    // From here on an abort of the run may stop this thread: rebuilding imports modules of the user's.
    words[WORD.run] = run.id;
    words[WORD.task] = id;
    lastEnd = 0;
    if (ready !== undefined) return ready.then(() => runTask(run, id, 0));
    const layer = run.reader.layerOf(id);
    const offset = id - layer.layer.first;
    const index = layer.index(offset);
    const deps = layer.deps(offset, index);
    const args = new Array<unknown>(deps.length);
    for (let i = 0; i < args.length; i++) {
      const value = run.blocks.get(deps[i]!);
      if (value === undefined && !run.blocks.has(deps[i]!)) {
        giveBack(run.id, id, 0);
        return idle();
      }
      args[i] = value;
    }
    const pace = run.pace[layer.position]!;
    const short = pace > 0 && pace < SHORT;
    const begin = follows > 0 ? follows : clock();
    if (!short) {
      if (run.events) send(writer.begin(TO_COORDINATOR.started).number(run.id).number(id).number(begin));
      // Nobody waits for what is done already, and who watches sees a long task run.
      if (gathered.count > 0 || (run.events && performance.now() - lastRing > QUIET)) ring();
    }
    counts.read = 0;
    counts.written = 0;
    resources.leasesRead();
    if (counts.steps.length > 0) counts.steps = [];
    const task: Current = { run, id, layer, deps, begin };
    try {
      const made = kernelOf(kernels, layer.layer.kernel)(layer.gather ? [args] : args, layer.params(offset), contextOf(index));
      if (!(made instanceof Promise)) return finish(task, made);
      return made.then(
        value => finish(task, value),
        error => fail(task, error, args),
      );
    } catch (error) {
      return fail(task, error, args);
    }
  };

  /** `lacked`: bytes for which there was no room. */
  const giveBack = (run: number, id: number, lacked: number) =>
    send(writer.begin(TO_COORDINATOR.returned).number(run).number(id).number(lacked).numbers(memory.settle(NONE)));
  const idle = (): undefined => {
    words[WORD.task] = -1;
    return undefined;
  };
  const finish = (task: Current, value: unknown): undefined => {
    const { run, id, begin, layer } = task;
    const end = clock();
    run.pace[layer.position] = Math.max(end - begin, 0.001);
    if (typeof value === "number" && counts.read === 0 && counts.written === 0 && counts.steps.length === 0 && memory.untouched) {
      run.blocks.set(id, value);
      gathered.add(run.id, id, begin, end, value);
      lastEnd = end;
      return idle();
    }
    try {
      let [form, packed, used]: [number, Uint8Array | undefined, readonly number[]] = [FORM.number, undefined, NONE];
      if (typeof value !== "number") {
        const described = describeBlock(value, memory.around, run.outputs.has(id));
        form = described === undefined ? FORM.local : FORM.tree;
        if (described !== undefined) packed = packTree(described.tree);
        used = described?.leases ?? leasesOfLocal(task, value);
      }
      run.blocks.set(id, value);
      if (used.length > 0) run.leases.set(id, used);
      const dropped = memory.settle(used);
      writer
        .begin(TO_COORDINATOR.done)
        .number(run.id)
        .number(id)
        .number(begin)
        .number(end)
        .number(typeof value === "number" ? 8 : blockBytes(value))
        .number(counts.read)
        .number(counts.written)
        .number(memory.copies())
        .numbers(counts.steps)
        .numbers(used)
        .numbers(dropped)
        .number(form);
      if (form === FORM.number) writer.number(value as number);
      if (packed !== undefined) writer.bytes(packed);
      send(writer);
    } catch (error) {
      run.blocks.delete(id);
      return fail(
        task,
        error instanceof NoRoomYet ? error : cannotTravel(error),
        task.deps.map(dep => run.blocks.get(dep)),
      );
    }
    return idle();
  };
  const fail = ({ run, id }: Current, error: unknown, args: readonly unknown[]): undefined => {
    if (error instanceof NoRoomYet) giveBack(run.id, id, error.bytes);
    else sendFailure(run.id, id, error, args);
    return idle();
  };

  /** What nobody described may look into any block that the task saw. */
  const leasesOfLocal = ({ run, deps }: Current, value: unknown): readonly number[] => {
    const seen = new Set([...deps.flatMap(dep => run.leases.get(dep) ?? []), ...resources.leasesRead(), ...memory.taken()]);
    return seen.size > 0 && needsDescription(value, 0) ? [...seen] : [];
  };

  const contextOf = kernelContexts(start, memory, functions, resources, counts);

  // A promise that nothing will settle leaves the event loop empty, and a thread with an empty one ends: this one is ended from outside.
  setInterval(() => {}, 2 ** 30);
  let lastTurn = performance.now();
  const turn = async () => {
    await new Promise(resolve => setImmediate(resolve));
    lastTurn = performance.now();
  };
  send(writer.begin(TO_COORDINATOR.hello));
  ring();
  for (let slept = 0; ;) {
    const bell = Atomics.load(words, WORD.bell);
    while (inbox.read(reader)) handleRecord();
    if (queue.length > 0) {
      slept = 0;
      const id = queue.next();
      const pending = runTask(queue.run, id, lastEnd);
      if (pending !== undefined) {
        await pending;
        lastEnd = 0;
        lastTurn = performance.now();
      }
      const now = lastEnd === 0 ? performance.now() : lastEnd - ORIGIN;
      if (queue.length === 0 || now - lastRing > QUIET) ring();
      if (now - lastTurn > TURN) {
        await turn();
        lastEnd = 0;
      }
      continue;
    }
    lastEnd = 0;
    // First short sleeps, so that what user code left behind in timers comes to run, then long ones.
    if (sleepUntilRung(words, WORD.bell, WORD.asleep, bell, slept < 20 ? 10 : 1000) === "timed-out") {
      slept++;
      while (readPort());
      await turn();
    }
  }
}

/** When this thread's clock was 0. */
const ORIGIN = performance.timeOrigin;
const clock = (): number => ORIGIN + performance.now();
