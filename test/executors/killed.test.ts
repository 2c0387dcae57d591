/** A process that is killed while blocks are on disk leaves a folder behind, which the next process that runs anything removes. */

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundleProgram, runProgram } from "../support/program.ts";

test("what a killed process had on disk goes with the next one", async () => {
  const program = await bundleProgram("test/support/memory-cases.ts");
  const folder = mkdtempSync(join(tmpdir(), "killed-test-"));
  const env = { ...process.env, TMPDIR: folder };
  const child = spawn(process.execPath, [program, "transposed", "200e6", "8e6", folder], { env, stdio: "ignore" });
  const ended = new Promise(resolve => child.once("exit", (_, signal) => resolve(signal)));
  const left = () => readdirSync(folder).filter(name => existsSync(join(folder, name, "blocks")));
  while (left().length === 0) await new Promise(resolve => setTimeout(resolve, 5));
  child.kill("SIGKILL");
  expect(await ended).toBe("SIGKILL");
  expect(left()).toHaveLength(1);
  const { code, stderr } = await runProgram(program, ["centred", "1e6", "8e6", folder], { TMPDIR: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
