/** `bask check FILES`: the editor's problems on the command line, and what keeps a cell from being read, which editors leave to TypeScript. */

import path from "node:path";
import type { Facts, ProblemFacts } from "../protocol/editor.ts";
import { isProblem } from "../runtime/cells/blank.ts";
import { readSource } from "../runtime/cells/read.ts";
import { splitCells } from "../runtime/cells/split.ts";
import { factsOf, problemFacts } from "../server/analysis/facts.ts";
import type { Level } from "../server/rules/rule.ts";
import { problemsOf } from "../server/rules/run.ts";
import type { RuleSettings } from "../server/rules/settings.ts";
import { analysisOf } from "./analysis.ts";
import { type Budget, overBudget } from "./check-budget.ts";
import { sarif } from "./check-sarif.ts";
import { ruleSettings } from "./check-settings.ts";
import { readSourceFile, type SourceFile } from "./source.ts";

export interface CheckOptions extends Budget {
  readonly format?: "text" | "json" | "sarif";
  readonly json?: boolean;
  /** `AR01=off`: the severity of a rule; `warning`: the least that is told. */
  readonly severity?: readonly string[];
  /** A file of settings, as VS Code has them. */
  readonly settings?: string;
}

export interface Checked {
  readonly facts: Facts;
  readonly problems: readonly ProblemFacts[];
}

const RANK: Readonly<Record<Exclude<Level, "off">, number>> = { error: 2, warning: 1, hint: 0 };

export async function check(files: readonly string[], options: CheckOptions): Promise<void> {
  const { format = options.json === true ? "json" : "text" } = options;
  const { rules, least } = ruleSettings(options);
  const checked: Checked[] = [];
  for (const given of files) checked.push(await checkFile(readSourceFile(given), rules, options));
  const told = checked.map(({ facts, problems }) => ({ facts, problems: problems.filter(each => RANK[each.severity] >= RANK[least]) }));
  if (format === "json")
    process.stdout.write(
      `${JSON.stringify(
        told.map(({ facts, problems }) => ({ ...facts, problems })),
        undefined,
        1,
      )}\n`,
    );
  else if (format === "sarif") process.stdout.write(`${JSON.stringify(sarif(told), undefined, 1)}\n`);
  else printText(told);
  if (checked.some(({ problems }) => problems.some(problem => problem.severity === "error"))) process.exitCode = 1;
}

async function checkFile(source: SourceFile, rules: RuleSettings, budget: Budget): Promise<Checked> {
  const analysis = await analysisOf(source);
  const problems = [...problemsOf(analysis, rules), ...overBudget(analysis, budget)].map(problem => problemFacts(analysis, problem));
  const all = [...problems, ...unreadable(source.text)].sort((a, b) => a.start.line - b.start.line || a.start.character - b.start.character);
  return { facts: factsOf(analysis), problems: all };
}

/** Cells that could not run at all. */
function unreadable(text: string): ProblemFacts[] {
  return splitCells(text).flatMap(cell => {
    if (cell.kind === "markdown") return [];
    const source = readSource(cell.text);
    if (!isProblem(source)) return [];
    const start = { line: cell.startLine + source.line, character: source.column };
    return [{ code: "SYNTAX", message: source.message, severity: "error" as const, start, end: { ...start, character: start.character + 1 } }];
  });
}

function printText(checked: readonly Checked[]): void {
  for (const { facts, problems } of checked) for (const problem of problems) console.log(line(facts.file, problem));
  const count = (severity: ProblemFacts["severity"], one: string) => {
    const n = checked.reduce((sum, { problems }) => sum + problems.filter(problem => problem.severity === severity).length, 0);
    return `${n} ${one}${n === 1 ? "" : "s"}`;
  };
  const hints = count("hint", "hint");
  const files = `${checked.length} ${checked.length === 1 ? "file" : "files"}`;
  console.log(`${files}, ${count("error", "error")}, ${count("warning", "warning")}${hints === "0 hints" ? "" : `, ${hints}`}`);
}

const line = (file: string, { start, severity, code, message }: ProblemFacts): string =>
  `${path.relative(process.cwd(), file)}:${start.line + 1}:${start.character + 1} ${severity} ${code}: ${message}`;
