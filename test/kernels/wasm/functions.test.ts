import { describe, expect, test } from "vitest";
import { storage } from "../../../runtime/meta/dtype.ts";
import type { ScalarCode } from "../../../runtime/meta/scalar.ts";
import { type Arg, type Program, stepOf } from "../../../runtime/kernels/array/program.ts";
import { runProgram } from "../../../runtime/kernels/array/run-program.ts";
import { FUNCTION_NAMES, type FunctionName } from "../../../runtime/kernels/wasm/functions.ts";
import { loadAssembler, simdKernel } from "../../../runtime/kernels/wasm/modules.ts";
import { NDArray } from "../../../runtime/values/ndarray.ts";
import { blockMemory } from "../../support/block-memory.ts";

/** Numbers as integers of 2^-BITS: exact references. */
const BITS = 1200n;
const ONE = 1n << BITS;
const DIGITS =
  "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651328230664709384460955058223172535940812848111745";
const PI = (BigInt(DIGITS.replace(".", "")) * ONE) / 10n ** BigInt(DIGITS.length - 2);

const view = new DataView(new ArrayBuffer(8));
/** The exact value of a float64. */
function exact(x: number): bigint {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 2047n);
  const fraction = (bits & ((1n << 52n) - 1n)) | (exponent === 0 ? 0n : 1n << 52n);
  const shift = BITS + BigInt(Math.max(1, exponent) - 1075);
  const value = shift >= 0n ? fraction << shift : fraction >> -shift;
  return x < 0 ? -value : value;
}
const times = (a: bigint, b: bigint) => (a * b) >> BITS;
function series(x: bigint, first: bigint, next: (term: bigint, n: bigint) => bigint): bigint {
  let sum = 0n;
  for (let [term, n] = [first, 1n]; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = next(term, n);
  }
  return sum;
}
const sine = (x: bigint) => series(x, x, (term, n) => -times(times(term, x), x) / (2n * n * (2n * n + 1n)));
function expOf(x: bigint): bigint {
  const scaled = x >> 12n;
  let value = series(scaled, ONE, (term, n) => times(term, scaled) / n);
  for (let i = 0; i < 12; i++) value = times(value, value);
  return value;
}
/** Newton's step from a float64 near it squares its error. */
function logOf(x: bigint, near: number): bigint {
  const power = expOf(exact(near));
  return exact(near) + (2n * (x - power) * ONE) / (x + power);
}
const over = (a: bigint, b: bigint) => (a * ONE) / b;
const LN2 = logOf(2n * ONE, Math.LN2);
const LN10 = logOf(10n * ONE, Math.LN10);
const REFERENCE: Record<FunctionName, (x: number) => bigint> = {
  exp: x => expOf(exact(x)),
  sin: x => sine(exact(x) % (2n * PI)),
  cos: x => sine((exact(x) + PI / 2n) % (2n * PI)),
  log: x => logOf(exact(x), Math.log(x)),
  log2: x => over(REFERENCE.log(x), LN2),
  log10: x => over(REFERENCE.log(x), LN10),
  tan: x => over(REFERENCE.sin(x), REFERENCE.cos(x)),
  expm1: x => expOf(exact(x)) - ONE,
  sinh: x => (expOf(exact(x)) - expOf(-exact(x))) / 2n,
  cosh: x => (expOf(exact(x)) + expOf(-exact(x))) / 2n,
  tanh: x => over(REFERENCE.sinh(x), REFERENCE.cosh(x)),
};
/** Errors in units of the last place stay below it: one where nothing is said. */
const BOUNDS: Partial<Record<FunctionName, bigint>> = { log2: 2n, log10: 2n, tan: 3n, expm1: 2n, cosh: 2n, sinh: 4n, tanh: 4n };
function ulp(x: number): bigint {
  view.setFloat64(0, Math.abs(x));
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return exact(view.getFloat64(0)) - exact(Math.abs(x));
}

const memory = blockMemory();
const run = (name: FunctionName, xs: readonly number[]): Float64Array => runSteps(xs, [[name, [{ input: 0 }]]]);
function runSteps(xs: readonly number[], steps: readonly (readonly [ScalarCode, readonly Arg[]])[]): Float64Array {
  memory.reset();
  let program: Program = { inputs: ["float64"], steps: [] };
  for (const [code, args] of steps) program = { ...program, steps: [...program.steps, stepOf(program, code, args)] };
  const kernel = simdKernel({ program, walks: ["one"], wide: false }, memory.context.memory!)!;
  const [input, output] = [memory.context.alloc("float64", xs.length) as Float64Array, memory.context.alloc("float64", xs.length) as Float64Array];
  input.set(xs);
  kernel.run(1, xs.length, [input.byteOffset, output.byteOffset], [0, 0], []);
  return output.slice();
}
await loadAssembler();

const spread = (n: number, low: number, high: number) => Array.from({ length: n }, (_, i) => low + (high - low) * ((i * 0.6180339887498949) % 1));
const AROUND_ZERO = [...spread(400, -1.5, 1.5), ...spread(200, -30, 30), ...spread(50, -1e-8, 1e-8), 1e-300, 0.34657, 0.34658, 19.99, 20.01, 39.9, 40.1];
const POINTS: Record<FunctionName, readonly number[]> = {
  exp: [...spread(300, -1, 1), ...spread(200, -30, 30), ...spread(100, -700, 700), ...spread(50, -1e-8, 1e-8)],
  log: [
    ...spread(200, 0.4, 2.5),
    ...spread(100, 0.999, 1.001),
    ...spread(100, 1e-3, 1e6),
    ...spread(50, 300, 700).map(Math.exp),
    ...spread(40, -700, -300).map(Math.exp),
  ],
  sin: [...spread(300, -4, 4), ...spread(200, -1000, 1000), ...spread(100, -1e6, 1e6), ...[1, 2, 3, 100, 355, 103993].map(k => k * Math.PI), 1e-9, 1e22, 5e15],
  log2: [...spread(200, 0.4, 2.5), ...spread(100, 0.999, 1.001), ...spread(100, 1e-3, 1e6), ...spread(50, -700, 700).map(Math.exp), 5e-324, 1e-310],
  log10: [...spread(200, 0.4, 2.5), ...spread(100, 0.999, 1.001), ...spread(100, 1e-3, 1e6), ...spread(50, -700, 700).map(Math.exp), 5e-324, 1e-310],
  tan: [...spread(200, -1.5, 1.5), ...spread(200, -1000, 1000), ...spread(100, -1e6, 1e6), ...[1, 3, 5, 101, 711].map(k => (k * Math.PI) / 4), 1e-9],
  expm1: [...AROUND_ZERO, ...spread(60, -700, 700)],
  sinh: [...AROUND_ZERO, ...spread(60, -700, 700), 709.5, -710.3],
  cosh: [...AROUND_ZERO, ...spread(60, -700, 700), 709.5, -710.3],
  tanh: AROUND_ZERO,
  cos: [...spread(300, -4, 4), ...spread(200, -1000, 1000), ...spread(100, -1e6, 1e6), ...[1, 3, 5, 101, 711].map(k => (k * Math.PI) / 2), 1e-9, 1e22, 5e15],
};

describe("functions without an instruction", () => {
  test.each(FUNCTION_NAMES)("%s stays within its units in the last place", name => {
    const xs = POINTS[name];
    const actual = run(name, xs);
    for (const [i, x] of xs.entries()) {
      if (Math.abs(x) > 1e9) expect(actual[i]).toBe(Math[name](x));
      else {
        const error = exact(actual[i]!) - REFERENCE[name](x);
        const size = error < 0n ? -error : error;
        if (size >= (BOUNDS[name] ?? 1n) * ulp(actual[i]!))
          throw new Error(`${name}(${x}) = ${actual[i]}: off by ${Number((1000n * size) / ulp(actual[i]!)) / 1000} units`);
      }
    }
  });

  test("at the ends of their ranges", () => {
    const same = (name: FunctionName, xs: readonly number[]) => expect([...run(name, xs)]).toEqual(xs.map(x => Math[name](x)));
    same("exp", [0, -0, Infinity, -Infinity, Number.NaN, 710, -746, 709.78, -745.2, 1e300, -1e300]);
    same("expm1", [0, -0, Infinity, -Infinity, Number.NaN, 710, -746, -1e300, 1e300, 5e-324]);
    for (const name of ["sinh", "cosh", "tanh"] as const) same(name, [0, -0, Infinity, -Infinity, Number.NaN, 711, -711, 1e300, 5e-324, -1e-310]);
    same("log", [0, -0, 1, Infinity, -Infinity, Number.NaN, -1]);
    same("log2", [0, -0, 1, Infinity, -Infinity, Number.NaN, -1]);
    same("log10", [0, -0, 1, Infinity, -Infinity, Number.NaN, -1]);
    same("tan", [0, -0, Infinity, -Infinity, Number.NaN]);
    const powers = Array.from({ length: 2097 }, (_, i) => i - 1073);
    expect([
      ...run(
        "log2",
        powers.map(k => 2 ** k),
      ),
    ]).toEqual(powers);
    expect([...run("log10", [1e-5, 0.001, 10, 100, 1000, 1e15, 1e22])]).toEqual([-5, -3, 1, 2, 3, 15, 22]);
    same("sin", [0, -0, Infinity, -Infinity, Number.NaN]);
    same("cos", [0, -0, Infinity, -Infinity, Number.NaN]);
    expect(run("exp", [-744.5])[0]).toBeCloseTo(5e-324, 320);
    expect(run("log", [5e-324])[0]).toBeCloseTo(Math.log(5e-324), 10);
  });
});

describe("sine and cosine of one argument", () => {
  const xs = [...POINTS.sin, ...POINTS.cos, 0, -0, Infinity, -Infinity, Number.NaN, 1e6, -1e6, 1000001, 1e7];
  const [sin, cos] = [run("sin", xs), run("cos", xs)];
  test.each([
    ["sin", "cos"],
    ["cos", "sin"],
  ] as const)("%s, then %s: the same bits as each alone", (first, second) => {
    for (const last of ["add", "sub"] as const) {
      const made = runSteps(xs, [
        [first, [{ input: 0 }]],
        [second, [{ input: 0 }]],
        [last, [{ step: 0 }, { step: 1 }]],
      ]);
      const [a, b] = first === "sin" ? [sin, cos] : [cos, sin];
      expect([...made]).toEqual(xs.map((_, i) => (last === "add" ? a[i]! + b[i]! : a[i]! - b[i]!)));
    }
  });
  test("each of several finds its own other", () => {
    const made = runSteps(xs, [
      ["sin", [{ input: 0 }]],
      ["cos", [{ step: 0 }]],
      ["sin", [{ step: 0 }]],
      ["sin", [{ input: 0 }]],
      ["cos", [{ input: 0 }]],
      ["sub", [{ step: 1 }, { step: 2 }]],
      ["mul", [{ step: 3 }, { step: 4 }]],
      ["add", [{ step: 5 }, { step: 6 }]],
    ]);
    const [cosOfSin, sinOfSin] = [run("cos", [...sin]), run("sin", [...sin])];
    expect([...made]).toEqual(xs.map((_, i) => cosOfSin[i]! - sinOfSin[i]! + sin[i]! * cos[i]!));
  });
});

const sinh = (x: bigint) => (expOf(x) - expOf(-x)) / 2n;
const cosh = (x: bigint) => (expOf(x) + expOf(-x)) / 2n;

/** Functions of the plain loops: exact values, points, and the largest error met, in units of the last place. */
const PLAIN: readonly [ScalarCode, (x: number) => bigint, readonly number[], number][] = [
  ["tan", x => over(REFERENCE.sin(x), REFERENCE.cos(x)), [...spread(150, -1.5, 1.5), ...spread(150, -1000, 1000)], 1],
  ["sinh", x => sinh(exact(x)), [...spread(150, -1, 1), ...spread(100, -700, 700)], 2],
  ["cosh", x => cosh(exact(x)), [...spread(150, -1, 1), ...spread(100, -700, 700)], 2],
  ["tanh", x => over(sinh(exact(x)), cosh(exact(x))), [...spread(200, -1, 1), ...spread(100, -20, 20)], 2],
  ["expm1", x => expOf(exact(x)) - ONE, [...spread(200, -1, 1), ...spread(100, -30, 30), 1e-12], 1],
  ["log1p", x => logOf(ONE + exact(x), Math.log1p(x)), [...spread(200, -0.9, 1), ...spread(100, 0, 1e6)], 1],
  ["log2", x => over(REFERENCE.log(x), LN2), [...spread(200, 0.4, 2.5), ...spread(100, 1e-3, 1e6)], 1],
  ["log10", x => over(REFERENCE.log(x), LN10), [...spread(200, 0.4, 2.5), ...spread(100, 1e-3, 1e6)], 2],
  ["exp2", x => expOf(times(exact(x), LN2)), [...spread(200, -1, 1), ...spread(100, -900, 900)], 1],
  ["pow", x => expOf(times(exact(2.7), REFERENCE.log(x))), [...spread(200, 0.1, 10), ...spread(100, 1e-3, 1e6)], 1],
];

describe("functions of the plain loops", () => {
  test.each(PLAIN)("%s stays within its units in the last place", (code, reference, xs, bound) => {
    const base: Program = { inputs: ["float64"], steps: [] };
    const args = code === "pow" ? [{ input: 0 }, { scalar: 2.7 }] : [{ input: 0 }];
    const block = new NDArray(Float64Array.from(xs), [xs.length], "float64");
    const actual = runProgram({ ...base, steps: [stepOf(base, code, args)] }, [block], { alloc: storage }).data as Float64Array;
    let most = 0;
    for (const [i, x] of xs.entries()) {
      const error = exact(actual[i]!) - reference(x);
      most = Math.max(most, Number((1000n * (error < 0n ? -error : error)) / ulp(actual[i]!)) / 1000);
    }
    expect(most).toBeLessThanOrEqual(bound);
  });
});
