import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RANDOM_KERNELS } from "../../../runtime/kernels/array/random.ts";
import { RandomStream } from "../../../runtime/kernels/array/random-stream.ts";
import { RANDOM_TEXT } from "../../../runtime/kernels/array/random-wat.ts";
import type { KernelContext } from "../../../runtime/kernels/kernel.ts";
import { assemble, loadAssembler } from "../../../runtime/kernels/wasm/modules.ts";
import { storage } from "../../../runtime/meta/dtype.ts";
import type { NDArray } from "../../../runtime/values/ndarray.ts";

const N = 20_000;

async function drawn(name: string, values: readonly number[], integers: boolean, more: object = {}): Promise<number[]> {
  const context = { index: [0], alloc: storage } as unknown as KernelContext;
  const params = { values, chunks: [[N]], seed: [12345, 6, 7], dtype: integers ? "int64" : "float64", ...more };
  const block = (await RANDOM_KERNELS[`random.${name}`]!([], params, context)) as NDArray;
  return Array.from(block.data as Float64Array, Number);
}

/** The greatest distance from the distribution function, as a multiple of what chance makes of it: above 1.95 once in a thousand. */
function distance(values: readonly number[], cdf: (x: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  let greatest = 0;
  for (const [i, x] of sorted.entries()) {
    const p = cdf(x);
    greatest = Math.max(greatest, p - i / N, (i + 1) / N - p);
  }
  return greatest * Math.sqrt(N);
}

/** The distribution function of a density known up to a factor, by adding up small steps. */
function integrated(density: (x: number) => number, low: number, high: number): (x: number) => number {
  const steps = 40_000;
  const width = (high - low) / steps;
  const sums = new Float64Array(steps + 1);
  for (let i = 0; i < steps; i++) sums[i + 1] = sums[i]! + density(low + (i + 0.5) * width);
  return x => {
    const at = Math.min(steps, Math.max(0, (x - low) / width));
    const whole = Math.min(steps - 1, Math.floor(at));
    return (sums[whole]! + (at - whole) * (sums[whole + 1]! - sums[whole]!)) / sums[steps]!;
  };
}

const bell = (x: number) => Math.exp(-0.5 * x * x);
const gammaDensity = (k: number) => (x: number) => x ** (k - 1) * Math.exp(-x);
const normalCdf = integrated(bell, -9, 9);
const CONTINUOUS: Readonly<Record<string, readonly [values: readonly number[], cdf: (x: number) => number][]>> = {
  random: [[[], x => x]],
  randomSample: [[[], x => x]],
  uniform: [[[-2, 3], x => (x + 2) / 5]],
  standardNormal: [[[], normalCdf]],
  normal: [[[10, 0.5], x => normalCdf((x - 10) / 0.5)]],
  lognormal: [[[0.5, 0.7], x => normalCdf((Math.log(x) - 0.5) / 0.7)]],
  exponential: [[[2.5], x => -Math.expm1(-x / 2.5)]],
  standardExponential: [[[], x => -Math.expm1(-x)]],
  gamma: [
    [[3.5, 2], x => integrated(gammaDensity(3.5), 0, 60)(x / 2)],
    [[0.5, 1], x => 2 * normalCdf(Math.sqrt(2 * x)) - 1],
    [[1, 3], x => -Math.expm1(-x / 3)],
  ],
  standardGamma: [[[2.25], integrated(gammaDensity(2.25), 0, 50)]],
  beta: [
    [[2, 3.5], integrated(x => x * (1 - x) ** 2.5, 0, 1)],
    [[0.5, 0.5], x => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
    [[1, 4], x => 1 - (1 - x) ** 4],
  ],
  chisquare: [[[5], integrated(x => x ** 1.5 * Math.exp(-x / 2), 0, 80)]],
  f: [[[4, 6], integrated(x => x / (1 + (4 * x) / 6) ** 5, 0, 2000)]],
  noncentralChisquare: [[[1, 2], x => normalCdf(Math.sqrt(x) - Math.SQRT2) - normalCdf(-Math.sqrt(x) - Math.SQRT2)]],
  standardT: [
    [[1], x => 0.5 + Math.atan(x) / Math.PI],
    [[2], x => 0.5 + x / (2 * Math.sqrt(2 + x * x))],
  ],
  standardCauchy: [[[], x => 0.5 + Math.atan(x) / Math.PI]],
  gumbel: [[[1, 2], x => Math.exp(-Math.exp(-(x - 1) / 2))]],
  laplace: [[[1, 2], x => (x < 1 ? 0.5 * Math.exp((x - 1) / 2) : 1 - 0.5 * Math.exp(-(x - 1) / 2))]],
  logistic: [[[1, 2], x => 1 / (1 + Math.exp(-(x - 1) / 2))]],
  pareto: [[[3], x => 1 - (1 + x) ** -3]],
  power: [[[2.5], x => x ** 2.5]],
  rayleigh: [[[2], x => -Math.expm1((-x * x) / 8)]],
  weibull: [[[1.5], x => -Math.expm1(-(x ** 1.5))]],
  triangular: [[[-1, 0, 2], x => (x < 0 ? (x + 1) ** 2 / 3 : 1 - (2 - x) ** 2 / 6)]],
  vonmises: [
    [[0, 2], integrated(x => Math.exp(2 * Math.cos(x)), -Math.PI, Math.PI)],
    [[1, 0.3], integrated(x => Math.exp(0.3 * Math.cos(x - 1)), -Math.PI, Math.PI)],
  ],
  wald: [[[2, 3], integrated(x => (x === 0 ? 0 : x ** -1.5 * Math.exp((-3 * (x - 2) ** 2) / (8 * x))), 0, 80)]],
};

test.for(Object.entries(CONTINUOUS).flatMap(([name, cases]) => cases.map(([values, cdf]) => [name, values, cdf] as const)))(
  "%s(%s) is distributed as it says (Kolmogorov and Smirnov)",
  async ([name, values, cdf]) => {
    const numbers = await drawn(name, values, false);
    expect(numbers.every(Number.isFinite)).toBe(true);
    const exact =
      name === "gamma" && values[0] === 3.5
        ? (
            table => (x: number) =>
              table(x / 2)
          )(integrated(gammaDensity(3.5), 0, 60))
        : cdf;
    expect(distance(numbers, exact)).toBeLessThan(1.95);
  },
);

test("an F distribution off its centre has the mean and spread that the formulas give", async () => {
  const numbers = await drawn("noncentralF", [5, 20, 3], false);
  const mean = numbers.reduce((sum, x) => sum + x, 0) / N;
  expect(mean).toBeCloseTo((20 * (5 + 3)) / (5 * 18), 1);
  const shifted = await drawn("noncentralChisquare", [4, 3], false);
  expect(shifted.reduce((sum, x) => sum + x, 0) / N).toBeCloseTo(7, 0);
  expect(shifted.reduce((sum, x) => sum + (x - 7) ** 2, 0) / N / (2 * (4 + 6))).toBeCloseTo(1, 1);
  const low = await drawn("noncentralChisquare", [0.5, 3], false);
  expect(low.reduce((sum, x) => sum + x, 0) / N / 3.5).toBeCloseTo(1, 1);
});

const times = (n: number, k: number, f: (i: number) => number): number => {
  let product = 1;
  for (let i = n; i <= k; i++) product *= f(i);
  return product;
};
const choose = (n: number, k: number): number => times(1, k, i => (n - k + i) / i);
/** Shares of whole numbers from `first`, up to a factor. */
const DISCRETE: Readonly<Record<string, readonly [values: readonly number[], first: number, weight: (k: number) => number][]>> = {
  randint: [[[3, 12], 3, k => (k < 12 ? 1 : 0)]],
  integers: [[[-4, 3], -4, k => (k < 3 ? 1 : 0)]],
  randomIntegers: [[[1, 6], 1, k => (k <= 6 ? 1 : 0)]],
  poisson: [
    [[2.5], 0, k => times(1, k, i => 2.5 / i)],
    [[90], 0, k => Math.exp(k * Math.log(90) - 90) / times(1, k, i => i)],
  ],
  binomial: [
    [[10, 0.3], 0, k => choose(10, k) * 0.3 ** k * 0.7 ** (10 - k)],
    [[100, 0.7], 0, k => (k <= 100 ? choose(100, k) * 0.7 ** k * 0.3 ** (100 - k) : 0)],
  ],
  negativeBinomial: [[[3, 0.4], 0, k => choose(k + 2, 2) * 0.6 ** k]],
  geometric: [[[0.3], 1, k => 0.7 ** k]],
  hypergeometric: [
    [[10, 7, 6], 0, k => (k <= 6 ? choose(10, k) * choose(7, 6 - k) : 0)],
    [[10, 7, 12], 5, k => (k <= 10 ? choose(10, k) * choose(7, 12 - k) : 0)],
    [[300, 200, 50], 0, k => (k <= 50 ? choose(300, k) * choose(200, 50 - k) : 0)],
  ],
  logseries: [[[0.6], 1, k => 0.6 ** k / k]],
  zipf: [[[3], 1, k => k ** -3]],
};

test.for(Object.entries(DISCRETE).flatMap(([name, cases]) => cases.map(([values, first, weight]) => [name, values, first, weight] as const)))(
  "%s(%s) gives each number as often as it should",
  async ([name, values, first, weight]) => {
    const numbers = await drawn(name, values, true);
    const weights = Array.from({ length: 160 }, (_, i) => weight(first + i));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const counts = new Array<number>(160).fill(0);
    expect(numbers.every(x => x >= first && Number.isInteger(x))).toBe(true);
    for (const x of numbers) if (x - first < 160) counts[x - first]!++;
    // Numbers of fewer than ten go together.
    let [chi, cells, expected, got] = [0, 0, 0, 0];
    const close = () => {
      chi += (got - expected) ** 2 / expected;
      cells++;
      [expected, got] = [0, 0];
    };
    for (const [i, w] of weights.entries()) {
      expected += (w / total) * N;
      got += counts[i]!;
      if (expected >= 10) close();
    }
    const free = Math.max(1, cells - 1);
    // Wilson and Hilferty 1931: the cube root is nearly normal.
    const normal = (Math.cbrt(chi / free) - (1 - 2 / (9 * free))) / Math.sqrt(2 / (9 * free));
    expect(normal).toBeLessThan(3.1);
  },
);

test("the module and plain loops give the same bits", async () => {
  expect(await loadAssembler()).toBe(true);
  const fast = new RandomStream(assemble(RANDOM_TEXT));
  const plain = new RandomStream(undefined);
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1, maxLength: 3 }),
      fc.nat(1e6),
      fc.integer({ min: 1, max: 9000 }),
      fc.integer({ min: 1, max: 2 ** 32 }),
      (seed, block, n, range) => {
        for (const fill of ["fillUniform", "fillNormal", "fillExponential"] as const) {
          const [a, b] = [fast, plain].map(stream => {
            const out = new Float64Array(n);
            stream.seed(seed, block).word();
            stream[fill](out, 1, 2);
            return out;
          });
          expect(a).toEqual(b);
        }
        const [a, b] = [fast, plain].map(stream => {
          const out = new BigInt64Array(n);
          stream.seed(seed, block).fillBelow(out, -5, range);
          return [out.join(), stream.below(range), stream.below(2 ** 40), stream.unit(), stream.normal()].join();
        });
        expect(a).toBe(b);
      },
    ),
    { numRuns: 15 },
  );
});

test("multinomial counts add up and have the means of binomials", async () => {
  const context = { index: [0, 0], alloc: storage } as unknown as KernelContext;
  const block = (await RANDOM_KERNELS["random.multinomial"]!(
    [],
    { values: [20, 0.2, 0.5, 0.3], chunks: [[5000], [3]], seed: [1, 2, 3], dtype: "int64" },
    context,
  )) as NDArray;
  const rows = Array.from({ length: 5000 }, (_, i) => [0, 1, 2].map(k => Number(block.data[3 * i + k])));
  expect(rows.every(row => row[0]! + row[1]! + row[2]! === 20)).toBe(true);
  for (const [k, p] of [0.2, 0.5, 0.3].entries()) expect(rows.reduce((sum, row) => sum + row[k]!, 0) / 5000 / (20 * p)).toBeCloseTo(1, 1);
});
