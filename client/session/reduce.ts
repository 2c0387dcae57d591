/** What an input means for the session: (state, input) -> state and effects. No clock, no process, no window. */
import { begin, callError, dropQueue, failStart, giveNext, processEnded, withCell, type Draft } from "./draft.ts";
import { reduceMessage } from "./reduce-message.ts";
import type { CellRun, Input, Job, SessionState, Step, StopStage } from "./state.ts";

export function reduce(state: SessionState, input: Input): Step {
  const draft: Draft = { state, effects: [], now: input.now };
  switch (input.type) {
    case "ask":
      for (const job of input.jobs) enqueue(draft, job);
      if (input.jobs.length > 0) wake(draft);
      break;
    case "hello":
      draft.state = { ...draft.state, stopAfter: input.stopAfter, version: input.version };
      break;
    case "cannotStart":
      failStart(draft, input.failure);
      break;
    case "message":
      reduceMessage(draft, input.message);
      break;
    case "ended":
      processEnded(draft, input);
      break;
    case "interrupt":
      interrupt(draft);
      break;
    case "stopNow":
      if (draft.state.stopping) advance(draft);
      else interrupt(draft);
      break;
    case "hold":
      if (draft.state.stopping) draft.state = { ...draft.state, stopping: { ...draft.state.stopping, until: null } };
      break;
    case "tick": {
      const until = draft.state.stopping?.until;
      if (until != null && input.now >= until) advance(draft);
      break;
    }
    case "keys":
      for (const cell of [...draft.state.cells.values()]) {
        const ranKey = input.ran.get(cell.run) ?? cell.ranKey;
        const presentKey = input.present.get(cell.job.id) ?? cell.presentKey;
        if (ranKey !== cell.ranKey || presentKey !== cell.presentKey)
          withCell(draft, { ...cell, ...(ranKey === undefined ? {} : { ranKey }), ...(presentKey === undefined ? {} : { presentKey }) });
      }
      break;
    case "restart":
      restart(draft);
      break;
  }
  return { state: draft.state, effects: draft.effects };
}

/** A cell that is queued already takes the newer text and keeps its place. */
function enqueue(draft: Draft, job: Job): void {
  const previous = draft.state.cells.get(job.id) ?? null;
  const run = draft.state.nextRun;
  const before = previous === null ? null : previous.status === "queued" ? previous.before : { ...previous, before: null };
  const queued: CellRun = {
    run,
    job,
    status: "queued",
    begun: null,
    ms: null,
    values: [],
    output: [],
    error: null,
    computes: [],
    sessionLife: draft.state.life,
    before,
  };
  const queue = previous?.status === "queued" ? draft.state.queue.map(each => (each === previous.run ? run : each)) : [...draft.state.queue, run];
  // A cell that runs now keeps its running slot; its next run waits behind it under the same id.
  draft.state = { ...draft.state, nextRun: run + 1, queue };
  if (previous?.status === "running") draft.state = { ...draft.state, again: [...draft.state.again, queued] };
  else withCell(draft, queued);
}

function wake(draft: Draft): void {
  const { phase } = draft.state;
  if (phase === "off" || phase === "failed") begin(draft);
  else giveNext(draft);
}

function interrupt(draft: Draft): void {
  const { phase, stopping } = draft.state;
  if (stopping) return advance(draft);
  if (phase === "starting") {
    dropQueue(draft);
    return enter(draft, "terminate");
  }
  if (phase !== "running") return;
  dropQueue(draft);
  draft.effects.push({ type: "send", message: { type: "interrupt" } });
  enter(draft, "interrupt");
}

function advance(draft: Draft): void {
  const stage = draft.state.stopping?.stage;
  if (stage === "interrupt") enter(draft, "terminate");
  else if (stage === "terminate") enter(draft, "kill");
}

function enter(draft: Draft, stage: StopStage): void {
  const until = stage === "kill" ? null : draft.now + draft.state.stopAfter;
  draft.state = { ...draft.state, stopping: { stage, until } };
  if (stage === "terminate") draft.effects.push({ type: "signal", signal: "SIGTERM" });
  if (stage === "kill") draft.effects.push({ type: "signal", signal: "SIGKILL" });
  if (until !== null) draft.effects.push({ type: "wakeAt", at: until });
}

function restart(draft: Draft): void {
  const { phase } = draft.state;
  if (phase === "off" || phase === "failed") return begin(draft);
  dropQueue(draft);
  const current = draft.state.current;
  if (current !== null) {
    callError(draft, current, "interrupted", { name: "Restarted", message: "The session was restarted while this cell ran.", frames: [], inner: [] });
  }
  draft.state = { ...draft.state, current: null, afterEnd: "start" };
  draft.effects.push({ type: "send", message: { type: "shutdown" } });
  enter(draft, "terminate");
}
