/** `// bask-ignore CODE reason`: one problem less, on its own line or the next; it should say why, and there should be one. */

import type { Analysis } from "../analysis/analysis.ts";
import { nodeAt } from "../analysis/lookup.ts";
import { ts } from "../analysis/typescript.ts";
import { RULES } from "./index.ts";
import type { RuleProblem } from "./run.ts";
import { levelOf, type RuleSettings } from "./settings.ts";

interface Ignore {
  readonly code: string;
  readonly reason: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export function withoutIgnored(analysis: Analysis, problems: readonly RuleProblem[], settings: RuleSettings): RuleProblem[] {
  const ignores = ignoresOf(analysis);
  if (ignores.length === 0) return [...problems];
  const used = new Set<Ignore>();
  const kept = problems.filter(problem => {
    const { line } = analysis.source.getLineAndCharacterOfPosition(problem.start);
    const ignore = ignores.find(each => (each.code === problem.code || each.code === problem.error) && (each.line === line || each.line === line - 1));
    if (ignore !== undefined) used.add(ignore);
    return ignore === undefined;
  });
  for (const ignore of ignores) {
    const rule = RULES.find(each => each.code === ignore.code);
    const say = (message: string) => kept.push({ code: "IGNORE", severity: "hint", start: ignore.start, end: ignore.end, message });
    if (!used.has(ignore)) {
      if (rule === undefined || levelOf(rule, settings) !== "off") say(`there is no ${ignore.code} on this line or the next: this comment can go`);
    } else if (ignore.reason === "") say(`say why: // bask-ignore ${ignore.code} REASON`);
  }
  return kept;
}

function ignoresOf({ text, source }: Analysis): Ignore[] {
  if (!text.includes("bask-ignore")) return [];
  return [...text.matchAll(/\/\/[ \t]*bask-ignore[ \t]+([A-Z][A-Z0-9_]*)[ \t]*([^\n\r]*)/g)].flatMap(match => {
    const start = match.index;
    const around = nodeAt(source, start);
    if (ts.isStringLiteralLike(around) || ts.isTemplateExpression(around)) return [];
    return [
      { code: match[1]!, reason: match[2]!.trim(), line: source.getLineAndCharacterOfPosition(start).line, start, end: start + match[0].trimEnd().length },
    ];
  });
}
