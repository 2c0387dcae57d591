import fc from "fast-check";
import { describe, expect, it } from "vitest";
import wabt from "wabt";
import { readRuns } from "../../runtime/io/parquet/runs.ts";
import { readIndexed } from "../../runtime/io/parquet/unpack.ts";
import { UNPACK_BYTES } from "../../runtime/io/parquet/unpack-bytes.ts";
import { BATCH, UNPACK_WAT } from "../../runtime/io/parquet/unpack-wat.ts";

it("the unpacker is the text that it is said to be", async () => {
  const module = (await wabt()).parseWat("unpack.wat", UNPACK_WAT, { simd: true });
  expect(Buffer.from(module.toBinary({}).buffer).toString("base64")).toBe(UNPACK_BYTES);
});

/** Stretches of values as one run each, or bit-packed in groups of eight; `before` bytes of something else come first. */
function encode(stretches: readonly (readonly number[])[], width: number, before: number): Uint8Array {
  const bytes: number[] = new Array<number>(before).fill(255);
  const varint = (n: number): void => {
    for (; n > 127; n >>>= 7) bytes.push((n & 127) | 128);
    bytes.push(n);
  };
  for (const values of stretches) {
    if (values.every(value => value === values[0])) {
      varint(values.length * 2);
      for (let k = 0; k < width; k += 8) bytes.push((values[0]! >> k) & 255);
    } else {
      const groups = Math.ceil(values.length / 8);
      varint(groups * 2 + 1);
      const packed = new Uint8Array(groups * width);
      values.forEach((value, i) => {
        for (let b = 0; b < width; b++) if ((value >> b) & 1) packed[(i * width + b) >> 3]! |= 1 << ((i * width + b) & 7);
      });
      bytes.push(...packed);
    }
  }
  return Uint8Array.from(bytes);
}

const pages = fc
  .record({ width: fc.integer({ min: 1, max: 14 }), before: fc.nat(9), odd: fc.nat(7), seed: fc.integer() })
  .chain(given =>
    fc
      .array(fc.record({ groups: fc.constantFrom(0, 1, 3, 50, BATCH / 8, BATCH / 8 + 1), same: fc.boolean() }), { minLength: 1, maxLength: 4 })
      .map(shapes => ({ ...given, shapes })),
  )
  .map(({ width, before, odd, seed, shapes }) => {
    const size = 2 ** width - (width > 1 ? odd % 2 ** (width - 1) : 0);
    let state = seed >>> 0;
    const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % size;
    const stretches = shapes.map(({ groups, same }, i) => {
      // The last may end in the middle of a group.
      const length = Math.max(1, groups * 8 - (i === shapes.length - 1 ? odd : 0));
      const first = next();
      return Array.from({ length: same || groups === 0 ? length : groups * 8 - (i === shapes.length - 1 ? odd : 0) }, () => (same ? first : next()));
    });
    const whole = stretches.filter(values => values.length > 0).map(values => (values.length % 8 === 0 || values === stretches.at(-1) ? values : [values[0]!]));
    return { width, size, before, values: whole.flat(), page: encode(whole, width, before) };
  });

describe("indices of a page", () => {
  const kinds = [
    ["float64", (i: number) => i * 0.5, Float64Array],
    ["float32", (i: number) => i * 0.5, Float32Array],
    ["int32", (i: number) => -i, Int32Array],
    ["int64", (i: number) => BigInt(i) * -(2n ** 40n), BigInt64Array],
  ] as const;
  it("are put through the dictionary in every width and kind", () => {
    fc.assert(
      fc.property(pages, fc.constantFrom(...kinds), fc.nat(5), ({ width, size, before, values, page }, [, entry, Kind], to) => {
        const entries = (Kind as unknown as { from(list: unknown[]): Float64Array }).from(Array.from({ length: size }, (_, i) => entry(i)));
        const into = new (Kind as unknown as new (n: number) => Float64Array)(to + values.length + 3);
        readIndexed(page, { at: before }, width, entries, size, into, to, values.length);
        const plain = new Int32Array(values.length);
        readRuns(page, { at: before }, page.length, width, plain, values.length);
        expect([...plain]).toEqual(values);
        const expected = [...new Array<number>(to).fill(0), ...values.map(i => Number(entries[i]!)), 0, 0, 0];
        expect(Array.from(into, Number)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
  it("are codes themselves without entries", () => {
    fc.assert(
      fc.property(pages, ({ width, size, before, values, page }) => {
        const into = new Int32Array(values.length);
        readIndexed(page, { at: before }, width, null, size, into, 0, values.length);
        expect([...into]).toEqual(values);
      }),
      { numRuns: 40 },
    );
  });
  it("of no bits are all the first entry", () => {
    const into = new Float64Array(5);
    readIndexed(Uint8Array.of(0), { at: 1 }, 0, Float64Array.of(7), 1, into, 1, 3);
    expect([...into]).toEqual([0, 7, 7, 7, 0]);
  });
  it("have an entry each", () => {
    const page = encode([[1, 2, 3, 0, 1, 2, 3, 0]], 2, 0);
    const read = (size: number, bytes = page) => readIndexed(bytes, { at: 0 }, 2, new Float64Array(size), size, new Float64Array(8), 0, 8);
    expect(() => read(4)).not.toThrow();
    expect(() => read(3)).toThrow("index 3 of a dictionary of 3");
    expect(() => read(2, encode([[3, 3, 3, 3, 3, 3, 3, 3]], 2, 0))).toThrow("index 3 of a dictionary of 2");
    expect(() => read(0)).toThrow("no dictionary");
  });
  it("may not be cut short", () => {
    const page = encode([[1, 2, 3, 0, 1, 2, 3, 0]], 2, 0);
    const read = (bytes: Uint8Array, count: number) => readIndexed(bytes, { at: 0 }, 2, null, 4, new Int32Array(count), 0, count);
    expect(() => read(page.subarray(0, 2), 8)).toThrow("cut short");
    expect(() => read(page, 9)).toThrow("8 of 9 values");
  });
});
