/**
 * What the extension knows of its session and of every run: plain data, changed by `reduce` alone.
 *
 * One process serves all files. The extension keeps the queue and hands out one cell at a time, so that an interrupt or an
 * error can drop what has not begun.
 */
import type { RunStarted, RunProfile } from "../../protocol/profile.ts";
import type { CellError, CellText, FromSession, SessionSettings, Shown, ToSession, Variable } from "../../protocol/session.ts";
import type { GraphView } from "../../protocol/graph.ts";
import type { OutputPiece } from "../../protocol/view.ts";

/** off: no process. failed: it could not start, refused, or crashed; `failure` says why. */
export type Phase = "off" | "starting" | "idle" | "running" | "failed";

/** The three stages of stopping. Each has a timer that may be skipped or held. */
export type StopStage = "interrupt" | "terminate" | "kill";

export interface Stopping {
  readonly stage: StopStage;
  /** When the next stage begins, in the clock of the inputs; null while held, and in the last stage. */
  readonly until: number | null;
}

export interface Failure {
  readonly title: string;
  readonly detail: string;
  readonly link?: string;
}

export type Ready = Extract<FromSession, { type: "ready" }>;

/** A cell that was asked to run. `id` is the cell's in the notebook of its file. */
export interface Job {
  readonly id: string;
  readonly cell: CellText;
  readonly documentVersion: number;
  readonly fileText: string;
}

export type RunStatus = "queued" | "running" | "ok" | "error" | "interrupted";

export interface Compute {
  readonly compute: number;
  readonly view: GraphView;
  readonly started: RunStarted;
  readonly done: number;
  readonly begun: number;
  readonly profile: RunProfile | null;
}

/** One run of one cell, kept until the cell runs again. */
export interface CellRun {
  readonly run: number;
  readonly job: Job;
  readonly status: RunStatus;
  readonly begun: number | null;
  readonly ms: number | null;
  readonly values: readonly Shown[];
  readonly output: readonly OutputPiece[];
  readonly error: CellError | null;
  readonly computes: readonly Compute[];
  /** Which process ran it, by its number; 0 before it began. */
  readonly sessionLife: number;
  /** The process that ran it has ended: what it made is shown, and is there no more. */
  readonly isGone?: boolean;
  /** What it depended on when it ran, and what its cell depends on now, as far as the server has said: its result is fresh while they are equal. */
  readonly ranKey?: string;
  readonly presentKey?: string;
  /** The run before, shown until this one has something of its own. */
  readonly before: CellRun | null;
}

export interface SessionState {
  readonly phase: Phase;
  /** The number of the process: variables of another one are gone. */
  readonly life: number;
  readonly stopping: Stopping | null;
  /** What happens when the process is gone: nothing, or a new one. */
  readonly afterEnd: "nothing" | "start";
  readonly ready: Ready | null;
  readonly failure: Failure | null;
  /** Runs that have not begun, in order. */
  readonly queue: readonly number[];
  readonly current: number | null;
  readonly nextRun: number;
  /** Queued runs of a cell that is running: they take its place when it has ended. */
  readonly again: readonly CellRun[];
  /** The latest run of each cell, by the cell's id. */
  readonly cells: ReadonlyMap<string, CellRun>;
  readonly variables: readonly Variable[];
  readonly stopAfter: number;
  /** The extension's own. */
  readonly version: string;
}

export const initialState: SessionState = {
  phase: "off",
  life: 0,
  stopping: null,
  afterEnd: "nothing",
  ready: null,
  failure: null,
  queue: [],
  current: null,
  nextRun: 1,
  again: [],
  cells: new Map(),
  variables: [],
  stopAfter: 10_000,
  version: "",
};

/** What can happen. `now` is in milliseconds. */
export type Input = { readonly now: number } & (
  | { readonly type: "ask"; readonly jobs: readonly Job[] }
  /** Keys of runs, by their number; present keys of cells, by their id. */
  | { readonly type: "keys"; readonly ran: ReadonlyMap<number, string>; readonly present: ReadonlyMap<string, string> }
  | { readonly type: "interrupt" }
  | { readonly type: "stopNow" }
  | { readonly type: "hold" }
  | { readonly type: "tick" }
  | { readonly type: "restart" }
  | { readonly type: "hello"; readonly cacheDir: string; readonly settings: SessionSettings; readonly stopAfter: number; readonly version: string }
  | { readonly type: "cannotStart"; readonly failure: Failure }
  | { readonly type: "message"; readonly message: FromSession }
  | { readonly type: "ended"; readonly code: number | null; readonly signal: string | null; readonly lastWords: string }
);

/** What shall be done about it. */
export type Effect =
  | { readonly type: "start" }
  | { readonly type: "send"; readonly message: ToSession }
  | { readonly type: "signal"; readonly signal: "SIGTERM" | "SIGKILL" }
  | { readonly type: "wakeAt"; readonly at: number }
  | { readonly type: "cellChanged"; readonly id: string }
  | { readonly type: "live"; readonly id: string; readonly message: Extract<FromSession, { type: "graph" | "events" | "profile" }> }
  | { readonly type: "rows"; readonly message: Extract<FromSession, { type: "rows" }> }
  | { readonly type: "askVariables"; readonly file: string }
  | { readonly type: "warn"; readonly text: string }
  | { readonly type: "complain"; readonly failure: Failure }
  | { readonly type: "log"; readonly text: string };

export interface Step {
  readonly state: SessionState;
  readonly effects: readonly Effect[];
}
