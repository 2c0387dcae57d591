/** What is wrong, at its place. Syntax errors are left to TypeScript. */

import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";
import { pageOf } from "../rules/page.ts";
import { problemsInSteps, problemsOf, type RuleProblem } from "../rules/run.ts";
import { DEFAULTS, type RuleSettings } from "../rules/settings.ts";
import type { Fix } from "../rules/rule.ts";

const SEVERITY = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, hint: DiagnosticSeverity.Information } as const;

/** What a diagnostic carries for its fix; places are of the text that it was made for. */
export interface DiagnosticData {
  readonly closest?: string;
  readonly fix?: Fix;
}

export function diagnostics(snapshot: Snapshot, settings: RuleSettings = DEFAULTS): Diagnostic[] {
  const { analysis } = snapshot;
  return analysis === undefined ? [] : told(snapshot, problemsOf(analysis, settings));
}

/** Yields between two rules, so that others run. */
export function* diagnosticsInSteps(snapshot: Snapshot, settings: RuleSettings = DEFAULTS): Generator<undefined, Diagnostic[]> {
  const { analysis } = snapshot;
  return analysis === undefined ? [] : told(snapshot, yield* problemsInSteps(analysis, settings));
}

function told(snapshot: Snapshot, problems: readonly RuleProblem[]): Diagnostic[] {
  const starts = lineStarts(snapshot.text);
  return problems.flatMap(problem => diagnosticOf(snapshot, starts, problem) ?? []);
}

function diagnosticOf(snapshot: Snapshot, starts: readonly number[], problem: RuleProblem): Diagnostic | undefined {
  const start = snapshot.fromAnalysed(problem.start);
  const end = snapshot.fromAnalysed(problem.end);
  if (start === undefined || end === undefined || end < start) return undefined;
  const page = problem.rule === undefined ? undefined : pageOf(problem.rule.code);
  const fix = problem.fix === undefined ? undefined : moved(snapshot, problem.fix);
  const data: DiagnosticData = { ...(problem.closest === undefined ? {} : { closest: problem.closest }), ...(fix === undefined ? {} : { fix }) };
  return {
    range: { start: positionAt(starts, start), end: positionAt(starts, end) },
    severity: SEVERITY[problem.severity],
    code: problem.code,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    source: "bask",
    message: problem.message,
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}

/** A fix in places of the present text; none where that was edited. */
function moved(snapshot: Snapshot, fix: Fix): Fix | undefined {
  const edits = fix.edits.flatMap(({ start, end, text }) => {
    const [from, to] = [snapshot.fromAnalysed(start), snapshot.fromAnalysed(end)];
    return from === undefined || to === undefined ? [] : [{ start: from, end: to, text }];
  });
  return edits.length === fix.edits.length ? { ...fix, edits } : undefined;
}
