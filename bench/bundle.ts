/** Threads start from files: an entry of the benchmarks as one file in out/. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

export async function bundled(top: string, source: string): Promise<URL> {
  const outfile = join(top, "out/jobs", `${source.replaceAll(/\W/g, "-")}.mjs`);
  await build({
    entryPoints: [join(top, source)],
    outfile,
    absWorkingDir: top,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    logLevel: "error",
    banner: { js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);' },
  });
  return pathToFileURL(outfile);
}
