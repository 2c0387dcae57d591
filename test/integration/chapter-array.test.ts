/** The array chapter as a program, `bask run` over small data: every cell runs, and what comes out is what plain loops over the same files give. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as h5 from "h5wasm/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensure } from "../../scripts/data/make.mjs";
import { sets } from "../../scripts/data/sets.mjs";

const top = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bask-chapter-"));

/** Less of everything than the chapter has, so that it takes seconds. */
const SMALLER: readonly (readonly [string, string])[] = [
  ["size: [20_000, 20_000], chunks: [1_000, 1_000]", "size: [2_000, 2_000], chunks: [500, 500]"],
  ["chunks: 1_000_000", "chunks: 20_000"],
  ["const n = 2_000;", "const n = 200;"],
];
const CHECKS = `
// %% Checks
{
  const p = await cluster.compute();
  let plain = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let r2 = 0;
      for (let axis = 0; axis < 3; axis++) r2 += (p.item(i, axis) - p.item(j, axis)) ** 2;
      if (i !== j) plain += 2 * ((1 / r2) ** 6 - (1 / r2) ** 3);
    }
  console.log("energy", Math.abs((await energy(cluster).compute()) / plain - 1) < 1e-9);
  const { compute } = await import("bask");
  const [all, noisy] = await compute(square.add(square.T).mean({ axis: 1 }), y);
  console.log("square", all.toArray().every(value => value === 2));
  console.log("noise", noisy.size === 20 && noisy.toArray().every(value => Math.abs(value - 10) < 0.02));
  const back = da.fromZarr("data/month.zarr");
  console.log("zarr", back.shape.join(), await back.sub(coarse).abs().max().compute());
}
`;
let printed = "";

beforeAll(async () => {
  if (!existsSync(join(top, "dist/cli.js"))) execFileSync(process.execPath, ["scripts/build.mjs", "--quiet"], { cwd: top });
  for (const set of sets.filter(({ name }) => name === "random" || name === "weather-big")) await ensure(join(folder, "data"), set, { seed: 0, scale: 0.02 });
  let text = readFileSync(join(top, "examples/03-array.ts"), "utf8");
  for (const [from, to] of SMALLER) {
    expect(text).toContain(from);
    text = text.replaceAll(from, to);
  }
  writeFileSync(join(folder, "03-array.ts"), text + CHECKS);
  printed = execFileSync(process.execPath, [join(top, "dist/cli.js"), "run", "--workers", "2", "03-array.ts"], {
    cwd: folder,
    encoding: "utf8",
    timeout: 100_000,
  });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

function dataset(file: string, name: string): { readonly values: number[]; readonly shape: number[] } {
  const opened = new h5.File(file, "r");
  try {
    const found = opened.get(name) as h5.Dataset;
    return { values: [...(found.value as Float64Array)], shape: found.shape! };
  } finally {
    opened.close();
  }
}

test("sums and means by hand and by methods", async () => {
  await h5.ready;
  const x = dataset(join(folder, "data/random.hdf5"), "/x").values;
  const total = x.reduce((a, b) => a + b, 0);
  const mean = total / x.length;
  const spread = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const numbers = printed.split("\n").flatMap(line => (/^-?\d[\d.e+]*$/.test(line) ? Number(line) : []));
  const holds = (wanted: number) => numbers.filter(value => Math.abs(value / wanted - 1) < 1e-5).length;
  // By hand, by sum(), and of the three Zarr cells.
  expect(holds(total)).toBe(5);
  expect(holds(mean)).toBeGreaterThanOrEqual(2);
  expect(holds(Math.sqrt(spread))).toBeGreaterThanOrEqual(1);
  expect(holds(spread)).toBeGreaterThanOrEqual(1);
});

test("a month of weather, every second point stored twice", async () => {
  await h5.ready;
  const days = readdirSync(join(folder, "data/weather-big")).sort();
  expect(days).toHaveLength(31);
  const { values: stored, shape } = dataset(join(folder, "data/month.hdf5"), "/t2m");
  const [n, rows, columns] = shape as [number, number, number];
  expect(n).toBe(31);
  for (const day of [0, 30]) {
    const full = dataset(join(folder, "data/weather-big", days[day]!), "/t2m");
    const wanted = Array.from({ length: rows * columns }, (_, i) => full.values[2 * Math.floor(i / columns) * full.shape[1]! + 2 * (i % columns)]);
    expect(stored.slice(day * rows * columns, (day + 1) * rows * columns)).toEqual(wanted);
  }
  expect(printed).toContain(`zarr ${shape.join()} 0`);
});

test("Lennard-Jones against loops, chunks, the sizes chosen", () => {
  for (const line of ["energy true", "square true", "noise true", "[ 255, 255, 255 ] [ 255, 255, 255, 235 ]", "Array<float64> (2, 2)"])
    expect(printed).toContain(line);
  expect(printed).toContain("(1,000, 1,000, 1,000) · chunks (1,000, 100, 167)");
  expect(printed).not.toMatch(/Error/);
});
