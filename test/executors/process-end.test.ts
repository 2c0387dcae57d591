import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../support/engine.ts";

let script: string;
let entries: string[];
const temporary = mkdtempSync(join(tmpdir(), "process-end-"));
beforeAll(async () => {
  script = await bundle("test/support/plain-script.ts");
  entries = await Promise.all(
    ["runtime/executors/coordinator-main.ts", "test/support/worker-entry.ts"].map(async entry => pathToFileURL(await bundle(entry)).href),
  );
});
afterAll(() => rmSync(temporary, { recursive: true }));

const run = (what: string) =>
  new Promise<{ code: number; stdout: string; stderr: string }>(resolve => {
    execFile(process.execPath, [script, ...entries, what], { timeout: 15_000, env: { ...process.env, TMPDIR: temporary } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, stdout, stderr });
    });
  });

describe("a plain program", () => {
  it("gets its result in its last line, and ends", async () => {
    expect(await run("sum")).toEqual({ code: 0, stdout: "sum 64\n", stderr: "" });
  });
  it("is kept alive while a task takes its time", async () => {
    expect(await run("slow")).toEqual({ code: 0, stdout: "slow 0\n", stderr: "" });
  });
  it("shows what tasks print, before what follows", async () => {
    expect(await run("prints")).toEqual({ code: 0, stdout: "from a task\nafter it\n", stderr: "to stderr\n" });
  });
  it("can leave while tasks run in endless loops", async () => {
    expect(await run("leaves")).toMatchObject({ code: 3, stdout: "" });
  });
  it("ends with the task's error where nobody catches it", async () => {
    const { code, stderr } = await run("throws");
    expect(code).toBe(1);
    expect(stderr).toContain("no such luck");
    expect(stderr).toContain("in task t(0)");
  });
  it("leaves no files of blocks behind", async () => {
    expect(await run("spill")).toEqual({ code: 0, stdout: "last 19\n", stderr: "" });
    expect(readdirSync(temporary)).toEqual([]);
  });
});
