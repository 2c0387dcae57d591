import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { DTYPES, DTYPE_INFO, promote, type DType } from "../../../runtime/meta/dtype.ts";
import { arrayCase, blockOf, flat, flatIndex, indicesOf, lazyOf } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const REAL = DTYPES.filter(dtype => DTYPE_INFO[dtype].category !== "complex");

/** Plain references in C's terms: integers wrap, floats round. */
const BINARY: Record<string, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  maximum: (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.max(a, b)),
  minimum: (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.min(a, b)),
  lt: (a, b) => Number(a < b),
  ge: (a, b) => Number(a >= b),
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  logicalAnd: (a, b) => Number(a !== 0 && b !== 0),
};

function wrap(value: number, dtype: DType): number {
  const { category, size } = DTYPE_INFO[dtype];
  if (category === "float") return dtype === "float32" ? Math.fround(value) : value;
  if (dtype === "bool") return Number(value !== 0);
  const big = BigInt(value);
  return Number(category === "int" ? BigInt.asIntN(size * 8, big) : BigInt.asUintN(size * 8, big));
}

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const pair = fc.tuple(arrayCase(REAL, { maxSize: 5 }), fc.constantFrom(...REAL)).chain(([a, dtype]) =>
  // An operand that broadcasts: some axes of one element, some leading axes left out.
  fc
    .tuple(fc.constant(a), fc.integer({ min: 0, max: a.shape.length }), fc.array(fc.boolean(), { minLength: a.shape.length, maxLength: a.shape.length }))
    .chain(([, skip, ones]) => {
      const shape = a.shape.map((n, axis) => (ones[axis] ? 1 : n)).slice(skip);
      return arrayCase([dtype], { minRank: shape.length, maxRank: shape.length }).map(made => {
        const size = shape.reduce((n, k) => n * k, 1);
        const values = Array.from({ length: size }, (_, i) => made.values[i % Math.max(1, made.values.length)] ?? 1);
        return [a, { ...made, shape, values, chunks: shape.map(n => (n > 1 ? [1, n - 1] : [n])) }] as const;
      });
    }),
);

describe("two operands", () => {
  test("agree with plain arithmetic over random shapes, blocks, dtypes and broadcasting", async () => {
    await fc.assert(
      fc.asyncProperty(pair, fc.constantFrom(...Object.keys(BINARY)), async ([a, b], name) => {
        const common = promote(a.dtype, b.dtype);
        fc.pre(!(name === "sub" && common === "bool"));
        const [x, y] = [lazyOf(a), lazyOf(b)];
        const result = (da as unknown as Record<string, (x: unknown, y: unknown) => da.BaskArray>)[name]!(x, y);
        const out = result.dtype;
        const shape = a.shape;
        // A single 64-bit value that a number cannot hold is refused when it comes out.
        const large = (error: unknown) => shape.length === 0 && /int64/.test(out) && (error as { code?: string }).code === "DTYPE";
        const value = await computed(result).catch((error: unknown) => {
          if (!large(error)) throw error;
          return undefined;
        });
        if (value === undefined) return;
        const expected = indicesOf(shape).map(index => {
          const own = index.slice(shape.length - b.shape.length).map((i, axis) => (b.shape[axis] === 1 ? 0 : i));
          const [p, q] = [a.values[flatIndex(shape, index)]!, b.values[flatIndex(b.shape, own)]!];
          const exact = BINARY[name]!(wrap(p, common), wrap(q, common));
          if (common === "bool" && name === "add") return Number(p !== 0 || q !== 0);
          return Number.isInteger(exact) && Math.abs(exact) > 2 ** 53 && (common === "int64" || common === "uint64")
            ? undefined
            : DTYPE_INFO[out].category === "float" || Number.isFinite(exact)
              ? wrap(exact, out)
              : exact;
        });
        const actual = value instanceof da.NDArray ? Array.from((value as { data: ArrayLike<number | bigint> }).data, Number) : flat(value);
        for (const [i, want] of expected.entries()) if (want !== undefined && !(want === 0 && actual[i] === 0)) expect(actual[i]).toBe(want);
      }),
      { numRuns: 300 },
    );
  });

  test("64-bit integers wrap around as in C, however large", async () => {
    const big = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(big, big), { minLength: 1, maxLength: 8 }),
        fc.constantFrom("add", "sub", "mul", "and", "xor", "floorDiv", "mod"),
        async (rows, name) => {
          const [a, b] = [rows.map(row => row[0]), rows.map(row => row[1])];
          const value = await computed(
            (da.fromArray(BigInt64Array.from(a), { chunks: 3 }) as never as Record<string, (y: unknown) => da.BaskArray>)[name]!(
              da.fromArray(BigInt64Array.from(b), { chunks: 2 }),
            ),
          );
          const floor = (x: bigint, y: bigint) => (y === 0n ? 0n : x / y - (x % y !== 0n && x % y < 0n !== y < 0n ? 1n : 0n));
          const reference: Record<string, (x: bigint, y: bigint) => bigint> = {
            add: (x, y) => x + y,
            sub: (x, y) => x - y,
            mul: (x, y) => x * y,
            and: (x, y) => x & y,
            xor: (x, y) => x ^ y,
            floorDiv: floor,
            mod: (x, y) => (y === 0n ? 0n : x - floor(x, y) * y),
          };
          expect([...value.data]).toEqual(a.map((x, i) => BigInt.asIntN(64, reference[name]!(x, b[i]!))));
        },
      ),
    );
  });
});

describe("NumPy's rules", () => {
  const i = da.fromArray(BigInt64Array.of(-3n, -2n, 0n, 2n, 5n), { chunks: 2 });
  const f = da.fromArray(Float64Array.of(-1.5, -0, 0.5, Number.NaN, Infinity), { chunks: 2 });
  test.each([
    ["weak scalars", i.mul(2), "int64", [-6, -4, 0, 4, 10]],
    ["a fraction makes floats", i.mul(2.5), "float64", [-7.5, -5, 0, 5, 12.5]],
    ["division is real", i.div(2), "float64", [-1.5, -1, 0, 1, 2.5]],
    ["modulo has the divisor's sign", i.mod(3), "int64", [0, 1, 0, 2, 2]],
    ["floor division", i.floorDiv(2), "int64", [-2, -1, 0, 1, 2]],
    ["by zero", i.floorDiv(0), "int64", [0, 0, 0, 0, 0]],
    ["powers of integers", i.pow(3), "int64", [-27, -8, 0, 8, 125]],
    ["squares", i.pow(2), "int64", [9, 4, 0, 4, 25]],
    [
      "powers that are something simpler",
      da
        .fromArray([4, 0.25])
        .pow(0.5)
        .add(da.fromArray([4, 0.25]).pow(-1)),
      "float64",
      [2.25, 4.5],
    ],
    ["powers of floats", da.fromArray([2, -2, 0]).pow(3), "float64", [8, -8, 0]],
    ["scalar first", da.sub(1, i), "int64", [4, 3, 1, -1, -4]],
    ["comparison", i.gt(0), "bool", [0, 0, 0, 1, 1]],
    ["modulo of floats", f.mod(1), "float64", [0.5, 0, 0.5, Number.NaN, Number.NaN]],
    ["sign", da.sign(f), "float64", [-1, 0, 1, Number.NaN, 1]],
    ["rint to even", da.rint(da.fromArray([0.5, 1.5, 2.5, -0.5, -1.5])), "float64", [0, 2, 2, -0, -2]],
    ["round", da.round(da.fromArray([1.25, 2.345]), 1), "float64", [1.2, 2.3]],
    ["clip", f.clip(-1, 1), "float64", [-1, -0, 0.5, Number.NaN, 1]],
    ["where keeps integers", da.where(i.gt(0), i, 0), "int64", [0, 0, 0, 2, 5]],
    ["where of scalars", da.where(i.gt(0), 1.5, 0), "float64", [0, 0, 0, 1.5, 1.5]],
    ["fmax skips NaN", da.fmax(f, 0), "float64", [0, 0, 0.5, 0, Infinity]],
    ["isnan", da.isnan(f), "bool", [0, 0, 0, 1, 0]],
    ["not of booleans", i.gt(0).not(), "bool", [1, 1, 1, 0, 0]],
    ["not of integers", i.not(), "int64", [2, 1, -1, -3, -6]],
    ["truth", i.astype("bool"), "bool", [1, 1, 0, 1, 1]],
    ["to narrow integers", da.fromArray([300.7, -1.5, 2]).astype("uint8"), "uint8", [44, 255, 2]],
    ["nanToNum", da.nanToNum(f), "float64", [-1.5, 0, 0.5, 0, Number.MAX_VALUE]],
    ["logical", da.logicalAnd(i, 1), "bool", [1, 1, 0, 1, 1]],
    ["shift", da.leftShift(i, 2), "int64", [-12, -8, 0, 8, 20]],
    ["isclose", da.isclose(f, f.add(1e-9), { equalNan: true }), "bool", [1, 1, 1, 1, 1]],
  ] as const)("%s", async (_name, array, dtype, expected) => {
    expect(array.dtype).toBe(dtype);
    const actual = flat(await computed(array));
    for (const [k, want] of expected.entries()) {
      if (Number.isFinite(want)) expect(actual[k]).toBeCloseTo(want, 12);
      else expect(actual[k]).toBe(want);
    }
  });

  test("complex numbers", async () => {
    const z = da.fromArray(new da.NDArray(Float64Array.of(1, 2, 3, -4), [2], "complex128"), { chunks: 1 });
    expect((await computed(z.mul(z))).toArray()).toEqual([
      { re: -3, im: 4 },
      { re: -7, im: -24 },
    ]);
    expect(flat(await computed(z.abs()))).toEqual([Math.hypot(1, 2), 5]);
    expect(flat(await computed(z.imag))).toEqual([2, -4]);
    expect((await computed(z.div(2).conj())).toArray()).toEqual([
      { re: 0.5, im: -1 },
      { re: 1.5, im: 2 },
    ]);
    expect(await computed(z.sum())).toEqual({ re: 4, im: -2 });
    expect(flat(await computed(z.lt({ re: 1, im: 3 } as never)))).toEqual([1, 0]);
    expect(() => da.floor(z)).toThrow(/cannot be rounded/);
  });

  test("errors stand at the call", () => {
    expect(() => da.ones([3]).add(da.ones([4]))).toThrow(expect.objectContaining({ code: "SHAPE", expected: [3], got: [4] }) as Error);
    expect(() => da.ones([3]).and(da.ones([3]))).toThrow(/bitwise/);
    expect(() => i.gt(0).sub(i.gt(1))).toThrow(/booleans/);
    expect(() => i.pow(-1)).toThrow(/negative integer powers/);
    expect(() => i.astype("float46")).toThrow(/no dtype "float46"/);
    expect(() => da.ones([3], { chunk: 2 })).toThrow(/no option "chunk".*did you mean "chunks"/);
    expect(() => da.ones([3], 2, 3)).toThrow(/at most 1 positional/);
    expect(() => da.add(da.ones([2]), "x")).toThrow(/expected an array or a number, got string/);
  });
});

test("shapes that broadcast are what NumPy says", () => {
  fc.assert(
    fc.property(shapes, shape => {
      const x = da.zeros(shape, { chunks: 2 });
      expect(x.add(da.zeros(shape.map(() => 1))).shape).toEqual(shape);
      expect(x.add(1).chunks).toEqual(x.chunks);
    }),
  );
});

test("blocks in memory are untouched", async () => {
  const block = blockOf({ shape: [2, 2], dtype: "float64", values: [1, 2, 3, 4] });
  await computed(da.fromArray(block).add(1).T.sum());
  expect(block.toArray()).toEqual([
    [1, 2],
    [3, 4],
  ]);
});
