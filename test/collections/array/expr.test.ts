import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { DTypeError, NotSupportedError, ShapeError } from "../../../runtime/errors.ts";
import { exprOf } from "../../../runtime/collections/lazy.ts";
import { flat } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const of = async (array: da.BaskArray): Promise<number[]> => flat(await computed(array)).map(Number);
const id = (array: da.BaskArray): string => exprOf(array).id;

describe("arithmetic read as one kernel", () => {
  const x = da.fromArray([0.5, -2.5, 3, 7.25, -0.2], { chunks: 2 });
  const y = da.fromArray([2, 3, -1.5, 0.1, 4], { chunks: 3 });

  test("the nodes of the method chain", () => {
    const lj = da.expr((r: number) => 4 * ((1 / r) ** 6 - (1 / r) ** 3), x);
    const inverse = da.div(1, x);
    expect(id(lj)).toBe(id(da.mul(4, inverse.pow(6).sub(inverse.pow(3)))));
    expect(id(da.expr((a: number, b: number) => -Math.sqrt(Math.abs(a)) + b, x, y))).toBe(id(da.sqrt(x.abs()).neg().add(y)));
    expect(String(lj)).toMatch(/^Array<float64> \(5\) · chunks \(2\)/);
  });

  test("what JavaScript gives, for any numbers", async () => {
    const limit = 1.5;
    const lambdas: ((a: number, b: number) => number | boolean)[] = [
      (a, b) => (a % b) + b ** 2,
      (a, b) => Math.round(a) + Math.trunc(b) * Math.sign(a),
      (a, b) => (a > limit && !(b < 0) ? a * Math.PI : Math.min(a, b, 2)),
      (a, b) => Math.max(a, b) - Math.hypot(a, b) / Math.sin(2),
      (a, b) => a >= b || a === 3 || Number.isNaN(b),
      (a, b) => (isFinite(a) ? Math.atan2(a, b) : 2 ** 3 - -b),
      function named(a, b) {
        const sum = a + b;
        return sum * sum;
      },
    ];
    const number = fc.oneof(fc.double({ min: -50, max: 50 }), fc.constantFrom(0, -0, 0.5, -0.5, 2.5, Infinity, -Infinity, Number.NaN));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 9 }),
        fc.nat(lambdas.length - 1),
        fc.integer({ min: 1, max: 4 }),
        async (pairs, which, chunks) => {
          const f = lambdas[which]!;
          const [a, b] = [pairs.map(pair => pair[0]), pairs.map(pair => pair[1])];
          const got = await of(da.expr(f, da.fromArray(a, { chunks }), da.fromArray(b, { chunks })));
          for (const [i, value] of got.entries()) {
            const wanted = Number(f(a[i]!, b[i]!));
            if (Number.isNaN(wanted) || !Number.isFinite(wanted)) expect(value).toBe(wanted);
            else expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-13 * Math.abs(wanted));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("dtypes are NumPy's, shapes broadcast", async () => {
    const i = da.arange(6, { chunks: 4 });
    expect(da.expr((n: number) => n * 2 + 1, i).dtype).toBe("int64");
    expect(da.expr((n: number) => n / 2, i).dtype).toBe("float64");
    expect(da.expr((n: number) => n * 0.5, i.astype("float32")).dtype).toBe("float32");
    expect(da.expr((n: number) => Math.sin(2) * n, x.astype("float32")).dtype).toBe("float32");
    expect(da.expr((n: number) => (n & 1) === 0, i).dtype).toBe("bool");
    expect(await of(da.expr((n: number) => (n % 2 ? n >> 1 : n << 1), i))).toEqual([0, 0, 4, 1, 8, 2]);
    const outer = da.expr((a: number, b: number) => a - b, i.get(":", da.newaxis), i);
    expect(outer.shape).toEqual([6, 6]);
  });

  test("what is not one expression points to mapBlocks", () => {
    const lambdas: ((a: number) => any)[] = [
      a => parseInt(String(a)),
      a => [a],
      a => a >>> 1,
      a => Math.random() * a,
      a => `${a}`,
      a => (globalThis as any).f(a),
    ];
    for (const f of lambdas) {
      expect(() => da.expr(f, x)).toThrow(NotSupportedError);
      expect(() => da.expr(f, x)).toThrow(/mapBlocks/);
    }
    expect(() => da.expr((a: number, b: number) => a + b, x)).toThrow(ShapeError);
    expect(() => da.expr((a: number, _b: number) => a + 1, x, y)).toThrow(/does not use _b/);
    expect(() => da.expr((a: number) => (a ? 1 : 2), x)).toThrow(DTypeError);
    expect(() => da.expr(3, x)).toThrow(TypeError);
  });
});
