/** What a glance at the repository must not show. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { top } from "./imports.ts";

/** Tracked files and those about to be; in an unpacked archive without git there is nothing to look at. */
const files = existsSync(join(top, ".git"))
  ? execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: top, encoding: "utf8", maxBuffer: 1 << 26 })
      .split("\0")
      .filter(path => path !== "" && existsSync(join(top, path)))
  : [];
const isText = (path: string) => /\.(?:[cm]?[jt]sx?|json|md|css|html|yml|sh)$|^\.|run$/.test(path);
const texts = files.filter(isText).map(path => ({ path, text: readFileSync(join(top, path), "utf8") }));
const ours = texts.filter(({ path }) => /^(?:protocol|runtime|server|client|cli|scripts|test|bench|examples)\//.test(path) && /\.(?:[cm]?[jt]sx?)$/.test(path));
const source = ours.filter(({ path }) => /^(?:protocol|runtime|server|client|cli)\//.test(path));

/** `file:line` of each match. */
const places = (among: typeof texts, pattern: RegExp) =>
  among.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim().slice(0, 80)}`] : [])),
  );
const literal = (text: string) => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));

describe.skipIf(files.length === 0)("the repository", () => {
  test("has no source file that asks more than one question", () => {
    const long = ours.filter(({ path }) => !path.startsWith("runtime/api/")).map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }));
    expect(long.filter(({ lines }) => lines > 400).map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([]);
  });
  test("has lockfiles without download addresses", () => {
    const locks = texts.filter(({ path }) => path.endsWith("package-lock.json"));
    expect(locks.length).toBeGreaterThan(0);
    expect(places(locks, /"resolved":/)).toEqual([]);
  });
  test("names no machine: no registry, home or checkout folder", () => {
    const registry = process.env.npm_config_registry ?? "";
    const host = /^\w+:\/\/([^/:]+)/.exec(registry)?.[1];
    const private_ = host === undefined || host === "localhost" ? [] : [host];
    const checkout = top.replace(/\/$/, "");
    const home = homedir();
    const names = [...private_, ...[checkout, home].filter(path => path.split("/").length > 2)];
    for (const name of names) expect(places(texts, literal(name)), name).toEqual([]);
    expect(places(texts, /["'`(\s]\/(?:home|Users)\/[a-z]+\//)).toEqual([]);
  });
  test("keeps its promises", () => {
    const promise = new RegExp(["TO" + "DO", "FIX" + "ME", "not " + "implemented"].join("|"));
    expect(places(source, promise)).toEqual([]);
  });
  test("runs all its tests", () => {
    expect(places(ours, new RegExp("\\b(?:it|test|describe)\\.(?:only|todo|skip)" + "\\("))).toEqual([]);
  });
  test("imports its own files with their ending", () => {
    expect(places(source, /\bfrom "\.{1,2}\/[^"]*(?<!\.(?:ts|tsx|mjs|cjs|js|json|css|svg|d\.ts))"/)).toEqual([]);
  });
});
