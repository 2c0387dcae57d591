/** Transforms of blocks in block memory, by vector kernels and by plain loops, against the sums that define them: strides, odd sizes, padding. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FFT_KERNELS } from "../../../runtime/kernels/array/fft/kernel.ts";
import type { KernelContext } from "../../../runtime/kernels/kernel.ts";
import type { FftStep } from "../../../runtime/ops/fft.ts";
import { NDArray, sizeOf } from "../../../runtime/values/ndarray.ts";
import { blockMemory } from "../../support/block-memory.ts";

const { context, place, reset } = blockMemory(200);
const kernel = FFT_KERNELS["array.fft"]!;
const plainContext: KernelContext = {
  ...context,
  memory: undefined,
  alloc: (dtype, length) => new Float64Array(dtype === "complex128" ? 2 * length : length),
};

/** Real and imaginary parts of an array in C order. */
interface Values {
  readonly shape: readonly number[];
  readonly re: Float64Array;
  readonly im: Float64Array;
}
const zeros = (shape: readonly number[]): Values => ({ shape, re: new Float64Array(sizeOf(shape)), im: new Float64Array(sizeOf(shape)) });

/** One step by its definition; half spectra are made whole first. */
function defined(x: Values, { axis, n, kind, inverse, scale }: FftStep): Values {
  const length = kind === "r2c" ? (n >> 1) + 1 : n;
  const out = zeros(x.shape.with(axis, length));
  const after = sizeOf(x.shape.slice(axis + 1));
  const before = sizeOf(x.shape.slice(0, axis));
  const have = Math.min(x.shape[axis]!, kind === "c2r" ? (n >> 1) + 1 : n);
  for (let b = 0; b < before; b++) {
    for (let a = 0; a < after; a++) {
      const [re, im] = [new Float64Array(n), new Float64Array(n)];
      for (let j = 0; j < have; j++) {
        const from = (b * x.shape[axis]! + j) * after + a;
        [re[j], im[j]] = [x.re[from]!, x.im[from]!];
        if (kind !== "c2r") continue;
        const alone = j === 0 || 2 * j === n;
        if (alone) im[j] = 0;
        // A forward transform of half a spectrum is of the conjugates.
        else [re[n - j], im[n - j]] = [re[j]!, -im[j]!];
      }
      for (let k = 0; k < length; k++) {
        let [p, q] = [0, 0];
        for (let j = 0; j < n; j++) {
          const angle = ((inverse ? 2 : -2) * Math.PI * ((j * k) % n)) / n;
          const [c, s] = [Math.cos(angle), Math.sin(angle)];
          p += re[j]! * c - im[j]! * s;
          q += re[j]! * s + im[j]! * c;
        }
        const to = (b * length + k) * after + a;
        [out.re[to], out.im[to]] = [p * scale, kind === "c2r" ? 0 : q * scale];
      }
    }
  }
  return out;
}

function random(shape: readonly number[], complex: boolean, seed: number): Values {
  const made = zeros(shape);
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1;
  for (let i = 0; i < made.re.length; i++) [made.re[i], made.im[i]] = [next(), complex ? next() : 0];
  return made;
}
const blockOf = ({ shape, re, im }: Values, complex: boolean): NDArray =>
  complex ? new NDArray(interleaved(re, im), shape, "complex128") : new NDArray(re, shape, "float64");
function interleaved(re: Float64Array, im: Float64Array): Float64Array {
  const both = new Float64Array(2 * re.length);
  for (const [i, x] of re.entries()) [both[2 * i], both[2 * i + 1]] = [x, im[i]!];
  return both;
}

function check(got: NDArray, wanted: Values, within: number): void {
  expect(got.shape).toEqual(wanted.shape);
  expect(got.contiguous).toBe(true);
  const complex = got.dtype === "complex128";
  const data = got.data.subarray(got.offset * (complex ? 2 : 1)) as Float64Array;
  for (const [i, re] of wanted.re.entries()) {
    const [p, q] = complex ? [data[2 * i]!, data[2 * i + 1]!] : [data[i]!, 0];
    if (!(Math.abs(p - re) <= within && Math.abs(q - wanted.im[i]!) <= within))
      throw new Error(`${i}: expected ${re} + ${wanted.im[i]!}i, got ${p} + ${q}i, within ${within}`);
  }
}

interface Case {
  readonly shape: readonly number[];
  readonly kind: FftStep["kind"];
  readonly complex: boolean;
  readonly axes: readonly number[];
  readonly pads: readonly number[];
  readonly inverse: boolean;
  readonly turned: boolean;
}
function stepsOf({ shape, kind, axes, pads, inverse }: Case): FftStep[] {
  return axes.map((axis, i) => {
    const length = kind === "c2r" && i === 0 ? 2 * shape[axis]! - 2 : shape[axis]!;
    const n = Math.max(1, length + pads[i]!);
    return { axis, n, kind: i === 0 ? kind : "c2c", inverse, scale: inverse ? 1 / n : 1 };
  });
}
async function compare(given: Case, where: KernelContext): Promise<void> {
  reset();
  const complex = given.kind === "c2r" || (given.kind === "c2c" && given.complex);
  const values = random(given.shape, complex, 7);
  // The same block, lying in memory the other way round.
  let block = blockOf(values, complex);
  if (where.memory !== undefined) block = given.turned ? place(block.T).T : place(block);
  const steps = given.kind === "c2r" ? stepsOf({ ...given, axes: given.axes.slice(0, 1) }) : stepsOf(given);
  const got = (await kernel([block], { steps }, where)) as NDArray;
  check(got, steps.reduce(defined, values), 1e-12 * steps.reduce((most, { n }) => most * n, 4));
}

const cases: fc.Arbitrary<Case> = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 1, maxLength: 3 }), fc.integer({ min: 15, max: 40 }), fc.boolean())
  .chain(([small, long, grow]) => {
    const shape = grow ? small.with(small.length - 1, long) : small;
    return fc.record({
      shape: fc.constant(shape),
      kind: fc.constantFrom("c2c" as const, "r2c" as const, "c2r" as const),
      complex: fc.boolean(),
      axes: fc.shuffledSubarray(
        shape.map((_, k) => k),
        { minLength: 1, maxLength: Math.min(2, shape.length) },
      ),
      pads: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 2 }),
      inverse: fc.boolean(),
      turned: fc.boolean(),
    });
  });

describe("transforms are the sums that define them", () => {
  test("by vector kernels", async () => {
    await fc.assert(
      fc.asyncProperty(cases, given => compare(given, context)),
      { numRuns: 250 },
    );
  });
  test("by plain loops", async () => {
    await fc.assert(
      fc.asyncProperty(cases, given => compare(given, plainContext)),
      { numRuns: 60 },
    );
  });
});

test.each([32, 33, 77])("of %i numbers, no line lends another its NaN or its rounding", async n => {
  reset();
  const lines = 12;
  const rows = random([lines, n], false, 3);
  rows.re[5 * n + 3] = NaN;
  for (let j = 0; j < n; j++) rows.re[6 * n + j]! *= 1e-200;
  for (const kind of ["r2c", "c2c"] as const) {
    const step: FftStep = { axis: 1, n, kind, inverse: false, scale: 1 };
    const got = (await kernel([place(blockOf(rows, false))], { steps: [step] }, context)) as NDArray;
    const wanted = defined(rows, step);
    const width = got.shape[1]!;
    const data = got.data as Float64Array;
    for (let i = 0; i < lines * width; i++) {
      const line = Math.floor(i / width);
      if (line === 5) {
        expect(data[2 * (got.offset + i)]).toBeNaN();
        continue;
      }
      const within = 1e-11 * (line === 6 ? 1e-200 : 1);
      expect(Math.abs(data[2 * (got.offset + i)]! - wanted.re[i]!)).toBeLessThanOrEqual(within);
      expect(Math.abs(data[2 * (got.offset + i) + 1]! - wanted.im[i]!)).toBeLessThanOrEqual(within);
    }
  }
});
test("errors stay within some units of the largest, relative to the root mean square", async () => {
  reset();
  const n = 1000;
  const x = random([8, n], false, 11);
  const step: FftStep = { axis: 1, n, kind: "r2c", inverse: false, scale: 1 };
  const there = (await kernel([place(blockOf(x, false))], { steps: [step] }, context)) as NDArray;
  const back = (await kernel([there], { steps: [{ ...step, kind: "c2r", inverse: true, scale: 1 / n }] }, context)) as NDArray;
  let most = 0;
  for (const [i, value] of x.re.entries()) most = Math.max(most, Math.abs((back.data[back.offset + i] as number) - value));
  expect(most).toBeLessThan(16 * 2 ** -53);
});
