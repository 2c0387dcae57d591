import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as dd from "../../../runtime/dataframe.ts";
import { exprOf } from "../../../runtime/collections/lazy.ts";
import { postorder } from "../../../runtime/expr/walk.ts";
import { projection } from "../../../runtime/optimize/projection.ts";

const sync = { scheduler: "sync" } as const;
interface Left {
  k: number | null;
  g: string;
  v: number;
}
const key = fc.option(fc.integer({ min: 0, max: 5 }), { nil: null });
const side = fc.array(fc.record({ k: key, g: fc.constantFrom("x", "y"), v: fc.integer({ min: 0, max: 9 }) }), { minLength: 1, maxLength: 12 });
const hows = ["inner", "left", "right", "outer"] as const;
const text = (rows: readonly object[]): string[] =>
  rows
    .map(row =>
      JSON.stringify(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === "number" && Number.isNaN(value) ? null : value]))),
    )
    .sort();

/** Every pair, looked at. */
function reference(left: readonly Left[], right: readonly Left[], how: (typeof hows)[number]): object[] {
  const same = (a: Left, b: Left) => a.k === b.k && a.g === b.g;
  const row = (a: Left | undefined, b: Left | undefined) => ({ k: (a ?? b)!.k, g: (a ?? b)!.g, v_x: a?.v ?? null, v_y: b?.v ?? null });
  const pairs = left.flatMap(a => right.filter(b => same(a, b)).map(b => row(a, b)));
  const alone = (some: readonly Left[], others: readonly Left[]) => some.filter(a => !others.some(b => same(a, b)));
  return [
    ...pairs,
    ...(how === "left" || how === "outer" ? alone(left, right).map(a => row(a, undefined)) : []),
    ...(how === "right" || how === "outer" ? alone(right, left).map(b => row(undefined, b)) : []),
  ];
}

describe("merge", () => {
  test("is what looking at every pair gives", async () => {
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.constantFrom(...hows),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        async (left, right, how, n, m, memory) => {
          const other = memory ? dd.table(right) : dd.fromTable(right, { npartitions: m });
          const merged = (dd.fromTable(left, { npartitions: n }) as any).merge(other, { on: ["k", "g"], how });
          expect(text((await merged.compute(sync)).toArray())).toEqual(text(reference(left, right, how)));
        },
      ),
      { numRuns: 80 },
    );
  });

  test("by the index of both, at the divisions of both", async () => {
    const indexed = (rows: readonly object[], npartitions: number) =>
      (dd.fromTable(rows, { npartitions }) as any).setIndex("id", { sorted: true, divisions: [1, ...(npartitions > 1 ? [3] : []), 4] });
    const left = indexed(
      [
        { id: 1, a: "p" },
        { id: 2, a: "q" },
        { id: 3, a: "r" },
        { id: 4, a: "s" },
      ],
      2,
    );
    const right = indexed(
      [
        { id: 2, b: 1 },
        { id: 2, b: 2 },
        { id: 4, b: 3 },
      ],
      1,
    );
    const inner = left.merge(right, { leftIndex: true, rightIndex: true });
    expect([inner.divisions, (await inner.compute(sync)).toArray()]).toEqual([
      [1, 3, 4],
      [
        { id: 2, a: "q", b: 1 },
        { id: 2, a: "q", b: 2 },
        { id: 4, a: "s", b: 3 },
      ],
    ]);
    expect((await left.join(right).compute(sync)).length).toBe(5);
  });

  test("keys by two names, suffixes, partitions and errors", async () => {
    const left = dd.fromTable(
      [
        { id: 1, v: 1 },
        { id: 2, v: 2 },
        { id: 3, v: 3 },
      ],
      { npartitions: 3 },
    ) as any;
    const right = dd.fromTable([{ other: 2, v: 9 }], { npartitions: 1 }) as any;
    const merged = left.merge(right, { leftOn: "id", rightOn: "other", suffixes: ["_l", "_r"] });
    expect([merged.columns, merged.npartitions, (await merged.compute(sync)).toArray()]).toEqual([
      ["id", "v_l", "other", "v_r"],
      3,
      [{ id: 2, v_l: 2, other: 2, v_r: 9 }],
    ]);
    expect(left.merge(right, { leftOn: "id", rightOn: "other", how: "outer" }).npartitions).toBe(3);
    expect(() => left.merge(right, { on: "zz" })).toThrow(/zz/);
    expect(() => left.merge(right.drop({ columns: ["v"] }))).toThrow(/in common/);
    expect(() => left.merge(right, { leftOn: "id", rightIndex: true })).toThrow(/not supported/);
  });

  test("asks its sides for keys and wanted columns alone", () => {
    const left = dd.fromTable([{ id: 1, a: 1, b: 2 }], { npartitions: 1 }) as any;
    const right = dd.fromTable(
      [
        { id: 1, c: 1, b: 2 },
        { id: 2, c: 1, b: 2 },
      ],
      { npartitions: 2 },
    ) as any;
    const [root] = projection([exprOf(left.merge(right, { on: "id" }).get(["b_x", "c"]))]);
    const sources = postorder([root!]).filter(node => node.op === "fromTable");
    expect(sources.map(node => node.params["columns"])).toEqual([
      ["id", "b"],
      ["id", "c"],
    ]);
  });
});

describe("divisions", () => {
  const frame = (n: number, npartitions: number) =>
    dd.fromTable(
      Array.from({ length: n }, (_, i) => ({ a: i })),
      { npartitions },
    ) as any;

  test("rows are cut at the divisions that are asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 1, max: 5 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 18 }), { maxLength: 4 }),
        async (n, p, cuts) => {
          const divisions = [0, ...cuts.filter(cut => cut < n - 1).sort((a, b) => a - b), n - 1];
          const cut = frame(n, p).repartition({ divisions });
          expect([cut.divisions, (await cut.compute(sync)).get("a").toArray()]).toEqual([divisions, Array.from({ length: n }, (_, i) => i)]);
          const lengths = await Promise.all(cut.toDelayed().map(async (part: any) => (await part.compute(sync)).length));
          expect(lengths).toEqual(divisions.slice(1).map((end, i) => end - divisions[i]! + (i === divisions.length - 2 ? 1 : 0)));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("more partitions lie on the line through the divisions; others are refused", () => {
    expect(frame(20, 4).repartition({ npartitions: 7 }).npartitions).toBe(7);
    expect(frame(10, 2).repartition({ npartitions: 4 }).divisions).toEqual([0, 2, 5, 7, 9]);
    expect(() => frame(10, 2).repartition({ divisions: [0, 30] })).toThrow(/force/);
    expect(frame(10, 2).repartition({ divisions: [-1, 30], force: true }).divisions).toEqual([-1, 30]);
    expect(() =>
      frame(10, 2)
        .clearDivisions()
        .repartition({ divisions: [0, 9] }),
    ).toThrow(/known/);
  });
});
