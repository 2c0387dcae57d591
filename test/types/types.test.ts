/** The declarations by TypeScript 6 and 7: what must hold, what must be an error, and that a hover can be read. */

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const top = fileURLToPath(new URL("../..", import.meta.url));
const project = join(top, "test/types/fixtures");

test.each(["typescript", "ts7"])(
  "every type test holds and the array chapter is well typed: %s",
  name => {
    const run = () => execFileSync(process.execPath, [join(top, "node_modules", name, "bin/tsc"), "-p", project], { encoding: "utf8" });
    try {
      expect(run()).toBe("");
    } catch (error) {
      expect((error as { stdout?: string }).stdout ?? String(error)).toBe("");
    }
  },
  120_000,
);

describe("a hover is short and says dtype and rank", () => {
  const file = join(project, "hover.ts");
  const text = `
import * as da from "bask/array";
const cube = da.random.normal(10, 0.1, { size: [20, 30, 40], chunks: 10 });
const mean = cube.mean({ axis: 0 });
const both = mean.add(mean.T);
const row = both.get(0, ":10");
const less = both.lt(3);
const counts = da.arange(10, { chunks: 5 });
const ratio = counts.div(2);
const four = da.expr(r => 4 * r, both);
const total = both.sum();
const [u, s, v] = da.linalg.svd(both);
const spectrum = da.fft.rfft(row);
const stored = da.fromHdf5<"float32", 2>("x.hdf5", "/x");
const values = stored.compute();
`;
  const config = ts.parseJsonConfigFileContent(ts.readConfigFile(join(project, "tsconfig.json"), ts.sys.readFile).config, ts.sys, project);
  const service = ts.createLanguageService({
    getCurrentDirectory: () => top,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: name => {
      const found = name === file ? text : ts.sys.readFile(name);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCompilationSettings: () => config.options,
    getDefaultLibFileName: options => ts.getDefaultLibFilePath(options),
    fileExists: name => name === file || ts.sys.fileExists(name),
    readFile: name => (name === file ? text : ts.sys.readFile(name)),
  });
  const hover = (name: string): string =>
    ts.displayPartsToString(service.getQuickInfoAtPosition(file, text.search(new RegExp(`(?<=const (\\[.*)?)\\b${name}\\b`)))?.displayParts ?? []);

  test.each([
    ["cube", 'da.Array<"float64", 3>'],
    ["mean", 'da.Array<"float64", 2>'],
    ["both", 'da.Array<"float64", 2>'],
    ["row", 'da.Array<"float64", 1>'],
    ["less", 'da.Array<"bool", 2>'],
    ["counts", 'da.Array<"int64", 1>'],
    ["ratio", 'da.Array<"float64", 1>'],
    ["four", 'da.Array<"float64", 2>'],
    ["total", 'da.Array<"float64", 0>'],
    ["s", 'da.Array<"float64", 1>'],
    ["spectrum", 'da.Array<"complex128", 1>'],
    ["stored", 'da.Array<"float32", 2>'],
    ["values", 'Promise<da.NDArray<"float32", 2>>'],
  ])("%s", (name, type) => expect(hover(name)).toBe(`const ${name}: ${type}`));

  test("nothing of it is an error", () => expect(service.getSemanticDiagnostics(file).map(each => each.messageText)).toEqual([]));
});
