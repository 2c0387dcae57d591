import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { DType } from "../../../runtime/meta/dtype.ts";
import { storage } from "../../../runtime/meta/dtype.ts";
import { SCALAR, type ScalarCode } from "../../../runtime/meta/scalar.ts";
import { type Arg, type Program, stepOf } from "../../../runtime/kernels/array/program.ts";
import { chunkOf } from "../../../runtime/kernels/array/reduce.ts";
import { runProgram } from "../../../runtime/kernels/array/run-program.ts";
import { isFunctionName } from "../../../runtime/kernels/wasm/functions.ts";
import { loadAssembler, simdKernel } from "../../../runtime/kernels/wasm/modules.ts";
import { runFoldedProgram, runFusedProgram } from "../../../runtime/kernels/wasm/run-simd.ts";
import { kernelText } from "../../../runtime/kernels/wasm/wat.ts";
import { put } from "../../../runtime/values/element.ts";
import { NDArray, sizeOf } from "../../../runtime/values/ndarray.ts";
import { blockMemory } from "../../support/block-memory.ts";

/** Those without an instruction may differ from JavaScript's in the last place: they have tests of their own. */
const ALL = (Object.keys(SCALAR) as ScalarCode[]).filter(code => code !== "astype" && !isFunctionName(code));
const VECTOR: readonly ScalarCode[] = [
  "add",
  "sub",
  "mul",
  "div",
  "neg",
  "abs",
  "square",
  "sqrt",
  "floor",
  "ceil",
  "trunc",
  "rint",
  "sign",
  "reciprocal",
  "maximum",
  "minimum",
  "fmax",
  "fmin",
  "lt",
  "le",
  "gt",
  "ge",
  "eq",
  "ne",
  "and",
  "or",
  "xor",
  "not",
  "logicalAnd",
  "logicalOr",
  "logicalNot",
  "isnan",
  "isfinite",
  "isinf",
  "where",
  "deg2rad",
];
/** What programs start from: mixtures that vectors take, and one of everything. */
const POOLS: readonly (readonly DType[])[] = [
  ["float64", "float64", "float32", "int16", "bool", "uint8"],
  ["float32", "bool", "int8"],
  ["int64", "int64", "int32", "bool"],
  ["int32", "bool"],
  ["float64", "int64"],
  ["float64", "float32", "int64", "int32", "bool", "int16", "uint8", "int8", "uint16", "uint32"],
];
const SPECIAL = [0, -0, 1, -1, 0.5, 2.5, -3.5, Number.NaN, Infinity, -Infinity, 1e300, 1e-310, 127, 255];
const memory = blockMemory();
beforeAll(async () => {
  await loadAssembler();
});

/** A random program of vector operations; what types reject is left out. */
const program = fc
  .tuple(fc.constantFrom(...POOLS), fc.constantFrom(VECTOR, VECTOR, VECTOR, ALL))
  .chain(([dtypes, codes]) =>
    fc.record({
      inputs: fc.array(fc.constantFrom(...dtypes), { minLength: 1, maxLength: 3 }),
      steps: fc.array(
        fc.record({
          code: fc.constantFrom(...codes),
          args: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
          scalar: fc.option(fc.constantFrom(...SPECIAL, true), { nil: undefined }),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  )
  .map(({ inputs, steps }): Program => {
    let made: Program = { inputs, steps: [] };
    for (const { code, args, scalar } of steps) {
      const available = inputs.length + made.steps.length;
      const operands = args.slice(0, SCALAR[code].arity).map((pick, k): Arg => {
        const at = pick % available;
        if (scalar !== undefined && k === 1) return { scalar };
        return at < inputs.length ? { input: at } : { step: at - inputs.length };
      });
      try {
        made = { ...made, steps: [...made.steps, stepOf(made, code, operands)] };
      } catch {
        // These dtypes have no such operation.
      }
    }
    return made;
  })
  .filter(({ steps }) => steps.length > 0);

/** Blocks of `shape`, some axes repeated, in shared memory; values cover the special ones. */
function blocks({ inputs }: Program, shape: readonly number[], seed: number, repeat: readonly boolean[], near = true): NDArray[] {
  let state = seed | 1;
  const next = () => (state = Math.imul(state ^ (state >>> 13), 0x5bd1e995) >>> 0);
  return inputs.map((dtype, k) => {
    const own = repeat[k] ? shape.map((n, axis) => (axis === k % shape.length ? 1 : n)) : shape;
    const data = storage(dtype, sizeOf(own));
    for (let i = 0; i < data.length; i++) {
      const pick = next() % 40;
      const value = pick < SPECIAL.length ? SPECIAL[pick]! : (next() % 2000) / 8 - 100;
      put(data, i, dtype, dtype.includes("int") ? (Number.isFinite(value) ? Math.trunc(value % 1e6) : 7) : value);
    }
    const block = new NDArray(data, own, dtype);
    return near ? memory.place(block) : block;
  });
}

/** The same elements, lying column by column. */
const turnedCopy = (block: NDArray): NDArray => memory.place(block.T).T;

const list = (block: NDArray) =>
  Array.from(block.contiguous ? (block.data.subarray(block.offset, block.offset + block.size) as never as ArrayLike<unknown>) : []);

describe("vector kernels", () => {
  test("give the bits of the plain loops, on random programs", async () => {
    let vectors = 0;
    await fc.assert(
      fc.asyncProperty(
        program,
        fc.constantFrom([4099], [64, 67], [3, 40, 41], [130, 33], [20_011], [150, 90]),
        fc.nat(),
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        fc.boolean(),
        fc.boolean(),
        async (made, shape, seed, repeat, near, turned) => {
          memory.reset();
          const straight = blocks(made, shape, seed, repeat, near);
          const inputs = turned && shape.length === 2 && !repeat.some(Boolean) ? straight.map((block, k) => (k === 0 ? block : turnedCopy(block))) : straight;
          if (kernelText({ program: made, walks: made.inputs.map(() => "one" as const), wide: false }) !== undefined) vectors++;
          let expected: NDArray;
          try {
            expected = runProgram(made, inputs, { alloc: storage });
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
            return;
          }
          const actual = await runFusedProgram(made, inputs, memory.context);
          expect(actual.dtype).toBe(expected.dtype);
          expect(actual.shape).toEqual(expected.shape);
          const [a, b] = [list(actual), list(expected)];
          for (let i = 0; i < b.length; i++) if (!Object.is(a[i], b[i])) throw new Error(`element ${i}: ${String(a[i])}, expected ${String(b[i])}`);
        },
      ),
      { numRuns: 200 },
    );
    expect(vectors).toBeGreaterThan(30);
  }, 60_000);

  test("fold into cells and rows as the plain stages do", async () => {
    const axes = fc.constantFrom([0], [1], [0, 1], [0, 2], [1, 2], [0, 1, 2]);
    await fc.assert(
      fc.asyncProperty(
        program,
        axes,
        fc.constantFrom("sum", "mean", "min", "max", "var", "std"),
        fc.nat(),
        fc.boolean(),
        async (made, on, name, seed, near) => {
          memory.reset();
          const shape = [3, 40, 41].slice(0, Math.max(2, Math.max(...on) + 1));
          fc.pre(shape.length > Math.max(...on));
          const full = shape.length === 2 ? [64, 67] : shape;
          const inputs = blocks(made, full, seed, [false, true, false], near);
          let expected: NDArray;
          try {
            expected = chunkOf(name as "sum")([runProgram(made, inputs, { alloc: storage })], { axes: on }, { ...memory.context, alloc: storage }) as NDArray;
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            return;
          }
          const actual = await runFoldedProgram(made, inputs, { kernel: `reduce.${name}.chunk`, params: { axes: on } }, memory.context);
          expect(actual.dtype).toBe(expected.dtype);
          expect(actual.shape).toEqual(expected.shape);
          const scale = Math.max(1, ...list(expected).map(Number).filter(Number.isFinite).map(Math.abs));
          const got = list(actual);
          for (const [i, want] of list(expected).entries()) {
            // Sums of numbers that are not finite may come to NaN or to infinity, by their order.
            const same =
              typeof want === "bigint"
                ? got[i] === want
                : Number.isFinite(want)
                  ? Math.abs(Number(got[i]) - Number(want)) <= 1e-9 * scale
                  : !Number.isFinite(got[i]);
            if (!same) throw new Error(`element ${i}: ${String(got[i])}, expected ${String(want)}`);
          }
        },
      ),
      { numRuns: 120 },
    );
  }, 60_000);

  test("views with gaps, near and elsewhere", async () => {
    for (const near of [true, false]) {
      memory.reset();
      const data = Float64Array.from({ length: 200 * 200 }, (_, i) => i);
      const whole = new NDArray(data, [200, 200], "float64");
      const block = near ? memory.place(whole) : whole;
      const step = { kernel: "reduce.sum.chunk", params: { axes: [0, 1] } };
      for (const stride of [2, 3, -2]) {
        const view = block.get(`::${stride}`, `::${stride}`);
        const actual = await runFoldedProgram({ inputs: ["float64"], steps: [] }, [view], step, memory.context);
        expect(actual.data[0]).toBe((view.copy().data as Float64Array).reduce((sum, x) => sum + x, 0));
      }
    }
  });

  test("sums are off by a few units of the magnitudes that went in, however many there are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 5000, max: 60_000 }), fc.nat(), fc.integer({ min: 0, max: 20 }), async (n, seed, range) => {
        memory.reset();
        let state = seed | 1;
        const next = () => (state = Math.imul(state ^ (state >>> 13), 0x5bd1e995) >>> 0) / 2 ** 32;
        const data = Float64Array.from({ length: n }, () => (next() - 0.4) * 2 ** Math.floor(next() * range));
        // Neumaier's sum is as good as exact here.
        let [sum, rest, size] = [0, 0, 0];
        for (const x of data) {
          const total = sum + x;
          rest += Math.abs(sum) >= Math.abs(x) ? sum - total + x : x - total + sum;
          sum = total;
          size += Math.abs(x);
        }
        const step = { kernel: "reduce.sum.chunk", params: { axes: [0] } };
        const actual = await runFoldedProgram({ inputs: ["float64"], steps: [] }, [memory.place(new NDArray(data, [n], "float64"))], step, memory.context);
        // Within runs of 256 elements, in eight lanes; between them nothing is lost.
        expect(Math.abs((actual.data[0] as number) - (sum + rest))).toBeLessThanOrEqual(36 * 2 ** -53 * size);
      }),
      { numRuns: 40 },
    );
  });

  test("read as text", () => {
    const base: Program = { inputs: ["float64"], steps: [] };
    const made: Program = { ...base, steps: [stepOf(base, "mul", [{ input: 0 }, { scalar: 2 }])] };
    const { text } = kernelText({ program: made, walks: ["one"], fold: { code: "sum", into: "cell" }, wide: false })!;
    expect(text).toContain("f64x2.mul");
    expect(text).toContain('(import "bask" "memory" (memory 1 65536 shared))');
    expect(kernelText({ program: { ...base, steps: [stepOf(base, "arctanh", [{ input: 0 }])] }, walks: ["one"], wide: false })).toBeUndefined();
    expect(simdKernel({ program: made, walks: ["one"], wide: false }, memory.context.memory!)).toBe(
      simdKernel({ program: made, walks: ["one"], wide: false }, memory.context.memory!),
    );
  });
});
