/** Frames against plain rows, over random rows with missing values in random partitions. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Aggregation } from "../../../runtime/dataframe.ts";
import { frameOf, given, groupRows, isMissing, plain, type Row, SYNC } from "./rows.ts";

const check = (test: (rows: Row[], df: any) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(given, async g => test(g.rows, frameOf(g))),
    { numRuns: 25 },
  );
const near = (a: unknown, b: unknown): void => {
  if (typeof a === "number" && typeof b === "number" && Number.isFinite(b)) expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(b)));
  else expect(a).toEqual(b);
};
const listNear = (a: readonly unknown[], b: readonly unknown[]): void => {
  expect(a.length).toBe(b.length);
  a.forEach((value, i) => near(value, b[i]));
};
const present = (values: readonly unknown[]): any[] => values.filter(value => !isMissing(value));
const sum = (values: readonly number[]): number => present(values).reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => (present(values).length === 0 ? Number.NaN : sum(values) / present(values).length);
function variance(values: readonly number[]): number {
  const all = present(values);
  const m = mean(values);
  return all.length < 2 ? Number.NaN : all.reduce((s, v) => s + (v - m) ** 2, 0) / (all.length - 1);
}

describe("rows", () => {
  it("are what went in, in order", () =>
    check(async (rows, df) => {
      expect((await df.compute(SYNC)).toArray()).toEqual(rows);
    }));
  it("pass a filter as they pass the lambda", () =>
    check(async (rows, df) => {
      const lambda = (r: Row) => r.f > 0 || r.s === "a";
      const filtered = df.filter(lambda);
      expect((await filtered.compute(SYNC)).toArray()).toEqual(rows.filter(lambda));
      expect(await filtered.length(SYNC)).toBe(rows.filter(lambda).length);
    }));
  it("pass a filter that runs row by row just so", () =>
    check(async (rows, df) => {
      const odd = (s: string | null) => s !== null && s.length % 2 === 1;
      const lambda = (r: Row) => odd(r.s);
      const filtered = df.filter(lambda);
      expect(filtered.toString()).toContain("DataFrame");
      expect((await filtered.compute(SYNC)).toArray()).toEqual(rows.filter(lambda));
    }));
  it("pass a mask of columns", () =>
    check(async (rows, df) => {
      const mask = df.col.f.gt(0).or(df.col.s.eq("a")).and(df.col.i.ne(1));
      expect((await df.get(mask).compute(SYNC)).toArray()).toEqual(rows.filter(r => (r.f > 0 || r.s === "a") && r.i !== 1));
    }));
  it("get new columns from lambdas, series and constants", () =>
    check(async (rows, df) => {
      const assigned = df.assign({
        twice: (r: Row) => r.i * 2,
        text: (r: Row) => `${r.s}!`,
        more: df.col.f.add(1),
        one: 1,
        day: (r: Row) => r.d?.getUTCDate(),
        f: (r: Row) => (r.b ? r.f : null),
      });
      expect(assigned.columns).toEqual(["i", "f", "s", "d", "b", "twice", "text", "more", "one", "day"]);
      const expected = rows.map(r => ({
        ...r,
        f: r.b ? r.f : Number.NaN,
        twice: r.i * 2,
        text: `${r.s}!`,
        more: r.f + 1,
        one: 1,
        day: r.d === null ? Number.NaN : r.d.getUTCDate(),
      }));
      expect((await assigned.compute(SYNC)).toArray().map((r: object) => Object.values(r).map(plain))).toEqual(expected.map(r => Object.values(r).map(plain)));
    }));
  it("are mapped to new rows", () =>
    check(async (rows, df) => {
      const mapped = df.map((r: Row) => ({ ...r, i: -r.i, long: (r.s ?? "").length }));
      expect((await mapped.compute(SYNC)).toArray().map((r: object) => Object.values(r).map(plain))).toEqual(
        rows.map(r => Object.values({ ...r, i: -r.i, long: (r.s ?? "").length }).map(plain)),
      );
    }));
  it("lose those with missing values", () =>
    check(async (rows, df) => {
      expect((await df.dropna().compute(SYNC)).toArray()).toEqual(rows.filter(r => !Object.values(r).some(isMissing)));
      expect((await df.dropna({ subset: ["s"] }).compute(SYNC)).toArray()).toEqual(rows.filter(r => r.s !== null));
      expect((await df.fillna({ f: 0, s: "?" }).compute(SYNC)).toArray()).toEqual(rows.map(r => ({ ...r, f: Number.isNaN(r.f) ? 0 : r.f, s: r.s ?? "?" })));
    }));
  it("begin with the head, end with the tail, and stream", () =>
    check(async (rows, df) => {
      expect((await df.head(3, { ...SYNC, npartitions: df.npartitions })).toArray()).toEqual(rows.slice(0, 3));
      expect((await df.repartition({ npartitions: 1 }).tail(3, SYNC)).toArray()).toEqual(rows.slice(-3));
      expect((await df.repartition({ npartitions: 4 }).compute(SYNC)).toArray()).toEqual(rows);
    }));
});

describe("columns", () => {
  it("do arithmetic with missing values", () =>
    check(async (rows, df) => {
      const { i, f } = df.col;
      for (const [series, of] of [
        [i.add(f), (r: Row) => r.i + r.f],
        [i.sub(1), (r: Row) => r.i - 1],
        [f.mul(2.5), (r: Row) => r.f * 2.5],
        [f.div(i), (r: Row) => r.f / r.i],
        [f.floorDiv(2), (r: Row) => Math.floor(r.f / 2)],
        [i.mod(3), (r: Row) => ((r.i % 3) + 3) % 3],
        [f.abs(), (r: Row) => Math.abs(r.f)],
        [i.neg(), (r: Row) => -r.i],
        [f.clip(-1, 1), (r: Row) => Math.min(1, Math.max(-1, r.f))],
        [f.gt(0), (r: Row) => r.f > 0],
        [f.ne(1), (r: Row) => r.f !== 1],
        [i.between(-1, 2), (r: Row) => r.i >= -1 && r.i <= 2],
        [df.col.s.isna(), (r: Row) => r.s === null],
        [df.col.s.lt("b"), (r: Row) => r.s !== null && r.s < "b"],
        [df.col.s.isin(["a", "ä"]), (r: Row) => r.s === "a" || r.s === "ä"],
        [df.col.s.str.upper(), (r: Row) => r.s?.toUpperCase()],
        [df.col.s.str.len(), (r: Row) => r.s?.length],
        [df.col.d.dt.day, (r: Row) => r.d?.getUTCDate()],
        [df.col.d.sub(new Date(0)).div(864e5), (r: Row) => (r.d === null ? null : { ms: +r.d / 864e5 })],
        [df.col.b.not(), (r: Row) => !r.b],
        [df.col.s.add("x"), (r: Row) => (r.s === null ? null : `${r.s}x`)],
        [df.col.i.apply((value: number) => value + 1), (r: Row) => r.i + 1],
        [df.col.s.map({ a: 1, b: 2 }), (r: Row) => (r.s === "a" ? 1 : r.s === "b" ? 2 : null)],
        [df.apply((r: Row) => r.i + r.f), (r: Row) => r.i + r.f],
      ] as [any, (r: Row) => unknown][]) {
        const column = await series.compute(SYNC);
        expect(column.dtype).toBe(series.dtype);
        const value = (v: any) => (v !== null && typeof v === "object" && "nanoseconds" in v ? { ms: Number(v) } : plain(v));
        expect(column.toArray().map(value)).toEqual(rows.map(r => value(of(r))));
      }
    }));
  it("keep or replace values", () =>
    check(async (rows, df) => {
      const result = async (series: any) => {
        const column = await series.compute(SYNC);
        expect(column.dtype).toBe(series.dtype);
        return column.toArray().map(plain);
      };
      const { i, f, s } = df.col;
      expect(await result(i.where(f.gt(0)))).toEqual(rows.map(r => (r.f > 0 ? plain(r.i) : null)));
      expect(await result(i.mask(f.gt(0), 7))).toEqual(rows.map(r => (r.f > 0 ? 7 : plain(r.i))));
      expect(await result(s.where(f.gt(0), "no"))).toEqual(rows.map(r => (r.f > 0 ? r.s : "no")));
      expect(await result(f.where(f.gt(0), i))).toEqual(rows.map(r => plain(r.f > 0 ? r.f : r.i)));
      expect(await result(s.replace("a", "A"))).toEqual(rows.map(r => (r.s === "a" ? "A" : r.s)));
      expect(await result(i.replace([1, 2], [2, 1]))).toEqual(rows.map(r => plain(r.i === 1 ? 2 : r.i === 2 ? 1 : r.i)));
      expect((await df.get(["i", "f"]).where(df.col.b, 0).compute(SYNC)).toArray()).toEqual(rows.map(r => (r.b ? { i: r.i, f: r.f } : { i: 0, f: 0 })));
      expect((await df.replace("a", "A").compute(SYNC)).toArray()).toEqual(rows.map(r => ({ ...r, s: r.s === "a" ? "A" : r.s })));
    }));
  it("reduce to what plain code gives", () =>
    check(async (rows, df) => {
      const [i, f, s, d] = [rows.map(r => r.i), rows.map(r => r.f), rows.map(r => r.s), rows.map(r => r.d)];
      const least = (values: readonly any[]) => plain(present(values).reduce((a, b) => (b < a ? b : a), present(values)[0]));
      near(await df.col.i.sum().compute(SYNC), sum(i));
      near(plain(await df.col.f.mean().compute(SYNC)), plain(mean(f)));
      near(plain(await df.col.f.var().compute(SYNC)), plain(variance(f)));
      near(plain(await df.col.i.std().compute(SYNC)), plain(Math.sqrt(variance(i))));
      near(await df.col.f.count().compute(SYNC), present(f).length);
      near(await df.col.s.nunique().compute(SYNC), new Set(present(s)).size);
      near(plain(await df.col.f.min().compute(SYNC)), least(f));
      near(plain(await df.col.s.min().compute(SYNC)), least(s));
      near(plain(await df.col.d.min().compute(SYNC)), least(d));
      near(
        await df.col.b.any().compute(SYNC),
        rows.some(r => r.b),
      );
      near(
        await df.col.b.all().compute(SYNC),
        rows.every(r => r.b),
      );
    }));
});

describe("groups", () => {
  const keys: [string, unknown, (r: Row) => unknown][] = [
    ["text", "s", r => r.s],
    ["whole numbers", "i", r => r.i],
    ["numbers with gaps", "f", r => r.f],
    ["dates", "d", r => r.d],
    ["booleans", "b", r => r.b],
    ["a lambda", (r: Row) => r.i % 2, r => r.i % 2],
  ];
  for (const [name, by, key] of keys) {
    it(`by ${name}`, () =>
      check(async (rows, df) => {
        const groups = groupRows(rows, key);
        const grouped = df.groupby(by);
        for (const [series, of] of [
          [grouped.col.i.sum(), (g: Row[]) => sum(g.map(r => r.i))],
          [grouped.col.f.mean(), (g: Row[]) => plain(mean(g.map(r => r.f)))],
          [grouped.col.s.count(), (g: Row[]) => present(g.map(r => r.s)).length],
          [
            grouped.col.f.max(),
            (g: Row[]) =>
              plain(
                present(g.map(r => r.f)).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) === Number.NEGATIVE_INFINITY
                  ? null
                  : Math.max(...present(g.map(r => r.f))),
              ),
          ],
          [grouped.col.f.std(), (g: Row[]) => plain(Math.sqrt(variance(g.map(r => r.f))))],
          [grouped.size(), (g: Row[]) => g.length],
          [grouped.col.s.first(), (g: Row[]) => plain(present(g.map(r => r.s))[0])],
          [grouped.col.s.last(), (g: Row[]) => plain(present(g.map(r => r.s)).at(-1))],
          [grouped.col.s.nunique(), (g: Row[]) => new Set(present(g.map(r => r.s))).size],
          [grouped.col.s.min(), (g: Row[]) => plain(present(g.map(r => r.s)).sort()[0])],
        ] as [any, (g: Row[]) => unknown][]) {
          const column = await series.compute(SYNC);
          expect(column.dtype).toBe(series.dtype);
          expect([...column.index].map(plain)).toEqual(groups.map(([k]) => plain(k)));
          listNear(
            column.toArray().map(plain),
            groups.map(([, g]) => of(g)),
          );
        }
      }));
  }
  it("by two columns, missing keys kept", () =>
    check(async (rows, df) => {
      const table = await df
        .groupby(["s", "b"], { dropna: false })
        .agg({ n: (g: any) => g.i.count(), least: (g: any) => g.i.min() })
        .compute(SYNC);
      const expected = groupRows(rows, r => r.s, false).flatMap(([s, g]) =>
        groupRows(g, r => r.b).map(([b, rs]) => ({ s, b, n: rs.length, least: Math.min(...rs.map(r => r.i)) })),
      );
      expect(table.toArray()).toEqual(expected);
    }));
  it("by named lambdas, in Dask's form of agg", () =>
    check(async (rows, df) => {
      const table = await df
        .groupby({ day: (r: Row) => r.d?.getUTCDate() })
        .agg({ i: "sum", f: ["min", "max"] })
        .compute(SYNC);
      expect(table.columns).toEqual(["i", "f_min", "f_max"]);
      const groups = groupRows(rows, r => r.d?.getUTCDate());
      expect(table.toArray().map((r: any) => [r.day, r.i])).toEqual(groups.map(([k, g]) => [k, sum(g.map(r => r.i))]));
    }));
  it("are counted by value", () =>
    check(async (rows, df) => {
      const counts = await df.col.s.valueCounts().compute(SYNC);
      const expected = new Map(groupRows(rows, r => r.s).map(([k, g]) => [k, g.length]));
      expect(counts.toMap()).toEqual(expected);
      expect(counts.toArray()).toEqual([...expected.values()].sort((a, b) => b - a));
    }));
});

describe("running values", () => {
  const scan = (values: readonly number[], step: (a: number, b: number) => number) => {
    let total: number | undefined;
    return values.map(v => (Number.isNaN(v) ? null : (total = total === undefined ? v : step(total, v))));
  };
  it("go on across partitions", () =>
    check(async (rows, df) => {
      const [f, s] = [rows.map(r => r.f), rows.map(r => r.s)];
      const result = async (series: any) => (await series.compute(SYNC)).toArray().map(plain);
      listNear(
        await result(df.col.f.cumsum()),
        scan(f, (a, b) => a + b),
      );
      listNear(await result(df.col.f.cummax()), scan(f, Math.max));
      expect(await result(df.col.f.shift(2))).toEqual(f.map((_, i) => plain(f[i - 2])));
      expect(await result(df.col.s.shift(-1))).toEqual(s.map((_, i) => plain(s[i + 1])));
      expect(await result(df.col.f.diff())).toEqual(f.map((v, i) => plain(v - f[i - 1]!)));
      expect(await result(df.col.s.ffill())).toEqual(s.map((_, i) => s.slice(0, i + 1).findLast(v => v !== null) ?? null));
      expect(await result(df.col.s.bfill({ limit: 1 }))).toEqual(s.map((v, i) => v ?? s[i + 1] ?? null));
      expect(df.col.i.cumsum().divisions).toEqual(df.divisions);
    }));
  it("go on within groups", () =>
    check(async (rows, df) => {
      const result = async (series: any) => (await series.compute(SYNC)).toArray().map(plain);
      expect(await result(df.groupby("b").cumcount())).toEqual(rows.map((r, i) => rows.slice(0, i).filter(q => q.b === r.b).length));
      expect(await result(df.groupby("s").col.i.cumsum())).toEqual(
        rows.map((r, i) =>
          r.s === null
            ? null
            : sum(
                rows
                  .slice(0, i + 1)
                  .filter(q => q.s === r.s)
                  .map(q => q.i),
              ),
        ),
      );
      const counts = await df.groupby("b").col.s.valueCounts().compute(SYNC);
      expect(counts.toArray()).toEqual(groupRows(rows, r => r.b).flatMap(([, g]) => groupRows(g, r => r.s).map(([, q]) => q.length)));
    }));
});

describe("whole groups", () => {
  it("are given to a function", () =>
    check(async (rows, df) => {
      const spread = (group: { toArray(): number[] }) => Math.max(...group.toArray()) - Math.min(...group.toArray());
      const groups = groupRows(rows, r => r.s);
      const result = await df.groupby("s").col.i.apply(spread, { meta: "float64" }).compute(SYNC);
      expect(result.toMap()).toEqual(new Map(groups.map(([k, g]) => [k, Math.max(...g.map(r => r.i)) - Math.min(...g.map(r => r.i))])));
      const sized = await df
        .groupby("b")
        .apply((group: { length: number }) => ({ n: group.length }), { meta: { n: "int64" } })
        .compute(SYNC);
      expect(new Map(sized.toArray().map((r: any) => [r.b, r.n]))).toEqual(new Map(groupRows(rows, r => r.b).map(([k, g]) => [k, g.length])));
    }));
  it("are aggregated in the user's own stages", () =>
    check(async (rows, df) => {
      type Extent = [least: number, most: number];
      const extent = new Aggregation("extent", {
        chunk: (group: { toArray(): number[] }): Extent => [Math.min(...group.toArray()), Math.max(...group.toArray())],
        combine: (parts: readonly Extent[]): Extent => [Math.min(...parts.map(p => p[0])), Math.max(...parts.map(p => p[1]))],
        finalize: ([least, most]: Extent) => most - least,
      });
      const result = await df.groupby("s").col.i.agg(extent, { splitEvery: 2 }).compute(SYNC);
      expect(result.toMap()).toEqual(new Map(groupRows(rows, r => r.s).map(([k, g]) => [k, Math.max(...g.map(r => r.i)) - Math.min(...g.map(r => r.i))])));
    }));
  it("are transformed row by row, with their labels", () =>
    check(async (rows, df) => {
      const rest = (group: { toArray(): number[] }) => group.toArray().map((v, i, all) => v - all[0]!);
      const result = (await df.groupby("b").col.i.transform(rest, { meta: "int64" }).compute(SYNC)).toMap();
      rows.forEach((r, i) => expect(result.get(i)).toBe(r.i - rows.find(q => q.b === r.b)!.i));
    }));
  it("come together", () =>
    check(async (rows, df) => {
      const parts: any[] = await Promise.all(Array.from({ length: df.npartitions }, (_, i) => df.shuffle("s").getPartition(i).compute(SYNC)));
      const places = parts.map(part => new Set(part.toArray().map((r: Row) => r.s)));
      for (const s of new Set(rows.map(r => r.s))) expect(places.filter(place => place.has(s)).length).toBe(1);
      expect(parts.reduce((n, part) => n + part.length, 0)).toBe(rows.length);
    }));
});
