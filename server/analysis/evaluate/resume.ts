/**
 * The evaluation of a text that changes. Statements above the first change are not evaluated again, and of those below the last one only what comes upon
 * something that differs from the version before. What each statement wrote is kept with the states before and after, so that statements are taken back, last
 * first, before new ones run, and put back where they would do the same. A generator, so that whoever drives it can let others run between two statements, or
 * stop. A version that is stopped leaves no trace, unless there is none before it that came to its end.
 */

import type TS from "typescript";
import { K, ts } from "../typescript.ts";
import { Differences } from "./differences.ts";
import { type Done, declared, evaluateOne, noResults, putBack, takeBack, valuesOf } from "./done.ts";
import { setName } from "./heap.ts";
import { begin, forget, guarded, type Program, TOO_MUCH } from "./program.ts";
import { Scope } from "./scope.ts";
import { type Evaluation, type Fact, sameLazy } from "./state.ts";
import { hoist } from "./statements.ts";
import type { Value } from "./value.ts";

interface State {
  readonly ev: Evaluation;
  readonly scope: Scope;
  /** Of the last version that is done, or as far as it came. */
  source: TS.SourceFile;
  done: readonly Done[];
  complete: boolean;
  /** How many of them are in force. */
  at: number;
  attempt: Attempt | undefined;
}
/** The version that is being evaluated. */
interface Attempt extends Plan {
  readonly source: TS.SourceFile;
  /** From the first statement that is not kept. */
  readonly made: Done[];
  /** Names of the statements that came and went, with what they held. */
  readonly hoisted: ReadonlyMap<string, Value>;
}
interface Plan {
  /** Statements that stay, at the beginning. */
  readonly keep: number;
  /** Statements at the end that are the same, `shift` further on. */
  readonly tail: number;
  readonly shift: number;
}

/** What is kept between the versions of one text. */
export class Memory {
  state: State | undefined;
  /** The last that came to its end, while another was begun anew. */
  last: State | undefined;
  /** Trees of versions, of which the last two that were finished may be looked into. */
  readonly trees = new Set<TS.SourceFile>();
  finished: TS.SourceFile | undefined;
  /** How many statements the last evaluation did not have to run: above the change, and below it. */
  kept = 0;
  reused = 0;
}

/** `after` is told how many statements of the new tree are done, with what is known by then; none of those that may be put back. */
export function* evaluateText(
  memory: Memory,
  source: TS.SourceFile,
  fresh: () => Evaluation,
  names: ReadonlyMap<string, Value> = new Map(),
  after?: (statements: number, program: () => Program) => void,
): Generator<undefined, Program> {
  if (memory.state !== undefined) stop(memory.state);
  if (memory.state?.complete !== true) memory.state = memory.last ?? memory.state;
  const plan = memory.state === undefined ? undefined : planOf(memory.state, source);
  const state = plan === undefined ? start(fresh(), source, names) : memory.state!;
  const attempt = plan === undefined ? state.attempt! : resume(state, source, plan);
  memory.state = state;
  memory.kept = attempt.keep;
  memory.reused = 0;
  memory.trees.add(source);
  const { ev, scope } = state;
  const { keep, tail, made } = attempt;
  const { statements } = source;
  const differences = tail === 0 ? undefined : differencesOf(state, attempt);
  const told = () => programOf(state, [...state.done.slice(0, keep), ...made]);
  after?.(keep, told);
  for (let i = keep; i < statements.length; i++) {
    yield;
    // A newer text took it up.
    if (memory.state !== state || state.attempt !== attempt) return programOf(state, state.done);
    if (ev.steps > ev.budget.total) {
      forget(statements.slice(i), scope, TOO_MUCH);
      memory.state = memory.last = undefined;
      break;
    }
    const left = statements.length - i;
    const before = left <= tail ? state.done[state.done.length - left]! : undefined;
    const same = before === undefined || differences!.matterTo(before) ? undefined : again(ev, scope, before, attempt, state);
    if (same !== undefined) memory.reused++;
    else if (before !== undefined) differences!.earlier(before);
    const done = same ?? evaluateOne(ev, source, scope, statements[i]!);
    made.push(done);
    if (same === undefined) differences?.now(done);
    if (before === undefined) after?.(i + 1, told);
  }
  finish(state, attempt);
  if (memory.state === state) memory.last = state;
  const program = programOf(state, state.done);
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

function start(ev: Evaluation, source: TS.SourceFile, names: ReadonlyMap<string, Value>): State {
  const scope = new Scope(ev.globals, true);
  for (const [name, value] of names) scope.vars.set(name, value);
  begin(ev, source, scope);
  return { ev, scope, source, done: [], complete: false, at: 0, attempt: { source, keep: 0, tail: 0, shift: 0, made: [], hoisted: new Map() } };
}

/** A version that did not come to its end: the one before it is the last again, or it stays as far as it came where there is none. */
function stop(state: State): void {
  const { attempt, ev, scope } = state;
  if (attempt === undefined) return;
  const { keep, made, hoisted, source } = attempt;
  state.attempt = undefined;
  if (state.complete) {
    for (let i = made.length - 1; i >= 0; i--) takeBack(ev, scope, made[i]!);
    for (const [name, value] of hoisted) setName(scope, name, value);
  } else {
    state.done = [...state.done.slice(0, keep), ...made];
    state.at = state.done.length;
    state.source = source;
  }
}

/** Which statements of a new text need not run again; undefined where it has to begin anew. */
function planOf({ source: old, done, ev, complete }: State, source: TS.SourceFile): Plan | undefined {
  const limit = Math.min(old.text.length, source.text.length);
  let same = 0;
  while (same < limit && old.text.charCodeAt(same) === source.text.charCodeAt(same)) same++;
  let keep = 0;
  while (keep < done.length && keep < source.statements.length) {
    const [a, b] = [done[keep]!.statement, source.statements[keep]!];
    if (a.kind !== b.kind || a.pos !== b.pos || a.end !== b.end || a.end >= same || !filesAreSame(ev, done[keep]!)) break;
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
  if (functions.some(name => text.includes(name))) return undefined;
  return { keep, tail: complete ? tailOf(old, source, done, keep, same) : 0, shift: source.text.length - old.text.length };
}

const filesAreSame = (ev: Evaluation, { results }: Done): boolean => results.files.every(each => ev.host.stillSo(each.seen));

/** How many statements at the end are the same in both, at the same places of their lines. */
function tailOf(old: TS.SourceFile, source: TS.SourceFile, done: readonly Done[], keep: number, same: number): number {
  const limit = Math.min(old.text.length, source.text.length) - same;
  let after = 0;
  while (after < limit && old.text.charCodeAt(old.text.length - 1 - after) === source.text.charCodeAt(source.text.length - 1 - after)) after++;
  const [oldEnd, newEnd] = [old.text.length - after, source.text.length - after];
  const lineOf = (tree: TS.SourceFile, offset: number) => tree.getLineAndCharacterOfPosition(offset).line;
  const line = lineOf(source, newEnd);
  if (lineOf(old, oldEnd) !== line) return 0;
  const shift = newEnd - oldEnd;
  const most = Math.min(done.length - keep, source.statements.length - keep);
  let tail = 0;
  while (tail < most) {
    const [a, b] = [old.statements[done.length - 1 - tail]!, source.statements[source.statements.length - 1 - tail]!];
    const start = b.getStart(source);
    if (a.kind !== b.kind || start < newEnd || a.getStart(old) + shift !== start || a.end + shift !== b.end || lineOf(source, start) <= line) break;
    tail++;
  }
  // A name is declared in one of them.
  const inTail = new Set(source.statements.slice(source.statements.length - tail).flatMap(each => [...declared(each)]));
  const between = [...old.statements.slice(keep, done.length - tail), ...source.statements.slice(keep, source.statements.length - tail)];
  return between.some(statement => [...declared(statement)].some(name => inTail.has(name))) ? 0 : tail;
}

function resume(state: State, source: TS.SourceFile, plan: Plan): Attempt {
  const { ev, scope, done, source: old } = state;
  const { keep, tail, shift } = plan;
  while (state.at > keep) takeBack(ev, scope, done[--state.at]!);
  while (state.at < keep) putBack(ev, scope, done[state.at++]!);
  const gone = old.statements.slice(keep, old.statements.length - tail).flatMap(statement => [...declared(statement)]);
  const come = source.statements.slice(keep, source.statements.length - tail);
  const hoisted = valuesOf(scope, [...gone, ...come.flatMap(statement => [...declared(statement)])]);
  for (const name of gone) scope.vars.delete(name);
  // The statements that stay are part of the new tree: what is known of their nodes is found there.
  const statements = source.statements as unknown as TS.Statement[];
  for (const [i, { statement }] of done.slice(0, keep).entries()) {
    statements[i] = statement;
    (statement as { parent: TS.Node }).parent = source;
  }
  Object.assign(ev, { source, shift }, noResults());
  guarded(ev, source, scope, [], () => hoist(ev, come, scope));
  state.attempt = { ...plan, source, made: [], hoisted };
  return state.attempt;
}

/** Of what stands between the statements that stay and those that may be put back. */
function differencesOf({ ev, scope, done }: State, { keep, tail, hoisted }: Attempt): Differences {
  const differences = new Differences(scope, ev.globals);
  differences.had(hoisted);
  for (const each of done.slice(keep, done.length - tail)) differences.earlier(each);
  differences.prune();
  return differences;
}

/** A statement with what it did; undefined where it would do something else. */
function again(ev: Evaluation, scope: Scope, before: Done, { shift, tail }: Attempt, { source, done }: State): Done | undefined {
  const { results } = before;
  if (!filesAreSame(ev, before)) return undefined;
  const from = done[done.length - tail]!.statement.getStart(source);
  const moved = (offset: number) => (offset >= from ? offset + shift : offset);
  // Calls of one place are numbered: what ran before it may have called functions more or less often.
  const counted = results.counted.map(([counts, offset, occurrence]) => [counts, moved(offset), occurrence] as const);
  const seen = new Map<Map<number, number>, Map<number, number>>();
  for (const [counts, offset, occurrence] of counted) {
    let own = seen.get(counts);
    if (own === undefined) seen.set(counts, (own = new Map()));
    if ((own.get(offset) ?? counts.get(offset) ?? 0) !== occurrence) return undefined;
    own.set(offset, occurrence + 1);
  }
  const put: Done = {
    ...before,
    results: {
      ...results,
      counted,
      problems: results.problems.map(each => ({ ...each, start: moved(each.start), end: moved(each.end) })),
      runs: results.runs.map(each => ({ ...each, offset: moved(each.offset) })),
      files: results.files.map(each => ({ ...each, offset: moved(each.offset) })),
    },
  };
  putBack(ev, scope, put);
  return put;
}

/** The version is the last one now: statements that were put back take their places in its tree. */
function finish(state: State, { source, keep, tail, shift, made }: Attempt): void {
  const statements = source.statements as unknown as TS.Statement[];
  for (let i = statements.length - tail; i < statements.length; i++) {
    const { statement } = made[i - keep] ?? {};
    if (statement === undefined || statement === statements[i]) continue;
    if (shift !== 0 || statement.pos !== statements[i]!.pos) move(statement, statements[i]!.pos, shift);
    statements[i] = statement;
    (statement as { parent: TS.Node }).parent = source;
  }
  Object.assign(state, { source, done: [...state.done.slice(0, keep), ...made], complete: true, attempt: undefined });
  state.at = state.done.length;
  state.ev.shift = 0;
}

/** White space and comments before a statement belong to it, and to all that begins with it. */
function move(statement: TS.Statement, pos: number, shift: number): void {
  const before = statement.pos;
  const set = (range: { pos: number; end: number }): void => {
    range.pos = range.pos === before ? pos : range.pos + shift;
    range.end = range.end === before ? pos : range.end + shift;
  };
  const visit = (node: TS.Node): void => {
    set(node as never);
    ts.forEachChild(node, visit, visitAll);
  };
  const visitAll = (nodes: TS.NodeArray<TS.Node>): undefined => {
    set(nodes as never);
    nodes.forEach(visit);
  };
  visit(statement);
}

/** What was found out, all statements together, as it is now: the next version does not change it. */
function programOf({ ev, scope }: State, done: readonly Done[]): Program {
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
