/**
 * `npm run build`: dist/ from the sources. An entry point whose file is missing is left out and named, so that a part of
 * the house can be built before the rest stands.
 * --quiet prints errors only; --sourcemap adds maps (for debugging the extension).
 */
import "./need-node.mjs";
import { chmodSync, existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { at, top } from "./place.mjs";

/** One group: bundled in memory, then written where it changed. */
async function buildGroup(group) {
  const { build } = await import("esbuild");
  const { writeGroup } = await import("./build/write.mjs");
  const present = Object.entries(group.entries).filter(([, file]) => existsSync(at(file)));
  const missing = Object.values(group.entries).filter(file => !existsSync(at(file)));
  if (present.length === 0) return { missing, files: 0, changed: 0 };
  const result = await build({
    ...group.settings,
    absWorkingDir: top,
    entryPoints: present.map(([out, file]) => ({ in: file, out })),
    outdir: group.folder,
    write: false,
    legalComments: "none",
    logLevel: "warning",
  });
  const files = new Map(result.outputFiles.map(file => [file.path, Buffer.from(file.contents)]));
  const cli = at("dist/cli.js");
  if (files.has(cli) && !files.get(cli).subarray(0, 2).equals(Buffer.from("#!"))) {
    files.set(cli, Buffer.concat([Buffer.from("#!/usr/bin/env node\n"), files.get(cli)]));
  }
  const changed = writeGroup(group.name, files);
  if (files.has(cli)) chmodSync(cli, 0o755);
  return { missing, files: files.size, changed };
}

/** The public declarations are hand-written and travel as they are. */
async function copyTypes() {
  const { writeGroup } = await import("./build/write.mjs");
  const from = at("runtime/api");
  const names = readdirSync(from).filter(name => name.endsWith(".d.ts"));
  return writeGroup("types", new Map(names.map(name => [at("dist/types", name), readFileSync(join(from, name))])));
}

/** Builds everything. A group that fails does not keep the others from being built. */
export async function buildAll({ quiet = false, sourcemap = false } = {}) {
  const { groups } = await import("./build/groups.mjs");
  const { apart, buildApart } = await import("./build/apart.mjs");
  const say = text => quiet || console.log(text);
  const missing = new Set();
  const failed = [];
  await copyTypes();
  await Promise.all(apart.map(buildApart));
  for (const group of groups({ sourcemap })) {
    const begin = performance.now();
    const done = await buildGroup(group).catch(error => {
      // esbuild has printed the errors of the sources; anything else is a fault of the build itself.
      if (!Array.isArray(error.errors)) throw error;
      return undefined;
    });
    if (done === undefined) {
      failed.push(group.name);
      continue;
    }
    for (const file of done.missing) missing.add(file);
    say(`${group.name}: ${done.files} files, ${done.changed} changed (${Math.round(performance.now() - begin)} ms)`);
  }
  if (missing.size > 0) console.log(`Not built, no such file: ${[...missing].join(", ")}`);
  if (failed.length > 0) {
    console.error(`\nThe build failed: ${failed.join(", ")}.`);
    process.exit(1);
  }
}

/** A job of ours (bench, data, conformance) as one file in out/, beside the library it imports by name. */
export async function buildJob(name, source) {
  const { build } = await import("esbuild");
  const outfile = at("out/jobs", `${name}.mjs`);
  await build({
    entryPoints: [source],
    absWorkingDir: top,
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20.19",
    format: "esm",
    logLevel: "warning",
  });
  return outfile;
}

if (pathToFileURL(resolve(process.argv[1] ?? "")).href === import.meta.url) {
  const flags = new Set(process.argv.slice(2));
  await buildAll({ quiet: flags.has("--quiet"), sourcemap: flags.has("--sourcemap") });
}
