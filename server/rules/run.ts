/** All that is wrong with a text: what the library found, by the rules' names where a rule knows it, and what the rules find themselves. */

import type { Analysis } from "../analysis/analysis.ts";
import type { Problem } from "../analysis/evaluate/state.ts";
import { withoutIgnored } from "./ignore.ts";
import { RULES } from "./index.ts";
import { notSupported } from "./not-supported.ts";
import type { Fix, Found, Level, Rule } from "./rule.ts";
import { DEFAULTS, levelOf, limitsOf, type RuleSettings } from "./settings.ts";
import { type Subject, subjectOf } from "./subject.ts";

export interface RuleProblem extends Problem {
  readonly fix?: Fix | undefined;
  /** What the run will call it, where it is an error of the library. */
  readonly error?: string | undefined;
  readonly rule?: Rule | undefined;
}

const last = new WeakMap<Analysis, { readonly settings: RuleSettings; readonly problems: readonly RuleProblem[] }>();

/** Found once for an analysis and its settings: who asks again gets the same. */
export function problemsOf(analysis: Analysis, settings: RuleSettings = DEFAULTS): readonly RuleProblem[] {
  const steps = problemsInSteps(analysis, settings);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Yields between two rules. */
export function* problemsInSteps(analysis: Analysis, settings: RuleSettings = DEFAULTS): Generator<undefined, readonly RuleProblem[]> {
  const known = last.get(analysis);
  if (known?.settings === settings) return known.problems;
  const problems = yield* search(analysis, settings);
  last.set(analysis, { settings, problems });
  return problems;
}

function* search(analysis: Analysis, settings: RuleSettings): Generator<undefined, RuleProblem[]> {
  const subject = subjectOf(analysis);
  yield;
  const found: RuleProblem[] = [];
  const failed = new Set<string>();
  for (const problem of [...analysis.problems, ...notSupported(subject)]) {
    const rule = RULES.find(each => each.claims?.(problem) === true);
    if (rule === undefined) {
      found.push(problem);
      continue;
    }
    failed.add(`${rule.code} ${lineOf(analysis, problem.start)}`);
    const level = levelOf(rule, settings);
    if (level === "off") continue;
    const fix = safely(() => [rule.claim?.(problem, subject)])[0];
    found.push({ ...problem, code: rule.code, error: problem.code, severity: level === rule.severity ? problem.severity : level, fix, rule });
  }
  for (const rule of RULES) {
    const level = levelOf(rule, settings);
    if (level === "off" || rule.check === undefined) continue;
    yield;
    for (const each of safely(() => rule.check!(subject, limitsOf(rule, settings)))) {
      const problem = problemOf(subject, rule, level, each);
      // The library said so already.
      if (!failed.has(`${rule.code} ${lineOf(analysis, problem.start)}`)) found.push(problem);
    }
  }
  return withoutIgnored(analysis, found, settings).sort((a, b) => a.start - b.start || a.end - b.end);
}

const lineOf = (analysis: Analysis, offset: number): number => analysis.source.getLineAndCharacterOfPosition(offset).line;

function problemOf(subject: Subject, rule: Rule, level: Exclude<Level, "off">, { at, message, fix, severity }: Found): RuleProblem {
  const start = "kind" in at ? at.getStart(subject.source) : at.start;
  return { code: rule.code, message, severity: level === rule.severity && severity !== undefined ? severity : level, start, end: at.end, fix, rule };
}

const MAX_FOUND = 100;
/** What a rule finds; a text that a rule cannot read is no mistake of the user's. */
function safely<T>(find: () => Iterable<T>): T[] {
  const found: T[] = [];
  try {
    for (const each of find()) if (found.push(each) >= MAX_FOUND) break;
  } catch {
    // Half-typed text can have any shape.
  }
  return found;
}
