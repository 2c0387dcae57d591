/** Chunks that are decoded straight into blocks, against what was written: whole, in pieces, at edges, and broken. */

import fc from "fast-check";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { flat } from "../../support/arrays.ts";
import { sync, testFolder } from "./folder.ts";

const at = testFolder("zarr-chunks");
const [rows, columns] = [150, 130];
/** Few values, so that zstd makes nearly nothing of them. */
const value = (i: number, j: number): number => (i < 64 ? 7 : (j >> 5) + 1);
const x = (dtype: "float64" | "int16") => {
  const data = dtype === "float64" ? new Float64Array(rows * columns) : new Int16Array(rows * columns);
  for (let k = 0; k < data.length; k++) data[k] = value(Math.floor(k / columns), k % columns);
  return da.fromArray(new da.NDArray(data, [rows, columns], dtype), { chunks: [64, 64] });
};

describe.each(["zstd", "gzip", "blosc", null] as const)("chunks by %s", compressor => {
  test.each(["float64", "int16"] as const)("of %s come back in any blocks", async dtype => {
    const path = at(`${compressor}-${dtype}`);
    await da.toZarr(x(dtype), path, { compressor, ...sync });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(64, 50, 128, 200), fc.nat(70), fc.integer({ min: 1, max: 3 }), async (chunks, from, step) => {
        const part = da.fromZarr(path, { chunks }).get(da.slice(from, null, step), da.slice(null, null, step));
        const expected: number[] = [];
        for (let i = from; i < rows; i += step) for (let j = 0; j < columns; j += step) expected.push(value(i, j));
        expect(flat(await part.compute(sync))).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });
});

test("a chunk that is broken is named", async () => {
  const path = at("broken");
  await da.toZarr(x("float64"), path, { compressor: "zstd", ...sync });
  const chunk = join(path, "c", "1", "0");
  const bytes = readFileSync(chunk);
  writeFileSync(chunk, bytes.fill(255, 12));
  await expect(da.fromZarr(path).compute(sync)).rejects.toThrow(/1.0 is not zstd data/);
  writeFileSync(chunk, "");
  await expect(da.fromZarr(path).compute(sync)).rejects.toThrow(/1.0/);
});
