/** What the server says of the dataflow of cells, brought to the runs: the key that each ran with, and the key that its cell has now. */
import * as vscode from "vscode";
import type { CellFlow, FlowAnswer, NoAnswer } from "../../protocol/editor.ts";
import { keyOfRun, neededCells, presentKeys } from "../../runtime/cells/staleness.ts";
import type { Notebooks } from "../notebooks.ts";
import type { SessionHost } from "./effects.ts";
import type { CellRun } from "./state.ts";

interface FlowServer {
  readonly onNews: vscode.Event<string>;
  flow(uri: vscode.Uri, text?: string): Promise<FlowAnswer | NoAnswer>;
}
interface Asked {
  readonly text: string;
  readonly flows: Promise<readonly CellFlow[]>;
  /** Ids of the cells, by index. */
  readonly ids: ReadonlyMap<number, string>;
}

export class Flows implements vscode.Disposable {
  readonly #notebooks: Notebooks;
  readonly #session: SessionHost;
  readonly #server: FlowServer;
  readonly #asked = new Map<string, Asked>();
  readonly #present = new Map<string, readonly CellFlow[]>();
  readonly #settled = new Set<number>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(notebooks: Notebooks, session: SessionHost, server: FlowServer) {
    this.#notebooks = notebooks;
    this.#session = session;
    this.#server = server;
    this.#subscriptions = [server.onNews(uri => void this.#refresh(vscode.Uri.parse(uri))), session.onDidChangeCell(id => this.#ended(id))];
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  /** Cells of this text are about to run. */
  asked(uri: vscode.Uri, text: string): void {
    if (this.#asked.get(uri.fsPath)?.text === text) return;
    const cells = this.#notebooks.file(uri.fsPath)?.cells ?? [];
    this.#asked.set(uri.fsPath, {
      text,
      flows: this.#server.flow(uri, text).then(
        answer => ("cells" in answer ? answer.cells : []),
        () => [],
      ),
      ids: new Map(cells.map(({ id, cell }) => [cell.index, id])),
    });
  }

  /** Indices of the cells to run, in order; undefined where the server does not say. */
  async needed(uri: vscode.Uri): Promise<readonly number[] | undefined> {
    const file = uri.fsPath;
    this.#present.delete(file);
    await this.#refresh(uri, true);
    const flows = this.#present.get(file);
    const notebook = this.#notebooks.file(file);
    if (flows === undefined || notebook === undefined) return undefined;
    const { state } = this.#session;
    const ids = new Map(notebook.cells.map(({ id, cell }) => [cell.index, id]));
    const alive = state.phase !== "off" && state.phase !== "failed";
    return neededCells(flows, index => {
      const run = state.cells.get(ids.get(index) ?? "");
      return run === undefined ? undefined : { outcome: run.status, key: run.ranKey ?? "?", here: alive && run.sessionLife === state.life };
    });
  }

  /** A run that ended: its key, from those of the runs it took values from. */
  #ended(id: string): void {
    const run = this.#session.state.cells.get(id);
    const asked = run === undefined ? undefined : this.#asked.get(run.job.cell.file);
    if (run === undefined || run.status !== "ok" || asked?.text !== run.job.fileText || this.#settled.has(run.run)) return;
    this.#settled.add(run.run);
    void asked.flows.then(flows => {
      const flow = flows.find(each => each.index === run.job.cell.index);
      if (flow === undefined) return;
      const key = keyOfRun(flow, index => this.#session.state.cells.get(asked.ids.get(index) ?? "")?.ranKey);
      this.#session.dispatch({ type: "keys", ran: new Map([[run.run, key]]), present: new Map() });
      void this.#refresh(vscode.Uri.file(run.job.cell.file));
    });
  }

  async #refresh(uri: vscode.Uri, always = false): Promise<void> {
    const file = uri.fsPath;
    if (!always && ![...this.#session.state.cells.values()].some((run: CellRun) => run.job.cell.file === file)) return;
    const answer = await this.#server.flow(uri);
    const document = vscode.workspace.textDocuments.find(each => each.uri.fsPath === file);
    const notebook = this.#notebooks.file(file);
    // Of an older text: a newer answer comes.
    if (!("cells" in answer) || notebook === undefined || document?.version !== answer.version) return;
    this.#present.set(file, answer.cells);
    const keys = presentKeys(answer.cells);
    const present = new Map(notebook.cells.flatMap(({ id, cell }) => (keys.has(cell.index) ? [[id, keys.get(cell.index)!] as const] : [])));
    this.#session.dispatch({ type: "keys", ran: new Map(), present });
  }
}
