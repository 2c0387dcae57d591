/** Input that is bad or big, over the real protocol: a clear word at the right place, and the server goes on. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleServer, ServerProcess } from "./process.ts";

let server: ServerProcess;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bask-bad-"));
  writeFileSync(join(folder, "a.csv"), "id,name\n1,x\n");
  server = await ServerProcess.start(await bundleServer(), folder, { cacheDir: folder, trusted: false });
}, 60_000);
afterAll(async () => {
  expect(await server.stop()).toBe(0);
  expect(server.stderr).toBe("");
  rmSync(folder, { recursive: true });
});
const lenses = (uri: string) => server.request<{ command: { title: string } }[]>("textDocument/codeLens", { textDocument: { uri } });

test("an untrusted workspace: no run lenses, nothing read; trusted later, both", async () => {
  const text = `import * as dd from "bask/dataframe";\n// %% One\nconst a = dd.readCsv("a.csv");\n`;
  const uri = await server.open(join(folder, "untrusted.ts"), text);
  expect((await lenses(uri)).map(lens => lens.command.title)).toEqual(["Visualize Graph"]);
  expect(await server.hover(uri, 2, 6)).toContain("not trusted");
  await server.connection.sendNotification("bask/trust", { trusted: true });
  expect(await lenses(uri)).toHaveLength(3);
  await server.request("bask/facts", { uri });
  expect(await server.hover(uri, 2, 6)).toContain("2 columns");
});
test("a file over 1 MB gets lenses only", async () => {
  const uri = await server.open(join(folder, "big.ts"), `import "bask";\n// %% One\nconst a = 1;\n// ${"x".repeat(1_100_000)}\n// %% Two\n`);
  expect(await lenses(uri)).toHaveLength(6);
  expect(await server.hover(uri, 2, 6)).toBe("");
  expect(await server.request("bask/graph", { uri, optimized: false })).toEqual({ problem: "the file is over 1 MB: it gets lenses only" });
});
test("a file of 10,000 lines", async () => {
  const cells = Array.from(
    { length: 1000 },
    (_, i) =>
      `// %% Cell ${i}\nconst x${i} = da.ones([100, 100], { chunks: 10 });\nconst y${i} = x${i}.add(${i})\n  .sum({ axis: 0 });\n${"// words\n".repeat(6)}`,
  );
  const uri = await server.open(join(folder, "long.ts"), `import * as da from "bask/array";\n${cells.join("")}`);
  expect(await lenses(uri)).toHaveLength(3000);
  expect(await server.hover(uri, 9993, 6)).toContain("const y999: Array");
});
test("a file with no cells, and one that has nothing to do with Bask", async () => {
  const plain = await server.open(join(folder, "plain.ts"), `import * as db from "bask/bag";\nconst b = db.range(3, { npartitions: 3 });\n`);
  expect(await lenses(plain)).toEqual([]);
  expect(await server.hover(plain, 1, 6)).toContain("3 partitions");
  const other = await server.open(join(folder, "other.ts"), "export const a = 1;\n");
  expect(await lenses(other)).toEqual([]);
  expect(await server.request("bask/graph", { uri: other, optimized: false })).toEqual({ problem: "the file has no cells and does not import bask" });
});
test("a cell with a syntax error, while others go on", async () => {
  const uri = await server.open(
    join(folder, "syntax.ts"),
    `import * as db from "bask/bag";\n// %% One\nconst = (;\n// %% Two\nconst b = db.range(3, { npartitions: 3 });\n`,
  );
  expect(await lenses(uri)).toHaveLength(6);
  expect(await server.hover(uri, 4, 6)).toContain("3 partitions");
  expect((await server.settled(uri)).diagnostics).toEqual([]);
});
test("edits that come faster than they are analysed: the last one counts", async () => {
  const uri = await server.open(join(folder, "fast.ts"), `import * as db from "bask/bag";\nconst b = db.range(9, { npartitions: 1 });\n`);
  let version = 1;
  for (let n = 2; n <= 9; n++) version = await server.change(uri, `import * as db from "bask/bag";\nconst b = db.range(9, { npartitions: ${n} });\n`);
  expect(await server.request("bask/facts", { uri })).toMatchObject({ variables: { b: { npartitions: 9 } } });
  await server.settled(uri, diagnostics => diagnostics.version === version);
});
