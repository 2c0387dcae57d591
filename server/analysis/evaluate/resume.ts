/**
 * The evaluation of a text that changes: statements above the first change are not evaluated again. What each statement wrote is kept with the state before,
 * so that the statements from the change on are taken back, last first, before the new ones run. A generator, so that whoever drives it can let others run
 * between two statements, or stop; the next one takes it up wherever it stands.
 */

import type TS from "typescript";
import { K, ts } from "../typescript.ts";
import { ABSENT, restore, setName, type Writes } from "./heap.ts";
import { begin, forget, guarded, namesOf, type Program, runStatement, TOO_MUCH } from "./program.ts";
import { Scope } from "./scope.ts";
import { type Evaluation, type Fact, sameLazy } from "./state.ts";
import { hoist } from "./statements.ts";
import type { Value } from "./value.ts";

type Results = Pick<Evaluation, "facts" | "doubts" | "rows" | "problems" | "runs" | "files" | "counted">;

interface Done {
  readonly statement: TS.Statement;
  readonly results: Results;
  readonly writes: Writes;
  /** Names it declares, with what they held before: they are set without a note where it fails. */
  readonly names: ReadonlyMap<string, Value>;
  readonly steps: number;
  readonly shown: { readonly value: Value } | undefined;
}
interface State {
  readonly ev: Evaluation;
  readonly scope: Scope;
  source: TS.SourceFile;
  readonly done: Done[];
}

/** What is kept between the versions of one text. */
export class Memory {
  state: State | undefined;
  /** Trees of versions, of which the last two that were finished may be looked into. */
  readonly trees = new Set<TS.SourceFile>();
  finished: TS.SourceFile | undefined;
  /** How many statements the last evaluation did not have to run. */
  kept = 0;
}

export function* evaluateText(
  memory: Memory,
  source: TS.SourceFile,
  fresh: () => Evaluation,
  names: ReadonlyMap<string, Value> = new Map(),
): Generator<undefined, Program> {
  const keep = memory.state === undefined ? undefined : reusable(memory.state, source);
  const state = keep === undefined ? start(fresh(), source, names) : resume(memory.state!, source, keep);
  memory.state = state;
  memory.kept = keep ?? 0;
  memory.trees.add(source);
  const { ev, scope, done } = state;
  for (const statement of source.statements.slice(done.length)) {
    yield;
    // A newer text took it up.
    if (memory.state !== state || state.source !== source) return programOf(state);
    if (ev.steps > ev.budget.total) {
      forget(source.statements.slice(done.length), scope, TOO_MUCH);
      memory.state = undefined;
      break;
    }
    done.push(one(ev, source, scope, statement));
  }
  const program = programOf(state);
  dropTrees(memory, source);
  return program;
}

/** Functions that are kept hold on to the tree of their version: of older ones, what is not kept goes. */
function dropTrees(memory: Memory, source: TS.SourceFile): void {
  for (const tree of memory.trees) {
    if (tree === source || tree === memory.finished) continue;
    (tree.statements as unknown as TS.Statement[]).length = 0;
    memory.trees.delete(tree);
  }
  memory.finished = source;
}

const noResults = (): Results => ({ facts: new Map(), doubts: new Map(), rows: new Map(), problems: [], runs: [], files: [], counted: [] });

function start(ev: Evaluation, source: TS.SourceFile, names: ReadonlyMap<string, Value>): State {
  const scope = new Scope(ev.globals, true);
  for (const [name, value] of names) scope.vars.set(name, value);
  begin(ev, source, scope);
  return { ev, scope, source, done: [] };
}

function one(ev: Evaluation, source: TS.SourceFile, scope: Scope, statement: TS.Statement): Done {
  const results = noResults();
  Object.assign(ev, results);
  const names = new Map<string, Value>();
  for (const name of declared(statement)) names.set(name, scope.vars.has(name) ? scope.vars.get(name) : ABSENT);
  if (statement.kind === K.ImportDeclaration || statement.kind === K.FunctionDeclaration)
    return { statement, results, writes: new Map(), names: new Map(), steps: 0, shown: undefined };
  const before = ev.steps;
  ev.host.seen = new Map();
  let shown: { value: Value } | undefined;
  const writes = runStatement(ev, source, scope, statement, value => (shown = { value }));
  if (ev.host.seen.size > 0) results.files.push({ offset: statement.end, seen: ev.host.seen });
  return { statement, results, writes, names, steps: ev.steps - before, shown };
}

function* declared(statement: TS.Statement): Generator<string> {
  if (ts.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) yield* namesOf(name);
  else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) && statement.name !== undefined)
    yield statement.name.text;
}

/** How many statements of a new text need not run again; undefined where it has to begin anew. */
function reusable({ source: old, done, ev }: State, source: TS.SourceFile): number | undefined {
  const limit = Math.min(old.text.length, source.text.length);
  let same = 0;
  while (same < limit && old.text.charCodeAt(same) === source.text.charCodeAt(same)) same++;
  let keep = 0;
  while (keep < done.length && keep < source.statements.length) {
    const [a, b] = [done[keep]!.statement, source.statements[keep]!];
    if (a.kind !== b.kind || a.pos !== b.pos || a.end !== b.end || a.end >= same || !done[keep]!.results.files.every(each => ev.host.stillSo(each.seen))) break;
    keep++;
  }
  const rest = [...old.statements.slice(keep), ...source.statements.slice(keep)];
  if (keep === 0 || !ev.modulesUnchanged() || rest.some(statement => statement.kind === K.ImportDeclaration)) return undefined;
  const above = new Set(done.slice(0, keep).flatMap(({ statement }) => [...declared(statement)]));
  const functions: string[] = [];
  for (const statement of rest)
    for (const name of declared(statement)) {
      if (above.has(name)) return undefined;
      if (statement.kind === K.FunctionDeclaration) functions.push(name);
    }
  // A function is there from the start: what is above may have called it.
  const text = source.text.slice(0, done[keep - 1]!.statement.end);
  return functions.some(name => text.includes(name)) ? undefined : keep;
}

function resume(state: State, source: TS.SourceFile, keep: number): State {
  const { ev, scope, done } = state;
  const old = state.source;
  while (done.length > keep) {
    const { writes, names, steps, results } = done.pop()!;
    restore(writes);
    for (const [name, value] of names) setName(scope, name, value);
    for (const [counts, offset] of results.counted) counts.set(offset, (counts.get(offset) ?? 1) - 1);
    ev.steps -= steps;
  }
  for (const statement of old.statements.slice(keep)) for (const name of declared(statement)) scope.vars.delete(name);
  // The statements that stay are part of the new tree: what is known of their nodes is found there.
  const statements = source.statements as unknown as TS.Statement[];
  for (const [i, { statement }] of done.entries()) {
    statements[i] = statement;
    (statement as { parent: TS.Node }).parent = source;
  }
  ev.source = source;
  Object.assign(ev, noResults());
  guarded(ev, source, scope, [], () => hoist(ev, source.statements.slice(keep), scope));
  return { ...state, source };
}

/** What was found out, all statements together, as it is now: the next version does not change it. */
function programOf({ ev, scope, done }: State): Program {
  const all = noResults();
  const shown = new Map<number, Value>();
  for (const { results, statement, shown: value } of done) {
    for (const [node, fact] of results.facts) all.facts.set(node, both(all.facts.get(node), fact));
    for (const [node, doubt] of results.doubts) all.doubts.set(node, doubt);
    for (const [node, row] of results.rows) all.rows.set(node, row);
    for (const problem of results.problems)
      if (all.problems.length < 200 && !all.problems.some(p => p.start === problem.start && p.code === problem.code && p.message === problem.message))
        all.problems.push(problem);
    all.runs.push(...results.runs);
    all.files.push(...results.files);
    if (value !== undefined) shown.set(statement.end, value.value);
  }
  const copy = new Scope(scope.parent, true);
  copy.vars = new Map(scope.vars);
  return { evaluation: { ...ev, ...all }, scope: copy, shown };
}

const both = (before: Fact | undefined, fact: Fact): Fact =>
  before === undefined ? fact : { value: fact.value, several: before.several || fact.several || !sameLazy(before.value, fact.value) };
