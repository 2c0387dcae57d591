/** The packed library in a project of its own, installed by npm: the README's examples, a process that ends by itself, types with every declaration checked. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const top = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bask-packed-"));
const project = join(folder, "project");

beforeAll(() => {
  if (!existsSync(join(top, "dist/dataframe.js"))) execFileSync(process.execPath, ["scripts/build.mjs", "--quiet"], { cwd: top });
  const packed = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: top,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const tarball = join(folder, (JSON.parse(packed) as [{ filename: string }])[0].filename);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "type": "module", "private": true }');
  try {
    execFileSync("npm", ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries", "0", tarball], {
      cwd: project,
      stdio: "ignore",
      timeout: 90_000,
    });
  } catch {
    installCopies(tarball);
  }
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

/** Where no registry answers: what npm would have installed, copied from where it stands already. */
function installCopies(tarball: string): void {
  const modules = join(project, "node_modules");
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(join(modules, "bask"), { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", join(modules, "bask"), "--strip-components=1"]);
  const copied = new Set<string>();
  const copy = (name: string): void => {
    const from = join(top, "node_modules", name);
    if (copied.has(name) || !existsSync(from)) return;
    copied.add(name);
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    cpSync(from, join(modules, name), { recursive: true });
    dependenciesOf(from).forEach(copy);
  };
  dependenciesOf(join(modules, "bask")).forEach(copy);
}
const dependenciesOf = (place: string): string[] =>
  Object.keys((JSON.parse(readFileSync(join(place, "package.json"), "utf8")) as { dependencies?: object }).dependencies ?? {});

/** Output of a script that ends by itself: one that does not is stopped, which is an error. */
function run(name: string, text: string): string {
  writeFileSync(join(project, name), text);
  return execFileSync(process.execPath, [name], { cwd: project, encoding: "utf8", timeout: 100_000, stdio: ["ignore", "pipe", "inherit"] });
}

describe("the README's examples", () => {
  const readme = readFileSync(join(top, "README.md"), "utf8");
  const examples = [...readme.matchAll(/^## (.+)\n\n```js\n([\s\S]*?)^```$/gm)].map(([, title, text]) => [title!, text!] as const);
  test("there is one of each kind", () =>
    expect(examples.map(([title]) => title)).toEqual(["Data frames", "Arrays", "Bags", "Delayed calls", "Seeing what runs"]));
  /** What the comments of the examples say, and what their results are. */
  const says: Readonly<Record<string, readonly string[]>> = {
    "Data frames": ["DataFrame 2 partitions × 2 columns · 2 tasks", "Lima", "27", "16.4"],
    Arrays: ["Array<float64> (200) · chunks (10) · 1.6 kB · 1,220 tasks", "[ 12n, 15n, 18n, 21n ]", "22.409"],
    Bags: ["[ [ 'Ada', 2 ], [ 'Bo', 1 ], [ 'Cy', 1 ] ]", "66", "[ [ 'Ada', 3 ], [ 'Bo', 1 ], [ 'Cy', 2 ] ]"],
    "Delayed calls": ["12003 [ 3003, 6003, 9003, 12003 ]"],
    "Seeing what runs": ["== as written (", "== fuse (", "8000000", "true"],
  };
  test.each(examples)(
    "%s",
    (title, text) => {
      const output = run("example.mjs", text);
      for (const expected of says[title]!) expect(output).toContain(expected);
    },
    120_000,
  );
});

describe("a plain script", () => {
  test("whose last line awaits a result ends by itself", () => {
    const text = `
      import * as da from "bask/array";
      process.on("exit", code => console.log("exit", code));
      const x = da.ones([500, 500], { chunks: 100 });
      console.log(await x.sum().compute());
      globalThis.last = await x.add(1).mean().compute();
    `;
    expect(run("last-line.mjs", text)).toBe("250000\nexit 0\n");
  }, 120_000);
  test("reads what it wrote, and sends functions with what they use to the workers", () => {
    writeFileSync(join(project, "rates.mjs"), "export const rates = { EUR: 2, USD: 3 };\n");
    const text = `
      import * as dd from "bask/dataframe";
      import { rates } from "./rates.mjs";
      const frame = dd.fromTable(dd.table({ currency: ["EUR", "USD", "EUR"], amount: [1, 2, 3] }), { npartitions: 2 });
      await frame.toCsv("out-*.csv");
      const back = dd.readCsv("out-*.csv");
      const value = back.assign({ value: r => r.amount * rates[r.currency] }).col.value.sum();
      console.log(await value.compute(), await value.compute({ scheduler: "sync" }));
    `;
    expect(run("frames.mjs", text)).toBe("14 14\n");
  }, 120_000);
  test("that fails says where, and ends", () => {
    const text = `
      import { delayed } from "bask";
      try { await delayed(() => { throw new Error("no such luck"); })().compute(); } catch (error) { console.log(error.message.includes("no such luck")); }
    `;
    expect(run("fails.mjs", text)).toBe("true\n");
  }, 120_000);
});

test("a TypeScript project checks against the declarations, theirs included", () => {
  writeFileSync(
    join(project, "consumer.ts"),
    `import { compute, config, delayed, type RunOptions } from "bask";
import * as da from "bask/array";
import * as db from "bask/bag";
import * as dd from "bask/dataframe";
import type { Client } from "bask/distributed";

interface Flight { date: Date; delay: number; origin: string }
const flights = dd.readCsv<Flight>("flights-*.csv");
export const mean: Promise<number> = flights.col.delay.mean().compute();
export const byOrigin: Promise<dd.Column<number>> = flights.filter(r => r.delay > 15).groupby("origin").col.delay.max().compute();
export const x: da.Array<"float64", 2> = da.ones([10, 10], { chunks: 5 });
export const total: Promise<number> = x.add(x.T).sum().compute();
export const counts: Promise<[string, number][]> = db.fromSequence(["a", "b"]).frequencies().compute();
export const calls: Promise<[number, string]> = compute(delayed((n: number) => n + 1)(1), delayed(() => "s")());
export const options: RunOptions = { numWorkers: 2, memoryLimit: "1 GB" };
export type Elsewhere = Client;
config.set({ numWorkers: 2 });
// @ts-expect-error there is no such column
flights.col.nothing;
// @ts-expect-error a call needs a number
delayed((n: number) => n + 1)("1");
`,
  );
  const compilerOptions = { strict: true, noEmit: true, target: "es2023", lib: ["esnext", "dom"], module: "nodenext", types: [], skipLibCheck: false };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
  const check = () =>
    execFileSync(process.execPath, [join(top, "node_modules/typescript/bin/tsc"), "-p", project], {
      encoding: "utf8",
      cwd: project,
      stdio: ["ignore", "pipe", "pipe"],
    });
  let said: string;
  try {
    said = check();
  } catch (error) {
    said = (error as { stdout: string }).stdout;
  }
  expect(said).toBe("");
}, 120_000);
