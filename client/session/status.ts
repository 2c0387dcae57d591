/** The status bar's words for a state of the session. Pure. */
import { percent } from "../webview/shared/format.ts";
import type { CellRun, SessionState } from "./state.ts";
import { runOf } from "./draft.ts";

export interface Status {
  readonly text: string;
  readonly tooltip: string;
  /** What a click does: the obvious next thing. */
  readonly command: string;
  readonly warning: boolean;
}

const STAGES = { interrupt: ["interrupting", "terminate"], terminate: ["terminating", "kill"], kill: ["killing", ""] } as const;

export function statusOf(state: SessionState, now: number, stale = 0): Status {
  const { stopping, phase } = state;
  if (stopping) {
    const [doing, next] = STAGES[stopping.stage];
    const seconds = stopping.until === null ? null : Math.max(0, Math.ceil((stopping.until - now) / 1000));
    const then = next === "" ? "" : seconds === null ? ", held" : `, ${next} in ${seconds} s`;
    return {
      text: `$(warning) Bask: ${doing}${then}`,
      tooltip: next === "" ? "The session is being killed." : `Click to ${next} now. ${explain(next)}`,
      command: "bask.stopNow",
      warning: true,
    };
  }
  if (phase === "running") {
    const run = state.current === null ? undefined : runOf(state, state.current);
    const cell = run === undefined ? "" : `cell ${run.job.cell.index}`;
    const share = run === undefined ? null : shareOf(run);
    return {
      text: `$(sync~spin) Bask: ${cell}${share === null ? "" : `, ${share}`}`,
      tooltip: `Running ${run?.job.cell.title || cell}. Click to interrupt; variables stay.`,
      command: "bask.interrupt",
      warning: false,
    };
  }
  if (phase === "starting") return { text: "$(sync~spin) Bask: starting", tooltip: "The session is starting.", command: "bask.interrupt", warning: false };
  if (phase === "failed")
    return {
      text: "$(error) Bask: no session",
      tooltip: `${state.failure?.title ?? ""} ${state.failure?.detail ?? ""}\nClick to start one again.`,
      command: "bask.restart",
      warning: true,
    };
  if (stale > 0)
    return {
      text: `$(history) Bask: run ${stale} stale ${stale === 1 ? "cell" : "cells"}`,
      tooltip: "Run what has changed since it ran.",
      command: "bask.runNeeded",
      warning: false,
    };
  const where =
    state.ready === null ? "No session yet: it starts with the first cell you run." : `Session idle: Node ${state.ready.node}, ${state.ready.workers} workers.`;
  return { text: "$(circle-large-outline) Bask", tooltip: `${where} Click for the results.`, command: "bask.showResults", warning: false };
}

const explain = (stage: string): string => (stage === "terminate" ? "Terminate ends the session: its variables go." : "Kill ends it at once.");

function shareOf(run: CellRun): string | null {
  const tasks = run.computes.reduce((sum, each) => sum + each.started.tasks, 0);
  const done = run.computes.reduce((sum, each) => sum + Math.min(each.done, each.started.tasks), 0);
  return tasks === 0 ? null : percent(done, tasks);
}
