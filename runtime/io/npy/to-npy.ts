/** `toNpyStack`, `toNpy`: what they write, as plain data. */

import type { Expr } from "../../expr/expr.ts";
import { environment } from "../../expr/environment.ts";
import { ShapeError } from "../../errors.ts";
import type { DType } from "../../meta/dtype.ts";
import type { ArrayMeta } from "../../meta/meta.ts";
import { besideName } from "../array/beside.ts";
import { absolutePath } from "../array/paths.ts";
import type { Save } from "../array/save.ts";
import { writeToken } from "../write/token.ts";
import { stackPickle } from "./pickle.ts";
import type { NpyTarget } from "./write.ts";

/** A file a block along `axis`; blocks must be whole along the others. */
export function npyStackSave(input: Expr, folder: string, axis: number, shape: readonly number[]): Save {
  const { chunks, dtype } = input.meta as ArrayMeta;
  const path = absolutePath(environment().host, folder);
  const blocks = chunks as (readonly number[])[];
  for (const [k, sizes] of blocks.entries()) {
    if (k !== axis && sizes.length > 1) throw new ShapeError(`toNpyStack: blocks must be whole along axis ${k}`, shape, sizes);
  }
  const temporary = besideName(path, writeToken(input, path));
  const target: NpyTarget = { format: "npy", path: temporary, axis, shape };
  const info = stackPickle(blocks, dtype as DType, axis);
  const moves = [{ temporary, path, files: [["info", info]] as const, around: [], folder: true }];
  return { inputs: [input], targets: [target], moves, prefix: "to-npy-stack", label: `toNpyStack ${folder}` };
}

export function npySave(input: Expr, file: string, shape: readonly number[]): Save {
  const path = absolutePath(environment().host, file);
  const temporary = besideName(path, writeToken(input, path));
  const target: NpyTarget = { format: "npy", path: temporary, axis: null, shape };
  return { inputs: [input], targets: [target], moves: [{ temporary, path, files: [], around: [], folder: false }], prefix: "to-npy", label: `toNpy ${file}` };
}
