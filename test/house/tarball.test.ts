/** The packed library as a stranger installs it: in plain Node, with its declared dependencies and nothing else. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { top } from "./imports.ts";

const folder = mkdtempSync(join(tmpdir(), "bask-tarball-"));
const modules = join(folder, "node_modules");

/** A dependency and, through its real place, whatever it needs itself. */
function link(name: string): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(join(top, "node_modules", name), join(modules, name), "junction");
}

beforeAll(() => {
  execFileSync(process.execPath, ["scripts/build.mjs", "--quiet"], { cwd: top });
  const answer = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: top,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  mkdirSync(join(modules, "bask"), { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, JSON.parse(answer)[0].filename), "-C", join(modules, "bask"), "--strip-components=1"]);
  const { dependencies } = JSON.parse(readFileSync(join(modules, "bask/package.json"), "utf8"));
  Object.keys(dependencies).forEach(link);
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "private": true }');
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runFile = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return execFileSync(process.execPath, [name], { cwd: folder, encoding: "utf8", timeout: 60_000 });
};

describe("the library from its tarball", () => {
  test("computes in plain Node, on worker threads and without, and the process ends by itself", () => {
    const text = `
      import { compute } from "bask";
      import * as da from "bask/array";
      import * as db from "bask/bag";
      const factor = 3;
      console.log(await da.ones([1000, 10], { chunks: [100, 10] }).sum().compute());
      console.log(await db.fromSequence([1, 2, 3, 4], { npartitions: 2 }).map(x => x * factor).compute());
      console.log(await da.ones([10], { chunks: 5 }).sum().compute({ scheduler: "sync" }));
    `;
    expect(runFile("main.mjs", text).trim()).toBe("10000\n[ 3, 6, 9, 12 ]\n10");
  });
  test("every face loads", () => {
    const faces = ["bask", "bask/array", "bask/dataframe", "bask/bag", "bask/distributed", "bask/ml"];
    const text = `for (const face of ${JSON.stringify(faces)}) { const m = await import(face); if (Object.keys(m).length === 0) console.log(face, "is empty"); }`;
    expect(runFile("faces.mjs", text)).toBe("");
  });
  test("has types for new and for old resolution", () => {
    writeFileSync(
      join(folder, "typed.ts"),
      'import { ones } from "bask/array";\nimport { delayed } from "bask";\nexport const x: number = ones([2]).ndim;\nexport const d = delayed((n: number) => n)(1);\n',
    );
    link("@types/node");
    const tsc = join(top, "node_modules/ts7/bin/tsc");
    for (const resolution of [
      ["--module", "nodenext"],
      ["--module", "esnext", "--moduleResolution", "bundler"],
    ]) {
      execFileSync(process.execPath, [tsc, "--noEmit", "--strict", "--target", "es2023", "--lib", "esnext", "--types", "node", ...resolution, "typed.ts"], {
        cwd: folder,
        encoding: "utf8",
      });
    }
    const { typesVersions } = JSON.parse(readFileSync(join(modules, "bask/package.json"), "utf8"));
    for (const [path] of Object.values<string[]>(typesVersions["*"])) expect(existsSync(join(modules, "bask", path!)), path).toBe(true);
  });
  test("its command answers", () => {
    const cli = join(modules, "bask/dist/cli.js");
    expect(execFileSync(process.execPath, [cli, "--version"], { cwd: folder, encoding: "utf8" })).toMatch(/0\.1\.0/);
    const help = execFileSync(process.execPath, [cli, "--help"], { cwd: folder, encoding: "utf8" });
    for (const command of ["run", "graph", "check", "lsp"]) expect(help).toContain(command);
  });
});
