/** The HDF5 library (WebAssembly), loaded when first needed: one instance a thread. */

import type { Dataset as H5Dataset, File as H5File } from "h5wasm/node";

export type { H5Dataset, H5File };
type Library = typeof import("h5wasm/node");

let library: Promise<Library> | undefined;

export function hdf5(): Promise<Library> {
  library ??= import("h5wasm/node").then(async found => {
    await found.ready;
    return found;
  });
  return library;
}
