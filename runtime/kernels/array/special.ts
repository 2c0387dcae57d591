/** Functions of single floats that JavaScript has not, for generated loops: neighbours of floats, their parts, sums of logarithms, Bessel's I0. */

const cell = new ArrayBuffer(8);
const double = new Float64Array(cell);
const single = new Float32Array(cell);
const bits64 = new BigInt64Array(cell);
const bits32 = new Int32Array(cell);

/** The float next to `x` in the direction of `y`. As integers, floats of one sign are in order. */
function nextafter(x: number, y: number): number {
  if (x !== x || y !== y) return Number.NaN;
  if (x === y) return y;
  if (x === 0) return y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  double[0] = x;
  bits64[0]! += x < y === x > 0 ? 1n : -1n;
  return double[0]!;
}
function nextafter32(x: number, y: number): number {
  if (x !== x || y !== y) return Number.NaN;
  if (x === y) return y;
  if (x === 0) return y > 0 ? 2 ** -149 : -(2 ** -149);
  single[0] = x;
  bits32[0]! += x < y === x > 0 ? 1 : -1;
  return single[0]!;
}

const away = (x: number): number => (x < 0 ? -Infinity : Infinity);

/** x = m 2^e with 0.5 <= |m| < 1; what has no such form is itself, with e = 0. */
function exponent(x: number): number {
  if (x === 0 || x - x !== 0) return 0;
  double[0] = x;
  const own = (bits32[1]! >>> 20) & 2047;
  if (own !== 0) return own - 1022;
  double[0] = x * 2 ** 54;
  return ((bits32[1]! >>> 20) & 2047) - 1076;
}

/** x 2^e, in steps that do not overflow where the result does not. Only the last one rounds. */
function ldexp(x: number, e: number): number {
  let [value, left] = [x, Math.trunc(e)];
  if (left > 2200 || left < -2200) left = Math.sign(left) * 2200;
  while (left > 1000) [value, left] = [value * 2 ** 1000, left - 1000];
  if (left < -1000) {
    // First down to where floats are still exact.
    const first = Math.max(left, -exponent(value) - 1021);
    if (first < 0) {
      for (let down = first; down < 0;) {
        const part = Math.max(down, -1000);
        [value, down, left] = [value * 2 ** part, down - part, left - part];
      }
    }
    return left < -1074 ? (value < 0 ? -0 : 0) : value * 2 ** left;
  }
  return value * 2 ** left;
}

/** ln(e^a + e^b) and the same to base 2, without overflow. */
const logaddexp = (a: number, b: number): number => (a === b ? a + Math.LN2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))));
const logaddexp2 = (a: number, b: number): number => (a === b ? a + 1 : Math.max(a, b) + Math.log1p(2 ** -Math.abs(a - b)) * Math.LOG2E);

/**
 * The modified Bessel function of the first kind of order 0. Its power series has positive terms only; for larger arguments the mean of
 * exp(x cos t) over a circle, where evenly spaced points converge exponentially.
 */
function i0(x: number): number {
  const size = Math.abs(x);
  if (!(size < 720)) return size === size ? Infinity : size;
  if (size < 20) {
    let [sum, term] = [1, 1];
    for (let k = 1; term > sum * 1e-17; k++) sum += term *= (size * size) / (4 * k * k);
    return sum;
  }
  const points = Math.ceil(12 + 4.5 * Math.sqrt(size));
  let sum = 0.5 * (1 + Math.exp(-2 * size));
  for (let k = 1; k < points; k++) sum += Math.exp(-2 * size * Math.sin((Math.PI * k) / (2 * points)) ** 2);
  const scaled = sum / points;
  return size < 700 ? Math.exp(size) * scaled : Math.exp(size / 2) * scaled * Math.exp(size / 2);
}

export const SPECIAL = {
  nextafter,
  nextafter32,
  spacing: (x: number): number => (x - x === 0 ? nextafter(x, away(x)) - x : Number.NaN),
  spacing32: (x: number): number => (x - x === 0 ? nextafter32(x, away(x)) - x : Number.NaN),
  copysign: (x: number, sign: number): number => (sign < 0 || Object.is(sign, -0) ? -Math.abs(x) : Math.abs(x)),
  exponent,
  mantissa: (x: number): number => ldexp(x, -exponent(x)),
  ldexp,
  logaddexp,
  logaddexp2,
  i0,
  sinc: (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)),
  /** What `trunc` leaves, with the sign of `x`. */
  fraction: (x: number): number => (x - x !== 0 && x === x ? (x > 0 ? 0 : -0) : x === Math.trunc(x) ? (x < 0 || Object.is(x, -0) ? -0 : 0) : x - Math.trunc(x)),
};
