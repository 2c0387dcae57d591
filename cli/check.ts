/** `bask check FILES`: the editor's problems on the command line. */

import path from "node:path";
import type { ProblemFacts } from "../protocol/editor.ts";
import { factsOf } from "../server/analysis/facts.ts";
import { analysisOf } from "./analysis.ts";
import { readSourceFile } from "./source.ts";

export async function check(files: readonly string[], { json = false }: { json?: boolean }): Promise<void> {
  const all = [];
  for (const given of files) all.push(factsOf(await analysisOf(readSourceFile(given))));
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

const line = (file: string, { start, severity, code, message }: ProblemFacts): string =>
  `${path.relative(process.cwd(), file)}:${start.line + 1}:${start.character + 1} ${severity} ${code}: ${message}`;
