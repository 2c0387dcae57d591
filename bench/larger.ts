/**
 * Arrays ten times as large as their memory, each case in a process of its own: its time beside writing and reading as many bytes once, which is
 * the least that something without room can do, and the highest resident memory.
 */

import { closeSync, fsyncSync, mkdtempSync, openSync, readSync, rmSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleProgram, runProgram } from "../test/support/program.ts";
import { duration, printTable } from "./table.ts";

const CASES = ["reductions", "transposed", "rechunk", "centred", "topk", "matmul", "stored"];

function writeAndRead(path: string, bytes: number): number {
  const buffer = new Uint8Array(8 << 20).fill(1);
  const began = performance.now();
  const file = openSync(path, "w+");
  for (let at = 0; at < bytes; at += buffer.length) writeSync(file, buffer, 0, buffer.length, at);
  fsyncSync(file);
  for (let at = 0; at < bytes; at += buffer.length) readSync(file, buffer, 0, buffer.length, at);
  closeSync(file);
  const seconds = (performance.now() - began) / 1000;
  unlinkSync(path);
  return seconds;
}

export async function largerBench(quick: boolean): Promise<void> {
  const [bytes, budget] = quick ? [64e6, 8e6] : [2.5e9, 256e6];
  const program = await bundleProgram("test/support/memory-cases.ts");
  const folder = mkdtempSync(join(tmpdir(), "bask-larger-"));
  const rows: string[][] = [];
  try {
    for (const name of CASES) {
      const { code, stdout, stderr } = await runProgram(program, [name, String(bytes), String(budget), folder], { TMPDIR: folder });
      if (code !== 0) throw new Error(`${name}: ended with ${code}: ${stderr}`);
      rmSync(join(folder, "stored.zarr"), { recursive: true, force: true });
      const ended = JSON.parse(stdout) as { bytes: number; blocks: number; seconds: number; peak: number };
      const once = writeAndRead(join(folder, "once"), ended.bytes);
      const ratio = `${(ended.seconds / once).toFixed(1)} x`;
      rows.push([
        name,
        `${(ended.bytes / 1e6).toFixed(0)} MB`,
        String(ended.blocks),
        duration(ended.seconds),
        duration(once),
        ratio,
        `${(ended.peak / 1e6).toFixed(0)} MB`,
      ]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  printTable(`Larger than memory: ${budget / 1e6} MB for blocks`, ["", "array", "blocks", "time", "write and read", "ratio", "peak"], rows);
}
