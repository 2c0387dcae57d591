/** Part of an array that lies flat in a file: as few reads as do not read much more than is wanted. */

import { DTYPE_INFO } from "../../meta/dtype.ts";
import { NDArray } from "../../values/ndarray.ts";
import { copyInto } from "../../kernels/array/copy.ts";
import { asElements, swapBytes, type ElementType } from "./element-type.ts";
import { partOf, spanOf, type Piece } from "./pieces.ts";

/** One read may take this many bytes, and so many times as many as are wanted unless it is small. */
const LARGEST = 32 << 20;
const SMALL = 1 << 16;
const WASTE = 4;

export interface FlatLayout extends ElementType {
  readonly shape: readonly number[];
  /** Where the first element is. */
  readonly offset: number;
  /** The first axis varies fastest. */
  readonly fortran: boolean;
}

export type ReadInto = (into: Uint8Array, start: number) => number;

export function readStrided(layout: FlatLayout, pieces: readonly Piece[], out: NDArray, readInto: ReadInto, count: (bytes: number) => void): void {
  if (layout.fortran && layout.shape.length > 1) {
    const turned = { ...layout, shape: layout.shape.toReversed(), fortran: false };
    return readStrided(turned, pieces.toReversed(), out.transpose(), readInto, count);
  }
  const { dtype, big, offset } = layout;
  const { size } = DTYPE_INFO[dtype];
  const rank = pieces.length;
  /** Elements between neighbours along each axis. */
  const strides = new Array<number>(rank).fill(1);
  for (let axis = rank - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * layout.shape[axis + 1]!;
  const spans = pieces.map(spanOf);
  // From which axis on a read takes all that lies between the first and the last element.
  let axis = rank;
  let [wanted, taken] = [1, 1];
  for (let k = rank - 1; k >= 0; k--) {
    const [from, to] = spans[k]!;
    const length = (to - 1 - from) * strides[k]! + taken;
    const useful = wanted * pieces[k]!.count;
    if (length * size > LARGEST || (length * size > SMALL && length > WASTE * useful)) break;
    [axis, wanted, taken] = [k, useful, length];
  }
  const bytes = new Uint8Array(taken * size);
  const inner = pieces.slice(axis);
  const innerStart = spans.slice(axis).reduce((at, [from], k) => at + from * strides[axis + k]!, 0);
  const cut = inner.map(({ start, step, count: n }, k) => ({ at: start - spans[axis + k]![0], step, count: n }));
  const visit = (k: number, at: number, target: NDArray): void => {
    if (k === axis) {
      const start = offset + (at + innerStart) * size;
      const got = readInto(bytes, start);
      if (got < bytes.length) throw new RangeError(`the file ends ${bytes.length - got} bytes before its array does`);
      count(got);
      if (big) swapBytes(bytes, dtype);
      const view = new NDArray(
        asElements(bytes, dtype),
        cut.map(({ count: n }) => n),
        dtype,
        strides.slice(axis),
      );
      copyInto(target, partOf(view, cut));
      return;
    }
    const { start, step, count: n } = pieces[k]!;
    for (let i = 0; i < n; i++) {
      const row = new NDArray(target.data, target.shape.slice(1), dtype, target.strides.slice(1), target.offset + i * target.strides[0]!);
      visit(k + 1, at + (start + i * step) * strides[k]!, row);
    }
  };
  visit(0, 0, out);
}
