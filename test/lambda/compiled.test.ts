/** A compiled lambda gives what the lambda itself gives row by row, on random columns with missing values. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, positions } from "../../runtime/kernels/frame/evaluate.ts";
import { readLambda } from "../../runtime/lambda/read.ts";
import { dtypeOfType, typeOf } from "../../runtime/lambda/types.ts";
import { fromColumns } from "../../runtime/values/make-table.ts";
import { HEAP } from "../../runtime/values/room.ts";
import { Timedelta } from "../../runtime/values/timedelta.ts";

const limit = 3;
const name = "x";
const values = { limit, name };

interface Row {
  i: number;
  n: number;
  f: number;
  b: boolean | null;
  s: string | null;
  t: string | null;
  d: Date | null;
  e: Date | null;
  w: Timedelta | null;
}
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 });
const date = fc.integer({ min: -2e12, max: 2e12 }).map(ms => new Date(ms));
const row = fc.record({
  i: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
  n: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(Number.NaN)),
  f: fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN)),
  b: orNull(fc.boolean()),
  s: orNull(fc.oneof(fc.constantFrom("x", "y", "", "Abc", "ä€", "12", " pad "), fc.string())),
  t: orNull(fc.constantFrom("x", "zz", "10")),
  d: orNull(date),
  e: orNull(date),
  w: orNull(fc.integer({ min: -1e9, max: 1e9 }).map(ms => new Timedelta(ms, "ms"))),
});
const SCHEMA = { i: "int64", n: "int32", f: "float64", b: "bool", s: "string", t: "string", d: "datetime", e: "datetime", w: "timedelta" } as const;
const tableOf = (rows: readonly Row[]) => fromColumns(Object.fromEntries(Object.keys(SCHEMA).map(key => [key, rows.map(r => r[key as keyof Row])])), SCHEMA);

const LAMBDAS: ((r: Row) => unknown)[] = [
  r => r.i + 1,
  r => r.i * r.n,
  r => r.i / r.n,
  r => r.i % 3,
  r => -r.f,
  r => r.f ** 2,
  r => r.f + r.i - r.n,
  r => ~r.n,
  r => (r.n << 2) | 1,
  r => r.n >>> 1,
  r => r.f > limit,
  r => !(r.f > limit),
  r => r.n < 2,
  r => r.n === r.n,
  r => r.i !== 3,
  r => r.b!,
  r => !r.b,
  r => r.b === true,
  r => r.b == null,
  r => (r.b as any) + 1,
  r => r.s === "x",
  r => r.s !== name,
  r => r.s == null,
  r => r.s! < "m",
  r => r.s === r.t,
  r => r.s! < r.t!,
  r => r.s + "-" + r.t,
  r => `${r.s}:${r.i}\``,
  r => (r.s as any) * 2,
  r => r.s?.length,
  r => r.s?.toUpperCase(),
  r => (r.s ?? "none").trim().padStart(4, "*"),
  r => r.s?.startsWith("A"),
  r => (r.s || "z").charCodeAt(0),
  r => (r.t ?? "") > "a" && r.f > 0,
  r => r.s && r.t,
  r => r.s || r.t,
  r => r.s ?? r.t,
  r => r.b || r.f > 1,
  r => (r.f > 0 ? r.f : null),
  r => (r.f > 0 ? "up" : r.f < 0 ? "down" : null),
  r => (r.d ? 1 : 0),
  r => r.d! > r.e!,
  r => r.d! <= r.e!,
  r => +r.d! - +r.e!,
  r => (+r.d! - (r.e as any)) / 1000,
  r => r.d === null,
  r => r.d != null,
  r => r.d?.getUTCDay(),
  r => r.d?.getUTCHours(),
  r => r.d?.getUTCMinutes(),
  r => r.d?.getUTCMonth(),
  r => r.d?.getFullYear(),
  r => r.d!.toISOString().slice(0, 10),
  r => r.d?.getTime(),
  r => (r.d ?? r.e)?.getUTCDate(),
  r => r.d ?? r.e,
  r => r.d && r.e,
  r => r.d || r.e,
  r => new Date(+r.d! + 60_000 * r.n),
  r => new Date(r.i),
  r => new Date(r.d!),
  r => new Date(r.i).getUTCDay(),
  r => `${r.d}`,
  r => String(r.b),
  r => (r.b ? r.d : null),
  r => (r.d && r.f > 0 ? r.e : r.d),
  r => +r.w! + 1,
  r => +r.w! > 0,
  r => r.w == null,
  r => r.w,
  r => Math.floor(r.f),
  r => Math.max(r.i, r.n),
  r => Math.max(+r.d!, r.i),
  r => Math.abs(r.n),
  r => Math.hypot(r.f, r.n),
  r => Number(r.s),
  r => Number.isNaN(r.n),
  r => isNaN(r.n),
  r => parseInt(r.s!),
  r => Boolean(r.d),
  r => r.f.toFixed(1),
  r => /^[a-z]/i.test(r.s!),
  r => (r.s ?? "").replace(/a/g, "b"),
  r => Math.PI * r.f,
  r => [r.i, { a: 1 }],
  r => r["i"] + 1,
  ({ i, n }) => i - n,
  r => {
    const twice = r.n * 2;
    return twice + r.i;
  },
  function (r) {
    return r.f <= limit;
  },
  r => r.d!.getUTCDay(),
  r => r.s!.toUpperCase(),
  r => r.f > 0 && r.d!.getUTCDay() === 2,
  r => r.i === 5 && (r.s ?? r.t)!.length > 1,
];

const plain = (value: unknown): unknown => {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return Number.isNaN(+value) ? null : `date ${+value}`;
  if (value instanceof Timedelta) return `duration ${+value}`;
  return typeof value === "number" && value === 0 ? 0 : value;
};
function outcome(f: () => unknown): unknown {
  try {
    return f();
  } catch (error) {
    return `${(error as Error).name}`;
  }
}

describe("compiled lambdas", () => {
  for (const lambda of LAMBDAS) {
    it(String(lambda), () => {
      const node = readLambda(String(lambda), "row", values);
      if (String(lambda).includes("{ a: 1 }")) return expect(node).toBeUndefined();
      if (node === undefined) throw new Error("not read");
      const type = typeOf(node, column => SCHEMA[column as keyof typeof SCHEMA]);
      fc.assert(
        fc.property(fc.array(row, { maxLength: 12 }), given => {
          const table = tableOf(given);
          const rows = table.toArray() as Row[];
          const find = (column: string) => table.find(column);
          const wanted = outcome(() => rows.flatMap((r, i) => (lambda(r) ? [i] : [])));
          expect(outcome(() => Array.from(positions(node, find, rows.length)!))).toEqual(wanted);
          if (type === undefined || dtypeOfType(type) === undefined) return;
          const numbers = type.kind === "int" || type.kind === "float";
          const expected = outcome(() => rows.map(r => lambda(r)).map(v => plain(numbers && (v === null || v === undefined) ? Number.NaN : v)));
          const got = outcome(() => {
            const column = evaluate(node, "out", find, rows.length, HEAP)!;
            expect(column.dtype).toBe(dtypeOfType(type));
            return column.toArray().map(plain);
          });
          expect(got).toEqual(expected);
        }),
        { numRuns: 60 },
      );
    });
  }
});

describe("what is not read", () => {
  const notRead = [
    "r => f(r.x)",
    "r => { r.x = 1; return 2; }",
    "async r => r.x",
    "r => unknown + r.x",
    "(r, s) => r.x",
    "r => r.a?.b.length",
    "r => ({ ...r, x: 1 })",
    "r => r",
    "r => [r.x]",
    "r => this.x",
    "inc(x) { return x }",
    "r => Math.random()",
    "r => /a/g.test(r.x) && r.y.match(/a/)",
    "r => Date.now()",
    "r => new Date()",
  ];
  for (const text of notRead) it(text, () => expect(readLambda(text, "row")).toBeUndefined());
  it("a shadowed global is not the global", () => expect(readLambda("r => Math.abs(r.x)", "row", {}, ["Math"])).toBeUndefined());
});
