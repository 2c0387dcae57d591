/** `npm run conformance -- --cases DIR --report FILE [--only TEXT]`: every case of a directory against the public API and the language server. */

import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { installFunctions } from "./functions.ts";
import { runCase } from "./run-case.ts";
import { staticCase } from "./static-case.ts";
import type { Case, Result, Verdict } from "./case.ts";
import type { Scope } from "./values.ts";

type Counts = Record<Verdict, number>;
interface Report {
  readonly areas: Record<string, { run: Counts; static: Counts }>;
  readonly cases: Record<string, { run: Verdict; static: Verdict | null; why?: string }>;
}
const none = (): Counts => ({ passed: 0, failed: 0, unsupported: 0 });

const { values: options } = parseArgs({
  options: { cases: { type: "string" }, report: { type: "string" }, only: { type: "string" }, verbose: { type: "boolean" } },
});
const folder = options.cases;
if (folder === undefined) {
  console.error("conformance: expected --cases DIR (and --report FILE for the report)");
  process.exit(2);
}
const functions = readFunctions(folder);
const functionNamed = installFunctions(functions);
const report: Report = { areas: {}, cases: {} };

for (const each of readCases(folder)) {
  if (options.only !== undefined && !each.id.includes(options.only)) continue;
  const run = await guarded(() => runCase(each, functionNamed));
  const known = await withFolders(scope => guarded(() => staticCase(each, functions, scope)));
  const area = (report.areas[each.area.replaceAll("/", ".")] ??= { run: none(), static: none() });
  area.run[run!.verdict] += 1;
  if (known !== null) area.static[known.verdict] += 1;
  const why = [run!.why, known?.why === undefined ? undefined : `static: ${known.why}`].filter(Boolean).join(" | ");
  report.cases[each.id] = { run: run!.verdict, static: known?.verdict ?? null, ...(why === "" ? {} : { why }) };
  if (options.verbose === true && (run!.verdict === "failed" || known?.verdict === "failed")) console.log(`${each.id}: ${why}`);
}
if (options.report !== undefined) writeFileSync(options.report, `${JSON.stringify(report, undefined, 1)}\n`);
printTotals();

async function guarded(judge: () => Promise<Result | null>): Promise<Result | null> {
  try {
    return await judge();
  } catch (error) {
    return { verdict: "failed", why: error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 3).join(" ") : String(error) };
  }
}

function readCases(from: string): Case[] {
  const files = readdirSync(from)
    .filter(name => name.endsWith(".json") && name !== "index.json" && !name.startsWith("functions"))
    .sort();
  return files.flatMap(name => {
    const content: unknown = JSON.parse(readFileSync(path.join(from, name), "utf8"));
    return Array.isArray(content) ? (content as Case[]).filter(each => Array.isArray(each.program)) : [];
  });
}

function readFunctions(from: string): Record<string, { js: string }> {
  try {
    return JSON.parse(readFileSync(path.join(from, "functions.json"), "utf8")) as Record<string, { js: string }>;
  } catch {
    return {};
  }
}

/** Files of a case for the static part: the editor reads their headers. */
async function withFolders<T>(use: (scope: Scope & { values: ReadonlyMap<string, unknown> }) => Promise<T>): Promise<T> {
  const folders: string[] = [];
  const values = new Map<string, unknown>();
  const scope = {
    values,
    functionNamed,
    get: (name: string) => values.get(name),
    folder(files: Readonly<Record<string, { text?: string; base64?: string }>>) {
      const made = mkdtempSync(path.join(tmpdir(), "bask-case-"));
      folders.push(made);
      for (const [name, { text, base64 }] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(made, name)), { recursive: true });
        writeFileSync(path.join(made, name), text ?? Buffer.from(base64 ?? "", "base64"));
      }
      return made;
    },
  };
  try {
    return await use(scope);
  } finally {
    for (const each of folders) rmSync(each, { recursive: true, force: true });
  }
}

function printTotals(): void {
  const total = { run: none(), static: none() };
  console.log(`${"area".padEnd(28)}${"run: passed failed unsupported".padStart(34)}${"static: passed failed unsupported".padStart(38)}`);
  for (const [area, counts] of Object.entries(report.areas).sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const part of ["run", "static"] as const)
      for (const verdict of ["passed", "failed", "unsupported"] as const) total[part][verdict] += counts[part][verdict];
    console.log(`${area.padEnd(28)}${row(counts.run, 34)}${row(counts.static, 38)}`);
  }
  console.log(
    `total: run ${total.run.passed} passed, ${total.run.failed} failed, ${total.run.unsupported} unsupported; static ${total.static.passed} passed, ${total.static.failed} failed, ${total.static.unsupported} unsupported`,
  );
}
function row(counts: Counts, width: number): string {
  return `${String(counts.passed).padStart(width - 19)}${String(counts.failed).padStart(7)}${String(counts.unsupported).padStart(12)}`;
}
