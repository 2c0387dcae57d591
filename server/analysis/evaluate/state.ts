/** One evaluation of one text: its budget, and what it finds out. */

import type TS from "typescript";
import type { Environment } from "../../../runtime/expr/environment.ts";
import type { Expr } from "../../../runtime/expr/expr.ts";
import type { NotingHost } from "../bask/sources.ts";
import type { Scope } from "./scope.ts";
import { exprOf, type Home, isLazy, type Unknown, type Value } from "./value.ts";

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly severity: "error" | "warning" | "hint";
  readonly start: number;
  readonly end: number;
  /** What it is about, for fixes: the closest column, say. */
  readonly closest?: string | undefined;
}
/** A call that would run something. */
export interface RecordedRun {
  /** Where the call stands, as in its site. */
  readonly offset: number;
  readonly verb: string;
  readonly exprs: readonly Expr[];
}
export interface Fact {
  readonly value: Value;
  /** Evaluated more than once, to different values: this is the last. */
  readonly several: boolean;
}

export interface Budget {
  /** Steps of one top-level statement, and of the whole text. */
  readonly statement: number;
  readonly total: number;
  /** Milliseconds of one top-level statement. */
  readonly time: number;
  readonly calls: number;
  readonly nesting: number;
}
export const BUDGET: Budget = { statement: 300_000, total: 2_000_000, time: 1_000, calls: 48, nesting: 260 };

/** Raised inside, caught at the top-level statement: its names are unknown. */
export class OverBudget extends Error {}
/** A JavaScript exception of the user's program. */
export class Thrown {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}

export interface Evaluation {
  readonly file: string;
  readonly host: NotingHost;
  readonly budget: Budget;
  readonly globals: Scope;
  /** The text being evaluated; imported modules have others, of which no facts are kept. */
  source: TS.SourceFile;
  /** The text of the function that runs. */
  active: TS.SourceFile;
  facts: Map<TS.Node, Fact>;
  /** Names whose value is not known, and why. */
  doubts: Map<TS.Node, Unknown>;
  /** The frame or series whose rows a function is called with. */
  rows: Map<TS.Node, Value>;
  problems: Problem[];
  runs: RecordedRun[];
  /** The data files that top-level statements ask about, by the place of the statement. */
  files: { readonly offset: number; readonly seen: ReadonlyMap<string, string> }[];
  environment: Environment;
  /** Exports of a module of the workspace, or undefined where it cannot be followed. */
  importModule(specifier: string, from: string): Map<string, Value> | undefined;
  /** Are the modules that were imported still what they were? */
  modulesUnchanged(): boolean;
  steps: number;
  statementSteps: number;
  /** Counts to when the clock is looked at. */
  ticks: number;
  deadline: number;
  calls: number;
  nesting: number;
  tries: number;
  /** The call that is being made, for sites; and how often each place was called. */
  callee: { readonly source: TS.SourceFile; readonly offset: number } | undefined;
  readonly occurrences: Map<string, Map<number, number>>;
  /** What was counted there since it was set, so that it can be taken back. */
  counted: (readonly [counts: Map<number, number>, offset: number, occurrence: number])[];
  /** How far what is kept of an earlier version stands from its place in the text that is evaluated. */
  shift: number;
  /** Returns of the running functions that happen under an unknown condition. */
  frame: Frame;
  /** Loops around, innermost last. */
  loops: LoopFrame[];
}
export interface Frame {
  /** Of a generator: what it yielded. */
  yields?: Value[];
  readonly home?: Home | undefined;
  readonly maybe: Value[];
  readonly self: Value;
  readonly scope: Scope;
}
export interface LoopFrame {
  readonly label: string | undefined;
  /** Left early under an unknown condition. */
  uncertain: boolean;
}

/** Of the text that is evaluated, and not of a module it imports. What is kept of an earlier version of the text has that version's tree. */
export const isOwn = (ev: Evaluation, source: TS.SourceFile): boolean => source === ev.source || source.fileName === ev.source.fileName;

/** A place of the text that is evaluated, from one in a tree that may be an earlier version's. */
export const placeNow = (ev: Evaluation, source: TS.SourceFile, offset: number): number =>
  source !== ev.source && isOwn(ev, source) ? offset + ev.shift : offset;

export function step(ev: Evaluation): void {
  if (++ev.statementSteps > ev.budget.statement) throw new OverBudget("too much to follow");
  if (++ev.ticks % 256 === 0 && performance.now() > ev.deadline) throw new OverBudget("it takes too long to follow");
}

export function record(ev: Evaluation, node: TS.Node, value: Value): void {
  if (!isLazy(value) || !isOwn(ev, ev.active)) return;
  const before = ev.facts.get(node);
  ev.facts.set(node, { value, several: before !== undefined && (before.several || !sameLazy(before.value, value)) });
}

export function recordDoubt(ev: Evaluation, node: TS.Node, value: Unknown): void {
  if (isOwn(ev, ev.active)) ev.doubts.set(node, value);
}

export const sameLazy = (a: Value, b: Value): boolean => isLazy(a) && isLazy(b) && (a === b || exprOf(a).id === exprOf(b).id);

export function report(ev: Evaluation, found: Problem): void {
  if (!isOwn(ev, ev.active)) return;
  const problem = { ...found, start: placeNow(ev, ev.active, found.start), end: placeNow(ev, ev.active, found.end) };
  const known = ev.problems.some(p => p.start === problem.start && p.code === problem.code && p.message === problem.message);
  if (!known && ev.problems.length < 200) ev.problems.push(problem);
}
