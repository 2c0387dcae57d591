/**
 * Arrays eight to ten times as large as their memory, each case in a process of its own: the right values, within the budget and what a process
 * takes anyway, and nothing left on disk. BASK_LONG: 2.5 GB in 256 MB, and the time it takes beside writing and reading as much once.
 */

import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleProgram, runProgram } from "../support/program.ts";

const long = process.env["BASK_LONG"] === "1";
const [bytes, budget] = long ? [2.5e9, 256e6] : [64e6, 8e6];
/** What Node, its threads and what kernels hold for a moment may take beside block memory. */
const BESIDE = 300e6;

let program: string;
const folder = mkdtempSync(join(tmpdir(), "larger-test-"));
beforeAll(async () => {
  program = await bundleProgram("test/support/memory-cases.ts");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Seconds to write so many bytes to a file and to read them again. */
function writeAndRead(total: number): number {
  const path = join(folder, "once");
  const buffer = new Uint8Array(8 << 20).fill(1);
  const began = performance.now();
  const file = openSync(path, "w+");
  for (let at = 0; at < total; at += buffer.length) writeSync(file, buffer, 0, buffer.length, at);
  for (let at = 0; at < total; at += buffer.length) readSync(file, buffer, 0, buffer.length, at);
  closeSync(file);
  const seconds = (performance.now() - began) / 1000;
  unlinkSync(path);
  return seconds;
}

describe("larger than memory", () => {
  it.each(long ? ["reductions", "transposed", "rechunk", "centred", "topk", "matmul", "stored"] : ["rechunk", "centred", "stored"])(
    "%s",
    async name => {
      const { code, stdout, stderr } = await runProgram(program, [name, String(bytes), String(budget), folder], { TMPDIR: folder });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const ended = JSON.parse(stdout) as { bytes: number; blocks: number; seconds: number; peak: number };
      expect(ended.bytes).toBeGreaterThan(bytes * 0.95);
      expect(ended.peak).toBeLessThan(budget + BESIDE);
      rmSync(join(folder, "stored.zarr"), { recursive: true, force: true });
      expect(readdirSync(folder)).toEqual([]);
      if (!long) return;
      const once = writeAndRead(ended.bytes);
      console.log(
        `${name}: ${(ended.bytes / 1e9).toFixed(2)} GB in ${ended.blocks} blocks, budget ${budget / 1e6} MB, peak ${Math.round(ended.peak / 1e6)} MB, ` +
          `${ended.seconds.toFixed(1)} s, ${(ended.seconds / once).toFixed(1)} times writing and reading it once (${once.toFixed(1)} s)`,
      );
    },
    long ? 900_000 : 60_000,
  );
});
