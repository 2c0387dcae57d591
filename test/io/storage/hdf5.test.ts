import * as fc from "fast-check";
import { copyFileSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { DTYPES } from "../../../runtime/meta/dtype.ts";
import { arrayCase, blockOf, flat, lazyOf } from "../../support/arrays.ts";
import { sync, testFolder } from "./folder.ts";

const at = testFolder("hdf5");
let next = 0;

describe("datasets", () => {
  test("any array comes back whole and in slices", async () => {
    await fc.assert(
      fc.asyncProperty(
        arrayCase(
          DTYPES.filter(dtype => !dtype.startsWith("complex") && dtype !== "bool"),
          { minRank: 1, minSize: 1, maxSize: 6 },
        ),
        fc.constantFrom(null, "gzip", 9),
        fc.constantFrom(-2, -1, 1, 2),
        async (given, compression, step) => {
          const file = at(`${next++}.h5`);
          await da.toHdf5(file, { "/g/x": lazyOf(given) }, { compression, ...sync });
          const back = da.fromHdf5(file, "g/x", { chunks: 3 });
          expect([back.shape, back.dtype]).toEqual([given.shape, given.dtype]);
          const block = blockOf(given);
          expect(flat(await back.compute(sync))).toEqual(flat(block));
          const index = given.shape.map(() => da.slice(null, null, step));
          expect(flat(await back.get(...index).compute(sync))).toEqual(flat(block.get(...index)));
        },
      ),
      { numRuns: 20 },
    );
  });

  test("are added to what a file holds; complex numbers are records of two", async () => {
    await da.toHdf5(at("m.h5"), { "/x": da.arange(6), "/y": da.ones([2, 2], { dtype: "float32" }) }, sync);
    const z = da.fromArray(new da.NDArray(Float32Array.of(1, 2, 3, 4), [2], "complex64"));
    await z.toHdf5(at("m.h5"), "z", sync as never);
    expect(da.fromHdf5(at("m.h5"), "z").dtype).toBe("complex64");
    expect([...((await da.fromHdf5(at("m.h5"), "/z").compute(sync)) as da.NDArray).data]).toEqual([1, 2, 3, 4]);
    expect(flat(await da.fromHdf5(at("m.h5"), "/x").compute(sync))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(() => da.toHdf5(at("m.h5"), { x: da.ones([2]) })).toThrow('has a dataset "/x" already');
    expect(() => da.fromHdf5(at("m.h5"), "/q")).toThrow('has no "q" in /: it has "x", "y", "z"');
  });

  test("a write that fails leaves the file as it was", async () => {
    await da.toHdf5(at("keep.h5"), { "/x": da.arange(3) }, sync);
    copyFileSync(at("keep.h5"), at("same.h5"));
    const bad = da.ones([4], { chunks: 2 }).mapBlocks(
      () => {
        throw new RangeError("no");
      },
      { dtype: "float64" },
    );
    await expect(da.toHdf5(at("keep.h5"), { "/y": bad }, sync)).rejects.toThrow("no");
    expect(readdirSync(at()).filter(name => name.startsWith("keep"))).toEqual(["keep.h5"]);
    expect(() => da.fromHdf5(at("keep.h5"), "/y")).toThrow("has no");
    expect(existsSync(at("keep.h5"))).toBe(true);
  });

  test("what is no HDF5 file is said at the call", () => {
    writeFileSync(at("no.h5"), "x".repeat(3000));
    expect(() => da.fromHdf5(at("no.h5"), "/x")).toThrow("is not a HDF5 file");
    expect(() => da.fromHdf5(at("none.h5"), "/x")).toThrow("no such file");
  });
});
