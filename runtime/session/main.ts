/**
 * The session process. This thread runs user code and nothing else: the control thread owns the pipe to the editor, so that it answers and
 * interrupts while a cell is busy. A cell starts from a message, never from a timer: ending execution inside a timer aborts Node.
 */

import { MessageChannel, Worker } from "node:worker_threads";
import { availableParallelism } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import type { CellText, FromSession, Variable } from "../../protocol/session.ts";
import { describe } from "../collections/describe.ts";
import { exprOf, isLazy } from "../collections/lazy.ts";
import { BaskError } from "../errors.ts";
import "../run.ts";
import { setAmbientSignal } from "../run/ambient-signal.ts";
import { config } from "../run/config.ts";
import { setDisplay } from "../run/display.ts";
import { closeEngines } from "../run/engines.ts";
import { observeRuns } from "../run/observers.ts";
import { graphView } from "../view/graph-view.ts";
import { NDArray } from "../values/ndarray.ts";
import { Table } from "../values/table.ts";
import { cellError } from "./cell-error.ts";
import { createCellRunner } from "./cell-runner.ts";
import type { FromMain, ToMain } from "./inside.ts";
import { libraryFolder } from "../functions/library.ts";
import { ProfileLog } from "./profile-file.ts";
import { createPages } from "./show.ts";
import { clearAllTimers, installTimers } from "./timers.ts";

interface Running {
  readonly run: number;
  readonly cell: CellText;
  readonly abort: AbortController;
  readonly began: number;
}

const { port1: port, port2 } = new MessageChannel();
const controlEntry = new URL(import.meta.url.endsWith(".ts") ? "./control.ts" : "./control.js", import.meta.url);
const control = new Worker(controlEntry, { workerData: { port: port2 }, transferList: [port2] });
control.on("exit", () => process.exit(0));

const runner = createCellRunner();
const pages = createPages();
let profiles = new ProfileLog(path.join(libraryFolder, ".profiles"));
let running: Running | undefined;

const post = (message: FromMain): void => port.postMessage(message);
const forward = (message: FromSession): void => post({ type: "forward", message });

installTimers();
captureOutput();
watchRuns();
process.on("uncaughtException", error => reportStray(error));
process.on("unhandledRejection", error => reportStray(error));

port.on("message", (message: ToMain) => {
  switch (message.type) {
    case "hello":
      profiles = new ProfileLog(path.join(message.cacheDir, "profiles"));
      config.set({
        ...(message.settings.workers === undefined ? {} : { numWorkers: message.settings.workers }),
        ...(message.settings.memoryLimit === undefined ? {} : { memoryLimit: message.settings.memoryLimit }),
        ...(message.settings.scheduler === undefined ? {} : { scheduler: message.settings.scheduler }),
      });
      post({ type: "booted", workers: config.get("num-workers", availableParallelism()), bask: libraryFolder });
      break;
    case "run":
      void run(message.run, message.cell, message.fileText);
      break;
    case "interrupt":
      interrupt(message.run);
      break;
    case "rows":
      try {
        forward({ type: "rows", request: message.request, rows: pages.rows(message.result, message.start, message.end) });
      } catch {
        forward({ type: "rows", request: message.request, rows: [] });
      }
      break;
    case "shutdown":
      void Promise.allSettled([runner.close(), closeEngines({ discard: true })]).then(() => process.exit(0));
      break;
  }
});

async function run(id: number, cell: CellText, fileText: string): Promise<void> {
  const mine: Running = { run: id, cell, abort: new AbortController(), began: performance.now() };
  running = mine;
  setAmbientSignal(mine.abort.signal);
  profiles.begin(cell);
  forward({ type: "cellStarted", run: id, cell: cell.index });
  try {
    enterFolder(cell.file);
    const value = await runner.run(cell, fileText);
    if (running !== mine) return;
    if (value !== undefined) {
      const shown = await pages.show(value, cell.title);
      if (running !== mine) return;
      forward({ type: "result", run: id, value: shown });
    }
    end(mine, "ok");
  } catch (error) {
    if (running === mine) end(mine, "error", error);
  }
}

/** The cell's promise may never settle by itself: its end is said here. What it has started is aborted, and its timers are cleared. */
function interrupt(id: number): void {
  const mine = running;
  if (mine === undefined || mine.run !== id) return;
  end(mine, "interrupted");
  mine.abort.abort(new BaskError("CANCELLED", "the cell was interrupted"));
  clearAllTimers();
}

function end(mine: Running, outcome: "ok" | "error" | "interrupted", error?: unknown): void {
  running = undefined;
  setAmbientSignal(undefined);
  profiles.write(mine.cell.file);
  const message = {
    type: "cellEnded" as const,
    run: mine.run,
    cell: mine.cell.index,
    outcome,
    ms: performance.now() - mine.began,
    ...(outcome === "error" ? { error: cellError(error) } : {}),
  };
  post({ type: "ended", run: mine.run, message, file: mine.cell.file, variables: variablesOf(mine.cell.file) });
}

/** Relative paths start from the folder of the file, as in a notebook. */
function enterFolder(file: string): void {
  const folder = path.dirname(file);
  if (process.cwd() !== folder) process.chdir(folder);
}

function variablesOf(file: string): Variable[] {
  return runner.variables(file).map(({ name, value }) => ({ name, ...summary(value) }));
}

function summary(value: unknown): { type: string; summary: string } {
  try {
    if (isLazy(value)) return { type: exprOf(value).meta.kind, summary: describe(exprOf(value)) };
    if (value instanceof Table) return { type: "table", summary: `${value.length} rows × ${value.columns.length} columns` };
    if (value instanceof NDArray) return { type: "ndarray", summary: `${value.dtype} (${(value.shape as readonly number[]).join(", ")})` };
    if (typeof value === "function") return { type: "function", summary: value.name };
    const text = inspect(value, { depth: 1, maxArrayLength: 8, maxStringLength: 100, breakLength: Infinity });
    return { type: Array.isArray(value) ? "array" : value === null ? "null" : typeof value, summary: text.length > 200 ? `${text.slice(0, 197)}...` : text };
  } catch {
    return { type: typeof value, summary: "?" };
  }
}

function watchRuns(): void {
  const owners = new Map<number, Running>();
  observeRuns({
    start({ id, roots, started }) {
      const owner = running;
      if (owner === undefined) return;
      owners.set(id, owner);
      forward({
        type: "graph",
        run: owner.run,
        compute: id,
        view: graphView(
          roots.map(expr => ({ expr })),
          { title: owner.cell.title },
        ),
        started,
      });
    },
    events(id, events) {
      const owner = owners.get(id);
      if (owner !== undefined) forward({ type: "events", run: owner.run, compute: id, events });
    },
    end(id, profile) {
      const owner = owners.get(id);
      owners.delete(id);
      if (owner === undefined) return;
      profiles.add(owner.cell, profile);
      forward({ type: "profile", run: owner.run, compute: id, profile });
    },
    failed: id => void owners.delete(id),
  });
  setDisplay(value => {
    const owner = running;
    if (owner !== undefined) void pages.show(value, owner.cell.title).then(shown => forward({ type: "result", run: owner.run, value: shown }));
  });
}

function captureOutput(): void {
  for (const stream of ["stdout", "stderr"] as const) {
    const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      forward({ type: "output", run: running?.run ?? 0, stream, text });
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") queueMicrotask(callback as () => void);
      return true;
    };
    process[stream].write = write as typeof process.stdout.write;
  }
}

/** An error that no cell awaits: shown with what the cell prints, and the session goes on. */
function reportStray(error: unknown): void {
  if (error instanceof BaskError && error.code === "CANCELLED") return;
  const { name, message, frames } = cellError(error);
  const at = frames[0] === undefined ? "" : ` (${frames[0].file}:${frames[0].line + 1}:${frames[0].character + 1})`;
  forward({ type: "output", run: running?.run ?? 0, stream: "stderr", text: `Not caught: ${name}: ${message}${at}\n` });
}
