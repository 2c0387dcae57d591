/** Fourier transforms along axes of one block each. */

import { isUnknown, type Unknown } from "../meta/dim.ts";
import type { DType } from "../meta/dtype.ts";
import type { ArrayMeta, AxisChunks } from "../meta/meta.ts";
import type { Dim } from "../meta/dim.ts";
import type { OperationTable } from "./operation.ts";

export interface FftStep {
  readonly axis: number;
  /** Points of the transform. */
  readonly n: number;
  /** Complex, or between real lines of n and half spectra of n / 2 + 1. */
  readonly kind: "c2c" | "r2c" | "c2r";
  readonly inverse: boolean;
  readonly scale: number;
}

export const FFT: OperationTable = {
  /** `params.steps` one after another. */
  "array.fft": {
    work: "blockwise",
    result: "array",
    lower: { as: "blockwise", kernel: "array.fft" },
    prefix: params => params["name"] as string,
    label: params => `${params["name"] as string} axis ${(params["steps"] as readonly FftStep[]).map(step => step.axis).join(", ")}`,
    infer: ([input], params) => {
      let { shape, chunks } = input as ArrayMeta;
      for (const { axis, n, kind } of params["steps"] as readonly FftStep[]) {
        const length: Dim = isUnknown(n as Dim) ? (n as Dim) : kind === "r2c" ? Math.floor(n / 2) + 1 : n;
        shape = shape.with(axis, length);
        chunks = chunks.with(axis, isUnknown(length) ? length : ([length] as AxisChunks));
      }
      return { kind: "array", dtype: params["dtype"] as DType | Unknown, shape, chunks };
    },
  },
};
