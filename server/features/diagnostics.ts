/** What is wrong, at its place. Syntax errors are left to TypeScript. */

import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";
import { RULES } from "../rules/index.ts";

const SEVERITY = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, hint: DiagnosticSeverity.Information } as const;

export function diagnostics(snapshot: Snapshot): Diagnostic[] {
  const { analysis, text } = snapshot;
  if (analysis === undefined) return [];
  const starts = lineStarts(text);
  const found: Diagnostic[] = [];
  for (const problem of [...analysis.problems, ...RULES.flatMap(rule => rule.check(analysis))]) {
    const start = snapshot.fromAnalysed(problem.start);
    const end = snapshot.fromAnalysed(problem.end);
    if (start === undefined || end === undefined || end < start) continue;
    found.push({
      range: { start: positionAt(starts, start), end: positionAt(starts, end) },
      severity: SEVERITY[problem.severity],
      code: problem.code,
      source: "bask",
      message: problem.message,
      ...(problem.closest === undefined ? {} : { data: { closest: problem.closest } }),
    });
  }
  return found;
}
