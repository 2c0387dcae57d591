/** When a set is made, and that nothing unfinished is ever taken for finished. */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type DataSet, ensure } from "../../scripts/data/make.mjs";
import { digests, temporaryFolder } from "./folder.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/data.mjs", import.meta.url));
const MAKE = new URL("../../scripts/data/make.mjs", import.meta.url).href;
const RECIPE = { seed: 0, scale: 1 };

/** A set of one file and one folder that counts how often it is made. */
function counting(version = 1): DataSet & { times: number } {
  const set = {
    name: "counting", version, times: 0,
    make(folder: string, { seed, scale }: { seed: number; scale: number }) {
      set.times++;
      writeFileSync(join(folder, "one.txt"), `${seed} ${scale} ${version}`);
      mkdirSync(join(folder, "many"));
      for (const i of [0, 1, 2]) writeFileSync(join(folder, "many", `${i}.txt`), String(i));
    },
  };
  return set;
}

describe("a set is made again", () => {
  test("not when it is there", async () => {
    const [folder, set] = [temporaryFolder(), counting()];
    expect(await ensure(folder, set, RECIPE)).toMatchObject({ made: true, files: 4 });
    expect(await ensure(folder, set, RECIPE)).toMatchObject({ made: false, files: 4 });
    expect(set.times).toBe(1);
    expect(readdirSync(folder).toSorted()).toEqual([".manifest.json", "many", "one.txt"]);
  });

  test.each([{ seed: 1, scale: 1 }, { seed: 0, scale: 2 }])("for another recipe: %o", async recipe => {
    const [folder, set] = [temporaryFolder(), counting()];
    await ensure(folder, set, RECIPE);
    expect((await ensure(folder, set, recipe)).made).toBe(true);
    expect(readFileSync(join(folder, "one.txt"), "utf8")).toBe(`${recipe.seed} ${recipe.scale} 1`);
  });

  test("for another version", async () => {
    const folder = temporaryFolder();
    await ensure(folder, counting(), RECIPE);
    expect((await ensure(folder, counting(2), RECIPE)).made).toBe(true);
  });

  test.each<[string, (folder: string) => void]>([
    ["a file is gone", folder => rmSync(join(folder, "one.txt"))],
    ["a file of a folder is gone", folder => rmSync(join(folder, "many", "2.txt"))],
    ["a file is shorter", folder => truncateSync(join(folder, "one.txt"), 1)],
    ["the manifest cannot be read", folder => writeFileSync(join(folder, ".manifest.json"), "{")],
  ])("when %s", async (_, damage) => {
    const [folder, set] = [temporaryFolder(), counting()];
    await ensure(folder, set, RECIPE);
    const whole = digests(folder);
    damage(folder);
    expect((await ensure(folder, set, RECIPE)).made).toBe(true);
    expect(digests(folder)).toEqual(whole);
  });
});

test("what a failed run began is removed, and what was there before stays", async () => {
  const folder = temporaryFolder();
  await ensure(folder, counting(), RECIPE);
  const before = digests(folder);
  const failing: DataSet = {
    name: "counting", version: 2,
    make(unfinished) {
      writeFileSync(join(unfinished, "one.txt"), "half");
      throw new Error("disk full");
    },
  };
  await expect(ensure(folder, failing, RECIPE)).rejects.toThrow("disk full");
  expect(digests(folder)).toEqual(before);
  expect(readdirSync(folder).toSorted()).toEqual([".manifest.json", "many", "one.txt"]);
  expect((await ensure(folder, counting(), RECIPE)).made).toBe(false);
});

test("what a killed run began is not taken for the set", async () => {
  const folder = temporaryFolder();
  await ensure(folder, counting(), RECIPE);
  const before = digests(folder);
  // Another version of the set, whose maker stops half-way and never goes on.
  const program = `
    import { mkdirSync, writeFileSync } from "node:fs";
    const { ensure } = await import(${JSON.stringify(MAKE)});
    const make = folder => {
      mkdirSync(folder + "/many");
      writeFileSync(folder + "/many/0.txt", "half");
      process.stdout.write("half");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    };
    await ensure(${JSON.stringify(folder)}, { name: "counting", version: 2, make }, { seed: 0, scale: 1 });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise(resolve => child.stdout.once("data", resolve));
  child.kill("SIGKILL");
  await new Promise(resolve => child.once("exit", resolve));

  expect(digests(folder)).toEqual(before);
  expect(readdirSync(folder).toSorted()).toEqual([".lock", ".manifest.json", ".unfinished-counting", "many", "one.txt"]);
  expect((await ensure(folder, counting(2), RECIPE)).made).toBe(true);
  expect(readFileSync(join(folder, "one.txt"), "utf8")).toBe("0 1 2");
  expect(readdirSync(folder).toSorted()).toEqual([".manifest.json", "many", "one.txt"]);
});

test("two runs at once make a set once", async () => {
  const [folder, set] = [temporaryFolder(), counting()];
  const outcomes = await Promise.all([1, 2, 3].map(() => ensure(folder, set, RECIPE)));
  expect(outcomes.filter(outcome => outcome.made)).toHaveLength(1);
  expect(set.times).toBe(1);
});

test("the lock of a process that is gone does not count", async () => {
  const folder = temporaryFolder();
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(join(folder, ".lock"), `${pid}\n`);
  expect((await ensure(folder, counting(), RECIPE)).made).toBe(true);
  expect(existsSync(join(folder, ".lock"))).toBe(false);
});

describe("the command", () => {
  const args = (folder: string) => [SCRIPT, "--dir", folder, "--scale", "0.05"];
  const run = (...more: string[]) => spawnSync(process.execPath, more, { encoding: "utf8" });

  test("killed at any point, leaves whole files only, and the next run completes", async () => {
    const reference = temporaryFolder();
    expect(run(...args(reference)).status).toBe(0);
    const whole = digests(reference);
    const folders = new Set(Object.keys(whole).filter(name => name.includes("/")).map(name => name.split("/")[0]!));

    const folder = temporaryFolder();
    for (const set of ["accounts-json", "nycflights", "random", "weather-small", "weather-big"]) {
      const child = spawn(process.execPath, args(folder), { stdio: "ignore" });
      const ended = new Promise<NodeJS.Signals | null>(resolve => child.once("exit", (_, signal) => resolve(signal)));
      const unfinished = join(folder, `.unfinished-${set}`);
      const watch = setInterval(() => {
        if (existsSync(unfinished)) child.kill("SIGKILL");
      }, 1);
      await ended;
      clearInterval(watch);
      const found = digests(folder);
      for (const [name, digest] of Object.entries(found)) expect([name, digest]).toEqual([name, whole[name]]);
      for (const product of folders) {
        const inside = (files: object) => Object.keys(files).filter(name => name.startsWith(`${product}/`));
        if (existsSync(join(folder, product))) expect(inside(found)).toEqual(inside(whole));
      }
    }
    expect(run(...args(folder)).status).toBe(0);
    expect(digests(folder)).toEqual(whole);
    expect(readdirSync(folder).filter(name => name.startsWith("."))).toEqual([".manifest.json"]);
    const again = run(...args(folder));
    expect(again.stdout.trimEnd().split("\n").every(line => line.endsWith("there already"))).toBe(true);
  }, 120_000);

  test.each([
    [["--scale", "0"], '--scale: expected a number above 0 and at most 1,000; got "0"'],
    [["--scale", "big"], '--scale: expected a number above 0 and at most 1,000; got "big"'],
    [["--seed", "1.5"], '--seed: expected a whole number; got "1.5"'],
    [["--only", "holidays,taxis"], 'got "taxis"'],
    [["--sacle", "1"], "--sacle"],
  ])("%j is an error in words", (wrong, message) => {
    const folder = temporaryFolder();
    const { status, stderr, stdout } = run(SCRIPT, "--dir", folder, ...wrong);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(message);
    expect(readdirSync(folder)).toEqual([]);
  });
});
