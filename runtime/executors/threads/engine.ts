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
import { unpackEvents } from "./event-batch.ts";
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

interface OpenRun {
  readonly request: RunRequest;
  readonly resolve: (outcome: RunOutcome) => void;
  readonly reject: (error: unknown) => void;
  readonly dispose: () => void;
}
interface Threads {
  readonly coordinator: Worker;
  readonly port: MessagePort;
  readonly memory: WebAssembly.Memory;
  readonly maximumPages: number;
  send(message: CoordinatorMessage): void;
}

export function createThreadsEngine(options: ThreadsOptions = {}): Engine {
  const numWorkers = Math.max(1, options.numWorkers ?? availableParallelism());
  const limit = options.memoryLimit ?? defaultBudget();
  const runs = new Map<number, OpenRun>();
  const sentFunctions = new Set<string>();
  const constants = keptConstants();
  const counted: ((census: Census) => void)[] = [];
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
    const coordinator = new Worker(entry, { workerData, transferList: [port2], ...(execArgv === undefined ? {} : { execArgv }) });
    coordinator.unref();
    removeAtExit(folder);
    coordinator.on("error", error => stopped(coordinator, error));
    coordinator.on("exit", () => {
      removeNow(folder);
      stopped(coordinator, new BaskError("KILLED_WORKER", closed ? "the engine was closed" : "the coordinator thread stopped"));
    });
    port.on("message", (message: CallerMessage) => receive(message));
    port.unref();
    return {
      coordinator,
      port,
      memory: shared.memory,
      maximumPages: shared.maximumPages,
      send(message) {
        port.postMessage(message);
        ringBell(bell, BELL.count, BELL.asleep);
      },
    };
  };

  /** The threads are gone: the next run starts new ones. */
  const stopped = (coordinator: Worker, error: unknown) => {
    if (threads?.coordinator !== coordinator) return;
    threads.port.close();
    threads = undefined;
    sentFunctions.clear();
    constants.forget();
    for (const id of [...runs.keys()]) settle(id)?.reject(error);
  };

  const settle = (id: number): OpenRun | undefined => {
    const run = runs.get(id);
    if (run === undefined) return undefined;
    runs.delete(id);
    run.dispose();
    if (runs.size === 0) threads?.port.unref();
    return run;
  };

  const receive = (message: CallerMessage): void => {
    if (message.type === "census") return void counted.shift()?.(message.census);
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
        const { memory, send } = threads!;
        try {
          const blocks = message.blocks.map(block => restoreOutside(block, memory, constants));
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
      const { port, send } = threads;
      const id = nextRun();
      const functions = request.functions.filter(pkg => !sentFunctions.has(pkg.id));
      const { add, remove } = constants.use(request.resources, limit);
      const abort = () => send({ type: "abort", run: id });
      const dispose = () => {
        signal?.removeEventListener("abort", abort);
        constants.done(request.resources);
      };
      try {
        if (add.length > 0 || remove.length > 0) send({ type: "resources", add, remove });
        send({
          type: "open",
          run: id,
          graph: packGraph(graph),
          outputs: request.outputs,
          functions,
          retries: request.options.retries ?? 0,
          priority: request.options.priority ?? 0,
          memoryLimit: request.options.memoryLimit ?? limit,
          events: onEvents !== undefined,
        });
      } catch (error) {
        // Something in the graph is no plain data.
        dispose();
        throw error;
      }
      for (const pkg of functions) sentFunctions.add(pkg.id);
      signal?.addEventListener("abort", abort, { once: true });
      runs.set(id, { request, resolve, reject, dispose });
      port.ref();
      request.onStart?.({ run: id, tasks: graph.size, layers: layerInfos(graph) });
    });

  return {
    kind: "threads",
    workers: numWorkers,
    run,
    census: () =>
      new Promise(resolve => {
        if (threads === undefined) return resolve({ runs: 0, blocks: 0, bytes: 0, files: 0 });
        // Without a run the port is not kept open: the caller waits for this.
        const { port } = threads;
        port.ref();
        counted.push(census => {
          if (runs.size === 0) port.unref();
          resolve(census);
        });
        threads.send({ type: "census" });
      }),
    async close() {
      closed = true;
      const running = threads;
      if (running === undefined) return;
      running.send({ type: "close" });
      await new Promise<void>(resolve => {
        running.coordinator.ref();
        running.coordinator.once("exit", () => resolve());
      });
    },
  };
}
