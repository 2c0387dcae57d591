import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { check, type CheckOptions } from "../../cli/check.ts";

const folder = mkdtempSync(join(tmpdir(), "check-test-"));
afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function checked(text: string): Promise<{ lines: string[]; code: unknown }> {
  const file = join(folder, "file.ts");
  writeFileSync(file, text);
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation(line => void lines.push(String(line).replace(/^.*file\.ts:/, "")));
  await check([file], {});
  return { lines, code: process.exitCode };
}

it("says nothing of a file without mistakes", async () => {
  expect(await checked("// %%\nconst a = 1;\na;\n")).toEqual({ lines: ["1 file, 0 errors, 0 warnings"], code: undefined });
});

it("names a cell that cannot be read, at its line, and goes on with the others", async () => {
  const { lines, code } = await checked(
    "// %% one\nconst a = {;\n// %% two\nconst b: number = 1;\nenum C { D }\n// %% three\nnamespace E { export const f = 1; }\n",
  );
  expect(lines).toEqual([
    expect.stringMatching(/^2:12 error SYNTAX: /),
    expect.stringMatching(/^7:1 error SYNTAX: a TypeScript namespace cannot be run/),
    "1 file, 2 errors, 0 warnings",
  ]);
  expect(code).toBe(1);
});

it("makes no error of what lies where a program writes: it may be gone when it runs", async () => {
  const taken = join(folder, "taken");
  mkdirSync(taken);
  writeFileSync(join(taken, "zarr.json"), "{}");
  const { lines, code } = await checked(`import * as da from "bask/array";\nawait da.toZarr(da.ones([4]), ${JSON.stringify(taken)});\n`);
  expect(lines).toEqual([expect.stringMatching(/^2:.* hint FILE: toZarr: .* is not empty/), "1 file, 0 errors, 0 warnings, 1 hint"]);
  expect(code).toBeUndefined();
});

it("applies the editor's rules", async () => {
  const { lines, code } = await checked('import * as da from "bask/array";\nconst x = da.ones(3);\nif (x) console.log(1);\n');
  expect(lines[0]).toMatch(/^3:5 error DL11: /);
  expect(code).toBe(1);
});

it("reads a file that begins with a byte order mark", async () => {
  const { lines } = await checked("\uFEFF// %% one\r\nconst a = {;\r\n");
  expect(lines[0]).toMatch(/^2:12 error SYNTAX/);
});

const LAZY_IF = 'import * as da from "bask/array";\nconst x = da.ones([100, 100], { chunks: 10 });\nif (x) console.log(1);\nawait x.sum().compute();\n';

async function output(text: string, options: CheckOptions): Promise<string> {
  const file = join(folder, "file.ts");
  writeFileSync(file, text);
  let printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation(chunk => ((printed += String(chunk)), true));
  await check([file], options);
  return printed;
}

it("speaks SARIF 2.1.0", async () => {
  const log = JSON.parse(await output(LAZY_IF, { format: "sarif" }));
  expect(log).toMatchObject({ version: "2.1.0", $schema: expect.stringMatching(/sarif-2\.1\.0/) });
  const [{ tool, results }] = log.runs;
  expect(tool.driver).toMatchObject({ name: "bask", version: expect.any(String) });
  for (const rule of tool.driver.rules) expect(rule).toMatchObject({ id: expect.any(String), shortDescription: { text: expect.any(String) } });
  expect(new Set(tool.driver.rules.map((rule: { id: string }) => rule.id)).size).toBe(tool.driver.rules.length);
  expect(results).toHaveLength(1);
  for (const result of results) {
    expect(["none", "note", "warning", "error"]).toContain(result.level);
    expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(result.message.text).toEqual(expect.any(String));
    const [{ physicalLocation }] = result.locations;
    expect(physicalLocation.artifactLocation.uri).toMatch(/file\.ts$/);
    for (const field of ["startLine", "startColumn", "endLine", "endColumn"]) expect(physicalLocation.region[field]).toBeGreaterThan(0);
  }
  expect(process.exitCode).toBe(1);
});

it("fails a file whose runs are over the budget", async () => {
  const [{ problems }] = JSON.parse(await output(LAZY_IF.replace("if (x) console.log(1);", ""), { json: true, maxTasks: 10, maxPeak: 100 }));
  expect(problems.map((each: { code: string }) => each.code).sort()).toEqual(["MAX_PEAK", "MAX_TASKS"]);
  expect(process.exitCode).toBe(1);
  process.exitCode = undefined;
  await output(LAZY_IF.replace("if (x) console.log(1);", ""), { json: true, maxTasks: 1000, maxPeak: 1e9 });
  expect(process.exitCode).toBeUndefined();
});

it("takes severities from the command line and from settings", async () => {
  const settings = join(folder, "settings.json");
  writeFileSync(settings, '{\n  // quiet\n  "bask.rules.DL11.severity": "hint",\n}\n');
  const told = async (options: CheckOptions) => JSON.parse(await output(LAZY_IF, { json: true, ...options }))[0].problems;
  expect(await told({ severity: ["DL11=off"] })).toEqual([]);
  expect(await told({ settings })).toMatchObject([{ code: "DL11", severity: "hint" }]);
  expect(await told({ settings, severity: ["warning"] })).toEqual([]);
  expect(process.exitCode).toBeUndefined();
  await expect(check([], { severity: ["DL99=off"] })).rejects.toThrow("--severity: expected");
});

it("names what is declared and not in this version", async () => {
  const [{ problems }] = JSON.parse(await output('import { Client } from "bask/distributed";\nexport const f = Client;\n', { json: true }));
  expect(problems).toMatchObject([{ code: "NOT_SUPPORTED", severity: "hint" }]);
});
