import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { TAILS } from "../../../runtime/meta/special.ts";
import { flat } from "../../support/arrays.ts";

const sync = { scheduler: "sync" } as const;
const { stats } = da;
const of = (values: readonly number[], chunks = 3) => da.fromArray(Float64Array.from(values), { chunks });
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
type Test = { compute(options: object): Promise<unknown> };
const tested = async (test: Test, statistic: number, pvalue: number): Promise<void> => {
  const got = (await test.compute(sync)) as { statistic: number; pvalue: number };
  expect(got.statistic / statistic).toBeCloseTo(1, 9);
  expect(got.pvalue / pvalue).toBeCloseTo(1, 9);
};

test("probabilities against closed forms", () => {
  for (const x of [0.01, 0.5, 1, 3, 12, 60]) {
    const near = (got: number, expected: number) => expect(got / expected).toBeCloseTo(1, 9);
    near(TAILS.t(x, 1), (2 / Math.PI) * Math.atan(1 / x));
    near(TAILS.t(x, 2), 2 / (2 + x * x + x * Math.sqrt(2 + x * x)));
    near(TAILS.chi2(x, 2), Math.exp(-x / 2));
    near(TAILS.chi2(x, 6), Math.exp(-x / 2) * (1 + x / 2 + (x * x) / 8));
    near(TAILS.f(x, 2, 9), (1 + (2 * x) / 9) ** -4.5);
  }
  expect(TAILS.normal(1.959963984540054)).toBeCloseTo(0.05, 14);
  expect(TAILS.normal(10) / 1.5239706048321e-23).toBeCloseTo(1, 9);
  expect([TAILS.t(0, 4), TAILS.chi2(0, 3), TAILS.f(0, 2, 3)]).toEqual([1, 1, 1]);
  expect([TAILS.t(Number.NaN, 4), TAILS.normal(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
});

describe("tests of hypotheses, against published values", () => {
  test("one sample's shape", async () => {
    await tested(stats.skewtest(of(range(8).map(i => i + 1))), 1.0108048609177787, 0.3121098361421897);
    await tested(stats.skewtest(of([2, 8, 0, 4, 1, 9, 9, 0])), 0.44626385374196975, 0.6554066631275459);
    await tested(stats.kurtosistest(of(range(20))), -1.7058104152122062, 0.08804338332528348);
    const both = (await stats.normaltest(of(range(20))).compute(sync)) as { statistic: number; pvalue: number };
    const parts = await Promise.all([stats.skewtest, stats.kurtosistest].map(f => f(of(range(20))).compute(sync) as Promise<{ statistic: number }>));
    expect(both.statistic).toBeCloseTo(
      parts.reduce((n, { statistic }) => n + statistic ** 2, 0),
      9,
    );
    expect(both.pvalue).toBeCloseTo(Math.exp(-both.statistic / 2), 12);
    expect(() => stats.skewtest(of(range(5)))).toThrow(/at least 8/);
  });
  test("counts", async () => {
    const counts = of([16, 18, 16, 14, 12, 12]);
    await tested(stats.chisquare(counts), 2, 0.84914503608460956);
    await tested(stats.powerDivergence(counts, { lambda: "log-likelihood" }), 2.006573162632538, 0.84823476779463769);
    await tested(stats.chisquare(counts, { fExp: of([16, 16, 16, 16, 16, 8]) }), 3.5, 0.62338762774958223);
    await tested(stats.chisquare(counts, { ddof: 1 }), 2, 0.7357588823428847);
    await expect(async () => stats.powerDivergence(counts, { lambda: "other" })).rejects.toThrow(/expected lambda/);
  });
  test("means", async () => {
    const [a, b] = [
      [1, 2, 3, 4, 5],
      [2, 4, 6, 8, 10],
    ];
    // t = -3 / sqrt(6.25 * 2 / 5), 8 degrees of freedom.
    const t = -3 / Math.sqrt(2.5);
    await tested(stats.ttestInd(of(a), of(b)), t, TAILS.t(t, 8));
    const df = 2.5 ** 2 / (0.5 ** 2 / 4 + 2 ** 2 / 4);
    await tested(stats.ttestInd(of(a), of(b), { equalVar: false }), t, TAILS.t(t, df));
    await tested(stats.ttestRel(of(a), of(b, 5)), -3 / Math.sqrt(0.5), TAILS.t(-3 / Math.sqrt(0.5), 4));
    await tested(stats.ttest1samp(of(a), 2), 1 / Math.sqrt(0.5), TAILS.t(1 / Math.sqrt(0.5), 4));
    const sites = [
      [0.0571, 0.0813, 0.0831, 0.0976, 0.0817, 0.0859, 0.0735, 0.0659, 0.0923, 0.0836],
      [0.0873, 0.0662, 0.0672, 0.0819, 0.0749, 0.0649, 0.0835, 0.0725],
      [0.0974, 0.1352, 0.0817, 0.1016, 0.0968, 0.1064, 0.105],
      [0.1033, 0.0915, 0.0781, 0.0685, 0.0677, 0.0697, 0.0764, 0.0689],
      [0.0703, 0.1026, 0.0956, 0.0973, 0.1039, 0.1045],
    ];
    await tested(stats.fOneway(...sites.map(site => of(site))), 7.121019471642447, 0.0002812242314534544);
    const columns = stats.ttestInd(da.fromArray([a, b], { chunks: 1 }), da.fromArray([b, a], { chunks: 2 }), { axis: 1 });
    const { statistic } = (await columns.compute(sync)) as { statistic: unknown };
    expect(flat(statistic).map(Math.abs)).toEqual([expect.closeTo(-t, 9), expect.closeTo(-t, 9)]);
  });
});

test("moments", async () => {
  const values = [2, 8, 0, 4, 1, 9, 9, 0];
  const mean = values.reduce((a, b) => a + b) / 8;
  const moment = (k: number) => values.reduce((sum, x) => sum + (x - mean) ** k, 0) / 8;
  const number = async (x: da.BaskArray) => (await x.compute(sync)) as number;
  expect(await number(stats.moment(of(values), 3))).toBeCloseTo(moment(3), 9);
  expect(await number(stats.skew(of(values)))).toBeCloseTo(moment(3) / moment(2) ** 1.5, 9);
  expect(await number(stats.kurtosis(of(values)))).toBeCloseTo(moment(4) / moment(2) ** 2 - 3, 9);
  expect(await number(stats.kurtosis(of(values), { fisher: false }))).toBeCloseTo(moment(4) / moment(2) ** 2, 9);
  expect(await number(of(values).moment(4, { ddof: 1 }))).toBeCloseTo((moment(4) * 8) / 7, 9);
  expect([await number(of(values).moment(0)), await number(of(values).moment(1))]).toEqual([1, 0]);
  expect(of(values).moment(3, { keepdims: true }).shape).toEqual([1]);
});
