/** What a fold starts from. */

import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";

export function identityOf(name: "min" | "max", dtype: DType): number | bigint {
  const { category, size } = DTYPE_INFO[dtype];
  const low = name === "max";
  if (category === "float") return low ? -Infinity : Infinity;
  if (category === "bool") return low ? 0 : 1;
  const bits = BigInt(size * 8 - (category === "int" ? 1 : 0));
  const value = low ? (category === "int" ? -(2n ** bits) : 0n) : 2n ** bits - 1n;
  return size === 8 ? value : Number(value);
}
