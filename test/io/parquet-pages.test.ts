import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPageHeader } from "../../runtime/io/parquet/page-header.ts";
import { readRuns } from "../../runtime/io/parquet/runs.ts";

describe("a page header", () => {
  it("is read past statistics, lists and texts", () => {
    const statistics = [0x28, 3, 1, 2, 3, 0x16, 4, 0x18, 1, 9, 0];
    const data = [0x15, 24, 0x15, 16, 0x15, 6, 0x15, 6, 0x1c, ...statistics, 0];
    const bytes = Uint8Array.from([0x15, 0, 0x15, 192, 1, 0x15, 228, 1, 0x2c, ...data, 0, 77]);
    const cursor = { at: 0 };
    expect(readPageHeader(bytes, cursor)).toMatchObject({ type: "data", uncompressed: 96, compressed: 114, values: 12, encoding: 8 });
    expect(bytes[cursor.at]).toBe(77);
  });
  it("may not be cut short", () => {
    expect(() => readPageHeader(Uint8Array.from([0x15, 0, 0x15]), { at: 0 })).toThrow("cut short");
  });
});

describe("runs", () => {
  /** Groups of eight, bit by bit; or one run. */
  function encode(values: readonly number[], width: number): Uint8Array {
    const bytes: number[] = [];
    for (let i = 0; i < values.length;) {
      let same = 1;
      while (i + same < values.length && values[i + same] === values[i]) same++;
      if (same >= 8) {
        bytes.push(...(same < 64 ? [same * 2] : [((same * 2) & 127) | 128, (same * 2) >> 7]));
        for (let k = 0; k < width; k += 8) bytes.push((values[i]! >> k) & 255);
        i += same;
      } else {
        const group = Array.from({ length: 8 }, (_, k) => values[i + k] ?? 0);
        bytes.push(3);
        const bits = group.flatMap(value => Array.from({ length: width }, (_, k) => (value >> k) & 1));
        for (let b = 0; b < bits.length; b += 8) bytes.push(bits.slice(b, b + 8).reduce((sum, bit, k) => sum + (bit << k), 0));
        i += 8;
      }
    }
    return Uint8Array.from(bytes);
  }
  it("are read in every width", () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 24 })
          .chain(width =>
            fc.tuple(fc.constant(width), fc.array(fc.tuple(fc.nat(2 ** width - 1), fc.constantFrom(1, 2, 9, 100)), { minLength: 1, maxLength: 12 })),
          ),
        ([width, runs]) => {
          const values = runs.flatMap(([value, times]) => Array.from({ length: times }, () => value));
          const bytes = encode(values, width);
          const into = new Int32Array(values.length);
          readRuns(bytes, { at: 0 }, bytes.length, width, into, values.length);
          expect([...into]).toEqual(values);
        },
      ),
    );
  });
  it("may not be cut short", () => {
    expect(() => readRuns(Uint8Array.from([4, 1]), { at: 0 }, 2, 1, new Int32Array(9), 9)).toThrow("a page has 2 of 9 values");
  });
});
