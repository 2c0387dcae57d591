/** Blocks into a HDF5 file: one writer at a time, which the graph sees to. */

import { closeSync, copyFileSync, existsSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../make-folder.ts";
import { FileError } from "../../errors.ts";
import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { writing } from "../array/beside.ts";
import { asBytes } from "../array/element-type.ts";
import type { BlockWriter } from "../array/save-kernel.ts";
import { plain } from "../npy/write.ts";
import { hdf5, type H5File } from "./library.ts";

export interface Hdf5Target {
  readonly format: "hdf5";
  /** What is written to, beside its place. */
  readonly path: string;
  /** The file that it begins as, if there is one. */
  readonly from: string | null;
  readonly dataset: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly compression: { readonly gzip: number } | null;
}

/** Struct letters; booleans are bytes, complex numbers records of two floats, as h5py has them. */
const LETTERS: Readonly<Record<string, string>> = {
  int8: "<b",
  int16: "<h",
  int32: "<i",
  int64: "<q",
  uint8: "<B",
  uint16: "<H",
  uint32: "<I",
  uint64: "<Q",
  float32: "<f",
  float64: "<d",
  bool: "<B",
};

export const writeHdf5Block: BlockWriter<Hdf5Target> = async (target, given, { start }, context) => {
  const { File, Module } = await hdf5();
  const { path, from, dataset } = target;
  let mode: "a" | "w" = "a";
  if (!existsSync(path)) {
    writing(path, () => {
      makeFolder(dirname(path));
      if (from !== null && existsSync(from)) return copyFileSync(from, path);
      // Made here first, since the library does not say why it cannot make a file.
      closeSync(openSync(path, "wx"));
      mode = "w";
    });
  }
  const file = new File(path, mode);
  try {
    if (file.get(dataset) === null) create(file, target);
    const block = plain(given);
    if (block.size === 0) return;
    const bytes = asBytes(block.data).subarray(0, block.size * DTYPE_INFO[block.dtype].size);
    const pointer = Module._malloc(bytes.length);
    if (pointer === 0) throw new FileError(`${path}: no memory for a block of ${bytes.length} bytes: use smaller chunks`, path);
    try {
      Module.HEAPU8.set(bytes, pointer);
      const big = (list: readonly number[]) => (list.length === 0 ? [1n] : list.map(BigInt));
      const status: unknown = Module.set_dataset_data(file.file_id, dataset, big(block.shape), big(start), big(block.shape.map(() => 1)), BigInt(pointer));
      if (typeof status === "number" && status < 0) throw new FileError(`"${dataset}" of ${path} cannot be written`, path);
      context.count("written", bytes.length);
    } finally {
      Module._free(pointer);
    }
  } finally {
    file.close();
  }
};

/** Empty and then of full size: so that nobody needs all of it at once. */
function create(file: H5File, { dataset, dtype, shape, chunks, compression }: Hdf5Target): void {
  const parts = dataset.split("/").filter(part => part !== "");
  for (let i = 1; i < parts.length; i++) {
    const group = `/${parts.slice(0, i).join("/")}`;
    if (file.get(group) === null) file.create_group(group.slice(1));
  }
  const single = dtype === "complex64" ? "<f" : "<d";
  const complex = DTYPE_INFO[dtype].lanes === 2;
  const common = complex
    ? {
        dtype: [
          ["r", single],
          ["i", single],
        ],
        data: new Map([
          ["r", []],
          ["i", []],
        ]),
      }
    : { dtype: LETTERS[dtype]!, data: [] };
  const made = file.create_dataset({
    name: parts.join("/"),
    ...common,
    shape: shape.map(() => 0),
    maxshape: [...shape],
    chunks: [...chunks],
    ...(compression === null ? {} : { compression: "gzip", compression_opts: compression.gzip }),
  } as never);
  made.resize([...shape]);
}
