/**
 * The ways to read a quantile off sorted numbers (Hyndman and Fan 1996, and the older ones of NumPy). Element `h` of `n`, counted from 0 and
 * not whole: what is between its neighbours is decided by the way.
 */

import { DTYPE_INFO, type DType, floating } from "./dtype.ts";

interface QuantileRow {
  /** Where the quantile is, before it is held within 0 and n - 1. */
  at(n: number, q: number): number;
  /** How far from the neighbour below to the one above, from how far it is. */
  between(fraction: number, below: number): number;
  /** Only elements are given, so that the dtype stays. */
  readonly elements?: boolean;
}
const continuous = (alpha: number, beta: number): QuantileRow => ({
  at: (n, q) => n * q + (alpha + q * (1 - alpha - beta)) - 1,
  between: fraction => fraction,
});
const halfToEven = (fraction: number, below: number): number => (fraction === 0.5 ? (below % 2 === 0 ? 0 : 1) : fraction < 0.5 ? 0 : 1);
const inner = (n: number, q: number): number => (n - 1) * q;

export const QUANTILES = {
  linear: { at: inner, between: fraction => fraction },
  lower: { at: inner, between: () => 0, elements: true },
  higher: { at: inner, between: fraction => (fraction > 0 ? 1 : 0), elements: true },
  midpoint: { at: inner, between: fraction => (fraction > 0 ? 0.5 : 0) },
  nearest: { at: inner, between: halfToEven, elements: true },
  inverted_cdf: { at: (n, q) => n * q - 1, between: fraction => (fraction > 0 ? 1 : 0), elements: true },
  averaged_inverted_cdf: { at: (n, q) => n * q - 1, between: fraction => (fraction > 0 ? 1 : 0.5) },
  closest_observation: { at: (n, q) => n * q - 1.5, between: (fraction, below) => (fraction === 0 && below % 2 !== 0 ? 0 : 1), elements: true },
  interpolated_inverted_cdf: continuous(0, 1),
  hazen: continuous(0.5, 0.5),
  weibull: continuous(0, 0),
  median_unbiased: continuous(1 / 3, 1 / 3),
  normal_unbiased: continuous(3 / 8, 3 / 8),
} as const satisfies Readonly<Record<string, QuantileRow>>;
export type QuantileMethod = keyof typeof QUANTILES;
export const isQuantileMethod = (name: unknown): name is QuantileMethod => typeof name === "string" && Object.hasOwn(QUANTILES, name);

/** float64, or the array's own dtype where only elements are given. */
export const quantileDType = (method: QuantileMethod, dtype: DType): DType =>
  (QUANTILES[method] as QuantileRow).elements === true ? dtype : DTYPE_INFO[dtype].category === "complex" ? "complex128" : "float64";
/** The dtype of medians and of percentiles of one axis: as that of means. */
export const middleDType = floating;

export interface QuantilePlace {
  /** Ranks of the neighbours; the same where it is an element. */
  readonly below: number;
  readonly above: number;
  /** Share of the one above. */
  readonly weight: number;
}

/** Which elements of `n` sorted ones make the quantile `q` (0 to 1). */
export function quantilePlace(method: QuantileMethod, n: number, q: number): QuantilePlace {
  const row: QuantileRow = QUANTILES[method];
  const at = row.at(n, q);
  if (at < 0 || n === 1) return { below: 0, above: 0, weight: 0 };
  if (at >= n - 1) return { below: n - 1, above: n - 1, weight: 0 };
  const below = Math.floor(at);
  const weight = row.between(at - below, below);
  return weight === 0 ? { below, above: below, weight } : { below, above: below + 1, weight };
}
