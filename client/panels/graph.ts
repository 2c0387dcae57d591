/** The graph panel: the server's graph of a cell or file, with the states of the run that belongs to it. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { GraphView } from "../../protocol/graph.ts";
import type { RunProfile } from "../../protocol/profile.ts";
import type { Empty, FromView, LiveRun } from "../../protocol/view.ts";
import type { Notebooks } from "../notebooks.ts";
import type { Server } from "../server.ts";
import type { LiveChange, SessionHost } from "../session/effects.ts";
import { changes, snapshot, type Live } from "../session/live.ts";
import type { CellRun } from "../session/state.ts";
import { settings } from "../settings.ts";
import { noFile, noGraph, nothingLazy } from "./empty.ts";
import { nodesAt } from "./nodes-at.ts";
import { Panel } from "./panel.ts";
import { fileOf } from "./reveal.ts";

/** After the last key: a graph that changes with every letter cannot be read. */
const SETTLE = 400;
const REDRAW = 100;

interface Shown {
  readonly file: string;
  readonly cell: number | null;
  readonly optimized: boolean;
  /** All cells of the file; `cell` is the one to come back to. */
  readonly whole: boolean;
}

export class GraphPanel implements vscode.Disposable {
  readonly #panel: Panel;
  readonly #notebooks: Notebooks;
  readonly #session: SessionHost;
  readonly #server: Server;
  readonly #subscriptions: vscode.Disposable[];
  #shown: Shown | undefined;
  #view: GraphView | null = null;
  /** The text that the shown difference is against. */
  #ranText: string | undefined;
  /** The moment of a run that is looked at in its profile. */
  #replayed: LiveRun | null = null;
  #asked = 0;
  #settle: NodeJS.Timeout | undefined;
  #redraw: NodeJS.Timeout | undefined;
  #exported: ((text: string) => void) | undefined;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, notebooks: Notebooks, session: SessionHost, server: Server) {
    this.#notebooks = notebooks;
    this.#session = session;
    this.#server = server;
    this.#panel = new Panel(context, log, {
      name: "graph",
      icon: "type-hierarchy-sub",
      ready: () => void this.#refresh(),
      received: message => this.#received(message),
      gone: () => (this.#view = null),
    });
    this.#subscriptions = [
      session.onLive(change => this.#live(change)),
      session.onDidChangeCell(() => this.#lastRun()?.job.fileText !== this.#ranText && this.#soon()),
      server.onNews(uri => this.#shown && vscode.Uri.parse(uri).fsPath === this.#shown.file && this.#soon()),
      notebooks.onDidChange(file => file === this.#shown?.file && this.#soon()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => kind !== undefined && this.#cursor(textEditor)),
      vscode.workspace.onDidChangeConfiguration(change => change.affectsConfiguration("bask.graph") && void this.#refresh()),
      vscode.window.registerWebviewPanelSerializer("bask.graph", {
        deserializeWebviewPanel: async (panel, state: Partial<Shown> | undefined) => {
          if (state?.file) this.#shown = { file: state.file, cell: state.cell ?? null, optimized: state.optimized === true, whole: state.whole === true };
          this.#panel.adopt(panel);
        },
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#settle);
    clearTimeout(this.#redraw);
    for (const each of this.#subscriptions) each.dispose();
    this.#panel.dispose();
  }

  get isOpen(): boolean {
    return this.#panel.isOpen;
  }

  get isVisible(): boolean {
    return this.#panel.isVisible;
  }

  show(file: string, cell: number, whole: boolean): void {
    const visible = this.#panel.isVisible;
    this.#shown = { file, cell, whole, optimized: this.#shown?.optimized ?? false };
    this.#panel.show(this.#title());
    if (visible) void this.#refresh();
  }

  /** Shows how a run stood at a moment; null: as it ended. */
  replay(file: string, live: LiveRun | null): void {
    if (file !== this.#shown?.file) return;
    this.#replayed = live;
    if (live === null) this.#sendLive();
    else this.#panel.post({ type: "live", live });
  }

  /** The drawn graph as a file's text. */
  export(format: "svg" | "dot"): Promise<string> {
    return new Promise(resolve => {
      this.#exported = resolve;
      this.#panel.post({ type: "export", format });
    });
  }

  #title(): string {
    return this.#shown === undefined ? "Graph" : `Graph: ${basename(this.#shown.file)}`;
  }

  #soon(): void {
    clearTimeout(this.#settle);
    if (this.#panel.isVisible) this.#settle = setTimeout(() => void this.#refresh(), SETTLE);
  }

  async #refresh(): Promise<void> {
    const shown = this.#shown;
    const config = { worker: this.#panel.asset("graph-layout-worker.js"), deadline: settings.graphDeadline() * 1000, followCursor: settings.followCursor() };
    if (shown === undefined) {
      this.#panel.post({ type: "graph", file: "", cell: null, optimized: false, whole: false, view: null, before: null, empty: noFile, settings: config });
      return;
    }
    const asked = ++this.#asked;
    const answer = await this.#server.graph(vscode.Uri.file(shown.file), shown.whole ? null : shown.cell, shown.optimized);
    const before = await this.#before(shown);
    if (asked !== this.#asked) return;
    let empty: Empty | null = null;
    // What the analysis cannot tell, a run may have said.
    if ("problem" in answer) {
      this.#view = this.#runs().at(-1)?.computes.at(-1)?.view ?? null;
      if (this.#view === null) empty = noGraph(answer.problem);
    } else {
      this.#view = answer;
      if (answer.nodes.length === 0) empty = nothingLazy;
    }
    this.#panel.post({ type: "graph", ...shown, view: this.#view, before: "problem" in answer ? null : before, empty, settings: config });
    this.#sendLive();
    const editor = vscode.window.visibleTextEditors.find(each => each.document.uri.fsPath === shown.file);
    if (editor) this.#cursor(editor);
  }

  /** The graph of the text that was last run, where that is another one than the present. */
  async #before(shown: Shown): Promise<GraphView | null> {
    const run = this.#lastRun();
    this.#ranText = run?.job.fileText;
    const present = vscode.workspace.textDocuments.find(each => each.uri.fsPath === shown.file)?.getText();
    if (run === undefined || run.job.fileText === present) return null;
    const answer = await this.#server.graph(vscode.Uri.file(shown.file), shown.whole ? null : run.job.cell.index, shown.optimized, run.job.fileText);
    return "problem" in answer ? null : answer;
  }

  /** The runs of what is shown, the oldest first. */
  #allRuns(): CellRun[] {
    const shown = this.#shown;
    if (shown === undefined) return [];
    const ids =
      this.#notebooks
        .file(shown.file)
        ?.cells.filter(each => shown.whole || shown.cell === null || each.cell.index === shown.cell)
        .map(each => each.id) ?? [];
    return ids.flatMap(id => this.#session.state.cells.get(id) ?? []).sort((a, b) => a.run - b.run);
  }

  #runs(): CellRun[] {
    return this.#allRuns().filter(run => run.computes.length > 0);
  }

  /** What waits has not run: the run before it counts. */
  #lastRun(): CellRun | undefined {
    return this.#allRuns()
      .flatMap(run => (run.status === "queued" ? (run.before ?? []) : run))
      .at(-1);
  }

  #profiles(): RunProfile[] {
    return this.#runs().flatMap(run => run.computes.flatMap(each => each.profile ?? []));
  }

  #current(): { run: CellRun; live: Live } | undefined {
    const run = this.#runs().at(-1);
    const live = run && this.#session.liveOf(run);
    return live && { run: run!, live };
  }

  #sendLive(): void {
    const current = this.#current();
    if (current) current.live.changed.clear();
    this.#panel.post({ type: "live", live: this.#replayed ?? (current ? snapshot(current.live) : null) });
    this.#panel.post({ type: "measured", profiles: this.#profiles() });
  }

  #live({ file, message }: LiveChange): void {
    if (file !== this.#shown?.file || !this.#panel.isVisible) return;
    if (message.type === "graph") {
      this.#replayed = null;
      if (this.#view === null) void this.#refresh();
      else this.#sendLive();
      return;
    }
    if (this.#replayed !== null) return;
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      const current = this.#current();
      if (current === undefined) return;
      const { live } = current;
      this.#panel.post({ type: "states", run: live.started.run, ...changes(live), ended: live.ended });
      if (live.ended) this.#panel.post({ type: "measured", profiles: this.#profiles() });
    }, REDRAW);
  }

  #cursor(editor: vscode.TextEditor): void {
    if (this.#view === null || editor.document.uri.fsPath !== this.#shown?.file || !this.#panel.isVisible || !settings.followCursor()) return;
    const { line, character } = editor.selection.active;
    // Only the lines that a cell's graph is of: elsewhere the last mark stays.
    const nodes = nodesAt(this.#view, this.#shown.file, line, character, (a, b) => fileOf(a) === fileOf(b));
    if (nodes.length > 0) this.#panel.post({ type: "cursor", nodes });
  }

  #received(message: FromView): void {
    if (message.type === "optimized" && this.#shown) {
      this.#shown = { ...this.#shown, optimized: message.optimized };
      void this.#refresh();
    }
    if (message.type === "cost" && this.#shown) {
      const { file, cell, optimized, whole } = this.#shown;
      const { name } = message;
      void this.#server
        .cost(vscode.Uri.file(file), whole ? null : cell, optimized, name)
        .then(cost => "problem" in cost || this.#panel.post({ type: "cost", name, cost }));
    }
    if (message.type === "whole" && this.#shown) {
      this.#shown = { ...this.#shown, whole: message.whole };
      void this.#refresh();
    }
    if (message.type === "exported") {
      if (this.#exported) this.#exported(message.text);
      else void vscode.commands.executeCommand(message.format === "svg" ? "bask.exportGraphSvg" : "bask.exportGraphDot", message.text);
      this.#exported = undefined;
    }
  }
}
