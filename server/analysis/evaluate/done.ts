/** One statement that was evaluated: what it found out, read and wrote, so that it can be taken back and put back without evaluating it again. */

import type TS from "typescript";
import { ts } from "../typescript.ts";
import { ABSENT, restore, setName, statesNow, type Writes } from "./heap.ts";
import { namesOf, runStatement } from "./program.ts";
import type { Scope } from "./scope.ts";
import type { Evaluation } from "./state.ts";
import { K } from "../typescript.ts";
import type { Value } from "./value.ts";

export type Results = Pick<Evaluation, "facts" | "doubts" | "rows" | "problems" | "runs" | "files" | "counted">;

export interface Done {
  readonly statement: TS.Statement;
  readonly results: Results;
  /** What it wrote to, with the state before. */
  readonly writes: Writes;
  /** Names it declares, with what they held before: they are set without a note where it fails. */
  readonly names: ReadonlyMap<string, Value>;
  /** Top-level names that it looked for, in functions that it called too; those it wrote to among them. */
  readonly reads: ReadonlySet<string>;
  readonly steps: number;
  readonly shown: { readonly value: Value } | undefined;
  /** What stood there when it was over, noted when it is taken back. */
  after: { readonly writes: Writes; readonly names: ReadonlyMap<string, Value> } | undefined;
}

export const noResults = (): Results => ({ facts: new Map(), doubts: new Map(), rows: new Map(), problems: [], runs: [], files: [], counted: [] });

const NOTHING: ReadonlySet<string> = new Set();

export function evaluateOne(ev: Evaluation, source: TS.SourceFile, scope: Scope, statement: TS.Statement): Done {
  const results = noResults();
  Object.assign(ev, results);
  if (statement.kind === K.ImportDeclaration || statement.kind === K.FunctionDeclaration)
    return { statement, results, writes: new Map(), names: new Map(), reads: NOTHING, steps: 0, shown: undefined, after: undefined };
  const names = valuesOf(scope, declared(statement));
  const before = ev.steps;
  ev.host.seen = new Map();
  let shown: { value: Value } | undefined;
  const reads = new Set<string>();
  scope.looked = reads;
  const writes = runStatement(ev, source, scope, statement, value => (shown = { value }));
  scope.looked = undefined;
  if (ev.host.seen.size > 0) results.files.push({ offset: statement.end, seen: ev.host.seen });
  return { statement, results, writes, names, reads, steps: ev.steps - before, shown, after: undefined };
}

export function* declared(statement: TS.Statement): Generator<string> {
  if (ts.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) yield* namesOf(name);
  else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) && statement.name !== undefined)
    yield statement.name.text;
}

/** What names hold now. */
export function valuesOf(scope: Scope, names: Iterable<string>): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const name of names) found.set(name, scope.vars.has(name) ? scope.vars.get(name) : ABSENT);
  return found;
}

/** The state before a statement; it has to be the last one that ran. */
export function takeBack(ev: Evaluation, scope: Scope, done: Done): void {
  const { writes, names, steps, results } = done;
  done.after ??= { writes: statesNow(writes), names: valuesOf(scope, names.keys()) };
  restore(writes);
  for (const [name, value] of names) setName(scope, name, value);
  for (const [counts, offset] of results.counted) counts.set(offset, (counts.get(offset) ?? 1) - 1);
  ev.steps -= steps;
}

/** The state after it, from the one that it ran from. */
export function putBack(ev: Evaluation, scope: Scope, done: Done): void {
  const { after, steps, results } = done;
  restore(after!.writes);
  for (const [name, value] of after!.names) setName(scope, name, value);
  for (const [counts, offset] of results.counted) counts.set(offset, (counts.get(offset) ?? 0) + 1);
  ev.steps += steps;
}
