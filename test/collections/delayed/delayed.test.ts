import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as db from "../../../runtime/bag.ts";
import { compute, config, delayed } from "../../../runtime/index.ts";
import type { Delayed } from "../../../runtime/collections/delayed/delayed.ts";

let restore: { [Symbol.dispose](): void };
beforeAll(() => void (restore = config.set({ scheduler: "sync" })));
afterAll(() => restore[Symbol.dispose]());

type Call = (...args: unknown[]) => Delayed;
const inc = (x: number) => x + 1;
const add = (x: number, y: number) => x + y;
const sum = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);

describe("calls", () => {
  it("the tutorial's first graph", async () => {
    expect(await (delayed(add) as Call)((delayed(inc) as Call)(1), (delayed(inc) as Call)(2)).compute()).toBe(5);
  });
  it("walks arrays and object literals for lazy values", async () => {
    const parts = [1, 2, 3].map(x => (delayed(inc) as Call)(x));
    expect(await (delayed(sum) as Call)(parts).compute()).toBe(9);
    expect(await (delayed((o: { a: { b: number } }) => o.a.b) as Call)({ a: { b: parts[0] } }).compute()).toBe(2);
  });
  it("an async function's value is awaited", async () => {
    expect(await (delayed(async (x: number) => Promise.resolve(x * 2)) as Call)(4).compute()).toBe(8);
  });
  it("a bag as an argument is put together", async () => {
    expect(await (delayed(sum) as Call)(db.fromSequence([1, 2, 3], { npartitions: 2 })).compute()).toBe(6);
  });
  it("nout makes a tuple", async () => {
    const [a, b] = (delayed(() => [1, 2], { nout: 2 }) as (...args: unknown[]) => Delayed[])();
    expect(await compute(a, b)).toEqual([1, 2]);
  });
});

describe("keys", () => {
  it("an impure call is its own, a pure one shares", () => {
    const f = delayed(inc) as Call;
    expect(f(1).key).not.toBe(f(1).key);
    const g = delayed(inc, { pure: true }) as Call;
    expect(g(1).key).toBe(g(1).key);
    expect(g(1).key).not.toBe(g(2).key);
    expect(f(1).key.startsWith("inc-")).toBe(true);
  });
  it("work that two results share is done once", async () => {
    const log: string[] = [];
    const base = (
      delayed(() => {
        (globalThis as { log?: string[] }).log?.push("ran");
        return 1;
      }) as Call
    )();
    (globalThis as { log?: string[] }).log = log;
    expect(
      await compute(
        base.apply(inc),
        base.apply((x: number) => x - 1),
      ),
    ).toEqual([2, 0]);
    expect(log).toEqual(["ran"]);
  });
});

describe("members of a lazy value", () => {
  const squares = () => (delayed((n: number) => Array.from({ length: n }, (_, i) => i * i)) as Call)(10);
  it("elements, slices, methods, operators", async () => {
    const numbers = squares();
    expect(await compute(numbers.get(9).add(1), numbers.get(":5"), numbers.call("join", "-"), numbers.get("length"), numbers.get("::-3"))).toEqual([
      82,
      [0, 1, 4, 9, 16],
      "0-1-4-9-16-25-36-49-64-81",
      10,
      [81, 36, 9, 0],
    ]);
  });
  it("a method that is not there says so, in the task", async () => {
    await expect(squares().call("nothing").compute()).rejects.toThrow(/expected a method "nothing"/);
  });
});

describe("what a lazy value is not", () => {
  it("has no number, no JSON, and is never a promise", () => {
    const value = (delayed(inc) as Call)(1);
    expect(() => +(value as unknown as number)).toThrow(/is lazy/);
    expect(() => JSON.stringify(value)).toThrow(/is lazy/);
    expect(`${value}`).toMatch(/^Delayed\(inc-/);
    expect("then" in value).toBe(false);
  });
  it("a promise inside compute is refused", () => {
    expect(() => compute(Promise.resolve(1))).toThrow(/got a promise/);
  });
  it("compute gives a tuple and walks containers", async () => {
    const one = (delayed(inc) as Call)(0);
    expect(await compute(one)).toEqual([1]);
    expect(await compute({ a: [one, 2] }, 3, { scheduler: "sync" })).toEqual([{ a: [1, 2] }, 3]);
  });
});

describe("errors", () => {
  it("carry the task's key and the user's error", async () => {
    const fail = () => {
      throw new RangeError("too far");
    };
    const error = await (delayed(fail) as Call)()
      .compute()
      .catch((e: unknown) => e as Error & { key: string; cause: Error });
    expect(error).toMatchObject({ name: "TaskError", code: "TASK" });
    expect((error as { key: string }).key).toMatch(/^fail-/);
    expect((error as Error).cause).toMatchObject({ message: "too far" });
  });
});

describe("many calls", () => {
  it("ten thousand calls of one function are one layer", async () => {
    const f = delayed(inc) as Call;
    const total = (delayed(sum) as Call)(Array.from({ length: 10_000 }, (_, i) => f(i)));
    expect(total.graph.layers.size).toBe(2);
    expect(await total.compute()).toBe(50_005_000);
  });
});
