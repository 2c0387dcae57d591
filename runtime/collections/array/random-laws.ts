/** What the parameters of distributions are when they are left out, and what they must hold. */

import type { Distribution } from "../../ops/random.ts";

type Values = readonly number[];

export const DEFAULTS: Partial<Record<Distribution, readonly (number | undefined)[]>> = {
  normal: [0, 1],
  uniform: [0, 1],
  exponential: [1],
  poisson: [1],
  lognormal: [0, 1],
  gamma: [undefined, 1],
  gumbel: [0, 1],
  laplace: [0, 1],
  logistic: [0, 1],
  rayleigh: [1],
};

const all = (text: string, holds: (...values: number[]) => boolean) => (values: Values) => (holds(...values) ? undefined : text);
const scaled = all("a scale of at least 0", (_loc, scale) => scale! >= 0);

/** What was expected, where values have no distribution. */
export const LAWS: Partial<Record<Distribution, (values: Values) => string | undefined>> = {
  normal: scaled,
  lognormal: all("a sigma of at least 0", (_mean, sigma) => sigma! >= 0),
  uniform: all("a finite range", (low, high) => Number.isFinite(high! - low!)),
  exponential: all("a scale of at least 0", scale => scale! >= 0),
  rayleigh: all("a scale of at least 0", scale => scale! >= 0),
  gumbel: scaled,
  laplace: scaled,
  logistic: scaled,
  randint: all("low below high, both whole numbers", (low, high) => low! < high! && Number.isSafeInteger(low) && Number.isSafeInteger(high)),
  integers: all("low below high, both whole numbers", (low, high) => low! < high! && Number.isSafeInteger(low) && Number.isSafeInteger(high)),
  randomIntegers: all("low not above high, both whole numbers", (low, high) => low! <= high! && Number.isSafeInteger(low) && Number.isSafeInteger(high)),
  binomial: all("n of at least 0 and p from 0 to 1", (n, p) => n! >= 0 && p! >= 0 && p! <= 1),
  negativeBinomial: all("n above 0 and p above 0 and at most 1", (n, p) => n! > 0 && p! > 0 && p! <= 1),
  geometric: all("p above 0 and at most 1", p => p! > 0 && p! <= 1),
  hypergeometric: all("counts of at least 0, and no more drawn than there are", (g, b, n) => g! >= 0 && b! >= 0 && n! >= 0 && n! <= g! + b!),
  logseries: all("p of at least 0 and below 1", p => p! >= 0 && p! < 1),
  zipf: all("a above 1", a => a! > 1),
  poisson: all("lam of at least 0 and below 2^53", lam => lam! >= 0 && lam! < 2 ** 53),
  gamma: all("a shape of at least 0 and a scale of at least 0", (shape, scale) => shape! >= 0 && scale! >= 0),
  standardGamma: all("a shape of at least 0", shape => shape! >= 0),
  beta: all("a and b above 0", (a, b) => a! > 0 && b! > 0),
  chisquare: all("df above 0", df => df! > 0),
  noncentralChisquare: all("df above 0 and nonc of at least 0", (df, nonc) => df! > 0 && nonc! >= 0),
  f: all("dfnum and dfden above 0", (m, n) => m! > 0 && n! > 0),
  noncentralF: all("dfnum and dfden above 0 and nonc of at least 0", (m, n, nonc) => m! > 0 && n! > 0 && nonc! >= 0),
  standardT: all("df above 0", df => df! > 0),
  pareto: all("a above 0", a => a! > 0),
  power: all("a above 0", a => a! > 0),
  triangular: all("left, mode and right in order, and left below right", (left, mode, right) => left! <= mode! && mode! <= right! && left! < right!),
  vonmises: all("kappa of at least 0", (_mu, kappa) => kappa! >= 0),
  wald: all("mean and scale above 0", (mean, scale) => mean! > 0 && scale! > 0),
  weibull: all("a of at least 0", a => a! >= 0),
};
