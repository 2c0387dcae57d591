/** Arrays from and to files and other stores. */

import { isUnknown, type Unknown } from "../../meta/dim.ts";
import type { Expr } from "../../expr/expr.ts";
import { fromHdf5 as hdf5 } from "../../io/hdf5/from-hdf5.ts";
import { fromNpy as npy, fromRaw as raw, npyStack } from "../../io/npy/from-npy.ts";
import { fromZarr as zarr } from "../../io/zarr/from-zarr.ts";
import { bind, sig } from "../signature.ts";
import { fromDelayed as delayed, shapeOf } from "./create.ts";
import { BaskArray } from "./handle.ts";
import * as join from "./join.ts";
import { checkDType } from "./operands.ts";

/** In the editor a file may not be readable: then the value is unknown, not an array. */
const wrap = (node: Expr | Unknown): BaskArray => (isUnknown(node) ? (node as unknown as BaskArray) : new BaskArray(node));

/** One file, or several of them stacked along a new first axis. */
function oneOrMany(path: unknown, where: string, open: (path: string) => Expr | Unknown): BaskArray {
  if (typeof path === "string") return wrap(open(path));
  if (!Array.isArray(path) || path.length === 0 || path.some(each => typeof each !== "string"))
    throw new TypeError(`${where}: expected a path, or a list of paths, got ${path === null ? "null" : typeof path}`);
  const nodes = path.map(each => open(each as string));
  const stopped = nodes.find(isUnknown);
  return wrap(stopped ?? join.stack(nodes as Expr[], 0));
}

const FROM_ZARR = sig("fromZarr", "path component", "chunks name");
/** A Zarr array (version 2 or 3) in a folder, a `.zip` or on a server; several paths are stacked. Blocks are the stored chunks unless `chunks` says otherwise. */
export const fromZarr = (...args: unknown[]): BaskArray => {
  const { path, component, chunks } = bind(FROM_ZARR, args);
  return oneOrMany(path, "fromZarr", each => zarr(each, { component, chunks }));
};

const FROM_HDF5 = sig("fromHdf5", "path dataset", "chunks name lock");
/** A dataset of a HDF5 file; several files are stacked. */
export const fromHdf5 = (...args: unknown[]): BaskArray => {
  const { path, dataset, chunks } = bind(FROM_HDF5, args);
  if (typeof dataset !== "string") throw new TypeError(`fromHdf5: expected the name of a dataset, such as "/x", got ${typeof dataset}`);
  return oneOrMany(path, "fromHdf5", each => hdf5(each, dataset, { chunks }));
};

const FROM_NPY = sig("fromNpy", "path", "chunks component name");
/** A `.npy` file, or one array of an uncompressed `.npz` by the option `component`; several files are stacked. */
export const fromNpy = (...args: unknown[]): BaskArray => {
  const { path, chunks, component } = bind(FROM_NPY, args);
  return oneOrMany(path, "fromNpy", each => npy(each, { chunks, component }));
};

const FROM_RAW = sig("fromRaw", "path", "shape dtype chunks offset order byteOrder name");
/** A file of elements and nothing else. */
export const fromRaw = (...args: unknown[]): BaskArray => {
  const { path, shape, dtype = "float64", ...options } = bind(FROM_RAW, args);
  const sizes = shapeOf(shape, "fromRaw");
  const stopped = sizes.find(isUnknown);
  if (stopped !== undefined) return wrap(stopped as Unknown);
  return oneOrMany(path, "fromRaw", each => raw(each, { ...options, shape: sizes as number[], dtype: checkDType(dtype, "fromRaw") }));
};

const FROM_STACK = sig("fromNpyStack", "folder", "name mmapMode");
/** The files that `toNpyStack` wrote, one a block. */
export const fromNpyStack = (...args: unknown[]): BaskArray => {
  const { folder } = bind(FROM_STACK, args);
  if (typeof folder !== "string") throw new TypeError(`fromNpyStack: expected the path of a folder, got ${typeof folder}`);
  const stack = npyStack(folder);
  return isUnknown(stack) ? wrap(stack) : wrap(join.concatenate([...stack.parts], stack.axis));
};

export const fromDelayed = (...args: unknown[]): BaskArray => new BaskArray(delayed(args));
