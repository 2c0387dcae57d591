/** `bask check FILES`: the editor's problems on the command line, and what keeps a cell from being read, which editors leave to TypeScript. */

import path from "node:path";
import type { Facts, ProblemFacts } from "../protocol/editor.ts";
import { isProblem } from "../runtime/cells/blank.ts";
import { readSource } from "../runtime/cells/read.ts";
import { splitCells } from "../runtime/cells/split.ts";
import { factsOf, problemFacts } from "../server/analysis/facts.ts";
import { RULES } from "../server/rules/index.ts";
import { analysisOf } from "./analysis.ts";
import { readSourceFile, type SourceFile } from "./source.ts";

export async function check(files: readonly string[], { json = false }: { json?: boolean }): Promise<void> {
  const all = [];
  for (const given of files) all.push(await factsAndProblems(readSourceFile(given)));
  const problems = all.flatMap(facts => facts.problems);
  if (json) process.stdout.write(`${JSON.stringify(all, undefined, 1)}\n`);
  else {
    for (const facts of all) for (const problem of facts.problems) console.log(line(facts.file, problem));
    const errors = problems.filter(problem => problem.severity === "error").length;
    console.log(
      `${files.length} ${files.length === 1 ? "file" : "files"}, ${errors} ${errors === 1 ? "error" : "errors"}, ${problems.length - errors} warnings`,
    );
  }
  if (problems.some(problem => problem.severity === "error")) process.exitCode = 1;
}

async function factsAndProblems(source: SourceFile): Promise<Facts> {
  const analysis = await analysisOf(source);
  const facts = factsOf(analysis);
  const found = [...facts.problems, ...RULES.flatMap(rule => rule.check(analysis)).map(problem => problemFacts(analysis, problem)), ...unreadable(source.text)];
  return { ...facts, problems: found.sort((a, b) => a.start.line - b.start.line || a.start.character - b.start.character) };
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

const line = (file: string, { start, severity, code, message }: ProblemFacts): string =>
  `${path.relative(process.cwd(), file)}:${start.line + 1}:${start.character + 1} ${severity} ${code}: ${message}`;
