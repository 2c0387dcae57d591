import { inspect } from "node:util";
import { expect, it } from "vitest";
import { ndarray } from "../../runtime/values/ndarray.ts";

const range = (n: number) => Float64Array.from({ length: n }, (_, i) => i);

it("shows short arrays whole, aligned", () => {
  expect(inspect(ndarray(new Float64Array([1, 2.5, -10])))).toBe("NDArray<float64> (3)\n[  1.0,   2.5, -10.0]");
  expect(inspect(ndarray(range(6), [2, 3]))).toBe("NDArray<float64> (2, 3)\n[[0.0, 1.0, 2.0],\n [3.0, 4.0, 5.0]]");
});

it("leaves out the middle of long axes", () => {
  expect(inspect(ndarray(range(100)))).toBe("NDArray<float64> (100)\n[ 0.0,  1.0,  2.0, ..., 97.0, 98.0, 99.0]");
  const lines = inspect(ndarray(range(10_000), [100, 100])).split("\n");
  expect(lines).toHaveLength(8);
  expect(lines[4]).toBe(" ...,");
});

it("follows the strides of a view", () => {
  expect(inspect(ndarray(range(6), [2, 3]).T.get("::-1", 0))).toBe("NDArray<float64> (3)\n[2.0, 1.0, 0.0]");
});

it("takes every kind of element, and none", () => {
  expect(inspect(ndarray(new BigInt64Array([2n ** 60n, 1n])))).toBe("NDArray<int64> (2)\n[1152921504606846976,                   1]");
  expect(inspect(ndarray(new Float64Array([1e-9, Number.NaN])))).toBe("NDArray<float64> (2)\n[1.000e-9,      NaN]");
  expect(inspect(ndarray(new Uint8Array(0)))).toBe("NDArray<uint8> (0) []");
});

it("stands in other values", () => {
  expect(inspect({ a: ndarray(range(2)) })).toContain("NDArray<float64> (2)");
});
