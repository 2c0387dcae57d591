/** The steps that inputs share: each replaces the draft's state and notes effects. */
import type { CellError } from "../../protocol/session.ts";
import type { CellRun, Effect, Failure, Input, RunStatus, SessionState } from "./state.ts";

export interface Draft {
  state: SessionState;
  readonly effects: Effect[];
  readonly now: number;
}

export function withCell(draft: Draft, cell: CellRun): void {
  draft.state = { ...draft.state, cells: new Map(draft.state.cells).set(cell.job.id, cell) };
  draft.effects.push({ type: "cellChanged", id: cell.job.id });
}

/** A new process. */
export function begin(draft: Draft): void {
  draft.state = { ...draft.state, phase: "starting", life: draft.state.life + 1, failure: null };
  draft.effects.push({ type: "start" });
}

export function runOf(state: SessionState, run: number): CellRun | undefined {
  for (const cell of state.cells.values()) if (cell.run === run) return cell;
  return undefined;
}

export function changeRun(draft: Draft, run: number, change: (cell: CellRun) => Partial<CellRun>): CellRun | undefined {
  const cell = runOf(draft.state, run);
  if (cell === undefined) return undefined;
  const next = { ...cell, ...change(cell) };
  withCell(draft, next);
  return next;
}

/** Gives the session the next cell, if it is free. */
export function giveNext(draft: Draft): void {
  if (draft.state.phase !== "idle" || draft.state.stopping !== null) return;
  const [run, ...queue] = draft.state.queue;
  if (run === undefined) return;
  draft.state = { ...draft.state, queue };
  const waiting = draft.state.again.find(each => each.run === run);
  if (waiting) {
    const previous = draft.state.cells.get(waiting.job.id) ?? null;
    draft.state = { ...draft.state, again: draft.state.again.filter(each => each !== waiting) };
    withCell(draft, { ...waiting, before: previous === null ? null : { ...previous, before: null } });
  }
  const cell = changeRun(draft, run, () => ({ status: "running", begun: draft.now, sessionLife: draft.state.life }));
  if (cell === undefined) return giveNext(draft);
  draft.state = { ...draft.state, phase: "running", current: run };
  const { cell: text, documentVersion, fileText } = cell.job;
  draft.effects.push({ type: "send", message: { type: "run", run, cell: text, documentVersion, fileText } });
}

/** What has not begun will not begin: those cells show their run before again. */
export function dropQueue(draft: Draft): void {
  const { queue } = draft.state;
  draft.state = { ...draft.state, queue: [], again: [] };
  for (const run of queue) {
    const cell = runOf(draft.state, run);
    if (cell === undefined) continue;
    const cells = new Map(draft.state.cells);
    if (cell.before === null) cells.delete(cell.job.id);
    else cells.set(cell.job.id, cell.before);
    draft.state = { ...draft.state, cells };
    draft.effects.push({ type: "cellChanged", id: cell.job.id });
  }
}

/** Ends a run with an error inside it. */
export function callError(draft: Draft, run: number, status: RunStatus, error: CellError): void {
  changeRun(draft, run, cell => ({ status, error, ms: cell.begun === null ? null : draft.now - cell.begun, computes: cell.computes }));
}

/** The session could not start or refused: the first waiting cell carries the reason, the rest are dropped. */
export function failStart(draft: Draft, failure: Failure): void {
  const run = draft.state.current ?? draft.state.queue[0];
  draft.state = { ...draft.state, queue: draft.state.queue.filter(each => each !== run) };
  if (run !== undefined) callError(draft, run, "error", { name: "No session", message: `${failure.title} ${failure.detail}`.trim(), frames: [], inner: [] });
  dropQueue(draft);
  draft.state = { ...draft.state, phase: "failed", failure, current: null, stopping: null, afterEnd: "nothing", ready: null };
  draft.effects.push({ type: "complain", failure });
}

export function processEnded(draft: Draft, end: Extract<Input, { type: "ended" }>): void {
  const { phase, stopping, afterEnd, current } = draft.state;
  if (phase === "off" || (phase === "failed" && afterEnd === "nothing")) return;
  const how = end.signal ? `signal ${end.signal}` : `code ${end.code ?? "unknown"}`;
  draft.effects.push({ type: "log", text: `The session ended (${how}).` });
  if (phase === "starting" && stopping === null)
    return failStart(draft, { title: "The session ended before it was ready.", detail: end.lastWords || `It ended with ${how}.` });
  if (current !== null) {
    const error: CellError = stopping
      ? { name: "Stopped", message: "The session was stopped. Its variables are gone; run the cells above again.", frames: [], inner: [] }
      : {
          name: "Session ended",
          message: `The session ended while this cell ran (${how}). Its variables are gone; run the cells above again.`,
          frames: [],
          inner: end.lastWords ? end.lastWords.split("\n") : [],
        };
    callError(draft, current, stopping ? "interrupted" : "error", error);
  }
  for (const cell of draft.state.cells.values()) if (cell.status === "ok" && cell.isGone !== true) withCell(draft, { ...cell, isGone: true });
  const queue = draft.state.queue;
  const startAgain = afterEnd === "start";
  if (!startAgain) dropQueue(draft);
  draft.state = { ...draft.state, queue: startAgain ? queue : [], current: null, stopping: null, afterEnd: "nothing", ready: null, variables: [] };
  if (startAgain) {
    begin(draft);
  } else if (stopping) {
    draft.state = { ...draft.state, phase: "off" };
  } else {
    const failure = { title: "The session ended by itself.", detail: end.lastWords || `It ended with ${how}.` };
    draft.state = { ...draft.state, phase: "failed", failure };
    draft.effects.push({ type: "complain", failure });
  }
}
