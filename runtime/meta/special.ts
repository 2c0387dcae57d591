/**
 * Probabilities beyond a value, for tests of hypotheses, from the incomplete gamma and beta functions. Sources: DLMF 8.7.1 and 8.9.2 (incomplete gamma: series
 * and continued fraction), 8.17.22 (incomplete beta), 5.11 (Stirling's series), continued fractions by the modified Lentz method (Thompson and Barnett 1986).
 * Relative error below 1e-10 where the probability is above 1e-300.
 */

const EPSILON = 1e-16;
const TINY = 1e-300;
const MAX_STEPS = 100_000;

/** ln of the gamma function for x > 0: Stirling's series, after steps up to where it holds. */
export function lnGamma(x: number): number {
  let shift = 0;
  let y = x;
  let product = 1;
  while (y < 15) {
    product *= y++;
    if (product > 1e250) [shift, product] = [shift + Math.log(product), 1];
  }
  const z = 1 / (y * y);
  const series = (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360)))))) / y;
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift - Math.log(product);
}

/** A continued fraction b0 + a1/(b1 + a2/(b2 + ...)). */
function fraction(b0: number, term: (k: number) => readonly [a: number, b: number]): number {
  let f = b0 === 0 ? TINY : b0;
  let c = f;
  let d = 0;
  for (let k = 1; k < MAX_STEPS; k++) {
    const [a, b] = term(k);
    d = b + a * d;
    c = b + a / c;
    d = 1 / (d === 0 ? TINY : d);
    if (c === 0) c = TINY;
    f *= c * d;
    if (Math.abs(c * d - 1) < EPSILON * 4) break;
  }
  return f;
}

/** The regularised upper incomplete gamma function Q(a, x). */
export function gammaQ(a: number, x: number): number {
  if (Number.isNaN(a) || Number.isNaN(x) || a <= 0) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  const scale = Math.exp(a * Math.log(x) - x - lnGamma(a));
  if (x >= a + 1) return scale / fraction(x + 1 - a, k => [k * (a - k), x + 2 * k + 1 - a]);
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k < MAX_STEPS && term > sum * EPSILON; k++) sum += term *= x / (a + k);
  return 1 - scale * sum;
}

/** The regularised incomplete beta function I_x(a, b). */
export function betaI(x: number, a: number, b: number): number {
  if (Number.isNaN(x) || Number.isNaN(a) || Number.isNaN(b) || a <= 0 || b <= 0) return Number.NaN;
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaI(1 - x, b, a);
  const scale = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  const below = fraction(1, k => {
    const m = k >> 1;
    return k % 2 === 0 ? [(m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)), 1] : [(-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)), 1];
  });
  return scale / (a * below);
}

/** Probabilities of a statistic as far out or farther; `a` and `b` are degrees of freedom. */
export const TAILS = {
  /** Both sides of the standard normal distribution. */
  normal: (z: number): number => gammaQ(0.5, (z * z) / 2),
  /** Both sides of Student's t. */
  t: (t: number, a: number): number => (Number.isNaN(t) ? Number.NaN : betaI(a / (a + t * t), a / 2, 0.5)),
  /** The upper side of chi squared. */
  chi2: (x: number, a: number): number => gammaQ(a / 2, x / 2),
  /** The upper side of F with a and b degrees of freedom. */
  f: (x: number, a: number, b: number): number => (Number.isNaN(x) ? Number.NaN : x <= 0 ? 1 : betaI(b / (b + a * x), b / 2, a / 2)),
} as const satisfies Record<string, (x: number, a: number, b: number) => number>;
export type Tail = keyof typeof TAILS;
