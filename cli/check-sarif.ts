/** Problems as SARIF 2.1.0, which code hosts and editors show. Columns count from 1, in UTF-16 units. */

import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ProblemFacts } from "../protocol/editor.ts";
import { version } from "../runtime/session/version.ts";
import { RULES } from "../server/rules/index.ts";
import type { Level } from "../server/rules/rule.ts";
import type { Checked } from "./check.ts";

const LEVEL: Readonly<Record<Level, string>> = { error: "error", warning: "warning", hint: "note", off: "none" };

export function sarif(checked: readonly Checked[]): object {
  const used = new Set(checked.flatMap(({ problems }) => problems.map(problem => problem.code)));
  const rules = [
    ...RULES.map(({ code, about, severity }) => ({ id: code, shortDescription: { text: about }, defaultConfiguration: { level: LEVEL[severity] } })),
    ...[...used].filter(code => !RULES.some(rule => rule.code === code)).map(code => ({ id: code, shortDescription: { text: code } })),
  ];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "bask", version, rules } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(process.cwd()).href}/` } },
        results: checked.flatMap(({ facts, problems }) =>
          problems.map(problem =>
            result(
              facts.file,
              problem,
              rules.findIndex(({ id }) => id === problem.code),
            ),
          ),
        ),
      },
    ],
  };
}

function result(file: string, { code, severity, message, start, end }: ProblemFacts, ruleIndex: number): object {
  const relative = path.relative(process.cwd(), file);
  const inside = !relative.startsWith("..") && !path.isAbsolute(relative);
  const uri = inside ? relative.split(path.sep).map(encodeURIComponent).join("/") : pathToFileURL(file).href;
  return {
    ruleId: code,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, ...(inside ? { uriBaseId: "ROOT" } : {}) },
          region: { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 },
        },
      },
    ],
  };
}
