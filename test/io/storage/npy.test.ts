import * as fc from "fast-check";
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { npyHeader, parseHeader } from "../../../runtime/io/npy/header.ts";
import { readPickle, stackPickle } from "../../../runtime/io/npy/pickle.ts";
import { DTYPES } from "../../../runtime/meta/dtype.ts";
import { arrayCase, blockOf, flat, lazyOf } from "../../support/arrays.ts";
import { sync, testFolder } from "./folder.ts";

const at = testFolder("npy");
const real = DTYPES.filter(dtype => !dtype.startsWith("complex"));

describe(".npy", () => {
  test("any array in any blocks comes back in any blocks, whole and in slices", async () => {
    await fc.assert(
      fc.asyncProperty(arrayCase(real), fc.integer({ min: 1, max: 4 }), fc.integer({ min: -3, max: 3 }), async (given, size, step) => {
        await da.toNpy(lazyOf(given), at("x.npy"), sync);
        const back = da.fromNpy(at("x.npy"), { chunks: given.shape.map(() => size) });
        expect([back.shape, back.dtype]).toEqual([given.shape, given.dtype]);
        const block = blockOf(given);
        expect(flat(await back.compute(sync))).toEqual(flat(block));
        if (step === 0 || given.shape.length === 0) return;
        const index = given.shape.map(() => da.slice(null, null, step));
        expect(flat(await back.get(...index).compute(sync))).toEqual(flat(block.get(...index)));
      }),
      { numRuns: 60 },
    );
  });

  test("Fortran order, the other byte order, versions 2 and 3", async () => {
    const header = (text: string, version: number) => {
      const bytes = Buffer.from(`${text}\n`);
      const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, 0, 0, 0, 0]);
      head.writeUInt32LE(bytes.length, 8);
      return Buffer.concat([head, bytes]);
    };
    const data = Buffer.from(Int32Array.of(0, 3, 1, 4, 2, 5).buffer).swap32();
    for (const version of [2, 3]) {
      writeFileSync(at("f.npy"), Buffer.concat([header("{'descr': '>i4', 'fortran_order': True, 'shape': (2, 3), }", version), data]));
      const x = da.fromNpy(at("f.npy"), { chunks: [1, 2] });
      expect([x.dtype, x.shape]).toEqual(["int32", [2, 3]]);
      expect(flat(await x.compute(sync))).toEqual([0, 1, 2, 3, 4, 5]);
    }
    writeFileSync(at("short.npy"), npyHeader([5], "float64"));
    expect(() => da.fromNpy(at("short.npy"))).toThrow("needs 168");
    writeFileSync(at("no.npy"), "hello, world");
    expect(() => da.fromNpy(at("no.npy"))).toThrow("is not a .npy file");
  });

  test("headers are read as they are written", () => {
    for (const shape of [[], [3], [2, 0, 5]]) {
      for (const dtype of DTYPES) {
        const bytes = npyHeader(shape, dtype);
        expect(bytes.length % 64).toBe(0);
        expect(parseHeader(bytes, "x")).toMatchObject({ shape, dtype, fortran: false, offset: bytes.length });
      }
    }
  });

  test("a file that changed since the call is an error", async () => {
    await da.toNpy(da.arange(5), at("change.npy"), sync);
    const x = da.fromNpy(at("change.npy"));
    await da.toNpy(da.arange(6), at("change.npy"), sync);
    await expect(x.compute(sync)).rejects.toThrow("has changed since the call");
  });
});

describe("stacks", () => {
  test("a file a block along an axis", async () => {
    const x = da.arange(60).reshape([3, 4, 5]).rechunk([3, 3, 5]);
    await da.toNpyStack(at("stack"), x, { axis: 1, ...sync });
    const back = da.fromNpyStack(at("stack"));
    expect(back.chunks).toEqual([[3], [3, 1], [5]]);
    expect(flat(await back.compute(sync))).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(() => da.toNpyStack(at("stack"), x, { axis: 0 })).toThrow("blocks must be whole along axis 1");
  });
  test("info is a pickle of which nothing is executed", () => {
    expect(readPickle(stackPickle([[2, 1], [70000]], "int32", 1), "info")).toMatchObject({ chunks: [[2, 1], [70000]], axis: 1 });
    expect(() => readPickle(Buffer.from("P1\n."), "info")).toThrow("plain numbers and text");
  });
});

test("raw files: offset, order of axes and of bytes", async () => {
  writeFileSync(at("r.bin"), Buffer.concat([Buffer.from("head"), Buffer.from(Int16Array.of(0, 2, 4, 1, 3, 5).buffer).swap16()]));
  const x = da.fromRaw(at("r.bin"), { shape: [3, 2], dtype: "int16", offset: 4, order: "F", byteOrder: "big", chunks: [2, 1] });
  expect(flat(await x.compute(sync))).toEqual([0, 1, 2, 3, 4, 5]);
  expect(() => da.fromRaw(at("r.bin"), { shape: [4, 2], dtype: "int16" })).not.toThrow();
  expect(() => da.fromRaw(at("r.bin"), { shape: [5, 2], dtype: "int16" })).toThrow("needs 20");
});
