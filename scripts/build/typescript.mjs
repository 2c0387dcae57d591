/** TypeScript's own JavaScript, minified into one file beside its standard declarations, which it finds by its place. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { at } from "../place.mjs";
import { writeIfChanged } from "./write.mjs";

const require = createRequire(import.meta.url);

export async function buildTypescript() {
  const source = require.resolve("typescript");
  const { version } = require("typescript/package.json");
  const folder = at("dist/typescript");
  const stamp = join(folder, "version.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === version) return false;
  const result = await build({
    entryPoints: [source],
    platform: "node",
    target: "node20.9",
    format: "cjs",
    bundle: true,
    minify: true,
    write: false,
    legalComments: "none",
    logLevel: "error",
  });
  // Node learns the names of a CommonJS module by reading it. This line, which never runs, names them.
  const names = Object.keys(require("typescript")).filter(name => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
  const lexed = `\n0 && (module.exports = { ${names.join(", ")} });\n`;
  writeIfChanged(join(folder, "typescript.cjs"), result.outputFiles[0].text + lexed);
  const lib = dirname(source);
  for (const file of readdirSync(lib)) {
    if (/^lib\..*\.?d\.ts$/.test(file)) writeIfChanged(join(folder, file), readFileSync(join(lib, file)));
  }
  writeIfChanged(stamp, version);
  return true;
}
