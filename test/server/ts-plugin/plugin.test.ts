import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TypescriptServer } from "./tsserver.ts";

const cell = `// %% load
import * as da from "bask/array";
const x = da.ones([1000, 1000], { chunks: [100, 100] });
// %% run
const mean = await x.mean().compute();
for await (const each of [1, 2]) console.log(each, mean, process.pid, import.meta.url);
`;

const server = new TypescriptServer({ plugin: true });
const plain = new TypescriptServer({ plugin: false });
let folders = 0;
const folder = () => `ws${++folders}`;
const check = (files: Record<string, string>) => server.errors(folder(), files);
const configured = (options: object) => ({ "tsconfig.json": JSON.stringify({ compilerOptions: { types: [], strict: true, ...options }, include: ["*.ts"] }) });

beforeAll(async () => {
  await server.errors("warm", { "a.ts": "" });
}, 60_000);
afterAll(() => {
  server.stop();
  plain.stop();
});

describe("a bare file with cells", () => {
  test("has no errors, where it has some without the plugin", async () => {
    expect(await check({ "a.ts": cell })).toEqual([]);
    expect(await plain.errors("ws", { "a.ts": cell })).not.toEqual([]);
  });
  test("has the bundled types", async () => {
    expect(await server.hover(folder(), "a.ts", cell, "x = da")).toContain('da.Array<"float64", 2>');
  });
  test("keeps true errors", async () => {
    const errors = await check({ "a.ts": `${cell}const n: number = "text";\nmissing();\nimport "bask/nothing";\nrequire("x");\n` });
    expect(errors.map(each => each.slice(0, 4)).sort()).toEqual(["2304", "2322", "2580", "2882"]);
  });
  test("is a module even without imports: its names are its own", async () => {
    const text = "// %%\nconst name = 1;\nconst total = await Promise.resolve(name);\n";
    expect(await check({ "a.ts": text, "b.ts": text })).toEqual([]);
  });
  test("may import Node's modules and neighbours with their ending", async () => {
    expect(
      await check({
        "a.ts": '// %%\nimport { readFileSync } from "node:fs";\nimport { one } from "./b.ts";\nreadFileSync(String(one));\n',
        "b.ts": "export const one = 1;\n",
      }),
    ).toEqual([]);
  });
  test("knows disposal", async () => {
    expect(await check({ "a.ts": '// %%\nimport { config } from "bask";\nusing _ = config.set({ scheduler: "sync" });\n' })).toEqual([]);
  });
});

describe("a file with cells in a project", () => {
  test("is checked as a module, whatever the project emits", async () => {
    for (const options of [
      { module: "commonjs", target: "es2022" },
      { module: "nodenext", target: "es2022" },
      { module: "esnext", moduleResolution: "bundler", target: "es2022" },
    ]) {
      expect(await check({ "a.ts": cell, ...configured(options) }), JSON.stringify(options)).toEqual([]);
    }
  });
  test("does not clash with other scripts, but with itself", async () => {
    const text = "// %%\nconst total = 1;\n";
    expect(await check({ "a.ts": text, "b.ts": text, ...configured({ module: "esnext", moduleResolution: "bundler" }) })).toEqual([]);
    const twice = await check({ "a.ts": `${text}// %%\nconst total = 2;\n`, ...configured({ module: "esnext", moduleResolution: "bundler" }) });
    expect(twice.every(each => each.startsWith("2451"))).toBe(true);
    expect(twice.length).toBeGreaterThan(0);
  });
  test("uses the project's own bask", async () => {
    const errors = await check({
      "a.ts": '// %%\nimport { onlyHere } from "bask";\nonlyHere();\n',
      "node_modules/bask/package.json": '{"name":"bask","types":"index.d.ts"}',
      "node_modules/bask/index.d.ts": "export declare function onlyHere(): void;\n",
    });
    expect(errors).toEqual([]);
  });
});

test("a file without cells keeps its errors", async () => {
  const errors = await check({ "a.ts": "const a = await 1;\nprocess.exit();\n" });
  expect(errors.map(each => each.slice(0, 4))).toEqual(["1375", "2591"]);
});
