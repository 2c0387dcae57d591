/** Every rule has a page, whose wrong example it finds and whose right one it leaves alone; a fix of the wrong one is found no more. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { RULES } from "../../../server/rules/index.ts";
import { problemsOf, type RuleProblem } from "../../../server/rules/run.ts";
import type { Edit } from "../../../server/rules/rule.ts";
import { analysed } from "../evaluate.ts";
import { FLIGHTS, folderOf } from "../features/fixture.ts";

const pages = fileURLToPath(new URL("../../../docs/rules", import.meta.url));
/** The examples' data is small, so limits of sizes are too. */
const SMALL: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  DF01: { size: 1 },
  DF04: { factor: 0.1 },
  DF10: { columns: 1 },
  DF13: { size: 1 },
  DF20: { partitions: 2 },
  DF21: { size: 1 },
};
const WRONG_ONLY: typeof SMALL = { DF06: { large: 10 } };

let folder: string;
beforeAll(() => {
  folder = folderOf({
    ...FLIGHTS,
    "data/airports-0.csv": "origin,city\nATL,Atlanta\n",
    "data/airports-1.csv": "origin,city\nORD,Chicago\n",
    "data/lines.txt.gz": "",
  });
});

function example(code: string, kind: "wrong" | "right"): string {
  const text = readFileSync(join(pages, `${code}.md`), "utf8");
  return new RegExp(`^\`\`\`ts ${kind}\n([\\s\\S]*?)^\`\`\``, "m").exec(text)![1]!;
}
async function found(code: string, text: string, limits: Readonly<Record<string, unknown>> | undefined): Promise<RuleProblem[]> {
  const off = RULES.find(rule => rule.code === code)!.severity === "off" ? { severity: "hint" } : {};
  return problemsOf(await analysed(text, { folder }), { [code]: { ...limits, ...off } }).filter(each => each.code === code);
}
const applied = (text: string, edits: readonly Edit[]): string =>
  [...edits].sort((a, b) => b.start - a.start).reduce((all, { start, end, text: inner }) => all.slice(0, start) + inner + all.slice(end), text);

test("there is a page for each rule, and no other", () => {
  const files = readdirSync(pages).filter(name => name !== "README.md");
  expect(files.sort()).toEqual(RULES.map(rule => `${rule.code}.md`).sort());
  expect(new Set(RULES.map(rule => rule.code)).size).toBe(RULES.length);
});

describe.each(RULES.map(rule => [rule.code, rule] as const))("%s", (code, rule) => {
  test("has its sentence and settings on its page", () => {
    const text = readFileSync(join(pages, `${code}.md`), "utf8");
    expect(text.split("\n")[0]).toBe(`# ${code}: ${rule.about}`);
    for (const name of ["severity", ...Object.keys(rule.thresholds ?? {})]) expect(text).toContain(`\`bask.rules.${code}.${name}\``);
  });
  test("finds the wrong example, and not what its fix makes of it", async () => {
    const text = example(code, "wrong");
    const limits = SMALL[code] ?? WRONG_ONLY[code];
    const problems = await found(code, text, limits);
    expect(problems).not.toEqual([]);
    const [{ fix, message, start, end }] = problems as [RuleProblem];
    expect(message.length).toBeGreaterThan(10);
    expect(end).toBeGreaterThan(start);
    if (fix === undefined) return;
    const fixed = applied(text, fix.edits);
    expect((ts.createSourceFile("a.ts", fixed, ts.ScriptTarget.ESNext) as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics).toEqual([]);
    expect((await found(code, fixed, limits)).length, fixed).toBeLessThan(problems.length);
  });
  test("leaves the right example alone", async () => {
    expect(await found(code, example(code, "right"), SMALL[code])).toEqual([]);
  });
});
