/** Writes the settings of the rules, `bask.rules.CODE.*`, into the manifest; `--check` only says whether they are there. */

import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const manifestFile = new URL("../package.json", import.meta.url);
const { outputFiles } = await build({
  stdin: { contents: 'export { RULES } from "./server/rules/index.ts";', resolveDir: new URL("..", import.meta.url).pathname, loader: "ts" },
  bundle: true,
  write: false,
  platform: "node",
  format: "esm",
  external: ["typescript", "amaro"],
  logLevel: "error",
});
const { RULES } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

const entries = RULES.flatMap(({ code, about, severity, thresholds = {} }, i) => [
  [
    `bask.rules.${code}.severity`,
    { type: "string", enum: ["error", "warning", "hint", "off"], default: severity, order: 1000 + i, description: `${about.replaceAll("`", "")}.` },
  ],
  ...Object.entries(thresholds).map(([name, { value, about: what, unit }]) => [
    `bask.rules.${code}.${name}`,
    { type: unit === "bytes" ? ["number", "string"] : "number", default: value, order: 1000 + i, description: what },
  ]),
]);

const text = readFileSync(manifestFile, "utf8");
const manifest = JSON.parse(text);
const { configuration } = manifest.contributes;
const others = Object.entries(configuration.properties).filter(([name]) => !name.startsWith("bask.rules."));
configuration.properties = Object.fromEntries([...others, ...entries]);
const next = `${JSON.stringify(manifest, undefined, 2)}\n`;
if (process.argv.includes("--check")) process.exitCode = next === text ? 0 : 1;
else if (next !== text) writeFileSync(manifestFile, next);
