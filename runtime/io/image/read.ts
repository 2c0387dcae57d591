/** Blocks of pictures in files: decoded whole, and the part that is wanted copied. */

import { ShapeError } from "../../errors.ts";
import { copyInto } from "../../kernels/array/copy.ts";
import { NDArray } from "../../values/ndarray.ts";
import type { ArrayReader } from "../array/load-kernel.ts";
import { withFile } from "../bytes/open.ts";
import { decodePng } from "./png.ts";
import { imageShape } from "./png-header.ts";

export interface ImageSource {
  readonly format: "image";
  readonly path: string;
  /** Of the first file: all pictures of a stack must have it. */
  readonly shape: readonly number[];
  readonly dtype: "uint8" | "uint16";
}

export const readImage: ArrayReader<ImageSource> = ({ path, shape, dtype }, pieces, out, context) => {
  const bytes = withFile(path, file => file.read(0, file.size));
  context.count("read", bytes.length);
  const { header, channels, data } = decodePng(bytes, path);
  const found = imageShape(header, channels);
  const type = data instanceof Uint16Array ? "uint16" : "uint8";
  if (type !== dtype || found.length !== shape.length || found.some((n, axis) => n !== shape[axis]))
    throw new ShapeError(
      `imread: expected pictures of (${shape.join(", ")}) ${dtype}, as the first one; ${path} is (${found.join(", ")}) ${type}`,
      shape,
      found,
    );
  const whole = new NDArray(data, found, type);
  const strides = pieces.map(({ step }, axis) => whole.strides[axis]! * step);
  const offset = pieces.reduce((sum, { start }, axis) => sum + start * whole.strides[axis]!, 0);
  copyInto(out, new NDArray(data, out.shape, type, strides, offset));
};
