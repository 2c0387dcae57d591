import type { Gemm } from "../../wasm/gemm.ts";
import type { Floats } from "./dense.ts";

/** The length of a run; scaled where squares overflow or vanish. */
export function lengthOf(x: Floats, from: number, n: number, dot: Gemm["runs"]["dot"]): number {
  const square = dot(x, from, x, from, n);
  const [least, most] = x instanceof Float32Array ? [1e-25, 1e35] : [1e-250, 1e290];
  if (square > least && square < most) return Math.sqrt(square);
  let scale = 0;
  for (let i = from; i < from + n; i++) scale = Math.max(scale, Math.abs(x[i]!));
  if (!(scale > 0 && scale < Infinity)) return scale;
  let sum = 0;
  for (let i = from; i < from + n; i++) sum += (x[i]! / scale) ** 2;
  return Math.sqrt(sum) * scale;
}
