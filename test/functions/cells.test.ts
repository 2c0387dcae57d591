/** Functions of cells and of linked modules, sent to a real worker thread. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createScope } from "../../runtime/cells/scope.ts";
import { createNodeLinker } from "../../runtime/functions/linker.ts";
import { refOf } from "../../runtime/functions/ref.ts";
import { runCells } from "../cells/program.ts";
import { folder } from "./folder.ts";
import { direct, openShip, type Ship } from "./ship.ts";

const CELLS = `import { join } from "node:path";
import * as mod from "./mod.ts";
import { scale, Shape } from "./mod";
import type { T } from "./mod";
const limit: number = 3;
enum Color { Red, Green = 5 }
// %% helpers
const table = { a: 1, b: [1, 2] };
function helper(x: number) { return x * limit }
const factorial = (n: number): number => n < 2 ? 1 : n * factorial(n - 1);
function even(n: number): boolean { return n === 0 ? true : odd(n - 1) }
const odd = (n: number): boolean => n === 0 ? false : even(n - 1);
class Base { constructor(public0: number) { this.x = public0 + limit } x: number }
class Derived extends Base { get y() { return this.x + table.a } }
const methods = { inc(x: number) { return x + limit } };
let changes = 1;
const lazy = { [Symbol.for("bask.expr")]: {} };
// %% functions
changes = 2;
const local = ((k: number) => (x: number) => x + k + limit)(10);
const good = {
  arrow: [(x: number) => x + limit, [1]],
  helper: [(x: number) => helper(x) + table.b.length, [2]],
  factorial: [factorial, [5]],
  cycle: [even, [6]],
  named: [(x: string) => join("a", x), ["b"]],
  enumerated: [(x: number) => x + Color.Green, [1]],
  classes: [(x: number) => new Derived(x).y, [1]],
  method: [methods.inc, [1]],
  namespace: [(x: number) => mod.scale(x), [2]],
  linked: [(x: number) => scale(x) + new Shape(x).area, [2]],
  linkedRoot: [scale, [2]],
  linkedPrivate: [mod.hidden(4), [2]],
  local: [local, [1]],
  async: [async (x: number) => { const { scale: s } = await import("./mod.ts"); return s(x) }, [2]],
  using: [(x: number) => { const log: number[] = []; { using a = { [Symbol.dispose]() { log.push(x) } }; log.push(0) } return log }, [2]],
  meta: [() => import.meta.filename.endsWith("cells.ts"), []],
  shorthand: [(x: number) => ({ x, limit }), [1]],
};
const bad = { changes: (x: number) => x + changes, lazy: () => lazy, later: () => later };
const fails = (x: number) => {
  /* before */ throw new Error("in worker " + helper(x))
};
// %% after
const later = 1;
`;
const MOD = `import { factor } from "./deep.ts";
const offset: number = 1;
export interface T { x: number }
export const scale = (x: number) => x * factor + offset;
export class Shape { constructor(readonly0: number) { this.area = readonly0 * factor } area: number }
export const hidden = (k: number) => { const inner = (x: number) => x + k + offset; return (x: number) => inner(x) * factor };
`;

type Made = { good: Record<string, [Function, unknown[]]>; bad: Record<string, Function>; fails: Function };
const files = folder({ "mod.ts": MOD, "deep.ts": "export let factor = 10;" });
const file = files.path("cells.ts");
const linker = createNodeLinker();
const scope = createScope(file);

let ship: Ship;
let made: Made;
beforeAll(async () => {
  ship = openShip("linking-worker.ts");
  // The last cell is left out, so that `later` is not set.
  const { cells } = await runCells(CELLS, file, linker.loadFor(file), scope, linker.metaFor(file), 3);
  expect(cells.length).toBe(4);
  made = scope.values as unknown as Made;
});
afterAll(() => ship.close());

const NAMES = [
  "arrow",
  "helper",
  "factorial",
  "cycle",
  "named",
  "enumerated",
  "classes",
  "method",
  "namespace",
  "linked",
  "linkedRoot",
  "linkedPrivate",
  "local",
  "async",
  "using",
  "meta",
  "shorthand",
];

describe("what travels", () => {
  test.each(NAMES)("%s", async name => {
    const [f, args] = made.good[name]!;
    const answer = await ship.call(f, args);
    expect(answer).not.toHaveProperty("error");
    expect(answer.value).toEqual(await direct(f, args));
  });
  test("that is all of them", () => expect(Object.keys(made.good)).toEqual(NAMES));
});

test("what does not names the variable and its line", () => {
  expect(() => refOf(made.bad.changes!)).toThrow(expect.objectContaining({ variable: "changes", at: { file, line: 19, column: 1 } }));
  expect(() => refOf(made.bad.lazy!)).toThrow(expect.objectContaining({ variable: "lazy", at: expect.objectContaining({ file, line: 40 }) }));
  expect(() => refOf(made.bad.later!)).toThrow(expect.objectContaining({ variable: "later", reason: expect.stringContaining("has not run") }));
});

test("an error in the worker stands at the user's line", async () => {
  const { error, stack } = await ship.call(made.fails, [2]);
  expect(error).toBe("in worker 6");
  expect(stack).toMatch(/cells\.ts:42:22/);
});

test("only the members it uses are captured, and a new value of one is another function", async () => {
  const [f] = made.good.arrow!;
  const before = refOf(f);
  expect(before.captured).toEqual(["limit"]);
  await runCells("const limit: number = 4;", file, linker.loadFor(file), scope, linker.metaFor(file));
  expect(refOf(f).id).not.toBe(before.id);
  expect((await ship.call(f, [1])).value).toBe(5);
});
