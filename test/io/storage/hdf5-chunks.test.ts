/** Chunks read from where they lie, against what was written, with the HDF5 library's help where there is no other way. */

import fc from "fast-check";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { withFile } from "../../../runtime/io/bytes/open.ts";
import { shuffled } from "../../../runtime/io/bytes/shuffle.ts";
import { chunkIndex } from "../../../runtime/io/hdf5/chunk-index.ts";
import { readable, readChunks } from "../../../runtime/io/hdf5/read-chunks.ts";
import { writeHdf5Block } from "../../../runtime/io/hdf5/write.ts";
import { NDArray } from "../../../runtime/values/ndarray.ts";
import { flat } from "../../support/arrays.ts";
import { sync, testFolder } from "./folder.ts";

const at = testFolder("hdf5-chunks");
const [rows, columns] = [23, 17];
const x = () =>
  da
    .arange(rows * columns, { dtype: "float64" })
    .reshape([rows, columns])
    .rechunk([5, 4]);
const indexOf = (path: string) => withFile(path, file => chunkIndex(file, "/x", 0));
const pieceOf = (length: number) =>
  fc.tuple(fc.nat(length - 1), fc.nat(length - 1), fc.integer({ min: 1, max: 4 }), fc.boolean()).map(([a, b, step, back]) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const count = Math.floor((high - low) / step) + 1;
    return back ? { start: low + (count - 1) * step, step: -step, count } : { start: low, step, count };
  });

describe("chunks of a dataset", () => {
  test.each([
    ["plain", null],
    ["packed", "gzip"],
  ] as const)("that are %s are read in any pieces, without the library", async (name, compression) => {
    const path = at(`${name}.h5`);
    await da.toHdf5(path, { "/x": x() }, { compression, ...sync });
    const index = indexOf(path)!;
    expect(index.dataset.chunks).toEqual([5, 4]);
    await fc.assert(
      fc.asyncProperty(pieceOf(rows), pieceOf(columns), async (one, two) => {
        const pieces = [one, two];
        expect(readable(index, pieces)).toBe(true);
        const out = new NDArray(new Float64Array(one.count * two.count), [one.count, two.count], "float64");
        let read = 0;
        await withFile(path, file => readChunks(file, index, pieces, out, bytes => void (read += bytes)));
        const expected = Array.from({ length: out.size }, (_, k) => {
          const [i, j] = [Math.floor(k / two.count), k % two.count];
          return (one.start + i * one.step) * columns + two.start + j * two.step;
        });
        expect([...out.data]).toEqual(expected);
        expect(read).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
  test("that were never written are what the library says they are", async () => {
    const path = at("holes.h5");
    const target = { format: "hdf5", path, from: null, dataset: "/x", dtype: "float64", shape: [4, 4], chunks: [2, 2], compression: null } as const;
    const block = new NDArray(Float64Array.of(1, 2, 3, 4), [2, 2], "float64");
    await writeHdf5Block(target, block, { start: [2, 0], stop: [4, 2] } as never, { count: () => undefined } as never);
    const index = indexOf(path)!;
    const whole = { start: 0, step: 1, count: 4 };
    expect(readable(index, [whole, whole])).toBe(false);
    expect(
      readable(index, [
        { start: 2, step: 1, count: 2 },
        { start: 0, step: 1, count: 2 },
      ]),
    ).toBe(true);
    expect(flat(await da.fromHdf5(path, "/x", { chunks: [4, 4] }).compute(sync))).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0]);
  });
});

describe("a file that is broken", () => {
  test("in a chunk is said to be", async () => {
    const path = at("bad.h5");
    await da.toHdf5(path, { "/x": x() }, { compression: "gzip", ...sync });
    const bytes = readFileSync(path);
    const chunk = indexOf(path)!.at([1, 1])!;
    bytes.fill(7, chunk.address, chunk.address + chunk.size);
    writeFileSync(path, bytes);
    await expect(da.fromHdf5(path, "/x").compute(sync)).rejects.toThrow("a chunk is not gzip data");
    // Good data, too little of it.
    const short = deflateSync(new Uint8Array(8), { level: 0 });
    bytes.set(short, chunk.address);
    writeFileSync(path, bytes);
    await expect(da.fromHdf5(path, "/x").compute(sync)).rejects.toThrow("a chunk of 160 bytes expected, got 8");
  });
  test("in its tree is said to be", async () => {
    const path = at("tree.h5");
    await da.toHdf5(path, { "/x": x() }, sync);
    const bytes = readFileSync(path);
    const tree = withFile(path, file => chunkIndex(file, "/x", 0))!.dataset.index!;
    expect(bytes.toString("latin1", tree, tree + 4)).toBe("TREE");
    bytes.write("tree", tree);
    writeFileSync(path, bytes);
    const x1 = da.fromHdf5(path, "/x");
    await expect(x1.compute(sync)).rejects.toThrow("the tree of its chunks");
  });
  test("at its end is said to have changed", async () => {
    const path = at("short.h5");
    await da.toHdf5(path, { "/x": x() }, sync);
    const before = da.fromHdf5(path, "/x");
    truncateSync(path, readFileSync(path).length - 100);
    await expect(before.compute(sync)).rejects.toThrow("has changed since");
  });
});

test("shuffling is undone for every width, and leaves what is no whole element", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 1, max: 9 }), (bytes, width) => {
      const count = Math.floor(bytes.length / width);
      const expected = Uint8Array.from(bytes, (byte, i) => (i < count * width ? bytes[(i % count) * width + Math.floor(i / count)]! : byte));
      const made = shuffled(bytes, width, false);
      expect(made).toEqual(expected);
      expect(shuffled(made, width, true)).toEqual(bytes);
    }),
  );
});
