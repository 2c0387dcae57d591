/**
 * `npm run bench`: Bask beside Dask and others on the same work in the same run, then what only Bask has: the scheduler alone, the language
 * server, the session, sizes. --only PART takes the benchmarks whose name has it, --quick less data and fewer rounds, --list names them,
 * --out FILE writes the results as JSON too.
 */

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { config } from "bask";
import { ensureFlights } from "../scripts/data/flights.mjs";
import { ensure } from "../scripts/data/make.mjs";
import { sets } from "../scripts/data/sets.mjs";
import { arrayWorkloads } from "./array.ts";
import { bagWorkloads } from "./bag.ts";
import { bundled } from "./bundle.ts";
import { delayedWorkloads } from "./delayed.ts";
import { exampleBench } from "./editor.ts";
import { fourteenWorkloads } from "./fourteen.ts";
import { frameWorkloads } from "./frame.ts";
import { growthWorkloads } from "./growth.ts";
import { largerBench } from "./larger.ts";
import { alternate, timed, type Side } from "./measure.ts";
import { memoryBench } from "./memory.ts";
import { peerBlas } from "./peer-blas.ts";
import { findPython, type Peer, PEERS, PythonSide } from "./python.ts";
import { linalgBackend } from "../runtime/kernels/native/library.ts";
import { recordingBench } from "./recording.ts";
import { createThreadsEngine, schedulerBench } from "./scheduler.ts";
import { run as serverBench } from "./server.ts";
import { sessionBench } from "./session.ts";
import { duration, printTable } from "./table.ts";
import { typesBench } from "./types.ts";
import type { Scene, Workload } from "./workload.ts";

/** This file is bundled to out/jobs. */
const top = fileURLToPath(new URL("../..", import.meta.url));

const { values: args } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    quick: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    workers: { type: "string" },
    "no-dask": { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const quick = args.quick;
const workers = Number(args.workers ?? availableParallelism());
if (!Number.isInteger(workers) || workers < 1) throw new RangeError(`--workers: expected a whole number of at least 1, got ${args.workers}`);
config.set({ numWorkers: workers });

const scene: Scene = {
  quick,
  workers,
  flights: join(top, "examples/data"),
  accounts: join(top, "out/bench-data", quick ? "small" : "large"),
  arrays: join(top, "out/bench-data/arrays"),
};
await ensureFlights(scene.flights);
const accounts = sets.find(set => set.name === "accounts-json")!;
await ensure(scene.accounts, accounts, { seed: 0, scale: quick ? 1 : 10 });

const groups: [title: string, workloads: Workload[]][] = [
  ["Data frames", frameWorkloads(scene)],
  ["Arrays", arrayWorkloads(scene)],
  ["Arrays, the fourteen", fourteenWorkloads(scene)],
  ["Arrays, cost against size", growthWorkloads(scene)],
  ["Delayed calls", delayedWorkloads(scene)],
  ["Bags", bagWorkloads(scene)],
];
const python = args["no-dask"] ? undefined : findPython(join(top, "out/bench-peers"));
const alone: [name: string, run: () => void | Promise<void>][] = [
  [
    "scheduler",
    async () => {
      const [coordinatorUrl, workerUrl] = await Promise.all([bundled(top, "runtime/executors/coordinator-main.ts"), bundled(top, "bench/scheduler-worker.ts")]);
      console.log("\nThe scheduler alone, tasks that do nothing\n");
      await schedulerBench(options => createThreadsEngine({ ...options, coordinatorUrl, workerUrl }), quick ? 10_000 : 100_000);
    },
  ],
  [
    "server",
    async () => {
      await exampleBench(top, quick ? 100 : 500);
      console.log();
      await serverBench(join(top, "dist/server.cjs"));
    },
  ],
  ["session", () => sessionBench(top, quick ? 2 : 5)],
  ["memory", () => memoryBench(top, scene.flights, workers, python?.path)],
  ["recording", () => recordingBench(quick)],
  ["larger", () => largerBench(quick)],
  ["types", () => typesBench(top, quick ? 3 : 5)],
  ["size", () => printSizes()],
];

const wanted = (name: string) => name.includes(args.only);
if (args.list) {
  for (const [, workloads] of groups) for (const { name, title } of workloads) console.log(`${name.padEnd(26)}${title}`);
  for (const [name] of alone) console.log(name);
  process.exit(0);
}

const chosen = groups
  .map(([title, workloads]) => [title, workloads.filter(({ name }) => wanted(name))] as const)
  .filter(([, workloads]) => workloads.length > 0);
console.log(`Node ${process.versions.node}, ${workers} workers${quick ? ", quick" : ""}`);
// Before the first thread starts; BASK_LINALG__BLAS has the last word, false for our own kernels.
if (python !== undefined && process.env["BASK_LINALG__BLAS"] === undefined) {
  const path = peerBlas(python.path);
  if (path !== undefined) config.set({ "linalg.blas": path });
}
console.log(`Matrix products and decompositions: ${await linalgBackend()}`);
if (args["no-dask"]) console.log("Without peers.");
else if (python === undefined)
  console.log("No Python with Dask was found: Bask alone. For both, npm run bench:peers, or set BASK_PYTHON to a Python that has it.");
else
  console.log(
    `Python at ${python.path}: ${Object.entries(python.peers)
      .map(pair => pair.join(" "))
      .join(", ")}`,
  );

/** One workload against one peer; seconds each. */
interface Case {
  readonly case: string;
  readonly peer: Peer | null;
  readonly unit: "s";
  readonly ours: number;
  readonly theirs: number | null;
  readonly ratio: number | null;
}
const cases: Case[] = [];
const peers = python !== undefined && chosen.length > 0 ? new PythonSide(python.path, join(top, "bench/python_side.py"), scene) : undefined;
const failures: string[] = [];
for (const [title, workloads] of chosen) {
  const rows: string[][] = [];
  const before = cases.length;
  for (const workload of workloads) rows.push(...(await measured(workload)));
  printTable(title, ["", "Bask", "spread", "peer", "", "spread", "peer / Bask", "Bask, rate", "peer, rate"], rows);
  const ratios = cases.slice(before).flatMap(({ peer, ratio }) => (peer === "dask" && ratio !== null ? [ratio] : []));
  if (ratios.length > 1)
    console.log(`\nGeometric mean against Dask: ${Math.exp(ratios.reduce((sum, r) => sum + Math.log(r), 0) / ratios.length).toFixed(2)} x (${ratios.length})`);
}
await peers?.close();
for (const [name, run] of alone) {
  if (!wanted(name)) continue;
  try {
    await run();
  } catch (error) {
    failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
if (args.out !== undefined) {
  const machine = {
    cpu: cpus()[0]?.model ?? "",
    cores: availableParallelism(),
    memory: totalmem(),
    platform: platform(),
    arch: arch(),
    node: process.versions.node,
  };
  writeFileSync(resolve(args.out), `${JSON.stringify({ machine, workers, quick, peers: python?.peers ?? {}, cases, failures }, undefined, 2)}\n`);
}
if (failures.length > 0) {
  console.error(`\n${failures.join("\n")}`);
  process.exitCode = 1;
}

async function measured(workload: Workload): Promise<string[][]> {
  const { name, title, daskUses } = workload;
  process.stderr.write(`  ${name} ...\r`);
  try {
    const work = timed(await workload.prepare());
    const names = (await peers?.peersOf(name, PEERS)) ?? [];
    const theirs = [];
    for (const peer of names) theirs.push(await peers!.work(name, peer));
    const [ours, ...others] = await alternate([work, ...theirs], { rounds: quick ? 3 : 9, seconds: (quick ? 3 : 20) * Math.max(1, names.length / 2) });
    await peers?.forget();
    process.stderr.write(`${" ".repeat(name.length + 6)}\r`);
    if (names.length === 0) cases.push({ case: name, peer: null, unit: "s", ours: ours!.median, theirs: null, ratio: null });
    const rows = [[title, ...cells(ours!), "", "", "", "", rate(workload, ours), ""]];
    for (const [i, peer] of names.entries()) {
      const other = others[i]!;
      if (!close(ours!.value, other.value)) throw new Error(`Bask gives ${ours!.value}, ${peer} ${other.value}`);
      const ratio = other.median / ours!.median;
      cases.push({ case: name, peer, unit: "s", ours: ours!.median, theirs: other.median, ratio });
      const row = i === 0 ? rows[0]! : ["", "", "", "", "", "", "", "", ""];
      row.splice(3, 4, peer === "dask" && daskUses !== undefined ? `dask, ${daskUses}` : peer, ...cells(other), `${ratio.toFixed(2)} x`);
      row[8] = rate(workload, other);
      if (i > 0) rows.push(row);
    }
    return rows;
  } catch (error) {
    await peers?.forget();
    failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return [[title, "failed"]];
  }
}

function cells({ median, spread }: Side): string[] {
  return [duration(median), `±${(spread * 100).toFixed(0)} %`];
}
function rate({ per }: Workload, side: Side | undefined): string {
  if (per === undefined || side === undefined) return "";
  return per.unit === "MB/s" ? `${(per.amount / 1e6 / side.median).toFixed(0)} MB/s` : `${((side.median * 1e6) / per.amount).toFixed(1)} us/task`;
}
/** Sums in another order differ in their last digits. */
function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)) + 1e-6;
}

function printSizes(): void {
  const { version } = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as { version: string };
  const name = `bask-${version}.vsix`;
  const file = join(top, name);
  printTable("Sizes", ["", ""], [[name, existsSync(file) ? `${(statSync(file).size / 1e6).toFixed(1)} MB` : "not built: npm run package"]]);
}
