/** A program of its own for tests: bundled with the files that its threads start from, and started with Node. */

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { onFirstUse } from "../../scripts/build/apart.mjs";

const top = fileURLToPath(new URL("../..", import.meta.url));

/** As in what is published, the stripper of types is read when there are some to strip: it is most of a worker's text. */
const stripperOnFirstUse: Plugin = {
  name: "stripper-on-first-use",
  setup(build) {
    build.onResolve({ filter: /^amaro$/ }, () => ({ path: "amaro", namespace: "first-use" }));
    build.onLoad({ filter: /.*/, namespace: "first-use" }, () => ({
      contents:
        `import { createRequire } from "node:module"; const from = createRequire(${JSON.stringify(join(top, "package.json"))});` +
        `export const transformSync = (...given) => from("amaro").transformSync(...given);`,
    }));
  },
};

/** The path of the bundled program; its folder goes when this process ends. */
export async function bundleProgram(source: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "program-test-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await build({
    entryPoints: {
      program: join(top, source),
      "coordinator-main": join(top, "runtime/executors/coordinator-main.ts"),
      "worker-main": join(top, "runtime/executors/worker-main.ts"),
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    banner: { js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);' },
    plugins: [onFirstUse, stripperOnFirstUse],
    nodePaths: [join(top, "node_modules")],
  });
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  return join(folder, "program.js");
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runProgram(file: string, args: readonly string[], env: Record<string, string> = {}, timeout = 600_000): Promise<Ended> {
  return new Promise(resolve => {
    execFile(process.execPath, [file, ...args], { env: { ...process.env, ...env }, timeout, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : null, stdout, stderr });
    });
  });
}
