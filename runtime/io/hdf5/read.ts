/**
 * Part of a dataset: its chunks from where they lie, where they are plain or packed by what Node undoes itself; else by the HDF5 library, of
 * which each worker has an instance of its own.
 */

import { DTYPE_INFO } from "../../meta/dtype.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import { copyInto } from "../../kernels/array/copy.ts";
import { FileError, NotSupportedError } from "../../errors.ts";
import { asElements } from "../array/element-type.ts";
import type { ArrayReader } from "../array/load-kernel.ts";
import { partOf, spanOf } from "../array/pieces.ts";
import { withFile } from "../bytes/open.ts";
import { chunkIndex } from "./chunk-index.ts";
import { hdf5 } from "./library.ts";
import { LZF, readable, readChunks } from "./read-chunks.ts";

export interface Hdf5Source {
  readonly format: "hdf5";
  readonly path: string;
  /** Of the file, when the call was made. */
  readonly bytes: number;
  readonly modified: number;
  readonly dataset: string;
}

export const readHdf5: ArrayReader<Hdf5Source> = async (source, pieces, out, context) => {
  const { path, bytes: planned, modified, dataset } = source;
  const done = await withFile(
    path,
    async file => {
      const index = pieces.length === 0 ? null : chunkIndex(file, dataset, modified);
      if (index === null || !readable(index, pieces)) {
        // The library has no lzf: what is left for it are chunks that were never written, or other filters beside this one.
        if (index?.dataset.filters.some(({ id }) => id === LZF) === true)
          throw new NotSupportedError(
            `${path}: "${dataset}" is packed by lzf and has chunks that were never written, or other filters: such blocks are not read`,
          );
        return false;
      }
      await readChunks(file, index, pieces, out, bytes => context.count("read", bytes));
      return true;
    },
    planned,
  );
  if (!done) await byLibrary(source, pieces, out, context);
};

const byLibrary: ArrayReader<Hdf5Source> = async ({ path, dataset }, pieces, out, context) => {
  const { File, Module } = await hdf5();
  const file = new File(path, "r");
  try {
    if (file.file_id < 0n) throw new FileError(`${path} cannot be opened as a HDF5 file`, path);
    const { dtype } = out;
    const { size } = DTYPE_INFO[dtype];
    // The library reads forwards, and by steps itself.
    const backwards = pieces.map(({ step, count }) => step < 0 && count > 1);
    const starts = pieces.map(piece => spanOf(piece)[0]);
    const counts = pieces.map(piece => piece.count);
    const steps = pieces.map(({ step }) => Math.abs(step));
    const length = sizeOf(counts) * size;
    const pointer = Module._malloc(length);
    if (pointer === 0) throw new FileError(`${path}: no memory for a block of ${length} bytes: use smaller chunks`, path);
    try {
      const big64 = (list: readonly number[]) => list.map(BigInt);
      const rank = pieces.length > 0;
      const status = Module.get_dataset_data(
        file.file_id,
        dataset,
        rank ? big64(counts) : null,
        rank ? big64(starts) : null,
        rank ? big64(steps) : null,
        BigInt(pointer),
      );
      if (typeof status === "number" && status < 0) throw new FileError(`${path}: "${dataset}" cannot be read`, path);
      const raw = Module.HEAPU8.slice(pointer, pointer + length);
      context.count("read", length);
      const block = new NDArray(asElements(raw, dtype), counts, dtype);
      const turned = counts.map((count, axis) => (backwards[axis] ? { at: count - 1, step: -1, count } : { at: 0, step: 1, count }));
      copyInto(out, partOf(block, turned));
    } finally {
      Module._free(pointer);
    }
  } finally {
    file.close();
  }
};
