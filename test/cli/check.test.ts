import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { check } from "../../cli/check.ts";

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

it("applies the editor's rules", async () => {
  const { lines, code } = await checked('import * as da from "bask/array";\nconst x = da.ones(3);\nif (x) console.log(1);\n');
  expect(lines[0]).toMatch(/^3:5 error DL11: /);
  expect(code).toBe(1);
});

it("reads a file that begins with a byte order mark", async () => {
  const { lines } = await checked("\uFEFF// %% one\r\nconst a = {;\r\n");
  expect(lines[0]).toMatch(/^2:12 error SYNTAX/);
});
