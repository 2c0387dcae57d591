/**
 * The caller's side of the threads: a run goes to the coordinator, what comes back are events, results as ordinary values, or an error.
 * Threads start with the first run and stay for the next. They keep no process alive: while a run is open its port does.
 */

import { availableParallelism, tmpdir } from "node:os";
import { MessageChannel, Worker, type MessagePort } from "node:worker_threads";
import { BaskError, errorFromData } from "../../errors.ts";
import { defaultBudget } from "../../memory/budget.ts";
import { createSharedMemory } from "../../memory/shared-memory.ts";
import { spillFolder } from "../../memory/spill.ts";
import { layerInfos } from "../../profile/recorder.ts";
import type { Census, Engine, RunOutcome, RunRequest } from "../../schedule/engine.ts";
import { nextRun } from "../run-number.ts";
import "../value-classes.ts";
import { constantReads } from "./constant-reads.ts";
import { unpackEvents } from "./event-batch.ts";
import { HeldBlocks } from "./held-blocks.ts";
import { BELL, ringBell, type CallerMessage, type CoordinatorMessage, type CoordinatorStart } from "./protocol.ts";
import { keptConstants } from "./kept-constants.ts";
import { restoreOutside } from "./restore-outside.ts";
import { removeAtExit, removeNow } from "./temporary-folders.ts";
import { threadArguments } from "./thread-arguments.ts";
import { packGraph } from "./travelling-graph.ts";

export interface ThreadsOptions {
  /** The machine's cores by default. */
  readonly numWorkers?: number | undefined;
  /** Bytes of all blocks; 60 % of the machine's or container's memory by default. */
  readonly memoryLimit?: number | undefined;
  /** Bytes of the result of one run; 60 % of the machine's or container's memory by default. */
  readonly resultLimit?: number | undefined;
  /** The files the threads start from, where they are not beside this one. */
  readonly coordinatorUrl?: string | URL | undefined;
  readonly workerUrl?: string | URL | undefined;
  /** Each run leaves a file here, with all that happened and what was decided, to be replayed. */
  readonly recordFolder?: string | undefined;
  /** False: 32-bit addresses, and so 4 GiB of blocks, even where the engine has 64-bit ones. */
  readonly wide?: boolean | undefined;
}

/** Of the coordinator, MB: what it makes is small and soon forgotten, and V8's own choice, 48, fills up before anything is swept. */
const YOUNG = 6;

interface OpenRun {
  readonly request: RunRequest;
  readonly resolve: (outcome: RunOutcome) => void;
  readonly reject: (error: unknown) => void;
  readonly dispose: () => void;
}
/** Constants that workers must have been sent, and names of blocks that are held. */
interface Constants {
  readonly wanted: ReadonlyMap<string, unknown>;
  readonly names: readonly string[];
}
interface Threads {
  readonly coordinator: Worker;
  readonly port: MessagePort;
  readonly memory: WebAssembly.Memory;
  readonly maximumPages: number;
  readonly held: HeldBlocks;
  send(message: CoordinatorMessage): void;
}

/** What there is without threads. */
const NOTHING: Census = { runs: 0, blocks: 0, bytes: 0, files: 0 };

export function createThreadsEngine(options: ThreadsOptions = {}): Engine {
  const numWorkers = Math.max(1, options.numWorkers ?? availableParallelism());
  const limit = options.memoryLimit ?? defaultBudget();
  const runs = new Map<number, OpenRun>();
  const sentFunctions = new Set<string>();
  const constants = keptConstants();
  const counted: ((census: Census) => void)[] = [];
  /** Blocks in block memory whose values are awaited. */
  let asked = 0;
  let threads: Threads | undefined;
  let closed = false;

  const start = (): Threads => {
    const shared = createSharedMemory(limit, options.wide ?? true);
    const bell = new Int32Array(new SharedArrayBuffer(4 * BELL.words));
    const { port1: port, port2 } = new MessageChannel();
    const folder = spillFolder(tmpdir());
    const workerData: CoordinatorStart = {
      workers: numWorkers,
      workerUrl: String(options.workerUrl ?? new URL("./worker-main.js", import.meta.url)),
      memory: shared.memory,
      maximumPages: shared.maximumPages,
      wide: shared.wide,
      memoryLimit: limit,
      resultLimit: options.resultLimit ?? defaultBudget(),
      spillFolder: folder,
      recordFolder: options.recordFolder,
      bell,
      port: port2,
    };
    const entry = new URL(String(options.coordinatorUrl ?? new URL("./coordinator-main.js", import.meta.url)));
    const execArgv = threadArguments();
    const coordinator = new Worker(entry, {
      workerData,
      transferList: [port2],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
      ...(execArgv === undefined ? {} : { execArgv }),
    });
    coordinator.unref();
    removeAtExit(folder);
    coordinator.on("error", error => stopped(coordinator, error));
    coordinator.on("exit", () => {
      removeNow(folder);
      stopped(coordinator, new BaskError("KILLED_WORKER", closed ? "the engine was closed" : "the coordinator thread stopped"));
    });
    port.on("message", (message: CallerMessage) => receive(message));
    port.unref();
    const send = (message: CoordinatorMessage) => {
      port.postMessage(message);
      ringBell(bell, BELL.count, BELL.asleep);
    };
    const held = new HeldBlocks({
      send,
      waiting(count) {
        asked = count;
        keepAlive(port);
      },
      restore: block => restoreOutside(block, shared.memory, constants),
    });
    return { coordinator, port, memory: shared.memory, maximumPages: shared.maximumPages, held, send };
  };
  /** The process stays as long as an answer is awaited. */
  const keepAlive = (port: MessagePort) => (runs.size + asked + counted.length > 0 ? port.ref() : port.unref());

  /** The threads are gone: the next run starts new ones. */
  const stopped = (coordinator: Worker, error: unknown) => {
    if (threads?.coordinator !== coordinator) return;
    threads.port.close();
    threads.held.lose(error instanceof Error ? error : new Error(String(error)));
    threads = undefined;
    asked = 0;
    sentFunctions.clear();
    constants.forget();
    for (const answer of counted.splice(0)) answer(NOTHING);
    for (const id of [...runs.keys()]) settle(id)?.reject(error);
  };

  const settle = (id: number): OpenRun | undefined => {
    const run = runs.get(id);
    if (run === undefined) return undefined;
    runs.delete(id);
    run.dispose();
    if (threads !== undefined) keepAlive(threads.port);
    return run;
  };

  const receive = (message: CallerMessage): void => {
    if (message.type === "census") {
      counted.shift()?.(message.census);
      if (threads !== undefined) keepAlive(threads.port);
      return;
    }
    if (message.type === "lent") return threads?.held.lent(message.id, message.block, message.trouble);
    if (message.type === "output") {
      (message.stream === 1 ? process.stdout : process.stderr).write(message.text);
      return;
    }
    const run = runs.get(message.run);
    switch (message.type) {
      case "events":
        run?.request.onEvents?.(unpackEvents(message.events, message.messages));
        return;
      case "failed":
        return void settle(message.run)?.reject(errorFromData(message.error));
      case "cancelled":
        return void settle(message.run)?.reject(run!.request.signal?.reason);
      case "finished": {
        const { memory, held, send } = threads!;
        try {
          const blocks = message.blocks.map(block => ("kept" in block ? held.handle(block.kept, block.bytes) : restoreOutside(block, memory, constants)));
          send({ type: "collected", run: message.run });
          settle(message.run)?.resolve({ blocks, profile: message.profile });
        } catch (error) {
          send({ type: "collected", run: message.run });
          settle(message.run)?.reject(error);
        }
      }
    }
  };

  const run = (request: RunRequest): Promise<RunOutcome> =>
    new Promise((resolve, reject) => {
      if (closed) throw new BaskError("KILLED_WORKER", "the engine is closed");
      const { graph, signal, onEvents } = request;
      signal?.throwIfAborted();
      threads ??= start();
      const { port, held, send } = threads;
      const id = nextRun();
      const functions = request.functions.filter(pkg => !sentFunctions.has(pkg.id));
      const { wanted, names } = constantsOf(request, held);
      const { add, remove, adoptable } = constants.use(wanted, limit);
      const abort = () => send({ type: "abort", run: id });
      const dispose = () => {
        signal?.removeEventListener("abort", abort);
        constants.done(wanted);
      };
      try {
        if (add.length > 0 || remove.length > 0) send({ type: "resources", add, remove });
        send({
          type: "open",
          id,
          graph: packGraph(graph),
          outputs: request.outputs,
          functions,
          retries: request.options.retries ?? 0,
          priority: request.options.priority ?? 0,
          memoryLimit: request.options.memoryLimit ?? limit,
          events: onEvents !== undefined,
          reads: constantReads(graph, [...names, ...adoptable]),
          keep: request.keep,
        });
      } catch (error) {
        // Something in the graph is no plain data.
        dispose();
        throw error;
      }
      for (const pkg of functions) sentFunctions.add(pkg.id);
      signal?.addEventListener("abort", abort, { once: true });
      runs.set(id, { request, resolve, reject, dispose });
      keepAlive(port);
      request.onStart?.({ run: id, tasks: graph.size, layers: layerInfos(graph) });
    });

  const constantsOf = ({ resources }: RunRequest, held: HeldBlocks): Constants => {
    const wanted = new Map<string, unknown>();
    const names: string[] = [];
    for (const [hash, value] of resources) {
      const name = held.nameOf(value);
      if (name === undefined) wanted.set(hash, value);
      else names.push(name);
    }
    return { wanted, names };
  };

  return {
    kind: "threads",
    workers: numWorkers,
    run,
    census: () =>
      new Promise(resolve => {
        if (threads === undefined) return resolve(NOTHING);
        // Without a run the port is not kept open: the caller waits for this.
        counted.push(resolve);
        keepAlive(threads.port);
        threads.send({ type: "census" });
      }),
    holds: block => threads?.held.nameOf(block) !== undefined,
    async close(discard = false) {
      closed = true;
      const running = threads;
      if (running === undefined) return;
      if (!discard) await running.held.moveAllOut();
      running.send({ type: "close" });
      await new Promise<void>(resolve => {
        running.coordinator.ref();
        running.coordinator.once("exit", () => resolve());
      });
    },
  };
}
