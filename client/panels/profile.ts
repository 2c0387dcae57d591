/** The profile panel: where the time of one compute went, by worker, operation and line. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { FromView, LiveRun, ProfileRun, ShownProfile, TaskSpans } from "../../protocol/view.ts";
import type { WorkKind } from "../../protocol/graph.ts";
import type { Notebooks } from "../notebooks.ts";
import type { SessionHost } from "../session/effects.ts";
import { statesAt } from "../../protocol/replay.ts";
import type { Compute } from "../session/state.ts";
import { noFile, notMeasured } from "./empty.ts";
import { Panel } from "./panel.ts";

/** Measured computes that can be looked at, and those whose tasks are known one by one. */
const KEPT = 64;
const KEPT_SPANS = 16;

/** A compute that ended. Numbers of computes begin anew with each session: `number` is ours. */
interface Ended {
  readonly number: number;
  readonly cell: string;
  readonly file: string;
  readonly compute: Compute;
  spans: TaskSpans | null;
}

/** Where a moment of a run can be seen on its graph. */
export interface Replays {
  replay(file: string, live: LiveRun | null): void;
  show(file: string, cell: number, whole: boolean): void;
}

export class ProfilePanel implements vscode.Disposable {
  readonly #panel: Panel;
  readonly #notebooks: Notebooks;
  readonly #session: SessionHost;
  readonly #subscriptions: vscode.Disposable[];
  readonly #replays: Replays;
  readonly #ended: Ended[] = [];
  #file: string | undefined;
  #chosen: number | undefined;
  #compared: number | undefined;
  #next = 1;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, notebooks: Notebooks, session: SessionHost, replays: Replays) {
    this.#replays = replays;
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
      session.onLive(({ id, file, message }) => {
        if (message.type !== "profile") return;
        const number = this.#keep(id, file, message.compute);
        if (file !== this.#file) return;
        this.#chosen = number;
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
    const all = this.#all();
    this.#chosen = (all.findLast(each => each.index === cell) ?? all.at(-1))?.ended.number;
    this.#panel.show(`Profile: ${basename(file)}`);
    if (visible) this.#send();
  }

  #keep(cell: string, file: string, which: number): number | undefined {
    const compute = this.#session.state.cells.get(cell)?.computes.find(each => each.compute === which);
    if (compute === undefined || compute.profile === null) return undefined;
    const number = this.#next++;
    this.#ended.push({ number, cell, file, compute, spans: this.#session.spansOf(which) ?? null });
    this.#ended.splice(0, Math.max(0, this.#ended.length - KEPT));
    for (const old of this.#ended.slice(0, -KEPT_SPANS)) old.spans = null;
    return number;
  }

  /** Those of cells that are there, the oldest first. */
  #all(): { readonly ended: Ended; readonly index: number; readonly title: string }[] {
    const cells = new Map(((this.#file === undefined ? undefined : this.#notebooks.file(this.#file))?.cells ?? []).map(({ id, cell }) => [id, cell]));
    return this.#ended.flatMap(ended => {
      const cell = cells.get(ended.cell);
      return ended.file !== this.#file || cell === undefined ? [] : [{ ended, index: cell.index, title: cell.title }];
    });
  }

  #send(): void {
    const all = this.#all();
    const chosen = (all.find(({ ended }) => ended.number === this.#chosen) ?? all.at(-1))?.ended;
    const runs = all.map(({ ended, index, title }): ProfileRun => ({
      compute: ended.number,
      cell: index,
      title,
      started: ended.compute.profile!.started,
      isComparable: chosen !== undefined && ended !== chosen && ended.cell === chosen.cell,
    }));
    if (chosen === undefined) {
      const empty = this.#file === undefined ? noFile : notMeasured;
      this.#panel.post({ type: "profile", file: this.#file ?? "", runs, shown: null, compared: null, empty });
      return;
    }
    const { started, view, profile } = chosen.compute;
    const kinds = new Map(view.nodes.map(node => [node.name, node.work]));
    const shown: ShownProfile = {
      compute: chosen.number,
      profile: profile!,
      layers: started.layers,
      kinds: started.layers.map(({ names, name }): WorkKind => kinds.get(names.at(-1) ?? name) ?? kinds.get(name) ?? "blockwise"),
      spans: chosen.spans,
    };
    const other = all.find(({ ended }) => ended.number === this.#compared && ended !== chosen && ended.cell === chosen.cell)?.ended;
    const compared = other === undefined ? null : { compute: other.number, profile: other.compute.profile! };
    this.#panel.post({ type: "profile", file: this.#file!, runs, shown, compared, empty: null });
  }

  #received(message: FromView): void {
    if (message.type === "replay") return this.#replay(message.at, message.open);
    if (message.type === "chooseRun") this.#chosen = message.compute;
    else if (message.type === "compareWith") this.#compared = message.compute ?? undefined;
    else return;
    this.#send();
  }

  /** The states of a moment, on the graph of the cell. */
  #replay(at: number | null, open: boolean): void {
    const all = this.#all();
    const chosen = all.find(({ ended }) => ended.number === this.#chosen) ?? all.at(-1);
    if (chosen === undefined || this.#file === undefined) return;
    const { spans, compute } = chosen.ended;
    if (open) this.#replays.show(this.#file, chosen.index, false);
    this.#replays.replay(
      this.#file,
      at === null || spans === null ? null : { started: compute.started, states: statesAt(spans, at), begun: compute.begun, ended: false, replayed: at },
    );
  }
}
