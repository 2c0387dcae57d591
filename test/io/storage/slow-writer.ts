/** Writes an array whose third block never comes, to each of the paths. */

import * as da from "../../../runtime/array.ts";

const x = da.zeros([8], { chunks: 2 }).mapBlocks(
  async (block: da.NDArray, info: { index: readonly number[] }) => {
    if (info.index[0] !== 2) return block;
    console.log("third");
    return new Promise<da.NDArray>(resolve => setTimeout(() => resolve(block), 60_000));
  },
  { dtype: "float64" },
);
await Promise.all(process.argv.slice(2).map(path => da.toZarr(x.add(0), path, { overwrite: true, scheduler: "sync" })));
