import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { installed } from "../../scripts/install.mjs";
import { top } from "./imports.ts";

describe("a Node that is too old", () => {
  const startOn = (version: string) => {
    const script = `Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(version)} }); await import(${JSON.stringify(pathToFileURL(join(top, "scripts/need-node.mjs")).href)}); console.log("went on");`;
    return spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  };
  test.each(["16.20.2", "18.20.8", "20.18.3"])("%s is told so, and nothing else happens", version => {
    const { status, stdout, stderr } = startOn(version);
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(`Bask needs Node 20.19 or newer; this is Node ${version}`);
    expect(stderr).toContain("https://nodejs.org");
  });
  test.each(["20.19.0", "22.0.0", "24.1.0"])("%s is not", version => {
    expect(startOn(version)).toMatchObject({ status: 0, stdout: "went on\n" });
  });
});

describe("installing", () => {
  const folder = mkdtempSync(join(tmpdir(), "bask-install-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, packages: Record<string, object>) => writeFileSync(join(folder, name), JSON.stringify({ packages }));

  test("is needed where nothing is, and where a version differs or lacks", () => {
    write("package-lock.json", { "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "2.0.0", optional: true } });
    expect(installed(folder)).toBe(false);
    mkdirSync(join(folder, "node_modules"));
    write("node_modules/.package-lock.json", {});
    expect(installed(folder)).toBe(false);
    write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.1" } });
    expect(installed(folder)).toBe(false);
  });
  test("is not where the lists agree; other systems' parts may be absent", () => {
    write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
    expect(installed(folder)).toBe(true);
  });
});
