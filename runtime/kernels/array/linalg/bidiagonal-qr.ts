/** The singular values of a real bidiagonal matrix by rotations with a shift that the last two rows tell (Golub and Reinsch). */

import { LinalgError } from "./failure.ts";

/** What columns of both sides get: x, y = cos x + sin y, cos y - sin x. */
export interface Sides {
  left(x: number, y: number, cos: number, sin: number): void;
  right(x: number, y: number, cos: number, sin: number): void;
  /** The sign of a column of the right side changes. */
  flip(x: number): void;
}

const STEPS = 100;
const EPSILON = 2 ** -52;
/** What is smaller is nothing beside numbers of about 1. */
const NOTHING = 2 ** -966;

/** `d` becomes the values, at least 0, in no order; `e`, above the diagonal, vanishes. */
export function diagonalise(d: Float64Array, e: Float64Array, sides: Sides): void {
  let end = d.length - 1;
  let steps = 0;
  while (end >= 0) {
    let first = end;
    while (first > 0 && Math.abs(e[first - 1]!) > NOTHING + EPSILON * (Math.abs(d[first - 1]!) + Math.abs(d[first]!))) first--;
    if (first > 0) e[first - 1] = 0;
    if (first === end) {
      if (d[end]! < 0) {
        d[end] = -d[end]!;
        sides.flip(end);
      }
      d[end] = Math.abs(d[end]!);
      end--;
      steps = 0;
      continue;
    }
    const zero = zeroOf(d, e, first, end);
    if (zero === end) fromBelow(d, e, first, end, sides);
    else if (zero >= first) fromRight(d, e, zero, end, sides);
    else {
      if (++steps > STEPS) throw new LinalgError(`the singular values did not converge in ${STEPS} steps`);
      chase(d, e, first, end, sides);
    }
  }
}

/** The last number of the diagonal that is nothing beside its neighbours; -1 where there is none. */
function zeroOf(d: Float64Array, e: Float64Array, first: number, end: number): number {
  for (let i = end; i >= first; i--) {
    const beside = (i < end ? Math.abs(e[i]!) : 0) + (i > first ? Math.abs(e[i - 1]!) : 0);
    if (Math.abs(d[i]!) > NOTHING + EPSILON * beside) continue;
    d[i] = 0;
    return i;
  }
  return -1;
}

const turn = (f: number, g: number): [length: number, cos: number, sin: number] => {
  const t = Math.hypot(f, g);
  return t === 0 ? [0, 1, 0] : [t, f / t, g / t];
};

/** The last value is 0: what is above it goes. */
function fromBelow(d: Float64Array, e: Float64Array, first: number, end: number, sides: Sides): void {
  let f = e[end - 1]!;
  e[end - 1] = 0;
  for (let j = end - 1; j >= first; j--) {
    const [t, cos, sin] = turn(d[j]!, f);
    d[j] = t;
    if (j > first) {
      f = -sin * e[j - 1]!;
      e[j - 1] = cos * e[j - 1]!;
    }
    sides.right(j, end, cos, sin);
  }
}

/** The value at `zero` is 0: what is beside it goes. */
function fromRight(d: Float64Array, e: Float64Array, zero: number, end: number, sides: Sides): void {
  let f = e[zero]!;
  e[zero] = 0;
  for (let j = zero + 1; j <= end; j++) {
    const [t, cos, sin] = turn(d[j]!, f);
    d[j] = t;
    if (j < end) {
      f = -sin * e[j]!;
      e[j] = cos * e[j]!;
    }
    sides.left(j, zero, cos, sin);
  }
}

function chase(d: Float64Array, e: Float64Array, first: number, end: number, sides: Sides): void {
  let scale = 0;
  for (const x of [d[end]!, d[end - 1]!, e[end - 1]!, d[first]!, e[first]!]) scale = Math.max(scale, Math.abs(x));
  const [sp, sq, eq, sf, ef] = [d[end]! / scale, d[end - 1]! / scale, e[end - 1]! / scale, d[first]! / scale, e[first]! / scale];
  const b = ((sq + sp) * (sq - sp) + eq * eq) / 2;
  const c = (sp * eq) ** 2;
  let shift = 0;
  if (b !== 0 || c !== 0) {
    const root = Math.sqrt(b * b + c);
    shift = c / (b + (b < 0 ? -root : root));
  }
  let f = (sf + sp) * (sf - sp) + shift;
  let g = sf * ef;
  for (let j = first; j < end; j++) {
    let [t, cos, sin] = turn(f, g);
    if (j > first) e[j - 1] = t;
    f = cos * d[j]! + sin * e[j]!;
    e[j] = cos * e[j]! - sin * d[j]!;
    g = sin * d[j + 1]!;
    d[j + 1] = cos * d[j + 1]!;
    sides.right(j, j + 1, cos, sin);
    [t, cos, sin] = turn(f, g);
    d[j] = t;
    f = cos * e[j]! + sin * d[j + 1]!;
    d[j + 1] = cos * d[j + 1]! - sin * e[j]!;
    if (j < end - 1) {
      g = sin * e[j + 1]!;
      e[j + 1] = cos * e[j + 1]!;
    }
    sides.left(j, j + 1, cos, sin);
  }
  e[end - 1] = f;
}
