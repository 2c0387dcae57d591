/**
 * What methods of NDArray compute with: the loops that kernels have. They are handed in where kernels are loaded, for values know no kernels; where they
 * are not, as in the editor, arithmetic on blocks is not supported.
 */

import { NotSupportedError } from "../errors.ts";
import type { DType } from "../meta/dtype.ts";
import type { Scalar, ScalarCode } from "../meta/scalar.ts";
import type { NDArray } from "./ndarray.ts";

export const BLOCK_REDUCTIONS = ["sum", "prod", "mean", "std", "var", "min", "max", "any", "all"] as const;
export type BlockReduction = (typeof BLOCK_REDUCTIONS)[number];

export interface BlockMath {
  /** Operands broadcast; dtypes are NumPy's, scalars are weak. At least one operand is a block. */
  elementwise(code: ScalarCode, operands: readonly (NDArray | Scalar)[], dtype?: DType): NDArray;
  reduce(name: BlockReduction, block: NDArray, axes: readonly number[], keepdims: boolean, ddof: number): NDArray;
  /** A copy in C order in memory of its own. */
  copy(block: NDArray): NDArray;
}

let loaded: BlockMath | undefined;
export function setBlockMath(math: BlockMath): void {
  loaded = math;
}
export function blockMath(): BlockMath {
  if (loaded === undefined) throw new NotSupportedError("arithmetic on blocks in memory is done by the run");
  return loaded;
}
export const loadedBlockMath = (): BlockMath | undefined => loaded;
