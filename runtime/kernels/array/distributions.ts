/** One draw of each distribution. Methods are named where they are not the definition. */

import type { RandomStream } from "./random-stream.ts";

export type Draw = (stream: RandomStream, a: number, b: number, c: number) => number;

export const DRAWS: Readonly<Record<string, Draw>> = {
  random: stream => stream.unit(),
  randomSample: stream => stream.unit(),
  uniform: (stream, low, high) => low + (high - low) * stream.unit(),
  standardNormal: stream => stream.normal(),
  normal: (stream, loc, scale) => loc + scale * stream.normal(),
  lognormal: (stream, mean, sigma) => Math.exp(mean + sigma * stream.normal()),
  exponential: (stream, scale) => scale * stream.exponential(),
  standardExponential: stream => stream.exponential(),
  gamma: (stream, shape, scale) => scale * gamma(stream, shape),
  standardGamma: gamma,
  beta,
  chisquare,
  noncentralChisquare,
  f: (stream, m, n) => (chisquare(stream, m) * n) / (chisquare(stream, n) * m),
  noncentralF: (stream, m, n, nonc) => (noncentralChisquare(stream, m, nonc) * n) / (chisquare(stream, n) * m),
  standardT: (stream, df) => stream.normal() / Math.sqrt((2 * gamma(stream, df / 2)) / df),
  standardCauchy: stream => stream.normal() / stream.normal(),
  gumbel: (stream, loc, scale) => loc - scale * Math.log(stream.exponential()),
  laplace: (stream, loc, scale) => ((stream.word() & 1) === 0 ? loc + scale * stream.exponential() : loc - scale * stream.exponential()),
  logistic: (stream, loc, scale) => {
    const u = openUnit(stream);
    return loc + scale * Math.log(u / (1 - u));
  },
  pareto: (stream, a) => Math.expm1(stream.exponential() / a),
  power: (stream, a) => (-Math.expm1(-stream.exponential())) ** (1 / a),
  rayleigh: (stream, scale) => scale * Math.sqrt(2 * stream.exponential()),
  weibull: (stream, a) => (a === 0 ? 0 : stream.exponential() ** (1 / a)),
  triangular: (stream, left, mode, right) => {
    const u = stream.unit();
    const share = (mode - left) / (right - left);
    return u <= share ? left + Math.sqrt(u * (mode - left) * (right - left)) : right - Math.sqrt((1 - u) * (right - mode) * (right - left));
  },
  vonmises,
  wald,
  randint: (stream, low, high) => low + stream.below(high - low),
  integers: (stream, low, high) => low + stream.below(high - low),
  randomIntegers: (stream, low, high) => low + stream.below(high - low + 1),
  poisson,
  binomial,
  geometric: (stream, p) => (p === 1 ? 1 : Math.max(1, Math.ceil(-stream.exponential() / Math.log1p(-p)))),
  negativeBinomial: (stream, n, p) => poisson(stream, gamma(stream, n) * ((1 - p) / p)),
  hypergeometric,
  logseries,
  zipf,
};

/** Uniform in (0, 1). */
function openUnit(stream: RandomStream): number {
  for (;;) {
    const u = stream.unit();
    if (u > 0) return u;
  }
}

/** Marsaglia and Tsang 2000; below one by the boost of the same paper. */
export function gamma(stream: RandomStream, shape: number): number {
  if (shape === 0) return 0;
  if (shape === 1) return stream.exponential();
  const boosted = shape < 1 ? shape + 1 : shape;
  const d = boosted - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0 || Math.log(openUnit(stream)) >= 0.5 * x * x + d - d * v + d * Math.log(v)) continue;
    return d * v * (shape < 1 ? openUnit(stream) ** (1 / shape) : 1);
  }
}

/** Two gammas; small parameters, of which both might come out 0, by Jöhnk's method (1964), in logarithms where powers vanish. */
function beta(stream: RandomStream, a: number, b: number): number {
  if (a > 1 || b > 1) {
    const x = gamma(stream, a);
    return x / (x + gamma(stream, b));
  }
  for (;;) {
    const [u, v] = [openUnit(stream), openUnit(stream)];
    const [x, y] = [u ** (1 / a), v ** (1 / b)];
    if (x + y > 1) continue;
    if (x + y > 0) return x / (x + y);
    const [logX, logY] = [Math.log(u) / a, Math.log(v) / b];
    const top = Math.max(logX, logY);
    return Math.exp(logX - top - Math.log(Math.exp(logX - top) + Math.exp(logY - top)));
  }
}

function chisquare(stream: RandomStream, df: number): number {
  return 2 * gamma(stream, df / 2);
}

/** A shifted normal squared and a central one; with one degree of freedom or less, a central one with a Poisson number of pairs more. */
function noncentralChisquare(stream: RandomStream, df: number, nonc: number): number {
  if (nonc === 0) return chisquare(stream, df);
  if (df > 1) return chisquare(stream, df - 1) + (stream.normal() + Math.sqrt(nonc)) ** 2;
  return chisquare(stream, df + 2 * poisson(stream, nonc / 2));
}

/** Best and Fisher 1979. */
function vonmises(stream: RandomStream, mu: number, kappa: number): number {
  if (kappa < 1e-8) return Math.PI * (2 * stream.unit() - 1);
  if (kappa > 1e6) return wrapped(mu + stream.normal() / Math.sqrt(kappa));
  const tau = 1 + Math.sqrt(1 + 4 * kappa * kappa);
  const rho = (tau - Math.sqrt(2 * tau)) / (2 * kappa);
  // For small kappa the quotient above loses its digits.
  const s = kappa < 1e-5 ? 1 / kappa + kappa : (1 + rho * rho) / (2 * rho);
  for (;;) {
    const z = Math.cos(Math.PI * stream.unit());
    const w = (1 + s * z) / (s + z);
    const y = kappa * (s - w);
    const v = openUnit(stream);
    if (y * (2 - y) - v < 0 && Math.log(y / v) + 1 - y < 0) continue;
    const angle = Math.acos(Math.max(-1, Math.min(1, w)));
    return wrapped((stream.word() & 1) === 0 ? mu + angle : mu - angle);
  }
}
/** Into -pi .. pi. */
function wrapped(angle: number): number {
  const turn = 2 * Math.PI;
  return angle - turn * Math.floor((angle + Math.PI) / turn);
}

/** Michael, Schucany and Haas 1976. */
function wald(stream: RandomStream, mean: number, scale: number): number {
  const y = mean * stream.normal() ** 2;
  // mean + (mean / 2 scale)(y - sqrt(4 scale y + y²)), without the difference of near equals.
  const root = Math.sqrt(4 * scale * y + y * y);
  const x = y === 0 ? mean : mean * (1 - (2 * y) / (y + root));
  return stream.unit() <= mean / (mean + x) ? x : (mean * mean) / x;
}

/** Products of uniforms for small means; large ones are split at the time of an event (Ahrens and Dieter 1974). */
export function poisson(stream: RandomStream, lam: number): number {
  let [rest, count] = [lam, 0];
  while (rest > 30) {
    const many = Math.floor((rest * 7) / 8);
    const time = gamma(stream, many);
    if (time > rest) return count + binomial(stream, many - 1, rest / time);
    [rest, count] = [rest - time, count + many];
  }
  const limit = Math.exp(-rest);
  for (let product = stream.unit(); product > limit; product *= stream.unit()) count++;
  return count;
}

/** Gaps between successes when there are few; else split at a beta-distributed order statistic (Devroye 1986, X.4). */
export function binomial(stream: RandomStream, n: number, p: number): number {
  if (p === 0 || n === 0) return 0;
  if (p > 0.5) return n - binomial(stream, n, 1 - p);
  let [trials, chance, count] = [n, p, 0];
  while (trials * Math.min(chance, 1 - chance) > 15) {
    const middle = 1 + Math.floor(trials / 2);
    const x = gamma(stream, middle);
    const split = x / (x + gamma(stream, trials + 1 - middle));
    if (split >= chance) [trials, chance] = [middle - 1, chance / split];
    else [trials, chance, count] = [trials - middle, (chance - split) / (1 - split), count + middle];
  }
  if (chance >= 1) return count + trials;
  if (chance > 0.5) return count + trials - fewSuccesses(stream, trials, 1 - chance);
  return count + fewSuccesses(stream, trials, chance);
}

/** The number of trials up to each success is geometric. */
function fewSuccesses(stream: RandomStream, trials: number, chance: number): number {
  if (chance <= 0) return 0;
  const rate = Math.log1p(-chance);
  let count = 0;
  for (let at = 0; ; count++) {
    at += Math.floor(-stream.exponential() / rate) + 1;
    if (at > trials) return count;
  }
}

/** From the likeliest value outwards, by the ratio of neighbours. */
function hypergeometric(stream: RandomStream, good: number, bad: number, sample: number): number {
  const total = good + bad;
  if (2 * sample > total) return good - hypergeometric(stream, good, bad, total - sample);
  const [least, most] = [Math.max(0, sample - bad), Math.min(good, sample)];
  const mode = Math.min(most, Math.max(least, Math.floor(((sample + 1) * (good + 1)) / (total + 2))));
  const atMode = Math.exp(logChoose(good, mode) + logChoose(bad, sample - mode) - logChoose(total, sample));
  for (;;) {
    let left = stream.unit() - atMode;
    if (left < 0) return mode;
    let [low, high, below, above] = [mode, mode, atMode, atMode];
    while (low > least || high < most) {
      if (high < most) {
        above *= ((good - high) * (sample - high)) / ((high + 1) * (bad - sample + high + 1));
        high++;
        if ((left -= above) < 0) return high;
      }
      if (low > least) {
        below *= (low * (bad - sample + low)) / ((good - low + 1) * (sample - low + 1));
        low--;
        if ((left -= below) < 0) return low;
      }
      if (below === 0 && above === 0) break;
    }
    // The sum of all may fall short of one by rounding: then once more.
  }
}

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);
const factorials = new Float64Array(128);
for (let i = 2; i < factorials.length; i++) factorials[i] = factorials[i - 1]! + Math.log(i);
/** Stirling's series beyond the table. */
function logFactorial(n: number): number {
  if (n < factorials.length) return factorials[n]!;
  const square = 1 / (n * n);
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + (1 / 12 - (1 / 360 - square / 1260) * square) / n;
}

/** Kemp 1981. */
function logseries(stream: RandomStream, p: number): number {
  const rate = Math.log1p(-p);
  for (;;) {
    const v = stream.unit();
    if (v >= p) return 1;
    const q = -Math.expm1(rate * stream.unit());
    if (v <= q * q) {
      if (v === 0) continue;
      const drawn = Math.floor(1 + Math.log(v) / Math.log(q));
      if (drawn >= 1) return drawn;
      continue;
    }
    return v >= q ? 1 : 2;
  }
}

/** Rejection from a discretised Pareto distribution (Devroye 1986, X.6). */
function zipf(stream: RandomStream, a: number): number {
  const less = a - 1;
  const b = 2 ** less;
  for (;;) {
    const x = Math.floor(openUnit(stream) ** (-1 / less));
    if (!(x <= 9007199254740992)) continue;
    const t = (1 + 1 / x) ** less;
    if ((stream.unit() * x * (t - 1)) / (b - 1) <= t / b) return x;
  }
}
