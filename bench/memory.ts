/** Peak memory of a whole process that does one thing: the example as `bask run` does it, and a read with a group-by on either side. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { printTable } from "./table.ts";

/** Runs Node on `args`; resident megabytes at the highest, threads included. */
function peakOfNode(top: string, args: readonly string[], folder: string): number {
  const report = join(folder, "peak");
  const atExit = `import { writeFileSync } from "node:fs"; import { isMainThread } from "node:worker_threads"; if (isMainThread) process.on("exit", () => writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)));`;
  const { status, stderr } = spawnSync(process.execPath, [`--import=data:text/javascript,${encodeURIComponent(atExit)}`, ...args], {
    cwd: top,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(stderr);
  return Number(readFileSync(report, "utf8")) / 1024;
}

const DASK =
  "import resource, sys\nimport dask, dask.dataframe as dd\ndask.config.set(scheduler='threads', num_workers=int(sys.argv[2]))\ndd.read_csv(sys.argv[1]).groupby('origin').delay.mean().compute()\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)";

export function memoryBench(top: string, flights: string, workers: number, python: string | undefined): void {
  const folder = mkdtempSync(join(tmpdir(), "bask-bench-"));
  const pattern = join(flights, "flights-*.csv");
  const script = `const dd = await import(${JSON.stringify(pathToFileURL(join(top, "dist/dataframe.js")).href)}); await dd.readCsv(${JSON.stringify(pattern)}).groupby("origin").col.delay.mean().compute();`;
  try {
    const example = peakOfNode(top, ["dist/cli.js", "run", "examples/flights.ts"], folder);
    const ours = peakOfNode(top, ["--input-type=module", "-e", script], folder);
    const dask = python === undefined ? undefined : spawnSync(python, ["-c", DASK, pattern, String(workers)], { encoding: "utf8" });
    const theirs = dask?.status === 0 ? Number(dask.stdout) / 1024 : undefined;
    const mb = (value: number | undefined) => (value === undefined ? "" : `${value.toFixed(0)} MB`);
    printTable(
      "Peak memory of the process, all threads",
      ["", "Bask", "Dask"],
      [
        ["readCsv of ten files, mean by origin", mb(ours), mb(theirs)],
        ["bask run examples/flights.ts", mb(example), ""],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
