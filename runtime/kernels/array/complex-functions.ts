/** Functions of complex numbers that generated loops call, each for one part of the result. Cuts and special points are those of C99, as NumPy has them. */

import { INVERSES } from "./complex-inverses.ts";

type Part = 0 | 1;

/** The principal root, without overflow (Kahan). */
function root(re: number, im: number, part: Part): number {
  if (re === 0 && im === 0) return part === 0 ? 0 : im;
  if (Math.abs(im) === Infinity) return part === 0 ? Infinity : im;
  if (re === Infinity) return part === 0 ? Infinity : im !== im ? im : im < 0 || Object.is(im, -0) ? -0 : 0;
  if (re === -Infinity) return part === 0 ? (im === im ? 0 : im) : (im < 0 || Object.is(im, -0) ? -1 : 1) * Infinity;
  const scale = Math.max(Math.abs(re), Math.abs(im)) > 1e300 ? 0.25 : 1;
  const [a, b] = [re * scale, im * scale];
  const t = Math.sqrt((Math.abs(a) + Math.hypot(a, b)) / 2);
  const back = scale === 1 ? 1 : 2;
  if (a >= 0) return back * (part === 0 ? t : b / (2 * t));
  return back * (part === 0 ? Math.abs(b) / (2 * t) : b < 0 || Object.is(b, -0) ? -t : t);
}

/** Whole exponents by multiplication, others by the logarithm. */
function power(re: number, im: number, x: number, y: number, part: Part): number {
  if (x === 0 && y === 0) return part === 0 ? 1 : 0;
  if (re === 0 && im === 0) return x > 0 && y === 0 ? 0 : Number.NaN;
  if (y === 0 && Number.isInteger(x) && Math.abs(x) <= 100) {
    let [a, b] = [1, 0];
    let [c, d] = [re, im];
    for (let n = Math.abs(x); n > 0; n >>= 1) {
      if (n & 1) [a, b] = [a * c - b * d, a * d + b * c];
      [c, d] = [c * c - d * d, 2 * c * d];
    }
    if (x > 0) return part === 0 ? a : b;
    const norm = a * a + b * b;
    return part === 0 ? a / norm : -b / norm;
  }
  const [size, angle] = [Math.log(Math.hypot(re, im)), Math.atan2(im, re)];
  const [length, turn] = [Math.exp(x * size - y * angle), y * size + x * angle];
  return length * (part === 0 ? Math.cos(turn) : Math.sin(turn));
}

/** tanh x + iy, which stays finite for large x. */
function tangentH(x: number, y: number, part: Part): number {
  if (Math.abs(x) > 20) return part === 0 ? Math.sign(x) : 4 * Math.sin(y) * Math.cos(y) * Math.exp(-2 * Math.abs(x));
  const [s, c] = [Math.sinh(x), Math.cos(y)];
  const norm = s * s + c * c;
  return part === 0 ? (s * Math.cosh(x)) / norm : (Math.sin(y) * c) / norm;
}
/** The logarithm of the size of 1 + z, without loss near 1. */
function logSize(re: number, im: number): number {
  return Math.hypot(re, im) < 0.5 ? Math.log1p(re * (re + 2) + im * im) / 2 : Math.log(Math.hypot(re + 1, im));
}

/** z / |z|, 0 for 0. */
function sign(re: number, im: number, part: Part): number {
  if (re === 0 && im === 0) return 0;
  const [infinite, other] = [Math.abs(re) === Infinity, Math.abs(im) === Infinity];
  if (infinite !== other && re === re && im === im) return infinite === (part === 0) ? Math.sign(part === 0 ? re : im) : 0;
  return (part === 0 ? re : im) / Math.hypot(re, im);
}
/** A factor of 0 makes nothing of an infinite one: exp of a real number is real. */
const times = (a: number, b: number): number => (b === 0 ? b : a * b);

export const COMPLEX = {
  complexRoot: root,
  complexPower: power,
  complexTanh: tangentH,
  complexTimes: times,
  complexLog1p: logSize,
  complexSign: sign,
  ...INVERSES,
};
