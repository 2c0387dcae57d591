import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { flat } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const values = [0, -0, 1, -1.5, 2.75, -1e-300, 5e-324, Number.MAX_VALUE, Infinity, -Infinity, Number.NaN, 0.1, 1e-310];
const x = da.fromArray(values, { chunks: 5 });
const of = async (array: da.BaskArray): Promise<number[]> => flat(await computed(array));

describe("functions that JavaScript has not", () => {
  test("parts of floats put together again", async () => {
    const [mantissa, exponent] = da.frexp(x);
    expect(await of(da.ldexp(mantissa, exponent))).toEqual(values);
    expect(exponent.dtype).toBe("int32");
    for (const [i, m] of (await of(mantissa)).entries())
      if (values[i] !== 0 && Number.isFinite(values[i])) expect(Math.abs(m) >= 0.5 && Math.abs(m) < 1).toBe(true);
    const [fraction, whole] = da.modf(x);
    expect(await of(fraction)).toEqual([0, -0, 0, -0.5, 0.75, -1e-300, 5e-324, 0, 0, -0, Number.NaN, 0.1, 1e-310]);
    expect(await of(whole)).toEqual([0, -0, 1, -1, 2, -0, 0, Number.MAX_VALUE, Infinity, -Infinity, Number.NaN, 0, 0]);
    const [q, r] = da.divmod(da.fromArray([7, -7]).astype("int32"), 3);
    expect([await of(q), await of(r)]).toEqual([
      [2, -3],
      [1, 2],
    ]);
  });

  test("neighbours", async () => {
    expect(await of(da.nextafter(da.fromArray([1, 0, -1, 2]), da.fromArray([2, -1, 0, 2])))).toEqual([1 + Number.EPSILON, -5e-324, -1 + Number.EPSILON / 2, 2]);
    expect(await of(da.nextafter(da.fromArray([1, 0]).astype("float32"), 2))).toEqual([1 + 2 ** -23, 2 ** -149]);
    expect(await of(da.spacing(da.fromArray([1, -1, 0, Infinity])))).toEqual([Number.EPSILON, -Number.EPSILON, 5e-324, Number.NaN]);
    expect(await of(da.copysign(da.fromArray([1, -2]), -0))).toEqual([-1, -2]);
  });

  // Figures of NumPy 2.4 and of tables of Bessel functions.
  test("known values", async () => {
    const close = async (array: da.BaskArray, expected: readonly number[]) => {
      for (const [i, value] of (await of(array)).entries()) expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(4e-15 * Math.abs(expected[i]!));
    };
    await close(da.i0(da.fromArray([0, 1, -2.5, 10, 100])), [1, 1.2660658777520082, 3.2898391440501231, 2815.7166284662544, 1.0737517071310738e42]);
    await close(da.sinc(da.fromArray([0, 0.5, 1.5])), [1, 0.6366197723675814, -0.2122065907891938]);
    await close(da.logaddexp(da.fromArray([0, 1000, -Infinity]), da.fromArray([0, 1000, 2])), [Math.LN2, 1000 + Math.LN2, 2]);
    await close(da.logaddexp2(da.fromArray([3, 0]), da.fromArray([3, 1])), [4, Math.log2(3)]);
    await close(da.floatPower(da.fromArray([2, 4]).astype("int32"), -1), [0.5, 0.25]);
    expect(await of(da.fmod(da.fromArray([7, -7, 5]).astype("int64"), da.fromArray([3, 3, 0]).astype("int64")))).toEqual([1, -1, 0]);
    expect(await of(da.fmod(da.fromArray([-7.5]), 2))).toEqual([-1.5]);
  });

  test("tests of numbers", async () => {
    expect(await of(da.isposinf(x))).toEqual(values.map(v => Number(v === Infinity)));
    expect(await of(da.isneginf(da.fromArray([1, 2]).astype("int8")))).toEqual([0, 0]);
    expect(
      await of(
        da.iscomplex(
          da.fromArray([
            { re: 1, im: 0 },
            { re: 0, im: 2 },
          ] as never),
        ),
      ),
    ).toEqual([0, 1]);
    expect(await of(da.isreal(x))).toEqual(values.map(v => Number(v === v || true)));
    expect(() => da.positive(x.gt(0))).toThrow(expect.objectContaining({ code: "DTYPE" }) as Error);
    expect(() => da.ldexp(x, x)).toThrow(/exponent must be an integer/);
  });
});
