/** Texts that look like a mistake and are none, and comments that silence. */

import { describe, expect, test } from "vitest";
import { problemsOf } from "../../../server/rules/run.ts";
import { levelOf, limitsOf, rulesFrom } from "../../../server/rules/settings.ts";
import { AR01 } from "../../../server/rules/array/small-chunks.ts";
import { analysed } from "../evaluate.ts";

// What `bask/distributed` has is declared only.
const IMPORTS = `import { compute, delayed } from "bask"; import * as da from "bask/array"; import * as db from "bask/bag"; import { Client } from "bask/distributed";\n`;
const codes = async (text: string, settings = {}) =>
  problemsOf(await analysed(IMPORTS + text), settings)
    .map(each => each.code)
    .filter(code => code !== "NOT_SUPPORTED");

describe("no mistake", () => {
  test.each([
    ["a function that makes a function", "const adder = (n: number) => (m: number) => n + m;\nconst f = delayed(adder(1))(2);"],
    [
      "a loop until it converges",
      "let x = da.ones([4]); let error = 1;\nfor (let i = 0; i < 3; i++) { x = x.mul(0.5); error = await x.sum().compute(); if (error < 1) break; }",
    ],
    ["a block at a time", "let total = 0;\nfor (const block of da.ones([4], { chunks: 2 }).toDelayed()) total += (await block.compute()).sum();"],
    ["a sort of its own copy", "const sorted = delayed((list: number[]) => { list = [...list]; list.sort(); return list; });"],
    [
      "a table that is filled before it is captured",
      "const table: number[] = []; for (let i = 0; i < 3; i++) table.push(i);\nconst b = db.range(3, { npartitions: 1 }).map(i => table[i]);",
    ],
    ["the last value of a cell", "const inc = (n: number) => n + 1;\ndelayed(inc)(1);"],
    ["a description that is printed", "const x = da.ones([3]);\nconsole.log(`${x}`);"],
    ["a member that is asked for", "const x = da.ones([3]);\nconst n = x.shape[0] ?? 0;"],
    ["a promise that is chained", "const p = da.ones([3]).sum().compute();\nawait p.then(n => n + 1);"],
    ["an array in a few small chunks", "const x = da.ones([100], { chunks: 10 });"],
    ["x minus its mean, where both are small", "const x = da.ones([100], { chunks: 10 }).add(1);\nconst y = x.sub(x.mean());"],
    ["a client that is closed", "const client = await Client.connect();\nawait client.close();"],
    ["a half-typed text", "const x = da.ones([3]).\nfor (const"],
  ])("%s", async (_name, text) => {
    expect(await codes(text)).toEqual([]);
  });
});

describe("a comment silences", () => {
  const wrong = "const x = da.ones([3]);\n";
  test("on its line, or the one before", async () => {
    expect(await codes(`${wrong}if (x) console.log(); // bask-ignore DL11 a test`)).toEqual([]);
    expect(await codes(`${wrong}// bask-ignore DL11 a test\nif (x) console.log();`)).toEqual([]);
    expect(await codes(`${wrong}// bask-ignore DL11 a test\n\nif (x) console.log();`)).toEqual(["IGNORE", "DL11"]);
  });
  test("with a reason, and where there is something", async () => {
    expect(await codes(`${wrong}if (x) console.log(); // bask-ignore DL11`)).toEqual(["IGNORE"]);
    expect(await codes("// bask-ignore DL11 nothing here\nconst a = 1;")).toEqual(["IGNORE"]);
    expect(await codes("const text = `// bask-ignore DL11 in a text`;")).toEqual([]);
  });
  test("by the name that the library gives it too", async () => {
    expect(await codes("// bask-ignore SHAPE on purpose\nda.ones([3]).add(da.ones([4]));")).toEqual([]);
  });
});

describe("settings", () => {
  test("turn a rule off, or change how bad it is", async () => {
    const text = "const x = da.ones([3]);\nif (x) console.log();";
    expect(await codes(text, { DL11: { severity: "off" } })).toEqual([]);
    expect(problemsOf(await analysed(IMPORTS + text), { DL11: { severity: "hint" } }).find(each => each.rule !== undefined)).toMatchObject({
      code: "DL11",
      severity: "hint",
    });
  });
  test("are read from nested and from dotted names; nonsense is as if it were not there", () => {
    expect(rulesFrom({ "AR01.severity": "off", AR02: { blockBytes: "1 GB" } })).toEqual({ AR01: { severity: "off" }, AR02: { blockBytes: "1 GB" } });
    expect(rulesFrom(null)).toEqual({});
    expect(levelOf(AR01, { AR01: { severity: "loud" } })).toBe("warning");
    expect(limitsOf(AR01, { AR01: { blockBytes: "2 MB", blocks: "many" } })).toEqual({ blockBytes: 2_000_000, blocks: 256 });
  });
});
