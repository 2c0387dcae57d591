/** Extension and webview: one tagged union each way, for both panels. What crosses is plain data or typed arrays. */

import type { NodeCost } from "./editor.ts";
import type { GraphView, Site, WorkKind } from "./graph.ts";
import type { LayerInfo, RunProfile, RunStarted } from "./profile.ts";
import type { CellError, CellValue, Shown } from "./session.ts";

/** A cell's slot in the results: exactly one a cell, replaced in place. */
export interface Slot {
  /** Stays the same while the cell lives, whatever its number becomes. */
  readonly id: string;
  readonly cell: number;
  readonly title: string;
  readonly state: SlotState;
  /** Wall time; while it runs, null. */
  readonly ms: number | null;
  /** `frame, 5 rows × 5 columns`. */
  readonly summary: string;
  readonly values: readonly Shown[];
  readonly output: readonly OutputPiece[];
  readonly error: CellError | null;
  readonly progress: RunProgress | null;
  readonly peak: number | null;
  /** Its values are of a session that is gone: what they name is there no more. */
  readonly earlier: boolean;
  /** Of the cell's text that ran. */
  readonly hash: string;
}
export type SlotState = "fresh" | "stale" | "queued" | "running" | "error" | "interrupted";
export interface OutputPiece {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}
export interface RunProgress {
  readonly done: number;
  readonly tasks: number;
  /** Milliseconds left, when enough is known to say. */
  readonly left: number | null;
  readonly layers: readonly { readonly label: string; readonly done: number; readonly tasks: number; readonly site: Site | null }[];
}

/** Why a panel has nothing to show, and what to do about it. */
export interface Empty {
  readonly title: string;
  readonly text: string;
  readonly actions: readonly { readonly label: string; readonly command: ViewCommand }[];
}
/** Commands that a panel's buttons may ask for: the extension runs no other. */
export type ViewCommand =
  | "bask.makeCells"
  | "bask.runAll"
  | "bask.runCell"
  | "bask.interrupt"
  | "bask.restart"
  | "bask.visualizeGraph"
  | "bask.showResults"
  | "bask.showLog"
  | "workbench.trust.manage"
  | "bask.openExample";

/** Task states as they travel: one byte a task, in this order. */
export const TASK_STATES = ["waiting", "ready", "running", "memory", "spilled", "released", "erred", "stale"] as const;

/** One `compute` of a run as the graph shows it. */
export interface LiveRun {
  readonly started: RunStarted;
  readonly states: Uint8Array;
  readonly begun: number;
  readonly ended: boolean;
  /** A moment of a run that is over, ms since it began; undefined for the run as it stands. */
  readonly replayed?: number;
}

/** By task: when it ran (ms since the run began; NaN where it did not), where, what it made, when that was let go. */
export interface TaskSpans {
  readonly start: Float32Array;
  readonly end: Float32Array;
  readonly worker: Int16Array;
  readonly bytes: Float64Array;
  readonly released: Float32Array;
  /** Blocks that went to disk or came back, in order of time, three numbers each: when, which task's, 1 to disk or 0 back. */
  readonly disk: readonly number[];
}
/** A compute that may be chosen. */
export interface ProfileRun {
  readonly compute: number;
  readonly cell: number;
  readonly title: string;
  readonly started: string;
  /** Another run of the cell whose run is shown. */
  readonly isComparable: boolean;
}
export interface ShownProfile {
  readonly compute: number;
  readonly profile: RunProfile;
  readonly layers: readonly LayerInfo[];
  /** Of each layer. */
  readonly kinds: readonly WorkKind[];
  /** null: of too long ago. */
  readonly spans: TaskSpans | null;
}
/** Another run of the same cell, to compare with. */
export type ComparedProfile = Pick<ShownProfile, "compute" | "profile">;

export type ToView =
  | {
      readonly type: "profile";
      readonly file: string;
      readonly runs: readonly ProfileRun[];
      readonly shown: ShownProfile | null;
      readonly compared: ComparedProfile | null;
      readonly empty: Empty | null;
    }
  | { readonly type: "results"; readonly file: string; readonly slots: readonly Slot[]; readonly empty: Empty | null }
  | { readonly type: "slot"; readonly slot: Slot }
  | { readonly type: "rows"; readonly result: string; readonly start: number; readonly rows: readonly (readonly CellValue[])[] }
  | { readonly type: "openSlot"; readonly id: string }
  | {
      readonly type: "graph";
      readonly file: string;
      readonly cell: number | null;
      readonly optimized: boolean;
      readonly whole: boolean;
      readonly view: GraphView | null;
      /** The same of the text of the last run; null where nothing has run, or nothing has changed since. */
      readonly before: GraphView | null;
      readonly empty: Empty | null;
      readonly settings: GraphSettings;
    }
  /** What a node takes with all it needs. */
  | { readonly type: "cost"; readonly name: string; readonly cost: NodeCost }
  /** All of a run: sent when it starts and again whenever the panel shows. null: no run belongs to this graph. */
  | { readonly type: "live"; readonly live: LiveRun | null }
  | { readonly type: "states"; readonly run: number; readonly tasks: Int32Array; readonly states: Uint8Array; readonly ended: boolean }
  | { readonly type: "measured"; readonly profiles: readonly RunProfile[] }
  /** The call under the cursor; node ids of the shown graph. */
  | { readonly type: "cursor"; readonly nodes: readonly number[] }
  | { readonly type: "export"; readonly format: "svg" | "dot" };

export interface GraphSettings {
  readonly worker: string;
  /** Milliseconds Graphviz may take. */
  readonly deadline: number;
  readonly followCursor: boolean;
}

export type FromView =
  | { readonly type: "ready" }
  | { readonly type: "problem"; readonly message: string; readonly stack: string }
  | { readonly type: "command"; readonly command: ViewCommand }
  | { readonly type: "reveal"; readonly site: Site; readonly focus: boolean }
  | { readonly type: "revealPlace"; readonly file: string; readonly line: number; readonly character: number }
  | { readonly type: "toEditor" }
  | { readonly type: "copy"; readonly text: string; readonly what: string }
  | { readonly type: "rows"; readonly result: string; readonly start: number; readonly end: number }
  | { readonly type: "goToCell"; readonly id: string }
  | { readonly type: "runCell"; readonly id: string }
  | { readonly type: "showGraph"; readonly id: string }
  | { readonly type: "optimized"; readonly optimized: boolean }
  /** All cells of the file, or the one it was opened for. */
  | { readonly type: "whole"; readonly whole: boolean }
  | { readonly type: "chooseRun"; readonly compute: number }
  /** null: with nothing. */
  | { readonly type: "compareWith"; readonly compute: number | null }
  /** Shows the states of a moment of the chosen run on its graph, ms since it began; null: as it ended. */
  | { readonly type: "replay"; readonly at: number | null; readonly open: boolean }
  /** Asks what a node takes, by its name. */
  | { readonly type: "cost"; readonly name: string }
  | { readonly type: "exported"; readonly format: "svg" | "dot"; readonly text: string };
