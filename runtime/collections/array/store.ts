/** Verbs that write arrays. */

import { environment, type RunOptions } from "../../expr/environment.ts";
import { DTypeError, NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { knownShape, type Save, saveNow, saving } from "../../io/array/save.ts";
import { type OwnTarget, type Stored, storeHere, storeThere } from "../../io/array/to-own.ts";
import { hdf5Save } from "../../io/hdf5/to-hdf5.ts";
import { npySave, npyStackSave } from "../../io/npy/to-npy.ts";
import { regionStart, regular, shardSizes, zarrSave } from "../../io/zarr/to-zarr.ts";
import { slice } from "../../meta/slice.ts";
import { NDArray } from "../../values/ndarray.ts";
import { Delayed } from "../delayed/delayed.ts";
import { isLazy, splitRunOptions } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axisOf } from "./axes.ts";
import { fromArray } from "./create.ts";
import { BaskArray } from "./handle.ts";
import { asExpr, metaOf } from "./operands.ts";
import { rechunk } from "./rechunk.ts";

type Result = Promise<void> | Delayed;

/** Settings of the run apart from those of the verb. */
function split(name: string, positional: string, options: string, args: readonly unknown[]): [given: Record<string, any>, run: RunOptions] {
  const last = args.at(-1);
  const plain = typeof last === "object" && last !== null && !isLazy(last) && Object.getPrototypeOf(last) === Object.prototype;
  // A trailing object of arrays is no object of settings.
  if (!plain || Object.values(last).some(isLazy)) return [bind(sig(name, positional, options), [...args, {}]), {}];
  const [run, rest] = splitRunOptions(last as Record<string, unknown>);
  return [bind(sig(name, positional, options), [...args.slice(0, -1), rest]), run];
}

function finish(save: Save | undefined, nodes: readonly Expr[], compute: unknown, run: RunOptions): Result {
  // What the editor cannot know: the run is recorded all the same.
  if (save === undefined) return environment().runner.compute(nodes, run, () => undefined);
  return compute === false ? new Delayed(saving(save)) : saveNow(save, run);
}

/**
 * A Zarr array of the blocks of `x`, which must be of one size; version 3 with zstd unless said otherwise; in a folder, or in a `.zip`. With `shards` the blocks
 * are chunks in shards of these sizes, multiples of theirs: a shard is one file. With `region` into an array that is there.
 */
export function toZarr(x: unknown, ...args: unknown[]): Result {
  const [given, run] = split(
    "toZarr",
    "path component",
    "overwrite region compute zarrFormat compressor fillValue order dimensionSeparator dimensionNames attributes shards",
    args,
  );
  const { path, compute, shards, ...options } = given;
  const node = asExpr(x, "toZarr");
  checkPath(path, "toZarr");
  const shape = knownShape(node, "toZarr");
  if (shape === undefined || shards === undefined || shards === null) {
    return finish(shape === undefined ? undefined : zarrSave(node, path, options, shape), [node], compute, run);
  }
  const chunks = regular(metaOf(node).chunks as (readonly number[])[]);
  const sharded = { chunks, shards: shardSizes(shards, chunks) };
  const whole = rechunk(node, [sharded.shards]);
  return finish(zarrSave(whole, path, { ...options, sharded }, shape), [whole], compute, run);
}

/** Arrays as datasets of one file; what it held before stays. */
export function toHdf5(...args: unknown[]): Result {
  const named = typeof args[1] === "string";
  const [given, run] = split("toHdf5", named ? "path dataset array" : "path arrays", "compute compression chunks", args);
  const { path, dataset, array, arrays, compute, ...options } = given;
  checkPath(path, "toHdf5");
  const entries = named ? [[dataset as string, array as unknown] as const] : Object.entries((arrays ?? {}) as object);
  if (entries.length === 0) throw new TypeError('toHdf5: expected arrays by the names of their datasets: { "/x": x }');
  const nodes = entries.map(([name, value]) => [name, asExpr(value, "toHdf5")] as const);
  const known = nodes.every(([, node]) => knownShape(node, "toHdf5") !== undefined);
  return finish(
    known ? hdf5Save(path, nodes, options) : undefined,
    nodes.map(([, node]) => node),
    compute,
    run,
  );
}

/** One `.npy` file. */
export function toNpy(x: unknown, ...args: unknown[]): Result {
  const [{ path, compute }, run] = split("toNpy", "path", "compute", args);
  const node = asExpr(x, "toNpy");
  checkPath(path, "toNpy");
  const shape = knownShape(node, "toNpy");
  return finish(shape === undefined ? undefined : npySave(node, path, shape), [node], compute, run);
}

/** A folder of `.npy` files, one a block along `axis`, as NumPy and Dask read them. */
export function toNpyStack(...args: unknown[]): Result {
  const [{ folder, array, axis = 0, compute }, run] = split("toNpyStack", "folder array", "axis compute", args);
  checkPath(folder, "toNpyStack");
  const node = asExpr(array, "toNpyStack");
  const shape = knownShape(node, "toNpyStack");
  if (shape === undefined) return finish(undefined, [node], compute, run);
  const unified = npyStackSave(node, folder, axisOf(axis, shape.length, "toNpyStack"), shape);
  return finish(unified, [node], compute, run);
}

/**
 * Arrays into targets in memory or of the user's own. Targets are written in the caller's thread, one block at a time; with `lock: false` their `write` is
 * called in the workers, on copies of the targets. `returnStored` gives arrays that read from the targets.
 */
export function store(...args: unknown[]): Promise<void | BaskArray[]> | Delayed {
  const [given, run] = split("store", "sources targets", "regions region lock compute returnStored", args);
  const { regions, region = regions, lock = true, compute, returnStored = false } = given;
  const sources = listed(given["sources"]).map(source => asExpr(source, "store"));
  const targets = listed(given["targets"]) as (OwnTarget | NDArray)[];
  if (sources.length !== targets.length)
    throw new ShapeError(`store: expected a target for each of ${sources.length} arrays, got ${targets.length}`, [sources.length], [targets.length]);
  for (const target of targets) {
    if (!(target instanceof NDArray) && typeof (target as OwnTarget | null)?.write !== "function")
      throw new TypeError("store: expected targets that are NDArrays or have a method write(region, block)");
  }
  const perTarget =
    region === undefined
      ? undefined
      : Array.isArray((region as unknown[])[0]) && sources.length > 0
        ? (region as unknown[][])
        : sources.map(() => region as unknown[]);
  const stored: Stored[] = [];
  for (const [i, node] of sources.entries()) {
    const shape = knownShape(node, "store");
    if (shape === undefined) return environment().runner.compute(sources, run, () => undefined);
    const target = targets[i]!;
    const start = perTarget === undefined ? whole(shape, target.shape) : regionStart(perTarget[i]!, target.shape, shape, "store");
    if (
      target instanceof NDArray &&
      target.dtype !== metaOf(node).dtype &&
      (target.dtype.startsWith("complex") || String(metaOf(node).dtype).startsWith("complex"))
    )
      throw new DTypeError(`store: an array of ${String(metaOf(node).dtype)} does not fit into one of ${target.dtype}`);
    stored.push({ node, target, start });
  }
  const there = lock === false && targets.every(target => !(target instanceof NDArray));
  if (compute === false) {
    if (!there)
      throw new NotSupportedError(
        "store: compute: false needs lock: false and targets with a write that may be called in workers; what is in this thread is written by the call",
      );
    return new Delayed(storeThere(stored));
  }
  const done = there ? environment().runner.compute([storeThere(stored)], run, () => undefined) : storeHere(stored, run);
  return returnStored === true ? done.then(() => stored.map(readBack)) : done;
}

function readBack({ node, target, start }: Stored): BaskArray {
  if (!(target instanceof NDArray) && typeof (target as { read?: unknown }).read !== "function")
    throw new NotSupportedError("store: returnStored needs targets that can be read: NDArrays, or objects with read(region)");
  const { shape, chunks } = metaOf(node);
  if (target.shape.every((n, axis) => n === shape[axis])) return new BaskArray(fromArray([target, { chunks }]));
  const region = start.map((at, axis) => slice(at, at + (shape[axis] as number)));
  return new BaskArray(fromArray([target])).get(...region).rechunk(chunks);
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function whole(source: readonly number[], target: readonly number[]): number[] {
  if (source.length !== target.length || source.some((n, axis) => n !== target[axis]))
    throw new ShapeError(`store: the target has shape (${target.join(", ")}), the array (${source.join(", ")}): say which part with regions`, target, source);
  return source.map(() => 0);
}

function checkPath(path: unknown, where: string): asserts path is string {
  if (typeof path !== "string" || path === "") throw new TypeError(`${where}: expected a path, got ${path === null ? "null" : typeof path}`);
}

/** Methods that verbs of files add: kept here so that the handle need not know every format. */
declare module "./handle.ts" {
  interface BaskArray {
    toZarr(path: string, options?: object): Promise<void>;
    toHdf5(path: string, dataset: string, options?: object): Promise<void>;
    toNpy(path: string, options?: object): Promise<void>;
    toNpyStack(folder: string, options?: object): Promise<void>;
    store(target: unknown, options?: object): Promise<void>;
  }
}
const METHODS = {
  toZarr(this: BaskArray, ...args: unknown[]) {
    return toZarr(this, ...args);
  },
  toHdf5(this: BaskArray, path: unknown, dataset: unknown, ...options: unknown[]) {
    return toHdf5(path, dataset, this, ...options);
  },
  toNpy(this: BaskArray, ...args: unknown[]) {
    return toNpy(this, ...args);
  },
  toNpyStack(this: BaskArray, folder: unknown, ...options: unknown[]) {
    return toNpyStack(folder, this, ...options);
  },
  store(this: BaskArray, target: unknown, ...options: unknown[]) {
    return store([this], [target], ...options);
  },
};
for (const [name, value] of Object.entries(METHODS))
  Object.defineProperty(BaskArray.prototype, name, { value, configurable: true, writable: true, enumerable: false });
