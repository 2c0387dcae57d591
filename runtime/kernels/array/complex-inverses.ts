/**
 * Inverse trigonometric and hyperbolic functions of complex numbers, each for one part of the result. W. Kahan, "Branch Cuts for Complex Elementary
 * Functions, or Much Ado About Nothing's Sign Bit" (1987); infinities and what is not a number as C99's annex G has them.
 */

type Part = 0 | 1;
type Pair = readonly [re: number, im: number];

const NAN: Pair = [Number.NaN, Number.NaN];
const signed = (size: number, like: number): number => (like < 0 || Object.is(like, -0) ? -Math.abs(size) : Math.abs(size));
const infinite = (x: number): boolean => x === Infinity || x === -Infinity;

/** The principal root of finite numbers; the sign of the imaginary part stays, that of zero too. */
function root(re: number, im: number): Pair {
  if (re === 0 && im === 0) return [0, im];
  const size = Math.max(Math.abs(re), Math.abs(im));
  // Scaled by a power of four, so that squares neither overflow nor vanish.
  const [scale, back] = size > 1e150 ? [2 ** -600, 2 ** 300] : size < 1e-150 ? [2 ** 600, 2 ** -300] : [1, 1];
  const [a, b] = [re * scale, im * scale];
  const t = Math.sqrt((Math.abs(a) + Math.hypot(a, b)) / 2);
  return a >= 0 ? [back * t, signed((back * Math.abs(b)) / (2 * t), im)] : [(back * Math.abs(b)) / (2 * t), signed(back * t, im)];
}

/** Of infinities: by the angle at which they lie. */
function arccosBeyond(x: number, y: number): Pair {
  if (infinite(x) || infinite(y)) {
    if (x !== x || y !== y) return [Number.NaN, infinite(x) ? -Infinity : signed(Infinity, -y)];
    const angle = infinite(y) ? (infinite(x) ? (x > 0 ? Math.PI / 4 : (3 * Math.PI) / 4) : Math.PI / 2) : x > 0 ? 0 : Math.PI;
    return [angle, -signed(Infinity, y)];
  }
  return x === 0 ? [Math.PI / 2, Number.NaN] : NAN;
}

function arccos(x: number, y: number): Pair {
  if (x - x !== 0 || y - y !== 0) return arccosBeyond(x, y);
  const [a, b] = root(1 - x, -y);
  const [c, d] = root(1 + x, y);
  return [2 * Math.atan2(a, c), Math.asinh(c * b - d * a)];
}

function arcsin(x: number, y: number): Pair {
  if (x - x !== 0 || y - y !== 0) {
    const [re, im] = arcsinhBeyond(-y, x);
    return [im, y !== y && infinite(x) ? Infinity : -re];
  }
  const [a, b] = root(1 - x, -y);
  const [c, d] = root(1 + x, y);
  return [Math.atan2(x, a * c - b * d), Math.asinh(a * d - b * c)];
}

function arcsinhBeyond(x: number, y: number): Pair {
  if (infinite(x) || infinite(y)) {
    if (y !== y) return [x, y];
    if (x !== x) return [Infinity, Number.NaN];
    return [signed(Infinity, x), signed(infinite(y) ? (infinite(x) ? Math.PI / 4 : Math.PI / 2) : 0, y)];
  }
  return y === 0 ? [Number.NaN, y] : NAN;
}

/** arcsinh z = i arcsin(-iz) */
function arcsinh(x: number, y: number): Pair {
  if (x - x !== 0 || y - y !== 0) return arcsinhBeyond(x, y);
  const [re, im] = arcsin(y, -x);
  return [-im, re];
}

/** i arccos z or -i arccos z, whichever lies in the right half plane. */
function arccosh(x: number, y: number): Pair {
  const [re, im] = arccos(x, y);
  return [Math.abs(im), signed(re, y)];
}

const LARGE = Math.sqrt(Number.MAX_VALUE) / 4;

function arctanh(x: number, y: number): Pair {
  const side = signed(1, x);
  const [re, im] = positiveArctanh(Math.abs(x), -y * side);
  return [side * re, -side * im];
}

/** For x >= 0, the conjugate's sign turned back by the caller. */
function positiveArctanh(x: number, y: number): Pair {
  if (x !== x || y !== y) return [infinite(x) || infinite(y) ? 0 : x === 0 ? 0 : Number.NaN, infinite(y) ? signed(Math.PI / 2, y) : Number.NaN];
  const turn = signed(Math.PI / 2, y);
  if (infinite(x) || infinite(y)) return [0, turn];
  const height = Math.abs(y);
  if (x > LARGE || height > LARGE) return [height > x ? x / height / (x * (x / height) + height) : 1 / (x + (y / x) * y), turn];
  if (x === 1) {
    if (y === 0) return [Infinity, y];
    const size = height > 2 ? Math.log1p(4 / (y * y)) / 4 : (Math.log(Math.hypot(2, y)) - Math.log(height)) / 2;
    return [size, signed((Math.PI / 2 + Math.atan(height / 2)) / 2, y)];
  }
  return [Math.log1p((4 * x) / ((1 - x) ** 2 + y * y)) / 4, Math.atan2(2 * y, (1 - x) * (1 + x) - y * y) / 2];
}

/** arctan z = -i arctanh(iz) */
function arctan(x: number, y: number): Pair {
  const [re, im] = arctanh(-y, x);
  return [im, -re];
}

const part =
  (f: (x: number, y: number) => Pair) =>
  (x: number, y: number, wanted: Part): number =>
    f(x, y)[wanted];

export const INVERSES = {
  arcsinComplex: part(arcsin),
  arccosComplex: part(arccos),
  arctanComplex: part(arctan),
  arcsinhComplex: part(arcsinh),
  arccoshComplex: part(arccosh),
  arctanhComplex: part(arctanh),
};
