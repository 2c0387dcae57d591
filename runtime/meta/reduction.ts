/** The reductions of arrays and the dtypes they give. */

import { type DType, floating, sumDType } from "./dtype.ts";
import { realOf } from "./scalar.ts";

export interface Reduction {
  dtype(from: DType): DType;
  /** No value without elements. */
  readonly needsElements?: boolean;
  readonly complex?: boolean;
}

const ORDERED = { dtype: (from: DType) => from, needsElements: true } as const;
/** Complex numbers by their real parts, then by their imaginary ones. */
const WITH_COMPLEX = { ...ORDERED, complex: true } as const;
export const REDUCTION_ROWS = {
  sum: { dtype: sumDType, complex: true },
  prod: { dtype: sumDType, complex: true },
  mean: { dtype: floating, complex: true },
  var: { dtype: from => realOf(floating(from)) },
  std: { dtype: from => realOf(floating(from)) },
  min: WITH_COMPLEX,
  max: WITH_COMPLEX,
  any: { dtype: () => "bool" },
  all: { dtype: () => "bool" },
  argmin: { dtype: () => "int64", needsElements: true },
  argmax: { dtype: () => "int64", needsElements: true },
  nansum: { dtype: sumDType },
  nanprod: { dtype: sumDType },
  nanmean: { dtype: floating },
  nanvar: { dtype: floating },
  nanstd: { dtype: floating },
  nanmin: ORDERED,
  nanmax: ORDERED,
  nanargmin: { dtype: () => "int64", needsElements: true },
  nanargmax: { dtype: () => "int64", needsElements: true },
  countNonzero: { dtype: () => "int64" },
} as const satisfies Readonly<Record<string, Reduction>>;
export type ReductionName = keyof typeof REDUCTION_ROWS;
