/** Complex numbers in order, and by position: against sorted lists in memory, over shapes and blockings. */

import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { INVERSES } from "../../../runtime/kernels/array/complex-inverses.ts";
import { blocking, flat, indicesOf } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

type C = { re: number; im: number };
const part = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -2, max: 2 }) }, { weight: 1, arbitrary: fc.constantFrom(Number.NaN, -0, Infinity) });
const cases = (minSize = 0) =>
  fc.array(fc.integer({ min: minSize, max: 5 }), { minLength: 1, maxLength: 3 }).chain(shape => {
    const size = shape.reduce((n, k) => n * k, 1);
    return fc.record({
      shape: fc.constant(shape),
      chunks: fc.tuple(...shape.map(blocking)),
      values: fc.array(fc.record({ re: part, im: part }), { minLength: size, maxLength: size }),
    });
  });
const lazy = ({ shape, chunks, values }: { shape: number[]; chunks: number[][]; values: C[] }): da.BaskArray =>
  da.fromArray(new da.NDArray(Float64Array.from(values.flatMap(v => [v.re, v.im])), shape, "complex128"), { chunks });

const missing = (v: C): boolean => Number.isNaN(v.re) || Number.isNaN(v.im);
const order = (a: C, b: C): number => {
  const rank = (v: C) => 2 * Number(Number.isNaN(v.re)) + Number(Number.isNaN(v.im));
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  const by = (x: number, y: number) => (Number.isNaN(x) || x === y ? 0 : x < y ? -1 : 1);
  return by(a.re, b.re) || by(a.im, b.im);
};
const list = async (x: da.BaskArray): Promise<C[]> => {
  const value: unknown = await computed(x);
  return value instanceof da.NDArray ? [value.toArray()].flat(9) : [value as C];
};
const zeros = (all: C[]): C[] => all.map(v => ({ re: v.re + 0, im: v.im + 0 }));
/** Flat positions of each line along an axis. */
const linesAlong = (shape: number[], axis: number): number[][] => {
  const lines = new Map<string, number[]>();
  for (const [i, index] of indicesOf(shape).entries()) {
    const key = String(index.with(axis, -1));
    lines.set(key, [...(lines.get(key) ?? []), i]);
  }
  return [...lines.values()];
};

test("positions and values of extremes, with what is not a number or without it", async () => {
  await fc.assert(
    fc.asyncProperty(cases(1), fc.nat({ max: 2 }), fc.boolean(), async (given, pick, least) => {
      const x = lazy(given);
      const axis = pick % given.shape.length;
      const sign = least ? 1 : -1;
      const lines = linesAlong(given.shape, axis).map(line => line.map(i => given.values[i]!));
      const positions = lines.map(line => {
        const hole = line.findIndex(missing);
        if (hole >= 0) return hole;
        return line.findIndex(v => line.every(w => sign * order(v, w) <= 0));
      });
      expect(flat(await computed((least ? da.argmin : da.argmax)(x, { axis })))).toEqual(positions);
      const found = await list((least ? da.nanmin : da.nanmax)(x, { axis }) as never);
      const kept = lines.map(line => line.filter(v => !missing(v)));
      for (const [i, line] of kept.entries()) {
        if (line.length === 0) expect(missing(found[i]!)).toBe(true);
        else expect(zeros([found[i]!])).toEqual(zeros([line.toSorted((a, b) => sign * order(a, b))[0]!]));
      }
      const places = computed((least ? da.nanargmin : da.nanargmax)(x, { axis }));
      if (kept.some(line => line.length === 0)) await expect(places).rejects.toThrow(/nothing but NaN/);
      else {
        expect(flat(await places)).toEqual(lines.map(line => line.findIndex(v => !missing(v) && line.every(w => missing(w) || sign * order(v, w) <= 0))));
      }
    }),
    { numRuns: 60 },
  );
});

test("the best few, distinct values, members and places", async () => {
  await fc.assert(
    fc.asyncProperty(cases(), fc.integer({ min: 1, max: 6 }), fc.boolean(), async (given, count, least) => {
      const flatCase = { ...given, shape: [given.values.length], chunks: [[given.values.length]] };
      const x = lazy(given);
      const line = lazy(flatCase).rechunk(2);
      const k = least ? -count : count;
      const sorted = given.values.toSorted(order);
      const wanted = (least ? sorted : sorted.toReversed()).slice(0, count);
      const best = await list(da.topk(line, k) as never);
      expect(best.map(missing)).toEqual(wanted.map(missing));
      expect(zeros(best.filter(v => !missing(v)))).toEqual(zeros(wanted.filter(v => !missing(v))));
      const at = flat(await computed(da.argtopk(line, k)));
      expect(new Set(at).size).toBe(wanted.length);
      expect(at.map(i => missing(given.values[i]!))).toEqual(wanted.map(missing));

      const distinct = sorted.filter((v, i) => i === 0 || (missing(v) ? !missing(sorted[i - 1]!) : order(v, sorted[i - 1]!) !== 0));
      const [values, index, inverse, counts] = (await Promise.all(
        (da.unique(x, { returnIndex: true, returnInverse: true, returnCounts: true } as never) as unknown as da.BaskArray[]).map(one => computed(one)),
      )) as InstanceType<typeof da.NDArray>[];
      expect(zeros(values!.toArray() as C[])).toEqual(zeros(distinct));
      expect(zeros((await list(da.unique(x) as never)) as C[])).toEqual(zeros(distinct));
      const class_ = (v: C) => distinct.findIndex(w => (missing(v) ? missing(w) : order(v, w) === 0));
      expect(flat(inverse)).toEqual(given.values.map(class_));
      expect(flat(counts)).toEqual(distinct.map((_, i) => given.values.filter(v => class_(v) === i).length));
      for (const [i, first] of flat(index).entries()) expect(class_(given.values[first]!)).toBe(i);

      const some = given.values.filter((_, i) => i % 2 === 0);
      const members = lazy({ shape: [some.length], chunks: [[some.length]], values: some }).rechunk(2);
      const has = (v: C) => Number(!missing(v) && some.some(w => order(v, w) === 0));
      expect(flat(await computed(da.isin(x, members)))).toEqual(given.values.map(has));
      expect(flat(await computed(da.isin(x, members, { invert: true } as never)))).toEqual(given.values.map(v => 1 - has(v)));
    }),
    { numRuns: 70 },
  );
});

test("comparisons go by real and then imaginary parts; fmin and fmax leave out what is not a number", async () => {
  const pairs = cases().chain(a =>
    fc.tuple(fc.constant(a), fc.array(fc.record({ re: part, im: part }), { minLength: a.values.length, maxLength: a.values.length })),
  );
  await fc.assert(
    fc.asyncProperty(pairs, async ([a, values]) => {
      const [x, y] = [lazy(a), lazy({ ...a, values })];
      const less = (v: C, w: C) => (v.re < w.re && !Number.isNaN(v.im) && !Number.isNaN(w.im)) || (v.re === w.re && v.im < w.im);
      const same = (v: C, w: C) => v.re === w.re && v.im === w.im;
      const each = (f: (v: C, w: C) => boolean) => a.values.map((v, i) => Number(f(v, values[i]!)));
      expect(flat(await computed(x.lt(y)))).toEqual(each(less));
      expect(flat(await computed(x.ge(y)))).toEqual(each((v, w) => less(w, v) || same(v, w)));
      const zero = (v: C) => v.re === 0 && v.im === 0;
      expect(flat(await computed(da.logicalXor(x, y)))).toEqual(each((v, w) => zero(v) !== zero(w)));
      const least = a.values.map((v, i) => (missing(values[i]!) ? v : missing(v) ? values[i]! : less(values[i]!, v) ? values[i]! : v));
      expect(zeros(await list(da.fmin(x, y) as never))).toEqual(zeros(least));
    }),
    { numRuns: 80 },
  );
});

test("variances leave out what is not a number; nanToNum makes numbers of both parts", async () => {
  const given = {
    shape: [4],
    chunks: [[3, 1]],
    values: [
      { re: 1, im: 2 },
      { re: Number.NaN, im: 0 },
      { re: 3, im: -2 },
      { re: 0, im: Number.NaN },
    ],
  };
  expect(await computed(da.nanvar(lazy(given)))).toBe(5);
  expect(await computed(da.nanstd(lazy(given), { ddof: 1 } as never))).toBe(Math.sqrt(10));
  const holed = lazy({ ...given, values: [{ re: Infinity, im: 1 }, ...given.values.slice(1)] });
  expect((await list(da.nanToNum(holed) as never))[0]).toEqual({ re: Number.MAX_VALUE, im: 1 });
  expect((await list(da.nanToNum(holed.astype("complex64")) as never))[0]).toEqual({ re: Math.fround(3.4028234663852886e38), im: 1 });
});

test("inverse functions undo theirs, keep the cuts' sides, and agree with the real ones", async () => {
  const number = fc.double({ min: -1.4, max: 1.4, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ re: number, im: number }), { minLength: 1, maxLength: 20 }), async values => {
      const z = lazy({ shape: [values.length], chunks: [[values.length]], values });
      const near = async (x: da.BaskArray) => {
        for (const [i, v] of (await list(x)).entries()) expect(Math.hypot(v.re - values[i]!.re, v.im - values[i]!.im)).toBeLessThan(1e-13);
      };
      await near(da.sin(da.arcsin(z)) as never);
      await near(da.cos(da.arccos(z)) as never);
      await near(da.tan(da.arctan(z)) as never);
      await near(da.sinh(da.arcsinh(z)) as never);
      await near(da.cosh(da.arccosh(z)) as never);
      await near(da.tanh(da.arctanh(z)) as never);
    }),
    { numRuns: 40 },
  );
  expect(da.arcsin(lazy({ shape: [1], chunks: [[1]], values: [{ re: 1, im: 0 }] }).astype("complex64")).dtype).toBe("complex64");
  const at = (name: keyof typeof INVERSES, re: number, im: number) => [INVERSES[name](re, im, 0), INVERSES[name](re, im, 1)];
  expect([at("arcsinComplex", 2, 0)[1], at("arcsinComplex", 2, -0)[1]]).toEqual([Math.asinh(Math.sqrt(3)), -Math.asinh(Math.sqrt(3))]);
  expect([at("arccosComplex", -2, 0), at("arccosComplex", 0.5, 0)]).toEqual([
    [Math.PI, -Math.acosh(2)],
    [expect.closeTo(Math.acos(0.5), 15), -0],
  ]);
  expect([at("arccoshComplex", 0, 0), at("arctanhComplex", 1, 0), at("arcsinhComplex", Infinity, -1)]).toEqual([
    [0, Math.PI / 2],
    [Infinity, 0],
    [Infinity, -0],
  ]);
});
