/** What the two archives contain: the npm package and the VS Code extension, both from the manifest's one list. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entriesOf, missingFrom, needed } from "../../scripts/build/archive.mjs";
import { extensionFiles, extensionManifest, stageExtension } from "../../scripts/build/vsix.mjs";
import { top } from "./imports.ts";

const manifest = JSON.parse(readFileSync(join(top, "package.json"), "utf8"));
const sourceExists = (path: string) => existsSync(join(top, path));

beforeAll(() => {
  execFileSync(process.execPath, ["scripts/build.mjs", "--quiet"], { cwd: top });
}, 120_000);

describe("the npm package", () => {
  let packed: string[];
  beforeAll(() => {
    const answer = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: top,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    packed = JSON.parse(answer)[0].files.map((file: { path: string }) => file.path);
  }, 60_000);

  test("has every file that the manifest points at", () => {
    const faces: { types: string; default: string }[] = Object.values(manifest.exports).filter(each => typeof each === "object") as never;
    const pointed = [...faces.map(face => face.types), ...faces.map(face => face.default), ...(Object.values(manifest.bin) as string[])];
    const built = pointed.map(path => path.replace(/^\.\//, "")).filter(path => existsSync(join(top, path)));
    expect(built.filter(path => !packed.includes(path))).toEqual([]);
    expect(faces.map(face => face.types).every(path => packed.includes(path.slice(2)))).toBe(true);
    expect(packed).toEqual(expect.arrayContaining(["package.json", "LICENSE", "CHANGELOG.md"]));
  });
  test("has nothing that only the extension or a developer needs", () => {
    expect(
      packed.filter(path => /^(?:test|bench|scripts|examples|data|out|node_modules|dist\/bundled)\/|\.map$|\.vsix$|\.new$|\.built\.json$/.test(path)),
    ).toEqual([]);
    expect(packed.filter(path => path.endsWith(".ts") && !path.endsWith(".d.ts") && !path.startsWith("media/"))).toEqual([]);
  });
});

describe("the extension", () => {
  const folder = mkdtempSync(join(tmpdir(), "bask-vsix-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("has what it needs, among what has been built", () => {
    const entries = [...extensionFiles().map((path: string) => `extension/${path}`), "extension/package.json"];
    const renamed = new Set(["extension/LICENSE.txt", "extension/readme.md", "extension/changelog.md"]); // by vsce
    const missing = missingFrom(entries, sourceExists).filter((entry: string) => !renamed.has(entry) && !entry.startsWith("extension/node_modules/"));
    expect(missing).toEqual([]);
  });
  test("has its TypeScript plugin where VS Code looks for it, and it loads", () => {
    stageExtension(folder);
    const place = join(folder, "node_modules/bask-typescript-plugin");
    const { version } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
    expect(version).toBe(manifest.version);
    expect(createRequire(import.meta.url)(place)).toBeTypeOf("function");
    expect(manifest.contributes.typescriptServerPlugins[0].name).toBe("bask-typescript-plugin");
    expect(Object.keys(extensionManifest().dependencies)).toEqual(["bask-typescript-plugin"]);
  });
  test("carries the library once, and bundled", () => {
    const files = extensionFiles();
    expect(files.filter((path: string) => /^dist\/[^/]+\.js$/.test(path) || path.startsWith("dist/session/"))).toEqual([]);
    for (const path of files.filter((each: string) => each.startsWith("dist/bundled/"))) {
      const outside = [...readFileSync(join(top, path), "utf8").matchAll(/^import .*? from "([^."][^"]*)";$|^import "([^."][^"]*)";$/gm)].map(
        match => match[1] ?? match[2]!,
      );
      expect(
        outside.filter(name => Object.hasOwn(manifest.dependencies, name)),
        path,
      ).toEqual([]);
    }
  });
});

describe("reading an archive", () => {
  test("finds the names in a zip file", () => {
    // An empty stored file named "a/b", as a local header, its directory entry and the end record.
    const name = Buffer.from("a/b");
    const local = Buffer.alloc(30 + name.length);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    name.copy(local, 30);
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(name.length, 28);
    name.copy(entry, 46);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(local.length, 16);
    expect(entriesOf(Buffer.concat([local, entry, end]))).toEqual(["a/b"]);
    expect(() => entriesOf(Buffer.from("no zip at all, but long enough"))).toThrow("Expected a zip file");
  });
  test("says what is missing", () => {
    const all = Object.keys(needed);
    expect(missingFrom(all, () => true)).toEqual([]);
    expect(missingFrom(all.slice(1), () => true)).toEqual([all[0]]);
  });
});
