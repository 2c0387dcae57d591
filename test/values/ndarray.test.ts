import { describe, expect, test } from "vitest";
import "../../runtime/kernels/array/block-math.ts";
import { newaxis } from "../../runtime/meta/slice.ts";
import { NDArray, ndarray } from "../../runtime/values/ndarray.ts";

const x = ndarray(
  Float64Array.from({ length: 12 }, (_, i) => i),
  [3, 4],
);

describe("a block in memory", () => {
  test("indexes as the lazy array does, without copying", () => {
    expect(x.get(1).toArray()).toEqual([4, 5, 6, 7]);
    expect(x.get(":", "::-2").toArray()).toEqual([
      [3, 1],
      [7, 5],
      [11, 9],
    ]);
    expect(x.get("...", -1).toArray()).toEqual([3, 7, 11]);
    expect(x.get(newaxis, 0, "1:3").shape).toEqual([1, 2]);
    expect(x.get("1:", "1:").data).toBe(x.data);
    expect(x.get([2, 0]).toArray()).toEqual([
      [8, 9, 10, 11],
      [0, 1, 2, 3],
    ]);
    expect(x.get([true, false, true], 1).toArray()).toEqual([1, 9]);
    expect(x.item(-1, 2)).toBe(10);
    expect(() => x.get(3)).toThrow(/out of bounds for axis 0 with size 3/);
    expect(() => x.get(0, 0, 0)).toThrow(/too many indices/);
    expect(() => x.get("1-3")).toThrow(/expected a slice/);
    expect(() => x.get(null)).toThrow(/newaxis/);
  });
  test("arithmetic and reductions at once", () => {
    expect(x.add(1).mul(x).item(2, 3)).toBe(132);
    expect(x.sum()).toBe(66);
    expect(x.mean()).toBe(5.5);
    expect(x.var({ ddof: 1 })).toBeCloseTo(13, 12);
    expect([x.min(), x.max(), x.argmin(), x.argmax()]).toEqual([0, 11, 0, 11]);
    expect(ndarray(Float64Array.of(1, Number.NaN, 0)).min()).toBeNaN();
    expect(() => x.add(x.T)).toThrow(/do not broadcast/);
    expect(x.sum({ axis: 0 }).toArray()).toEqual([12, 15, 18, 21]);
    expect(x.max({ axis: -1, keepdims: true }).shape).toEqual([3, 1]);
    expect(x.gt(5).dtype).toBe("bool");
    expect(x.add(x.get(0)).item(2, 3)).toBe(14);
  });
  test("shapes", () => {
    expect(x.T.toArray()[1]).toEqual([1, 5, 9]);
    expect(x.T.reshape([2, -1]).toArray()).toEqual([
      [0, 4, 8, 1, 5, 9],
      [2, 6, 10, 3, 7, 11],
    ]);
    expect(x.reshape(12).data).toBe(x.data);
    const sums: unknown[] = [];
    for (const row of x as Iterable<NDArray>) sums.push(row.sum());
    expect(sums).toEqual([6, 22, 38]);
    expect(() => x.reshape([5, 2])).toThrow(/12 elements/);
    expect(() => ndarray(new Float64Array(3), [2])).toThrow(/3 elements/);
  });
  test("64-bit integers are exact, and numbers while they can be", () => {
    const big = ndarray(BigInt64Array.of(2n ** 53n, 3n));
    expect(big.item(1)).toBe(3);
    expect(() => big.item(0)).toThrow(/beyond 2\^53.*keepdims/);
    expect(ndarray(BigInt64Array.of(5n, -7n)).sum()).toBe(-2);
    expect(new NDArray(Uint8Array.of(1, 0), [2], "bool").toArray()).toEqual([true, false]);
    expect(new NDArray(Float64Array.of(1, 2), [1], "complex128").item(0)).toEqual({ re: 1, im: 2 });
  });
});
