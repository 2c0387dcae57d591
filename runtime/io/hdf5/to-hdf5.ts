/** `toHdf5`: datasets of one file. The file is written beside its place, with all that it held before. */

import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { FileError, NotSupportedError } from "../../errors.ts";
import type { DType } from "../../meta/dtype.ts";
import type { ArrayMeta } from "../../meta/meta.ts";
import { unknown } from "../../meta/dim.ts";
import { hashOf } from "../../meta/hash.ts";
import { besideName } from "../array/beside.ts";
import { absolutePath } from "../array/paths.ts";
import type { Save } from "../array/save.ts";
import { readDataset } from "./metadata.ts";
import type { Hdf5Target } from "./write.ts";

export interface ToHdf5Options {
  /** "gzip", its level (1 to 9), or null. */
  readonly compression?: unknown;
  /** Stored chunks: the blocks by default. */
  readonly chunks?: readonly number[] | undefined;
}

export function hdf5Save(path: string, arrays: readonly (readonly [dataset: string, node: Expr])[], { compression = null, chunks }: ToHdf5Options): Save {
  const { host } = environment();
  const file = absolutePath(host, path);
  const before = host.stat(file);
  const temporary = besideName(file, hashOf([file, ...arrays.map(([, node]) => node.id)]).slice(0, 12));
  const level = compression === null ? null : compression === "gzip" ? { gzip: 4 } : typeof compression === "number" ? { gzip: compression } : undefined;
  if (level === undefined) throw new NotSupportedError(`toHdf5: compression ${JSON.stringify(compression)} is not written; "gzip", a level of it and null are`);
  const targets = arrays.map(([name, node]): Hdf5Target => {
    const meta = node.meta as ArrayMeta;
    const dataset = name.startsWith("/") ? name : `/${name}`;
    if (before.state === "known" && exists(file, before.value.size, dataset)) throw new FileError(`toHdf5: ${path} has a dataset "${dataset}" already`, path);
    const shape = meta.shape as number[];
    if (shape.length === 0) throw new NotSupportedError("toHdf5: an array without axes is not written: give it one with expandDims");
    return {
      format: "hdf5",
      path: temporary,
      from: before.state === "known" ? file : null,
      dataset,
      dtype: meta.dtype as DType,
      shape,
      chunks: chunks ?? meta.chunks.map(blocks => Math.max(1, ...(blocks as readonly number[]))),
      compression: level,
    };
  });
  return {
    inputs: arrays.map(([, node]) => node),
    targets,
    moves: [{ temporary, path: file, files: [], around: [], folder: false }],
    inTurn: true,
    prefix: "to-hdf5",
    label: `toHdf5 ${path}`,
  };
}

function exists(file: string, size: number, dataset: string): boolean {
  const { host } = environment();
  try {
    readDataset(
      size,
      (start, end) => {
        const answer = host.read(file, start, end);
        return answer.state === "known" ? answer.value : unknown("not read");
      },
      dataset,
      file,
    );
    return true;
  } catch (error) {
    return !(error instanceof FileError);
  }
}
