/** Complex numbers through functions and reductions, against identities and sums written out. */

import { expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { computed } from "../../support/evaluate.ts";

type C = { re: number; im: number };
const VALUES: C[] = [
  { re: 1, im: 2 },
  { re: -3, im: 0.5 },
  { re: 0.25, im: -1 },
  { re: 2, im: 2 },
  { re: 0.5, im: -0.25 },
  { re: -1, im: -1 },
];
const z = da.fromArray(VALUES as never, { chunks: 4 }) as da.BaskArray;
const values = async (x: da.BaskArray): Promise<C[]> => (await computed(x)).toArray();
const near = async (a: da.BaskArray, b: da.BaskArray): Promise<void> => {
  const [x, y] = [await values(a), await values(b)];
  for (const [i, v] of x.entries()) expect(Math.hypot(v.re - y[i]!.re, v.im - y[i]!.im)).toBeLessThan(1e-13 * (1 + Math.hypot(v.re, v.im)));
};

test("functions of complex numbers keep the identities between them", async () => {
  await near(da.square(da.sqrt(z)), z);
  await near(da.exp(da.log(z)), z);
  await near(da.square(da.sin(z)).add(da.square(da.cos(z))), da.onesLike(z));
  await near(da.square(da.cosh(z)).sub(da.square(da.sinh(z))), da.onesLike(z));
  await near(da.tan(z).mul(da.cos(z)), da.sin(z));
  await near(da.tanh(z).mul(da.cosh(z)), da.sinh(z));
  await near(z.pow(3), z.mul(z).mul(z));
  await near(z.pow(-1), da.reciprocal(z));
  await near(z.pow(0.5), da.sqrt(z));
  await near(da.log2(z).mul(Math.LN2), da.log(z));
  expect(da.exp(z.astype("complex64")).dtype).toBe("complex64");
});
test("cuts are NumPy's", async () => {
  const cut = da.fromArray([
    { re: -4, im: 0 },
    { re: -4, im: -0 },
  ] as never) as da.BaskArray;
  expect(await values(da.sqrt(cut))).toEqual([
    { re: 0, im: 2 },
    { re: 0, im: -2 },
  ]);
  expect((await values(da.log(cut))).map(v => v.im)).toEqual([Math.PI, -Math.PI]);
});
test("reductions of sizes, parts and truth", async () => {
  const mean = VALUES.reduce((m, v) => ({ re: m.re + v.re / 6, im: m.im + v.im / 6 }), { re: 0, im: 0 });
  const variance = VALUES.reduce((s, v) => s + ((v.re - mean.re) ** 2 + (v.im - mean.im) ** 2) / 6, 0);
  expect([z.var().dtype, z.std().dtype]).toEqual(["float64", "float64"]);
  expect(await computed(z.var())).toBeCloseTo(variance, 12);
  expect(await computed(z.std())).toBeCloseTo(Math.sqrt(variance), 12);
  expect([await computed(z.any()), await computed(z.all()), await computed(da.countNonzero(z))]).toEqual([true, true, 6]);
});
test("a real number of a complex one is its real part", async () => {
  expect(await computed(z.astype("float64")).then(v => v.toArray())).toEqual(VALUES.map(v => v.re));
  expect(await computed(z.sub(z).astype("bool")).then(v => v.toArray())).toEqual(VALUES.map(() => false));
});

const less = (a: C, b: C): boolean => a.re < b.re || (a.re === b.re && a.im < b.im);
const one = async (x: da.BaskArray): Promise<C> => (await computed(x)) as never;
test("products, and the least and greatest by real and then imaginary parts", async () => {
  const product = VALUES.reduce((p, v) => ({ re: p.re * v.re - p.im * v.im, im: p.re * v.im + p.im * v.re }), { re: 1, im: 0 });
  const made = await one(z.prod() as never);
  expect([made.re, made.im]).toEqual([expect.closeTo(product.re, 12), expect.closeTo(product.im, 12)]);
  const ordered = VALUES.toSorted((a, b) => (less(a, b) ? -1 : 1));
  expect(await one(z.min() as never)).toEqual(ordered[0]);
  expect(await one(z.max() as never)).toEqual(ordered.at(-1));
  expect(z.astype("complex64").max().dtype).toBe("complex64");
  const table = z.reshape([2, 3]).rechunk([1, 2]);
  expect(await values(table.max({ axis: 0 }) as never)).toEqual([VALUES[3], VALUES[4], VALUES[2]]);
  const holed = da.fromArray(
    [
      { re: 1, im: 1 },
      { re: Number.NaN, im: 0 },
      { re: 5, im: 2 },
    ] as never,
    { chunks: 2 },
  ) as da.BaskArray;
  expect(Number.isNaN((await one(holed.max() as never)).re)).toBe(true);
  expect(await one(da.nansum(holed) as never)).toEqual({ re: 6, im: 3 });
  expect(await one(da.nanprod(holed) as never)).toEqual({ re: 3, im: 7 });
  expect(await one(da.nanmean(holed) as never)).toEqual({ re: 3, im: 1.5 });
});
test("sign, and functions near their special points", async () => {
  await near(da.sign(z).mul(da.abs(z)) as never, z);
  await near(da.expm1(z) as never, da.exp(z).sub(1) as never);
  await near(da.log1p(z) as never, da.log(z.add(1)) as never);
  await near(da.exp2(z) as never, da.exp(z.mul(Math.LN2)) as never);
  const tiny = z.mul(1e-12);
  await near(da.expm1(da.log1p(tiny)).mul(1e12) as never, z);
  await near(da.maximum(z, da.conj(z)) as never, da.real(z).add(da.abs(da.imag(z)).mul({ re: 0, im: 1 } as never)) as never);
});
test("complex scalars: no wider than what they meet", async () => {
  const i = { re: 0, im: 1 } as never;
  await near(z.mul(i).mul(i) as never, da.negative(z) as never);
  await near(z.add(i).sub(z) as never, da.full([6], i) as never);
  expect([z.astype("complex64").mul(i).dtype, da.ones([2], { dtype: "float32" }).mul(i).dtype, da.ones([2], { dtype: "int8" }).add(i).dtype]).toEqual([
    "complex64",
    "complex64",
    "complex128",
  ]);
  expect(da.full([2, 2], i).dtype).toBe("complex128");
  expect(await values(da.full([2], { re: 3, im: -1 } as never) as never)).toEqual([
    { re: 3, im: -1 },
    { re: 3, im: -1 },
  ]);
});
