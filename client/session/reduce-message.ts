/** What a message of the session means. */
import type { FromSession, Shown } from "../../protocol/session.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { changeRun, dropQueue, failStart, giveNext, type Draft } from "./draft.ts";
import type { CellRun } from "./state.ts";

/** Printed text beyond this is cut at the front: the end says more. */
const OUTPUT_LIMIT = 200_000;

export function reduceMessage(draft: Draft, message: FromSession): void {
  switch (message.type) {
    case "ready":
      if (message.protocol !== PROTOCOL_VERSION) return refuse(draft, mismatch(message.protocol, message.version));
      if (draft.state.phase !== "starting") return;
      draft.state = { ...draft.state, phase: "idle", ready: message, failure: null };
      draft.effects.push({
        type: "log",
        text: `Session ${message.pid}: Node ${message.node}, bask ${message.version} at ${message.bask}, ${message.workers} workers.`,
      });
      if (draft.state.version !== "" && message.version !== draft.state.version)
        draft.effects.push({ type: "warn", text: otherVersion(message, draft.state.version) });
      return giveNext(draft);
    case "refused":
      return refuse(draft, message.reason);
    case "cellStarted":
      changeRun(draft, message.run, () => ({ begun: draft.now }));
      return;
    case "output":
      changeRun(draft, message.run, cell => ({ output: withOutput(cell, message.stream, message.text) }));
      return;
    case "result":
      changeRun(draft, message.run, cell => ({ values: [...cell.values, ofThisLife(message.value, draft.state.life)] }));
      return;
    case "graph":
    case "events":
    case "profile": {
      const cell = changeRun(draft, message.run, each => ({ computes: computesAfter(each, message, draft.now) }));
      if (cell) draft.effects.push({ type: "live", id: cell.job.id, message });
      return;
    }
    case "cellEnded":
      return cellEnded(draft, message);
    case "rows":
      draft.effects.push({ type: "rows", message });
      return;
    case "variables":
      draft.state = { ...draft.state, variables: message.variables };
      return;
    case "state":
      return;
  }
}

/** They understand each other, but what the editor predicts may differ from what runs. */
const otherVersion = (ready: { readonly version: string; readonly bask: string }, own: string): string =>
  `The session runs bask ${ready.version} (${ready.bask}), the editor's hovers and graphs come from ${own}. They may differ in details.`;

/** A later session counts its results from one again: the id says which session holds the rows. */
const ofThisLife = (value: Shown, life: number): Shown => ("id" in value ? { ...value, id: `${life}:${value.id}` } : value);

/** Names both sides, so that it is plain which one to change. */
export const mismatch = (protocol: number, version: string): string =>
  `The session speaks protocol ${protocol} (bask ${version}), this extension protocol ${PROTOCOL_VERSION}. Install versions of both that belong together.`;

function refuse(draft: Draft, reason: string): void {
  failStart(draft, { title: "The session refused to start.", detail: reason });
  draft.effects.push({ type: "signal", signal: "SIGTERM" });
}

function cellEnded(draft: Draft, message: Extract<FromSession, { type: "cellEnded" }>): void {
  if (draft.state.current !== message.run) return;
  const cell = changeRun(draft, message.run, () => ({ status: message.outcome, ms: message.ms, error: message.error ?? null }));
  draft.state = { ...draft.state, current: null, stopping: null, phase: "idle" };
  if (message.outcome !== "ok") dropQueue(draft);
  if (cell) draft.effects.push({ type: "askVariables", file: cell.job.cell.file });
  giveNext(draft);
}

function withOutput(cell: CellRun, stream: "stdout" | "stderr", text: string): CellRun["output"] {
  const last = cell.output.at(-1);
  const pieces = last?.stream === stream ? [...cell.output.slice(0, -1), { stream, text: last.text + text }] : [...cell.output, { stream, text }];
  let excess = pieces.reduce((sum, piece) => sum + piece.text.length, 0) - OUTPUT_LIMIT;
  return pieces.flatMap(piece => {
    const cut = Math.min(Math.max(excess, 0), piece.text.length);
    excess -= cut;
    return cut === piece.text.length && cut > 0 ? [] : [{ ...piece, text: piece.text.slice(cut) }];
  });
}

function computesAfter(cell: CellRun, message: Extract<FromSession, { type: "graph" | "events" | "profile" }>, now: number): CellRun["computes"] {
  if (message.type === "graph") {
    return [...cell.computes, { compute: message.compute, view: message.view, started: message.started, done: 0, begun: now, profile: null }];
  }
  return cell.computes.map(each => {
    if (each.compute !== message.compute) return each;
    if (message.type === "profile") return { ...each, profile: message.profile, done: each.started.tasks };
    return { ...each, done: each.done + message.events.filter(event => event.type === "end").length };
  });
}
