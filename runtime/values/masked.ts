/** A block in memory some of whose elements count as missing: the data, and where it is masked. */

import { DTYPE_INFO, type DType, storage } from "../meta/dtype.ts";
import { blockMath } from "./block-math.ts";
import { put, type Value } from "./element.ts";
import { NDArray } from "./ndarray.ts";

export class MaskedNDArray extends NDArray {
  /** True where the element is missing; of the same shape. */
  readonly mask: NDArray;
  /** What `filled` puts there. */
  readonly fillValue: Value;

  constructor(data: NDArray, mask: NDArray, fillValue: Value = defaultFill(data.dtype)) {
    super(data.data, data.shape, data.dtype, data.strides, data.offset);
    this.mask = mask;
    this.fillValue = fillValue;
  }
  /** The element at a full index; null where it is masked. */
  override item(...index: number[]): any {
    return this.mask.item(...index) === true ? null : super.item(...index);
  }
  /** Masked elements are null. */
  override toArray(): any {
    if (this.ndim === 0) return this.item();
    return Array.from({ length: this.shape[0]! }, (_, i) => (this.ndim === 1 ? this.item(i) : this.get(i).toArray()));
  }
  override get(...index: unknown[]): NDArray {
    return new MaskedNDArray(super.get(...index), this.mask.get(...index), this.fillValue);
  }
  /** An ordinary block with a value where elements are masked. */
  filled(value: Value = this.fillValue): NDArray {
    const data = storage(this.dtype, 1);
    put(data, 0, this.dtype, value);
    const constant = new NDArray(data, [], this.dtype);
    return blockMath().elementwise("where", [this.mask, constant, plain(this)]);
  }
  override toString(): string {
    return `MaskedNDArray<${this.dtype}> (${this.shape.join(", ")})`;
  }
}

/** The data alone. */
export const plain = (block: NDArray): NDArray => new NDArray(block.data, block.shape, block.dtype, block.strides, block.offset);

/** NumPy's: 999999 for integers (as the dtype holds it), 1e20 for floats, true for booleans. */
export function defaultFill(dtype: DType): Value {
  switch (DTYPE_INFO[dtype].category) {
    case "bool":
      return true;
    case "int":
    case "uint":
      return dtype.endsWith("64") ? 999999 : Number(new DTYPE_INFO[dtype].array(new ArrayBuffer(8), 0, 1).fill(999999 as never)[0]);
    case "float":
      return 1e20;
    case "complex":
      return { re: 1e20, im: 0 };
  }
}
