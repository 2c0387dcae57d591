/** The matrix product's vector kernels against sums in plain loops: edges of tiles and of packed pieces, layouts, modes. */

import fc from "fast-check";
import { afterAll, afterEach, expect, test } from "vitest";
import { gemmOf, matrix, type Matrix, type Mode, part, transposed } from "../../../runtime/kernels/wasm/gemm.ts";
import { blockMemory } from "../../support/block-memory.ts";

const { context, reset } = blockMemory(1000);
afterEach(reset);
const blas = process.env["BASK_LINALG__BLAS"];
process.env["BASK_LINALG__BLAS"] = "false";
await gemmOf(context);
afterAll(() => {
  if (blas === undefined) delete process.env["BASK_LINALG__BLAS"];
  else process.env["BASK_LINALG__BLAS"] = blas;
});

type FloatType = "float64" | "float32";
function filled(dtype: FloatType, rows: number, columns: number, seed: number): Matrix {
  const made = matrix(context.alloc(dtype, rows * columns), rows, columns);
  let state = seed;
  for (let i = 0; i < rows * columns; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    made.data[i] = state / 2 ** 31 - 1;
  }
  return made;
}
const at = (m: Matrix, i: number, j: number): number => m.data[m.offset + i * m.rowStep + j * m.columnStep] as number;

interface Case {
  readonly dtype: FloatType;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly mode: Mode;
  readonly turns: readonly boolean[];
}
async function check({ dtype, m, n, k, mode, turns }: Case): Promise<void> {
  reset();
  const { float } = await gemmOf(context);
  // Each is a part of a larger one, so that nothing around it may be touched.
  const made = (rows: number, columns: number, turn: boolean, seed: number): Matrix =>
    turn
      ? transposed(part(filled(dtype, columns + 3, rows + 2, seed), 1, 1, columns, rows))
      : part(filled(dtype, rows + 2, columns + 3, seed), 1, 2, rows, columns);
  const [a, b, c] = [made(m, k, turns[0]!, 1), made(k, n, turns[1]!, 2), made(m, n, turns[2]!, 3)];
  const before = c.data.slice() as Float64Array;
  float(c, a, b, mode);
  const epsilon = dtype === "float64" ? 2 ** -52 : 2 ** -23;
  const inside = new Set<number>();
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let [sum, size] = [0, 0];
      for (let l = 0; l < k; l++) [sum, size] = [sum + at(a, i, l) * at(b, l, j), size + Math.abs(at(a, i, l) * at(b, l, j))];
      const where = c.offset + i * c.rowStep + j * c.columnStep;
      inside.add(where);
      const expected = mode === "set" ? sum : mode === "add" ? before[where]! + sum : before[where]! - sum;
      const got = at(c, i, j);
      if (!(Math.abs(got - expected) <= (k + 2) * epsilon * (size + 1))) throw new Error(`(${i}, ${j}): expected ${expected}, got ${got}`);
    }
  }
  for (const [i, x] of before.entries()) if (!inside.has(i) && c.data[i] !== x) throw new Error(`${i} lies outside and was written to`);
}

const sizes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(127, 128, 129, 131));
const steps = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(255, 256, 257, 258, 259, 515));
const cases: fc.Arbitrary<Case> = fc.record({
  dtype: fc.constantFrom("float64", "float32"),
  m: sizes,
  n: sizes,
  k: steps,
  mode: fc.constantFrom("set", "add", "sub"),
  turns: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
});

test("products of parts of matrices, by rows and by columns", async () => {
  await fc.assert(fc.asyncProperty(cases, check), { numRuns: 30 });
});
test("more columns than one packed piece has", async () => {
  await check({ dtype: "float64", m: 5, n: 1029, k: 300, mode: "add", turns: [false, true, false] });
});
test("what is not a number spreads over its row and column alone", async () => {
  const { float } = await gemmOf(context);
  const [a, b, c] = [filled("float64", 30, 50, 1), filled("float64", 50, 20, 2), filled("float64", 30, 20, 3)];
  a.data[7 * 50 + 11] = NaN;
  b.data[13 * 20 + 5] = Infinity;
  float(c, a, b);
  for (let i = 0; i < 30; i++) {
    for (let j = 0; j < 20; j++) {
      if (i === 7) expect(at(c, i, j)).toBeNaN();
      else expect(Number.isFinite(at(c, i, j))).toBe(j !== 5);
    }
  }
});
