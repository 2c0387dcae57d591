/** Blocks as `.npy` files: a file a block, or all blocks into one file of the whole array. */

import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "../../make-folder.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import { cStrides, type NDArray } from "../../values/ndarray.ts";
import { packed } from "../../kernels/array/copy.ts";
import { storage } from "../../meta/dtype.ts";
import { asBytes } from "../array/element-type.ts";
import { writing } from "../array/beside.ts";
import type { BlockWriter } from "../array/save-kernel.ts";
import { npyHeader } from "./header.ts";

export interface NpyTarget {
  readonly format: "npy";
  /** A folder, or the file of the whole array. */
  readonly path: string;
  /** Of the stack; null where there is one file. */
  readonly axis: number | null;
  readonly shape: readonly number[];
}

export const plain = (block: NDArray): NDArray => (block.contiguous && block.offset === 0 ? block : packed(block, { alloc: storage }));

export const writeNpyBlock: BlockWriter<NpyTarget> = ({ path, axis, shape }, given, { index, start }, context) => {
  const block = plain(given);
  const bytes = asBytes(block.data).subarray(0, block.size * DTYPE_INFO[block.dtype].size);
  context.count("written", bytes.length);
  writing(path, () => {
    if (axis !== null) {
      makeFolder(path);
      writeFileSync(join(path, `${index[axis]}.npy`), Buffer.concat([npyHeader(block.shape, block.dtype), bytes]));
      return;
    }
    makeFolder(dirname(path));
    // Whoever comes first makes the file; nobody cuts it, since others are writing to it.
    const handle = openSync(path, "a");
    closeSync(handle);
    const file = openSync(path, "r+");
    try {
      const header = npyHeader(shape, block.dtype);
      if (start.every(n => n === 0)) writeSync(file, header, 0, header.length, 0);
      writeRuns(file, bytes, block, start, shape, header.length);
    } finally {
      closeSync(file);
    }
  });
};

/** The block's rows at their places in the file of the whole array. */
function writeRuns(file: number, bytes: Uint8Array, { shape, dtype }: NDArray, start: readonly number[], whole: readonly number[], offset: number): void {
  const { size } = DTYPE_INFO[dtype];
  // Axes from here on are whole, so that they and the one before lie in one piece.
  let axis = shape.length;
  while (axis > 0 && shape[axis - 1] === whole[axis - 1]) axis--;
  const cut = Math.max(0, axis - 1);
  const strides = cStrides(whole);
  const run = shape.slice(cut).reduce((n, length) => n * length, size);
  let done = 0;
  const visit = (k: number, at: number): void => {
    if (k === cut) {
      const place = offset + (at + (cut < shape.length ? start[cut]! * strides[cut]! : 0)) * size;
      for (let n = 0; n < run;) n += writeSync(file, bytes, done + n, run - n, place + n);
      done += run;
      return;
    }
    for (let i = 0; i < shape[k]!; i++) visit(k + 1, at + (start[k]! + i) * strides[k]!);
  };
  if (run > 0) visit(0, 0);
}
