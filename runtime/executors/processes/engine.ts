/**
 * Runs graphs on worker processes: a task that crashes its process, or needs more memory than that may have, costs the task and the retry,
 * and nothing else. The scheduler runs in the caller's thread. Blocks travel as messages where they are small and as files where not, which
 * costs more than threads do: for isolation, not for speed.
 */

import { fork, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../../make-folder.ts";
import { BaskError } from "../../errors.ts";
import { defaultBudget } from "../../memory/budget.ts";
import { removeLeftovers, spillFolder } from "../../memory/spill.ts";
import { layerInfos } from "../../profile/recorder.ts";
import type { Engine, RunOutcome, RunRequest } from "../../schedule/engine.ts";
import { letImportantFirst } from "../importance.ts";
import { nextRun } from "../run-number.ts";
import { removeAtExit, removeNow } from "../threads/temporary-folders.ts";
import { threadArguments } from "../threads/thread-arguments.ts";
import "../value-classes.ts";
import { blockToBytes } from "./block-bytes.ts";
import { BY_MESSAGE, type FromWorker, type Sent, type ToWorker } from "./protocol.ts";
import { ProcessRun } from "./run.ts";

export interface ProcessesOptions {
  readonly numWorkers?: number | undefined;
  /** Bytes of all blocks, in equal shares. */
  readonly memoryLimit?: number | undefined;
  /** The file the processes start from, where it is not beside this one. */
  readonly workerUrl?: string | URL | undefined;
}

/** Time a worker has to leave a run that was aborted, and one that failed, ms. */
const GRACE_ABORT = 200;
const GRACE_FAILURE = 5000;
/** Between batches of events to the caller, ms. */
const BATCH = 50;
/** Processes that may end one after another without a task done in between. */
const ENDS = 8;
/** With this V8 begins to tell that a heap is full. */
const END_OF_HEAP = "<--- Last few GCs --->";

interface Member {
  readonly index: number;
  readonly child: ChildProcess;
  ready: boolean;
  stopping: boolean;
  /** What it runs, as far as it has said. */
  run: number;
  task: number;
  /** User functions that it was sent. */
  readonly functions: Set<string>;
}
interface Open {
  readonly run: ProcessRun;
  readonly folder: string;
  readonly resources: (readonly [string, Sent])[];
  readonly settle: () => void;
  /** Workers that have not left it yet, once it is over. */
  closing: Set<number> | undefined;
  onClosed: (() => void) | undefined;
  timer: NodeJS.Timeout | undefined;
}

export function createProcessesEngine(options: ProcessesOptions = {}): Engine {
  const workers = Math.max(1, options.numWorkers ?? availableParallelism());
  const share = Math.floor((options.memoryLimit ?? defaultBudget()) / workers);
  const entry = fileURLToPath(new URL(String(options.workerUrl ?? new URL("./process-main.js", import.meta.url))));
  const folder = spillFolder(tmpdir());
  const members: (Member | undefined)[] = [];
  const runs = new Map<number, Open>();
  let ends = 0;
  let closed = false;

  const send = (worker: number, message: ToWorker) => {
    const member = members[worker];
    // The end of a process is heard later than its channel closes; its tasks are put back then.
    if (member?.child.connected === true) member.child.send(message, () => undefined);
  };
  const start = (index: number): void => {
    removeAtExit(folder);
    // Numeric blocks are not in the heap: it holds JavaScript values, and ends the process where they come to more than its share.
    const heap = Math.max(64, Math.floor(share / 2 ** 20));
    const execArgv = [...(threadArguments() ?? process.execArgv).filter(option => !option.startsWith("--inspect")), `--max-old-space-size=${heap}`];
    const child = fork(entry, [], { serialization: "advanced", execArgv, stdio: ["ignore", "pipe", "pipe", "ipc"] });
    const member: Member = { index, child, ready: false, stopping: false, run: -1, task: -1, functions: new Set() };
    members[index] = member;
    let last = "";
    child.stdout!.on("data", (text: Buffer) => void process.stdout.write(text));
    child.stderr!.on("data", (text: Buffer) => {
      if (text.includes(END_OF_HEAP)) return void (last += END_OF_HEAP);
      // The engine's own account of the end of a heap is long, and what it says stands in the error.
      if (!last.includes(END_OF_HEAP)) process.stderr.write(text);
      last = (last + text.toString()).slice(-65_536);
    });
    child.on("message", (message: FromWorker) => hear(member, message));
    child.on("error", () => undefined);
    child.on("exit", (code, signal) => {
      const reason = last.includes(END_OF_HEAP) ? "it ran out of memory" : signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
      ended(member, reason);
    });
    send(index, { type: "start", index, memoryLimit: share, folder });
    refer(child, runs.size > 0);
  };
  /** Open runs keep the caller's process alive, idle workers do not. */
  const refer = (child: ChildProcess, alive: boolean) => {
    const call = alive ? "ref" : "unref";
    child[call]();
    child.channel?.[call]();
    for (const stream of [child.stdout, child.stderr]) (stream as unknown as { ref(): void; unref(): void })[call]();
  };
  const referAll = () => members.forEach(member => member !== undefined && refer(member.child, runs.size > 0));

  const hear = (member: Member, message: FromWorker): void => {
    if (message.type === "hello") {
      member.ready = true;
      for (const { run } of runs.values()) if (run.running) run.workerJoined(member.index);
      return;
    }
    const open = runs.get(message.run);
    if (message.type === "started") [member.run, member.task] = [message.run, message.task];
    if (message.type === "done") ends = 0;
    if ((message.type === "done" || message.type === "failed") && member.task === message.task) member.task = -1;
    if (open === undefined) return;
    if (message.type === "closed") return left(open, member.index);
    open.run.hears(member.index, message);
    letImportantFirst(prioritised());
  };
  const ended = (member: Member, reason: string): void => {
    members[member.index] = undefined;
    if (closed) return;
    if (!member.stopping && ++ends >= ENDS + 4 * workers) {
      const error = new BaskError("KILLED_WORKER", `worker processes end one after another and finish no task: ${reason}`);
      for (const open of [...runs.values()]) fail(open, error);
      ends = 0;
    }
    for (const open of [...runs.values()]) {
      if (open.run.running) open.run.workerDied(member.index, open.run.id === member.run ? member.task : -1, reason);
      left(open, member.index);
    }
    if (runs.size > 0) start(member.index);
  };

  const finish = (open: Open, grace: number): void => {
    if (open.closing !== undefined) return;
    open.run.flush();
    open.closing = new Set([...open.run.joined]);
    for (const worker of open.closing) send(worker, { type: "close", run: open.run.id });
    if (grace < Infinity) {
      open.timer = setTimeout(() => {
        for (const worker of open.closing!) {
          const member = members[worker];
          if (member === undefined || member.run !== open.run.id || member.task < 0) continue;
          member.stopping = true;
          member.child.kill("SIGKILL");
        }
      }, grace);
    }
    settled(open);
  };
  const left = (open: Open, worker: number): void => {
    if (open.closing?.delete(worker) === true) settled(open);
  };
  const settled = (open: Open): void => {
    if (open.closing?.size !== 0) return;
    clearTimeout(open.timer);
    open.run.free();
    rmSync(open.folder, { recursive: true, force: true });
    runs.delete(open.run.id);
    open.settle();
    open.onClosed?.();
    if (runs.size === 0) removeNow(folder);
    referAll();
  };
  const fail = (open: Open, error: Error): void => {
    if (open.closing !== undefined) return;
    open.run.cancel();
    open.onClosed = undefined;
    rejections.get(open)?.(error);
    finish(open, GRACE_FAILURE);
  };
  const rejections = new Map<Open, (error: unknown) => void>();
  const prioritised = () =>
    new Map(
      [...runs].map(([id, { run }]) => [
        id,
        { priority: run.request.options.priority ?? 0, running: run.running, state: run.state, hold: (held: boolean) => run.hold(held) },
      ]),
    );

  const run = (request: RunRequest): Promise<RunOutcome> =>
    new Promise((resolve, reject) => {
      if (closed) throw new BaskError("KILLED_WORKER", "the engine is closed");
      const { graph, signal, onEvents } = request;
      signal?.throwIfAborted();
      if (members.length === 0) removeLeftovers(tmpdir());
      const id = nextRun();
      const own = join(folder, `run-${id}`);
      const resources = [...request.resources].map(([hash, value], i): readonly [string, Sent] => [hash, resourceFile(own, i, value)]);
      const abort = () => {
        if (open.closing !== undefined) return;
        open.run.cancel();
        open.onClosed = () => reject(signal!.reason as Error);
        finish(open, GRACE_ABORT);
      };
      const ticking = onEvents === undefined ? undefined : setInterval(() => open.run.flush(), BATCH);
      const open: Open = {
        folder: own,
        resources,
        closing: undefined,
        onClosed: undefined,
        timer: undefined,
        settle: () => {
          signal?.removeEventListener("abort", abort);
          clearInterval(ticking);
          rejections.delete(open);
        },
        run: new ProcessRun(id, request, {
          workers,
          absent: worker => members[worker]?.ready !== true,
          send,
          open: worker => {
            const member = members[worker]!;
            const functions = request.functions.filter(pkg => !member.functions.has(pkg.id));
            for (const pkg of functions) member.functions.add(pkg.id);
            send(worker, { type: "open", run: id, graph, outputs: request.outputs, functions, resources });
          },
          finished: outcome => {
            resolve(outcome);
            finish(open, Infinity);
          },
          failed: error => fail(open, error),
        }),
      };
      rejections.set(open, reject);
      signal?.addEventListener("abort", abort, { once: true });
      runs.set(id, open);
      request.onStart?.({ run: id, tasks: graph.size, layers: layerInfos(graph) });
      const wanted = Math.min(workers, open.run.state.sequence.length);
      for (let index = 0; index < wanted; index++) if (members[index] === undefined) start(index);
      referAll();
      open.run.begin();
      letImportantFirst(prioritised());
    });

  return {
    kind: "processes",
    workers,
    run,
    census() {
      let blocks = 0;
      for (const { run } of runs.values()) blocks += run.blockCount;
      return Promise.resolve({ runs: runs.size, blocks, bytes: 0, files: existsSync(folder) ? readdirSync(folder, { recursive: true }).length : 0 });
    },
    async close() {
      closed = true;
      const error = new BaskError("KILLED_WORKER", "the engine was closed");
      for (const reject of rejections.values()) reject(error);
      for (const open of runs.values()) {
        clearTimeout(open.timer);
        open.settle();
      }
      runs.clear();
      await Promise.all(
        members.map(
          member =>
            member !== undefined &&
            new Promise(resolve => {
              member.child.ref();
              member.child.once("exit", resolve);
              member.child.kill("SIGKILL");
            }),
        ),
      );
      removeNow(folder);
    },
  };
}

function resourceFile(folder: string, number: number, value: unknown): Sent {
  const bytes = blockToBytes(value);
  if (bytes.length <= BY_MESSAGE) return bytes;
  makeFolder(folder, 0o700);
  const file = join(folder, `resource-${number}`);
  writeFileSync(file, bytes, { mode: 0o600 });
  return { file, bytes: bytes.length };
}
