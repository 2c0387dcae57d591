/** `fromHdf5`: a dataset of a HDF5 file. */

import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { settled } from "../../expr/host.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";
import { load } from "../array/describe.ts";
import { absolutePath } from "../array/paths.ts";
import { readDataset } from "./metadata.ts";

export function fromHdf5(path: string, dataset: string, { chunks }: { chunks?: unknown } = {}): Expr | Unknown {
  const { host } = environment();
  const file = absolutePath(host, path);
  const stat = settled(host.stat(file), path);
  if (isUnknown(stat)) return stat;
  const found = readDataset(stat.size, (start, end) => settled(host.read(file, start, end), path), dataset, path);
  if (isUnknown(found)) return found;
  const { shape, dtype, big, address } = found;
  const options = { chunks, prefix: "from-hdf5", label: `fromHdf5 ${path} ${dataset}` };
  const stamp = { path: file, bytes: stat.size, modified: stat.modified };
  // Elements that lie one after another need no library.
  if (address !== undefined && shape.length > 0) {
    const layout = { shape, dtype, big, offset: address, fortran: false };
    return load({ shape, dtype, source: { format: "flat", ...stamp, layout } as never }, options);
  }
  const source = { format: "hdf5", ...stamp, dataset };
  return load({ shape, dtype, ...(found.chunks === null ? {} : { chunks: found.chunks }), source }, { ...options, chunks: chunks ?? "auto" });
}
