/** Disks that take nothing or give back something else: an error that says so or the right values, and an engine that goes on. */

import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryError } from "../../runtime/errors.ts";
import type { Engine } from "../../runtime/schedule/engine.ts";
import { createState, STATUS } from "../../runtime/schedule/state.ts";
import { step } from "../../runtime/schedule/step.ts";
import { bundle, threadsEngine } from "../support/engine.ts";
import { graphOf } from "../support/graphs.ts";

const NOTHING = { runs: 0, blocks: 0, bytes: 0, files: 0 };
const usual = tmpdir();
let temporary: string;
beforeEach(async () => {
  // Made before the temporary folder is another one.
  await Promise.all(["runtime/executors/coordinator-main.ts", "test/support/worker-entry.ts"].map(bundle));
  temporary = mkdtempSync(join(usual, "faults-test-"));
});
afterEach(() => {
  process.env["TMPDIR"] = usual;
  rmSync(temporary, { recursive: true, force: true });
});

/** Blocks of 2.4 MB that all live at once, and their sum. */
const COUNT = 20;
const deps = [...Array.from({ length: COUNT }, () => []), ...Array.from({ length: COUNT }, (_, i) => (i === 0 ? [0] : [i, COUNT + i - 1]))];
const blocks = (engine: Engine) =>
  engine.run({
    graph: graphOf(deps, "mixArrays", { params: { length: 300_000 } }),
    outputs: Array.from({ length: COUNT }, (_, i) => i),
    functions: [],
    resources: new Map(),
    options: {},
  });
const small = (engine: Engine) => engine.run({ graph: graphOf([[], [0]]), outputs: [1], functions: [], resources: new Map(), options: {} });

async function emptied(engine: Engine): Promise<unknown> {
  for (let i = 0; ; i++) {
    const census = await engine.census();
    if (i > 300 || JSON.stringify(census) === JSON.stringify(NOTHING)) return census;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

describe("a disk at fault", () => {
  it("is named where blocks do not fit into memory and cannot be written, and the engine goes on", async () => {
    const file = join(temporary, "a-file");
    writeFileSync(file, "");
    process.env["TMPDIR"] = file;
    const engine = await threadsEngine({ memoryLimit: 16 << 20 });
    try {
      const error = await blocks(engine).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(MemoryError);
      expect((error as Error).message).toMatch(/cannot be written to disk: .*ENOTDIR/);
      expect(await emptied(engine)).toEqual(NOTHING);
      expect((await small(engine)).blocks).toHaveLength(1);
    } finally {
      await engine.close();
    }
  });

  it("gives right values or an error where it changes what it holds, and leaves nothing", async () => {
    process.env["TMPDIR"] = temporary;
    const engine = await threadsEngine({ memoryLimit: 16 << 20 });
    const spoil = setInterval(() => {
      for (const name of readdirSync(temporary).filter(each => each.startsWith("bask-blocks-"))) {
        try {
          const file = openSync(join(temporary, name, "blocks"), "r+");
          writeSync(file, Uint8Array.of(255), 0, 1, 1000);
          closeSync(file);
        } catch {
          // Not there yet, or no longer.
        }
      }
    }, 2);
    try {
      for (let round = 0; round < 3; round++) {
        const end = await blocks(engine).catch((caught: unknown) => caught);
        if (end instanceof MemoryError) expect(end.message).toContain("cannot be read back");
        else expect((end as { blocks: Float64Array[] }).blocks.map(block => block[0])).toEqual(Array.from({ length: COUNT }, (_, i) => i + 1));
        expect(await emptied(engine)).toEqual(NOTHING);
      }
    } finally {
      clearInterval(spoil);
      await engine.close();
    }
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe("a block that is lost on disk", () => {
  it("is made again, and so is what it was made of and is gone", () => {
    const state = createState(graphOf([[], [0], [1], [1, 2]]), [3], { workers: 1, depth: { least: 1, most: 1 } });
    const done = (task: number) => step(state, { type: "done", task, worker: 0, bytes: 8, travels: true, micros: 1 });
    const assigned = (effects: readonly { type: string; task?: number }[]) => effects.filter(each => each.type === "assign").map(each => each.task);
    expect(assigned(step(state, { type: "begin" }))).toEqual([0]);
    done(0);
    done(1);
    expect(assigned(done(2))).toEqual([3]);
    expect(state.status[0]).toBe(STATUS.released);
    const effects = step(state, { type: "lost", task: 1 });
    expect(effects).toContainEqual({ type: "recall", task: 3, worker: 0 });
    expect(assigned(effects)).toEqual([0]);
    expect(assigned(done(0))).toEqual([1]);
    expect(assigned(done(1))).toEqual([3]);
    expect(done(3)).toContainEqual({ type: "finish" });
  });
});
