/**
 * Which results still say what their cells would. A cell's key is made of its syntax, of the data files it reads and of the keys of the cells it takes
 * something from; a result is fresh while the key of its run is the key of the present text. So an edit makes stale whatever comes after it, and undoing it
 * makes everything fresh again. Pure; no parser is needed here.
 */

import type { CellFlow } from "../../protocol/editor.ts";

/** What is known of a cell's last run. */
export interface RanCell {
  readonly outcome: "ok" | "error" | "interrupted" | "running" | "queued";
  /** Its key when it ran, by `keyOfRun`. */
  readonly key: string;
  /** Its variables are in the session that is there now. */
  readonly here: boolean;
}

export type Validity = "fresh" | "stale" | "error" | "never";

const together = (flow: CellFlow, inputs: readonly string[]): string => `${flow.own}|${flow.data ?? "?"}|${inputs.join(",")}`;

/** The present key of each cell, by index. A cell needs only cells above it. */
export function presentKeys(flows: readonly CellFlow[]): ReadonlyMap<number, string> {
  const byIndex = new Map(flows.map(flow => [flow.index, flow]));
  const keys = new Map<number, string>();
  const keyOf = (index: number): string => {
    const known = keys.get(index);
    if (known !== undefined) return known;
    const flow = byIndex.get(index);
    if (flow === undefined) return "";
    const key = shortened(together(flow, flow.inputs.map(keyOf)));
    keys.set(index, key);
    return key;
  };
  for (const { index } of flows) keyOf(index);
  return keys;
}

/** The key of a run: `flow` as it was when it was asked, `keyOfInput` what the cells it needs ran with; undefined for one that has not run. */
export const keyOfRun = (flow: CellFlow, keyOfInput: (index: number) => string | undefined): string =>
  shortened(
    together(
      flow,
      flow.inputs.map(index => keyOfInput(index) ?? "none"),
    ),
  );

export function validity(present: string | undefined, ran: RanCell | undefined): Validity {
  if (ran === undefined) return "never";
  if (ran.outcome === "error" || ran.outcome === "interrupted") return "error";
  return ran.key === present ? "fresh" : "stale";
}

/** The cells to run, in order, so that every result of `wanted` (all of them, where it is left out) is what its text says: the ones that are not fresh, and those whose values they need and the session has not. */
export function neededCells(flows: readonly CellFlow[], ran: (index: number) => RanCell | undefined, wanted?: readonly number[]): number[] {
  const present = presentKeys(flows);
  const byIndex = new Map(flows.map(flow => [flow.index, flow]));
  const fresh = (index: number): boolean => validity(present.get(index), ran(index)) === "fresh";
  const needed = new Set<number>();
  const need = (index: number): void => {
    const flow = byIndex.get(index);
    if (flow === undefined || needed.has(index)) return;
    needed.add(index);
    for (const input of flow.inputs) if (!fresh(input) || ran(input)?.here !== true) need(input);
  };
  for (const index of wanted ?? flows.map(flow => flow.index)) if (!fresh(index)) need(index);
  return [...needed].sort((a, b) => a - b);
}

/** Keys hold the keys of others: short, so that a chain of a hundred cells stays small. */
function shortened(text: string): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
    b ^= b >>> 13;
  }
  const hex = (n: number) => (n >>> 0).toString(16).padStart(8, "0");
  return hex(a) + hex(b);
}
