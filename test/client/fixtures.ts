/** Shared by the tests of the client's pure parts: cells, jobs, messages, and a reducer driven by a list of inputs. */
import { splitCells } from "../../runtime/cells/split.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import type { FromSession } from "../../protocol/session.ts";
import { emptyNotebook, follow, type Notebook } from "../../client/session/notebook.ts";
import { reduce } from "../../client/session/reduce.ts";
import { initialState, type Effect, type Input, type Job, type SessionState } from "../../client/session/state.ts";

export const notebook = (text: string, file = "/w/a.ts"): Notebook => follow(emptyNotebook(file), splitCells(text));

export function jobs(text: string, file = "/w/a.ts"): Job[] {
  return notebook(text, file).cells.map(({ id, cell }) => ({
    id,
    cell: { file, index: cell.index, title: cell.title, startLine: cell.startLine, text: cell.text },
    documentVersion: 1,
    fileText: text,
  }));
}

export const ready: FromSession = { type: "ready", protocol: PROTOCOL_VERSION, version: "0.1.0", node: "20.19.0", pid: 7, bask: "/b", workers: 2 };
export const message = (each: FromSession): Step => ({ type: "message", message: each });
export const ended = (run: number, outcome: "ok" | "error" | "interrupted" = "ok"): Step => message({ type: "cellEnded", run, cell: 1, outcome, ms: 5 });

type WithoutNow<T> = T extends unknown ? Omit<T, "now"> & { readonly now?: number } : never;
export type Step = WithoutNow<Input>;

/** Runs inputs one after the other; the clock stands at 0 unless an input says otherwise. */
export function play(steps: readonly Step[], from: SessionState = initialState): { state: SessionState; effects: Effect[]; last: readonly Effect[] } {
  let state = from;
  const effects: Effect[] = [];
  let last: readonly Effect[] = [];
  for (const step of steps) {
    const result = reduce(state, { now: 0, ...step } as Input);
    state = result.state;
    last = result.effects;
    effects.push(...last);
  }
  return { state, effects, last };
}

export const kinds = (effects: readonly Effect[]): string[] =>
  effects
    .filter(effect => effect.type !== "cellChanged" && effect.type !== "log")
    .map(effect => (effect.type === "send" ? `send ${effect.message.type}` : effect.type === "signal" ? effect.signal : effect.type));
