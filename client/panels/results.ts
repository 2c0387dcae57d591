/** The results panel: one, beside the editor, with a slot a cell of the file it follows. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { Empty, FromView, Slot } from "../../protocol/view.ts";
import { hasCells, type Notebooks } from "../notebooks.ts";
import type { SessionHost } from "../session/effects.ts";
import { earlierSlots, slotOf, slotsOf } from "../session/slots.ts";
import type { CellRun } from "../session/state.ts";
import { noCells, noFile, notRunYet, untrusted } from "./empty.ts";
import { Panel } from "./panel.ts";
import { revealPlace } from "./reveal.ts";

/** Live pictures are redrawn at most ten times a second. */
const REDRAW = 100;

export class ResultsPanel implements vscode.Disposable {
  readonly #panel: Panel;
  readonly #notebooks: Notebooks;
  readonly #session: SessionHost;
  readonly #subscriptions: vscode.Disposable[];
  #file: string | undefined;
  #open: string | undefined;
  readonly #dirty = new Set<string>();
  #isAllDirty = false;
  /** What the page showed before the window was reloaded, by the cell's id. */
  #before: ReadonlyMap<string, Slot> = new Map();
  #timer: NodeJS.Timeout | undefined;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, notebooks: Notebooks, session: SessionHost) {
    this.#notebooks = notebooks;
    this.#session = session;
    this.#panel = new Panel(context, log, {
      name: "results",
      icon: "output",
      ready: () => this.#sendAll(),
      received: message => void this.#received(message),
      gone: () => {},
    });
    this.#subscriptions = [
      session.onDidChangeCell(id => this.#mark(id)),
      session.onLive(({ id }) => this.#mark(id)),
      notebooks.onDidChange(file => {
        if (file !== this.#file) return;
        this.#isAllDirty = true;
        this.#later();
      }),
      vscode.window.onDidChangeActiveTextEditor(editor => editor && this.#follow(editor.document)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#sendAll()),
      vscode.window.registerWebviewPanelSerializer("bask.results", {
        deserializeWebviewPanel: async (panel, state: { file?: string; slots?: readonly Slot[] } | undefined) => {
          if (state?.slots !== undefined) this.#before = new Map(state.slots.map(slot => [slot.id, slot]));
          this.#file ??= state?.file ?? vscode.window.activeTextEditor?.document.uri.fsPath;
          this.#panel.adopt(panel);
        },
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const each of this.#subscriptions) each.dispose();
    this.#panel.dispose();
  }

  /** Shows the results of a file; `id` opens one slot. */
  show(file: string | undefined, { id, focus = false }: { id?: string; focus?: boolean } = {}): void {
    const changed = file !== undefined && file !== this.#file;
    if (file !== undefined) this.#file = file;
    this.#open = id;
    const visible = this.#panel.isVisible;
    this.#panel.show(this.#title(), focus);
    if (visible && changed) this.#sendAll();
    else if (visible && id !== undefined) this.#panel.post({ type: "openSlot", id });
  }

  #title(): string {
    return this.#file === undefined ? "Results" : `Results: ${basename(this.#file)}`;
  }

  #follow(document: vscode.TextDocument): void {
    if (document.uri.scheme !== "file" || document.uri.fsPath === this.#file || !hasCells(this.#notebooks.file(document.uri.fsPath))) return;
    this.#file = document.uri.fsPath;
    this.#panel.title(this.#title());
    this.#sendAll();
  }

  #progress = (run: CellRun) => (run.status === "running" ? this.#session.progressOf(run) : null);

  #slots(): Slot[] {
    const notebook = this.#file === undefined ? undefined : this.#notebooks.file(this.#file);
    if (notebook === undefined) return [];
    const { cells } = this.#session.state;
    const own = slotsOf(notebook, cells, this.#progress);
    return this.#before.size === 0 ? own : [...own, ...earlierSlots(notebook, cells, this.#before)].sort((a, b) => a.cell - b.cell);
  }

  #empty(slots: readonly Slot[]): Empty | null {
    if (slots.length > 0) return null;
    if (!vscode.workspace.isTrusted) return untrusted;
    if (this.#file === undefined) return noFile;
    return hasCells(this.#notebooks.file(this.#file)) ? notRunYet : noCells(this.#file);
  }

  #sendAll(): void {
    const slots = this.#slots();
    this.#dirty.clear();
    this.#isAllDirty = false;
    this.#panel.post({ type: "results", file: this.#file ?? "", slots, empty: this.#empty(slots) });
    if (this.#open !== undefined) this.#panel.post({ type: "openSlot", id: this.#open });
    this.#open = undefined;
  }

  #mark(id: string): void {
    this.#dirty.add(id);
    this.#later();
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#isAllDirty) this.#sendAll();
      else this.#sendDirty();
    }, REDRAW);
  }

  #sendDirty(): void {
    for (const id of this.#dirty) {
      const found = this.#notebooks.find(id);
      if (found === undefined || found.notebook.file !== this.#file) continue;
      const run = this.#session.state.cells.get(id);
      // A slot that appears or goes changes the order: all of them.
      if (run === undefined || run.before === null) return this.#sendAll();
      this.#panel.post({ type: "slot", slot: slotOf(found.cell, run, this.#progress(run)) });
    }
    this.#dirty.clear();
  }

  async #received(message: FromView): Promise<void> {
    switch (message.type) {
      case "rows": {
        const rows = await this.#session.rows(message.result, message.start, message.end);
        this.#panel.post({ type: "rows", result: message.result, start: message.start, rows });
        return;
      }
      case "goToCell": {
        const found = this.#notebooks.find(message.id);
        if (found) await revealPlace(found.notebook.file, found.cell.cell.startLine, 0);
        return;
      }
      case "runCell":
        await vscode.commands.executeCommand("bask.runNamedCell", message.id);
        return;
      case "showGraph": {
        const found = this.#notebooks.find(message.id);
        if (found) await vscode.commands.executeCommand("bask.visualizeGraph", vscode.Uri.file(found.notebook.file).toString(), found.cell.cell.index);
        return;
      }
      default:
    }
  }
}
