/** Where the reducer's effects happen: the process, its messages, the timers. Holds the one state of the session. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import type { CellValue, FromSession, SessionSettings } from "../../protocol/session.ts";
import type { RunProgress, TaskSpans } from "../../protocol/view.ts";
import { cacheDir } from "../../runtime/profile/cache-dir.ts";
import { settings } from "../settings.ts";
import { applyEvents, progressOf, startLive, type Live } from "./live.ts";
import { chooseNode } from "./node.ts";
import { nodeProbes } from "./probe-node.ts";
import { sessionProgram } from "./library.ts";
import { startProcess, type SessionProcess } from "./process.ts";
import { reduce } from "./reduce.ts";
import { applySpans, startSpans, type GrowingSpans } from "./spans.ts";
import { parseSize } from "./size.ts";
import { initialState, type CellRun, type Effect, type Failure, type Input, type Job, type SessionState } from "./state.ts";

type WithoutNow<T> = T extends unknown ? Omit<T, "now"> : never;

/** Computes whose timelines are kept. */
const KEPT_SPANS = 16;

export interface LiveChange {
  readonly id: string;
  readonly file: string;
  readonly message: Extract<FromSession, { type: "graph" | "events" | "profile" }>;
}

export class SessionHost implements vscode.Disposable {
  #state: SessionState = initialState;
  #process: SessionProcess | undefined;
  #life = 0;
  #request = 0;
  #timers = new Set<NodeJS.Timeout>();
  readonly #rows = new Map<number, (rows: readonly (readonly CellValue[])[]) => void>();
  readonly #lives = new Map<number, Live>();
  readonly #spans = new Map<number, GrowingSpans>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #cellChanged = new vscode.EventEmitter<string>();
  readonly #live = new vscode.EventEmitter<LiveChange>();
  /** Anything of the state. */
  readonly onDidChange = this.#changed.event;
  /** A cell's run, by the cell's id. */
  readonly onDidChangeCell = this.#cellChanged.event;
  /** Graph, task events and profile of a run. */
  readonly onLive = this.#live.event;

  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Asks for cells to run, in order. */
  ask(jobs: readonly Job[]): void {
    this.dispatch({ type: "ask", jobs });
  }

  dispatch(input: WithoutNow<Input>): void {
    const { state, effects } = reduce(this.#state, { ...input, now: Date.now() } as Input);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    this.#changed.fire();
  }

  /** Rows of a shown table; none where the session that holds it is gone. */
  rows(result: string, start: number, end: number): Promise<readonly (readonly CellValue[])[]> {
    const [life, id] = result.split(":");
    if (this.#process === undefined || this.#state.ready === null || Number(life) !== this.#state.life || id === undefined) return Promise.resolve([]);
    const request = ++this.#request;
    return new Promise(resolve => {
      this.#rows.set(request, resolve);
      this.#process?.send({ type: "rows", request, result: id, start, end });
    });
  }

  askVariables(file: string): void {
    if (this.#state.ready !== null) this.#process?.send({ type: "variables", request: ++this.#request, file });
  }

  /** The live states of a cell's last compute. */
  liveOf(run: CellRun): Live | undefined {
    return this.#lives.get(run.run);
  }

  /** When the tasks of a compute ran; of the last few computes. */
  spansOf(compute: number): TaskSpans | undefined {
    return this.#spans.get(compute);
  }

  progressOf(run: CellRun): RunProgress | null {
    const live = this.#lives.get(run.run);
    return live === undefined ? null : progressOf(live, Date.now());
  }

  dispose(): void {
    this.#life++;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#process?.send({ type: "shutdown" });
    this.#process?.signal("SIGTERM");
    for (const each of [this.#changed, this.#cellChanged, this.#live]) each.dispose();
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "start":
        void this.#start();
        return;
      case "send":
        this.#process?.send(effect.message);
        return;
      case "signal":
        this.#process?.signal(effect.signal);
        return;
      case "wakeAt": {
        const timer = setTimeout(
          () => {
            this.#timers.delete(timer);
            this.dispatch({ type: "tick" });
          },
          effect.at - Date.now() + 1,
        );
        this.#timers.add(timer);
        return;
      }
      case "cellChanged":
        this.#cellChanged.fire(effect.id);
        return;
      case "live":
        this.#track(effect.message);
        this.#live.fire({ id: effect.id, file: this.#state.cells.get(effect.id)?.job.cell.file ?? "", message: effect.message });
        return;
      case "rows":
        this.#rows.get(effect.message.request)?.(effect.message.rows);
        this.#rows.delete(effect.message.request);
        return;
      case "askVariables":
        this.askVariables(effect.file);
        return;
      case "warn":
        this.#log.warn(effect.text);
        void vscode.window.showWarningMessage(`Bask: ${effect.text}`);
        return;
      case "complain":
        void this.#complain(effect.failure);
        return;
      case "log":
        this.#log.info(effect.text);
        return;
    }
  }

  #track(message: LiveChange["message"]): void {
    if (message.type === "graph") {
      const current = new Set([...this.#state.cells.values()].map(cell => cell.run));
      for (const run of this.#lives.keys()) if (!current.has(run)) this.#lives.delete(run);
      this.#lives.set(message.run, startLive(message.started, Date.now()));
      this.#spans.set(message.compute, startSpans(message.started));
      for (const compute of [...this.#spans.keys()].slice(0, -KEPT_SPANS)) this.#spans.delete(compute);
      return;
    }
    const spans = this.#spans.get(message.compute);
    if (spans !== undefined && message.type === "events") applySpans(spans, message.events);
    const live = this.#lives.get(message.run);
    if (live === undefined) return;
    if (message.type === "events") applyEvents(live, message.events);
    else live.ended = true;
  }

  async #start(): Promise<void> {
    const life = ++this.#life;
    const file = this.#firstFile();
    const { main, workspaceCopy } = sessionProgram(file, join(this.#context.extensionPath, "dist", "bundled", "session", "main.js"));
    const node = await chooseNode(settings.sessionNode(), nodeProbes);
    if (life !== this.#life || this.#state.phase !== "starting") return;
    if ("title" in node) return this.dispatch({ type: "cannotStart", failure: node });
    if (!existsSync(main))
      return this.dispatch({
        type: "cannotStart",
        failure: { title: "The extension is incomplete.", detail: `Expected the session's program at ${main}; found none. Install the extension again.` },
      });
    this.#log.info(
      `Starting a session on Node ${node.version} (${node.path}) with ${workspaceCopy === undefined ? "the extension's own Bask" : `the Bask of ${workspaceCopy}`}.`,
    );
    const mine = (act: () => void) => life === this.#life && act();
    this.#process = startProcess(main, node, file === undefined ? this.#context.extensionPath : dirname(file), {
      message: message => mine(() => this.dispatch({ type: "message", message })),
      ended: (code, signal, lastWords) =>
        mine(() => {
          this.#process = undefined;
          for (const resolve of this.#rows.values()) resolve([]);
          this.#rows.clear();
          this.dispatch({ type: "ended", code, signal, lastWords });
        }),
      log: text => this.#log.info(text),
    });
    const stopAfter = settings.terminateAfter() * 1000;
    const cache = cacheDir();
    const { version } = this.#context.extension.packageJSON as { version: string };
    this.#process.send({
      type: "hello",
      protocol: PROTOCOL_VERSION,
      version,
      cacheDir: cache,
      settings: sessionSettings(),
    });
    this.dispatch({ type: "hello", cacheDir: cache, settings: sessionSettings(), stopAfter, version });
  }

  /** The session's folder is that of the first file it runs; each cell's own folder is the session's business. */
  #firstFile(): string | undefined {
    const run = this.#state.queue[0];
    for (const cell of this.#state.cells.values()) if (cell.run === run) return cell.job.cell.file;
    return vscode.workspace.workspaceFolders?.[0] && join(vscode.workspace.workspaceFolders[0].uri.fsPath, "x");
  }

  async #complain(failure: Failure): Promise<void> {
    this.#log.error(`${failure.title} ${failure.detail}`);
    const actions = [...(failure.link === undefined ? [] : ["Get Node"]), "Show Log"];
    const chosen = await vscode.window.showErrorMessage(`Bask: ${failure.title} ${clip(failure.detail)}`, ...actions);
    if (chosen === "Get Node") await vscode.env.openExternal(vscode.Uri.parse(failure.link!));
    if (chosen === "Show Log") this.#log.show();
  }
}

const clip = (text: string): string => {
  const line = text.split("\n").findLast(each => each.trim() !== "") ?? "";
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
};

function sessionSettings(): SessionSettings {
  const workers = settings.sessionWorkers();
  const memoryLimit = parseSize(settings.sessionMemoryLimit());
  return { ...(workers === null ? {} : { workers }), ...(memoryLimit === undefined ? {} : { memoryLimit }), scheduler: settings.sessionScheduler() };
}
