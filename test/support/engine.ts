/** Engines for tests. Threads start from files, so their entries are bundled, once a process, into a folder that goes when the process ends. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL, fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createThreadsEngine, type ThreadsOptions } from "../../runtime/executors/threads/engine.ts";
import { createProcessesEngine, type ProcessesOptions } from "../../runtime/executors/processes/engine.ts";
import type { Engine } from "../../runtime/schedule/engine.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));
let folder: string | undefined;
const built = new Map<string, Promise<string>>();

/** A file in the build folder, from a TypeScript file named from the top of the project. */
export function bundle(source: string): Promise<string> {
  let promise = built.get(source);
  if (promise === undefined) built.set(source, (promise = bundleNow(source)));
  return promise;
}

async function bundleNow(source: string): Promise<string> {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), "engine-test-"));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const outfile = join(folder, `${source.replaceAll(/\W/g, "-")}.mjs`);
  await build({
    entryPoints: [join(top, source)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    banner: { js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);' },
    nodePaths: [join(top, "node_modules")],
  });
  return outfile;
}

/** `entry` has the kernels: those of tests, or all real ones with `runtime/executors/worker-main.ts`. */
export async function threadsEngine(options: ThreadsOptions = {}, entry = "test/support/worker-entry.ts"): Promise<Engine> {
  const [coordinator, worker] = await Promise.all([bundle("runtime/executors/coordinator-main.ts"), bundle(entry)]);
  return createThreadsEngine({
    numWorkers: 2,
    memoryLimit: 256 * 1024 * 1024,
    ...options,
    coordinatorUrl: pathToFileURL(coordinator),
    workerUrl: pathToFileURL(worker),
  });
}

export async function processesEngine(options: ProcessesOptions = {}, entry = "test/support/process-entry.ts"): Promise<Engine> {
  return createProcessesEngine({ numWorkers: 2, memoryLimit: 256 * 1024 * 1024, ...options, workerUrl: pathToFileURL(await bundle(entry)) });
}
