/** What `real-wat.ts` does, in plain loops: elements are `lanes` real parts and as many imaginary ones, factors pairs for k = 1 ... half / 2. */

type Floats = Float64Array;

/** Twice the first half + 1 elements of the spectrum of real lines, out of the transform of their numbers as pairs. */
export function plainUnpack(x: Floats, factors: Floats, half: number, lanes: number, sign: number): void {
  const width = 2 * lanes;
  for (let lane = 0; lane < lanes; lane++) {
    const [re, im, last] = [x[lane]!, x[lane + lanes]!, half * width + lane];
    [x[lane], x[lane + lanes], x[last], x[last + lanes]] = [2 * (re + im), 0, 2 * (re - im), 0];
    for (let k = 1; k <= half >> 1; k++) {
      const [p, q] = [k * width + lane, (half - k) * width + lane];
      const [c, d] = [factors[2 * k - 2]!, factors[2 * k - 1]!];
      const [ar, ai, br, bi] = [x[p]!, x[p + lanes]!, x[q]!, x[q + lanes]!];
      const [er, ei, dr, di] = [ar + br, ai - bi, ai + bi, br - ar];
      const [tr, ti] = [c * dr - d * di, c * di + d * dr];
      [x[p], x[p + lanes]] = [er + tr, (ei + ti) * sign];
      [x[q], x[q + lanes]] = [er - tr, (ti - ei) * sign];
    }
  }
}

/** The way back: what the transform of the pairs was, real and imaginary parts exchanged. */
export function plainJoin(x: Floats, factors: Floats, half: number, lanes: number, sign: number): void {
  const width = 2 * lanes;
  for (let lane = 0; lane < lanes; lane++) {
    const [first, last] = [x[lane]!, x[half * width + lane]!];
    [x[lane], x[lane + lanes]] = [first - last, first + last];
    for (let k = 1; k <= half >> 1; k++) {
      const [p, q] = [k * width + lane, (half - k) * width + lane];
      const [c, d] = [factors[2 * k - 2]!, factors[2 * k - 1]!];
      const [ar, ai, br, bi] = [x[p]!, x[p + lanes]! * sign, x[q]!, x[q + lanes]! * sign];
      const [er, ei, dr, di] = [ar + br, ai - bi, ar - br, ai + bi];
      const [tr, ti] = [d * dr - c * di, c * dr + d * di];
      [x[p + lanes], x[p]] = [er + tr, ei + ti];
      [x[q + lanes], x[q]] = [er - tr, ti - ei];
    }
  }
}
