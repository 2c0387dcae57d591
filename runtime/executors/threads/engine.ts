/**
 * The caller's side of the threads: a run goes to the coordinator, what comes back are events, results as ordinary values, or an error.
 * Threads start with the first run and stay for the next. They keep no process alive: while a run is open its port does.
 */

import { readFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { MessageChannel, Worker, type MessagePort } from "node:worker_threads";
import { BaskError, errorFromData } from "../../errors.ts";
import { defaultBudget } from "../../memory/budget.ts";
import { restoreBlock, unpackTree } from "../../memory/codec.ts";
import { createSharedMemory } from "../../memory/shared-memory.ts";
import { PAGE } from "../../memory/size-class.ts";
import { spillFolder } from "../../memory/spill.ts";
import { copiedView } from "../../memory/typed-view.ts";
import { layerInfos } from "../../profile/recorder.ts";
import type { Engine, RunOutcome, RunRequest } from "../../schedule/engine.ts";
import { nextRun } from "../run-number.ts";
import "../value-classes.ts";
import { unpackEvents } from "./event-batch.ts";
import type { CallerMessage, CoordinatorMessage, CoordinatorStart, PackedBlock } from "./protocol.ts";
import { createResources, packResource, type PackedResource } from "./resources.ts";
import { removeAtExit, removeNow } from "./temporary-folders.ts";
import { threadArguments } from "./thread-arguments.ts";

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

/** Constants that workers keep between runs, in bytes. */
const KEPT_RESOURCES = 512 * 1024 * 1024;

export function createThreadsEngine(options: ThreadsOptions = {}): Engine {
  const numWorkers = Math.max(1, options.numWorkers ?? availableParallelism());
  const limit = options.memoryLimit ?? defaultBudget();
  const runs = new Map<number, OpenRun>();
  const sentFunctions = new Set<string>();
  const constants = keptConstants();
  let threads: Threads | undefined;
  let closed = false;

  const start = (): Threads => {
    const shared = createSharedMemory(limit, options.wide ?? true);
    const bell = new Int32Array(new SharedArrayBuffer(4));
    const { port1: port, port2 } = new MessageChannel();
    const folder = spillFolder(tmpdir());
    const workerData: CoordinatorStart = {
      workers: numWorkers, workerUrl: String(options.workerUrl ?? new URL("./worker-main.js", import.meta.url)), memory: shared.memory,
      maximumPages: shared.maximumPages, wide: shared.wide, memoryLimit: limit,
      resultLimit: options.resultLimit ?? defaultBudget(), spillFolder: folder, bell, port: port2,
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
      coordinator, port, memory: shared.memory, maximumPages: shared.maximumPages,
      send(message) {
        port.postMessage(message);
        Atomics.add(bell, 0, 1);
        Atomics.notify(bell, 0);
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
    if (message.type === "output") {
      (message.stream === 1 ? process.stdout : process.stderr).write(message.text);
      return;
    }
    const run = runs.get(message.run);
    switch (message.type) {
      case "events":
        run?.request.onEvents?.(unpackEvents(message.events, message.messages));
        return;
      case "failed": return void settle(message.run)?.reject(errorFromData(message.error));
      case "cancelled": return void settle(message.run)?.reject(run!.request.signal?.reason);
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

  const run = (request: RunRequest): Promise<RunOutcome> => new Promise((resolve, reject) => {
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
        type: "open", run: id, graph, outputs: request.outputs, functions, retries: request.options.retries ?? 0,
        memoryLimit: request.options.memoryLimit ?? limit, events: onEvents !== undefined,
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

/** The block in memory of the caller's own. */
function restoreOutside(block: PackedBlock, memory: WebAssembly.Memory, constants: Pick<ReturnType<typeof createResources>, "copy">): unknown {
  const tree = unpackTree(block.tree);
  const onDisk = block.files.map(file => readFileSync(file));
  const leases = onDisk.length > 0 ? onDisk.map((_, i) => i) : block.leases;
  return restoreBlock({ tree, leases }, {
    view(kind, lease, offset, elements) {
      if (onDisk.length === 0) return copiedView(kind, memory.buffer, lease * PAGE + offset, elements);
      const file = onDisk[lease]!;
      return copiedView(kind, file.buffer, file.byteOffset + offset, elements);
    },
    resource: constants.copy,
  });
}

/** Constants are packed and sent once; what no open run uses goes, oldest first, when they come to too much. */
function keptConstants() {
  const resources = createResources();
  const kept = new Map<string, { bytes: number; users: number }>();
  return {
    copy: resources.copy,
    use(wanted: ReadonlyMap<string, unknown>, limit: number) {
      const add: PackedResource[] = [];
      for (const [hash, value] of wanted) if (!kept.has(hash)) add.push(packResource(hash, value));
      for (const packed of add) {
        resources.add(packed);
        kept.set(packed.hash, { bytes: packed.bytes, users: 0 });
      }
      for (const hash of wanted.keys()) {
        const known = kept.get(hash)!;
        known.users++;
        // Last in the map is used last.
        kept.delete(hash);
        kept.set(hash, known);
      }
      let total = [...kept.values()].reduce((sum, each) => sum + each.bytes, 0);
      const remove: string[] = [];
      for (const [hash, { bytes, users }] of kept) {
        if (total <= Math.min(KEPT_RESOURCES, limit / 4)) break;
        if (users > 0) continue;
        total -= bytes;
        kept.delete(hash);
        resources.remove(hash);
        remove.push(hash);
      }
      return { add, remove };
    },
    done(wanted: ReadonlyMap<string, unknown>) {
      for (const hash of wanted.keys()) {
        const known = kept.get(hash);
        if (known !== undefined) known.users--;
      }
    },
    forget() {
      for (const hash of kept.keys()) resources.remove(hash);
      kept.clear();
    },
  };
}
