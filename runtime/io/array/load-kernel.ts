/** A block of an array that is in a file or another store: read by the reader of its format, straight into the block's memory. */

import { copyInto } from "../../kernels/array/copy.ts";
import type { Kernel, KernelContext } from "../../kernels/kernel.ts";
import { type DType, storage } from "../../meta/dtype.ts";
import type { ReadAxis } from "../../ops/creation.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import { readHdf5 } from "../hdf5/read.ts";
import { readImage } from "../image/read.ts";
import { readFlat } from "../npy/read.ts";
import { readZarr } from "../zarr/read.ts";
import { fromHalf } from "./half.ts";
import { type Piece, planOf } from "./pieces.ts";

export interface BlockPlan {
  readonly pieces: readonly Piece[];
  readonly shape: readonly number[];
}
/** Fills `out`, whose axes are those of the stored array. */
export type ArrayReader<S> = (source: S, pieces: readonly Piece[], out: NDArray, context: Pick<KernelContext, "count">) => void | Promise<void>;

let table: Float32Array | undefined;

/** Reads bits into a block of their own, and the numbers they are into `out`. */
async function widened(out: NDArray, read: (bits: NDArray) => void | Promise<void>): Promise<void> {
  const bits = new NDArray(storage("uint16", sizeOf(out.shape)), out.shape, "uint16");
  await read(bits);
  table ??= Float32Array.from({ length: 1 << 16 }, (_, i) => fromHalf(i));
  const numbers = Float32Array.from(bits.data as Uint16Array, each => table![each]!);
  copyInto(out, new NDArray(numbers, out.shape, "float32"));
}

/** Bits of float16 that another reader reads. */
const readHalf: ArrayReader<{ readonly of: { readonly format: string } }> = ({ of }, pieces, out, context) =>
  widened(out, bits => (READERS[of.format] as ArrayReader<unknown>)(of, pieces, bits, context));

const READERS: Readonly<Record<string, ArrayReader<never>>> = { zarr: readZarr, hdf5: readHdf5, flat: readFlat, image: readImage, half: readHalf };

export const loadArray: Kernel = async (_args, params, context) => {
  const { shape, pieces } = planOf(params["axes"] as readonly ReadAxis[], context.index);
  const dtype = params["dtype"] as DType;
  const size = shape.reduce((n, length) => n * length, 1);
  const block = new NDArray(context.alloc(dtype, size), shape, dtype);
  if (size === 0) return block;
  const source = params["source"] as { readonly format: string };
  const whole = new NDArray(
    block.data,
    pieces.map(piece => piece.count),
    dtype,
  );
  await (READERS[source.format] as ArrayReader<unknown>)(source, pieces, whole, context);
  return block;
};
