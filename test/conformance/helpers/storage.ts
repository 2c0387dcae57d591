/** Helper calls about stored arrays. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as da from "../../../runtime/array.ts";
import type { BaskArray } from "../../../runtime/collections/array/handle.ts";
import { encodeArray } from "../encode.ts";
import { NDArrayClass } from "../classes.ts";
import type { Helper } from "./helper.ts";

type Block = InstanceType<typeof NDArrayClass>;

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "conformance-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const filled = (shape: readonly number[], value: number): Block =>
  new NDArrayClass(new Float64Array(shape.reduce((n, size) => n * size, 1)).fill(value), shape, "float64");
const module = da as unknown as Record<string, (...args: unknown[]) => any>;

export const STORAGE_HELPERS: Readonly<Record<string, Helper>> = {
  "conf.from_zarr": (folder: string, { chunks }: { chunks?: unknown } = {}) =>
    module["fromZarr"]!(`${folder}/a.zarr`, chunks === undefined || chunks === null ? {} : { chunks }),
  "conf.from_hdf5": (folder: string, dataset: string, { chunks }: { chunks?: unknown } = {}) => module["fromHdf5"]!(`${folder}/a.h5`, dataset, { chunks }),
  "conf.zarr_layout": (x: BaskArray) =>
    inFolder(async folder => {
      await module["toZarr"]!(x, `${folder}/a.zarr`, { zarrFormat: 2, compressor: null });
      const { chunks, shape, dtype, order, zarr_format } = JSON.parse(readFileSync(`${folder}/a.zarr/.zarray`, "utf8")) as Record<string, unknown>;
      return { files: readdirSync(`${folder}/a.zarr`).sort(), zarray: { chunks, shape, dtype, order, zarr_format }, payload_sha: null };
    }),
  "conf.npy_stack": (x: BaskArray) =>
    inFolder(async folder => {
      await module["toNpyStack"]!(`${folder}/s`, x);
      const back = module["fromNpyStack"]!(`${folder}/s`) as BaskArray;
      return { files: readdirSync(`${folder}/s`).sort(), chunks: back.chunks, values: encodeArray((await back.compute()) as Block) };
    }),
  "conf.store": async (x: BaskArray, shape: readonly number[]) => {
    const target = filled(shape, -1);
    await module["store"]!([x], [target]);
    return encodeArray(target);
  },
  "conf.store_many": async (arrays: readonly BaskArray[], shapes: readonly (readonly number[])[]) => {
    const targets = shapes.map(shape => filled(shape, 0));
    await module["store"]!(arrays, targets);
    return targets.map(target => encodeArray(target));
  },
};
