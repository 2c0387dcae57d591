/** The profile panel: where the time of one compute went, by worker, operation and line. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { FromView, ProfileRun } from "../../protocol/view.ts";
import type { WorkKind } from "../../protocol/graph.ts";
import type { Notebooks } from "../notebooks.ts";
import type { SessionHost } from "../session/effects.ts";
import type { Compute } from "../session/state.ts";
import { noFile, notMeasured } from "./empty.ts";
import { Panel } from "./panel.ts";

export class ProfilePanel implements vscode.Disposable {
  readonly #panel: Panel;
  readonly #notebooks: Notebooks;
  readonly #session: SessionHost;
  readonly #subscriptions: vscode.Disposable[];
  #file: string | undefined;
  #chosen: number | undefined;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, notebooks: Notebooks, session: SessionHost) {
    this.#notebooks = notebooks;
    this.#session = session;
    this.#panel = new Panel(context, log, {
      name: "profile",
      icon: "graph",
      ready: () => this.#send(),
      received: message => this.#received(message),
      gone: () => {},
    });
    this.#subscriptions = [
      session.onLive(({ file, message }) => {
        if (file !== this.#file || message.type !== "profile") return;
        this.#chosen = message.compute;
        this.#send();
      }),
      vscode.window.registerWebviewPanelSerializer("bask.profile", {
        deserializeWebviewPanel: async (panel, state: { file?: string } | undefined) => {
          this.#file ??= state?.file;
          this.#panel.adopt(panel);
        },
      }),
    ];
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
    this.#panel.dispose();
  }

  /** The last run of a cell; of the file where the cell has none. */
  show(file: string, cell: number): void {
    const visible = this.#panel.isVisible;
    this.#file = file;
    const computes = this.#computes();
    this.#chosen = (computes.findLast(each => each.cell === cell) ?? computes.at(-1))?.compute.compute;
    this.#panel.show(`Profile: ${basename(file)}`);
    if (visible) this.#send();
  }

  /** Those that ended, the oldest first. */
  #computes(): { readonly compute: Compute; readonly cell: number; readonly title: string; readonly run: number }[] {
    const cells = (this.#file === undefined ? undefined : this.#notebooks.file(this.#file)?.cells) ?? [];
    return cells
      .flatMap(({ id, cell }) => {
        const run = this.#session.state.cells.get(id);
        return (run?.computes ?? []).map(compute => ({ compute, cell: cell.index, title: cell.title, run: run!.run }));
      })
      .filter(({ compute }) => compute.profile !== null)
      .sort((a, b) => a.compute.compute - b.compute.compute);
  }

  #send(): void {
    const computes = this.#computes();
    const chosen = computes.find(({ compute }) => compute.compute === this.#chosen) ?? computes.at(-1);
    const runs = computes.map(({ compute, cell, title }): ProfileRun => ({ compute: compute.compute, cell, title, started: compute.profile!.started }));
    if (chosen === undefined) {
      this.#panel.post({ type: "profile", file: this.#file ?? "", runs, shown: null, empty: this.#file === undefined ? noFile : notMeasured });
      return;
    }
    const { compute, profile, started, view } = chosen.compute;
    const kinds = new Map(view.nodes.map(node => [node.name, node.work]));
    const shown = {
      compute,
      profile: profile!,
      layers: started.layers,
      kinds: started.layers.map(({ names, name }): WorkKind => kinds.get(names.at(-1) ?? name) ?? kinds.get(name) ?? "blockwise"),
      spans: this.#session.spansOf(compute) ?? null,
    };
    this.#panel.post({ type: "profile", file: this.#file!, runs, shown, empty: null });
  }

  #received(message: FromView): void {
    if (message.type !== "chooseRun") return;
    this.#chosen = message.compute;
    this.#send();
  }
}
