/**
 * What a transform of n points consists of: passes of radix 4, 2, 3 and 5 in the self-sorting order of Stockham, or, where n has another factor, a
 * convolution with a chirp of a length that has not (Bluestein). Tables are numbers alone, made once a length.
 */

export interface Pass {
  readonly radix: number;
  /** Butterflies with different factors, and how many elements share one. */
  readonly m: number;
  readonly s: number;
  /** Where its factors begin in the table, in numbers. */
  readonly at: number;
}
export interface Plan {
  readonly n: number;
  /** Points that passes work on: n, or the length of the convolution. */
  readonly size: number;
  readonly passes: readonly Pass[];
  /** Factors of all passes, then chirp and transformed chirp: real and imaginary parts side by side. */
  readonly table: Float64Array;
  /** Where chirp and transformed chirp begin; absent for smooth lengths. */
  readonly chirp?: { readonly at: number; readonly transformed: number };
}

const RADICES = [4, 2, 3, 5] as const;
const plans = new Map<number, Plan>();
const KEPT = 64;

export function planOf(n: number): Plan {
  let plan = plans.get(n);
  if (plan === undefined) {
    if (plans.size >= KEPT) plans.clear();
    plans.set(n, (plan = isSmooth(n) ? smooth(n) : bluestein(n)));
  }
  return plan;
}

function isSmooth(n: number): boolean {
  for (const p of [2, 3, 5]) while (n % p === 0) n /= p;
  return n <= 1;
}

function smooth(n: number): Plan {
  const passes: Pass[] = [];
  const table: number[] = [];
  let [left, s] = [n, 1];
  while (left > 1) {
    const radix = RADICES.find(r => left % r === 0)!;
    const m = left / radix;
    passes.push({ radix, m, s, at: table.length });
    if (m > 1) for (let p = 0; p < m; p++) for (let k = 1; k < radix; k++) table.push(...root(p * k, left));
    [left, s] = [m, s * radix];
  }
  return { n, size: n, passes, table: Float64Array.from(table) };
}

/** exp(-2 pi i k / n), from angles of at most an eighth of a turn. */
export function root(k: number, n: number): [number, number] {
  const eighth = ((k % n) * 8) / n;
  const [octant, rest] = [Math.floor(eighth), ((k % n) * 8 - Math.floor(eighth) * n) / n];
  const angle = (Math.PI / 4) * (octant % 2 === 0 ? rest : 1 - rest);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [re, im] = [
    [c, s],
    [s, c],
    [-s, c],
    [-c, s],
    [-c, -s],
    [-s, -c],
    [s, -c],
    [c, -s],
  ][octant]! as [number, number];
  return [re, -im];
}

function bluestein(n: number): Plan {
  let size = 2 * n - 1;
  while (!isSmooth(size)) size++;
  const inner = smooth(size);
  const chirp = new Float64Array(2 * n);
  // k^2 modulo 2n keeps the angle small, and exact.
  for (let k = 0, square = 0; k < n; square = (square + 2 * k + 1) % (2 * n), k++) chirp.set(root(square, 2 * n), 2 * k);
  let x = new Float64Array(2 * size);
  for (let k = 0; k < n; k++) {
    for (const at of k === 0 ? [0] : [k, size - k]) [x[2 * at], x[2 * at + 1]] = [chirp[2 * k]! / size, -chirp[2 * k + 1]! / size];
  }
  let y = new Float64Array(2 * size);
  for (const pass of inner.passes) {
    plainPass(pass, inner.table, x, y, 1);
    [x, y] = [y, x];
  }
  const table = new Float64Array(inner.table.length + chirp.length + x.length);
  table.set(inner.table);
  table.set(chirp, inner.table.length);
  table.set(x, inner.table.length + chirp.length);
  return { n, size, passes: inner.passes, table, chirp: { at: inner.table.length, transformed: inner.table.length + chirp.length } };
}

/** One pass in plain loops. An element is `lanes` real parts and as many imaginary ones. */
export function plainPass(
  { radix, m, s, at }: Pass,
  table: Float64Array | Float32Array,
  x: Float64Array | Float32Array,
  y: Float64Array | Float32Array,
  lanes: number,
): void {
  const width = 2 * lanes;
  const [re, im, roots] = [new Float64Array(radix), new Float64Array(radix), Array.from({ length: radix }, (_, k) => root(k, radix))];
  for (let p = 0; p < m; p++) {
    for (let q = 0; q < s; q++) {
      for (let lane = 0; lane < lanes; lane++) {
        for (let k = 0; k < radix; k++) {
          const from = width * (q + s * (p + m * k)) + lane;
          [re[k], im[k]] = [x[from]!, x[from + lanes]!];
        }
        for (let k = 0; k < radix; k++) {
          let [a, b] = [0, 0];
          for (let j = 0; j < radix; j++) {
            const [c, d] = roots[(j * k) % radix]!;
            a += re[j]! * c - im[j]! * d;
            b += re[j]! * d + im[j]! * c;
          }
          const to = width * (q + s * (radix * p + k)) + lane;
          const w = at + 2 * (p * (radix - 1) + k - 1);
          const [c, d] = k === 0 || m === 1 ? [1, 0] : [table[w]!, table[w + 1]!];
          y[to] = a * c - b * d;
          y[to + lanes] = a * d + b * c;
        }
      }
    }
  }
}
