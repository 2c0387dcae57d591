import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import * as db from "../../runtime/bag.ts";
import * as dd from "../../runtime/dataframe.ts";

const folder = mkdtempSync(path.join(tmpdir(), "bask-changed-"));
afterAll(() => rmSync(folder, { recursive: true }));
const run = { scheduler: "sync" } as const;

describe("a file that changes between the call and the run", () => {
  it.each([
    ["csv", "a,b\n1,2\n", "3,4\n", (file: string) => dd.readCsv(file)],
    ["txt", "one\n", "two\n", (file: string) => db.readText(file)],
    ["jsonl", '{"a":1}\n', '{"a":2}\n', (file: string) => dd.readJson(file)],
  ] as const)("is an error that says so: %s", async (extension, before, after, read) => {
    const file = path.join(folder, `x.${extension}`);
    writeFileSync(file, before);
    const lazy = read(file);
    appendFileSync(file, after);
    await expect(lazy.compute(run)).rejects.toThrow(/has changed since the call that reads it: expected \d+ bytes, got \d+/);
    expect(((await read(file).compute(run)) as { length: number }).length).toBe(2);
  });
});
