/** Blocks of arrays that lie flat in files: `.npy`, raw binary, contiguous HDF5. */

import type { ArrayReader } from "../array/load-kernel.ts";
import { type FlatLayout, readStrided } from "../array/strided.ts";
import { withFile } from "../bytes/open.ts";

export interface FlatSource {
  readonly format: "flat";
  readonly path: string;
  /** Of the file, when the call was made. */
  readonly bytes: number;
  readonly modified: number;
  readonly layout: FlatLayout;
}

export const readFlat: ArrayReader<FlatSource> = ({ path, bytes, layout }, pieces, out, context) =>
  withFile(path, file => readStrided(layout, pieces, out, file.readInto, n => context.count("read", n)), bytes);
