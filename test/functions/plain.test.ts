/** Functions of a module that Node loads by itself, sent to a real worker thread. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { capture } from "../../runtime/functions/capture.ts";
import { Column } from "../../runtime/values/column.ts";
import { Dictionary } from "../../runtime/values/dictionary.ts";
import { NDArray } from "../../runtime/values/ndarray.ts";
import { Table } from "../../runtime/values/table.ts";
import { Timedelta } from "../../runtime/values/timedelta.ts";
import { CaptureError } from "../../runtime/errors.ts";
import { packageOf, refOf } from "../../runtime/functions/ref.ts";
import { direct, loadFixture, openShip, type Ship } from "./ship.ts";

type Fixture = {
  good: Record<string, [Function, unknown[]]>;
  bad: Record<string, [Function, string, RegExp]>;
  fails: Function;
};

const old = (await loadFixture("old.cjs")) as { default: { good: Record<string, [Function, unknown[]]> } };
const fixture = (await loadFixture("plain.mjs")) as Fixture;
let ship: Ship;
beforeAll(() => void (ship = openShip()));
afterAll(() => ship.close());

describe("what travels", () => {
  test.each(Object.entries(fixture.good))("%s", async (_, [f, args]) => {
    const answer = await ship.call(f, args);
    expect(answer).not.toHaveProperty("error");
    expect(answer.value).toEqual(await direct(f, args));
    if (f.name) expect(answer.name).toBe(f.name);
  });
});

describe("what travels from a CommonJS module", () => {
  test.each(Object.entries(old.default.good))("%s", async (_, [f, args]) => {
    expect((await ship.call(f, args)).value).toEqual(await direct(f, args));
  });
});

describe("what does not", () => {
  test.each(Object.entries(fixture.bad))("%s", (_, [f, variable, reason]) => {
    let error: unknown;
    try {
      refOf(f);
    } catch (e) {
      error = e;
    }
    expect(error).toBeInstanceOf(CaptureError);
    expect(error).toMatchObject({ code: "CAPTURE", variable, reason: expect.stringMatching(reason) });
    if (!variable.startsWith("bound"))
      expect((error as CaptureError).at).toMatchObject({ file: expect.stringMatching(/plain\.mjs$/), line: expect.any(Number) });
  });
});

test("an error in the worker stands at the user's line and column", async () => {
  const { error, stack } = await ship.call(fixture.fails, [1]);
  const own = (() => {
    try {
      fixture.fails(1);
    } catch (e) {
      return (e as Error).stack!;
    }
    return "";
  })();
  expect(error).toBe("failed with 4");
  expect(/plain\.mjs:(\d+:\d+)/.exec(stack!)![1]).toBe(/plain\.mjs:(\d+:\d+)/.exec(own)![1]);
});

test("a reference says where the function stands and what it uses; equal functions are one", () => {
  const [f] = fixture.good.helper!;
  expect(refOf(f)).toMatchObject({
    kind: "function",
    name: expect.stringMatching(/^(helper|plain\.mjs:\d+)$/),
    file: expect.stringMatching(/plain\.mjs$/),
    captured: ["helper"],
  });
  expect(refOf(f)).toBe(refOf(f));
  const make = (k: number) => (x: number) => x + k;
  expect(refOf(make(1)).id).toBe(refOf(make(1)).id);
  expect(refOf(make(1)).id).not.toBe(refOf(make(2)).id);
});

test("arrays, columns and tables are values, alone and inside others", async () => {
  const means = new NDArray(new Float64Array([1, 2, 3, 4]), [2, 2], "float64");
  const name = new Column({ name: "k", dtype: "string", length: 3, data: new Int32Array([1, 0, 1]), dictionary: Dictionary.of(["a", "b"]) });
  const inside = {
    table: new Table({ fields: [name, new Column({ name: "n", dtype: "int32", length: 3, data: new Int32Array([7, 8, 9]) })], length: 3 }),
    list: [new Timedelta(2, "s")],
  };
  const f = (x: number) => [means.get(1, 0), name.toArray(), inside.table.toArray(), String(inside.list[0]), x];
  expect((await ship.call(f, [1])).value).toEqual(f(1));
  expect(packageOf(refOf(f).id).captures.means).toMatchObject({ kind: "value", portable: true });
});

describe("capture", () => {
  test("gives what the engine would be asked for", async () => {
    const limit = 3;
    const f = capture({ limit: 30 }, (x: number) => x + limit);
    expect((await ship.call(f, [1])).value).toBe(31);
  });
});

test("a captured value that changed gives another package", () => {
  const list = [1];
  const f = () => list.length;
  const before = refOf(f).id;
  list.push(2);
  expect(refOf(f).id).not.toBe(before);
  expect(packageOf(refOf(f).id).captures.list).toEqual({ kind: "value", value: [1, 2] });
});
