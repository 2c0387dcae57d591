/** The machine's BLAS and LAPACK, where `koffi` finds one (or BASK_LINALG__BLAS names one): the same products and solutions as our own kernels. */

import { afterEach, describe, expect, test } from "vitest";
import { native } from "../../../runtime/kernels/native/blas.ts";
import { linalgBackend } from "../../../runtime/kernels/native/library.ts";
import { adjoint, type Gemm, gemmOf, type Matrix, part, transposed } from "../../../runtime/kernels/wasm/gemm.ts";
import { byColumns, copied, copyMatrix, type Floats, type Kind } from "../../../runtime/kernels/array/linalg/dense.ts";
import { solveInPlace } from "../../../runtime/kernels/array/linalg/triangular.ts";
import { svd } from "../../../runtime/kernels/array/linalg/svd.ts";
import { config } from "../../../runtime/run/config.ts";
import { blockMemory } from "../../support/block-memory.ts";

const library = await native();
const { context, reset } = blockMemory(1000);
afterEach(reset);

function random(rows: number, columns: number, kind: Kind): Matrix {
  const made = byColumns(context, kind, rows, columns);
  const data = made.data as Floats;
  let state = rows * 31 + columns;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state / 2 ** 31 - 1;
  }
  return made;
}
function apart(a: Matrix, b: Matrix): number {
  const [x, y] = [copied(a, context), copied(b, context)];
  let most = 0;
  for (let i = 0; i < x.data.length; i++) most = Math.max(most, Math.abs((x.data[i] as number) - (y.data[i] as number)));
  return most;
}
/** The same with our own kernels alone. */
const ours = async (): Promise<Gemm> => {
  const { native: _, ...gemm } = await gemmOf({ alloc: context.alloc, memory: undefined });
  return gemm;
};
const KINDS = ["float32", "float64", "complex64", "complex128"] as const;

test("the setting reaches threads by the environment, and goes back", () => {
  const before = process.env["BASK_LINALG__BLAS"];
  const restore = config.set({ "linalg.blas": false });
  expect([process.env["BASK_LINALG__BLAS"], config.get("linalg.blas")]).toEqual(["false", false]);
  restore[Symbol.dispose]();
  expect(process.env["BASK_LINALG__BLAS"]).toBe(before);
});
test("says what it uses", async () => {
  expect(await linalgBackend()).toEqual(library === undefined ? "own kernels" : expect.stringMatching(/\S/));
});

describe.skipIf(library === undefined)("with a library", () => {
  test.each(KINDS)("products of %s in every layout", kind => {
    let done = 0;
    const within = kind.endsWith("32") || kind === "complex64" ? 1e-4 : 1e-12;
    for (const left of [random(30, 40, kind), transposed(random(40, 30, kind)), adjoint(random(40, 30, kind)), part(random(50, 60, kind), 3, 4, 30, 40)])
      for (const right of [random(40, 20, kind), transposed(random(20, 40, kind)), adjoint(random(20, 40, kind))])
        for (const mode of ["set", "add", "sub"] as const)
          for (const byRows of [false, true]) {
            const start = random(30, 20, kind);
            const target = byRows ? transposed(byColumns(context, kind, 20, 30)) : byColumns(context, kind, 30, 20);
            copyMatrix(start, target);
            const plain = copied(start, context);
            // BLAS has no conjugate that is not transposed: those products are ours.
            if (!library!.multiply(target, left, right, mode)) continue;
            done++;
            written(plain, left, right, mode);
            expect(apart(target, plain)).toBeLessThan(within);
          }
    expect(done).toBeGreaterThanOrEqual(36);
  });
  test.each(KINDS)("triangular systems of %s in every layout", async kind => {
    const own = await ours();
    for (const lower of [true, false])
      for (const unit of [true, false])
        for (const turned of [(m: Matrix) => m, transposed, adjoint])
          for (const byRows of [false, true]) {
            const given = random(25, 25, kind);
            const lanes = given.complex === true ? 2 : 1;
            for (let i = 0; i < given.data.length; i++) (given.data as Floats)[i]! *= 0.05;
            for (let i = 0; i < 25; i++) (given.data as Floats)[lanes * 26 * i] = 2;
            const t = turned(given);
            const b = random(25, 9, kind);
            const target = byRows ? transposed(byColumns(context, kind, 9, 25)) : byColumns(context, kind, 25, 9);
            copyMatrix(b, target);
            if (!library!.solve(t, target, lower, unit)) continue;
            solveInPlace(t, b, lower, unit, own);
            expect(apart(target, b)).toBeLessThan(kind === "float32" || kind === "complex64" ? 1e-4 : 1e-12);
            reset();
          }
  });
  test.each(KINDS)("singular values of %s", async kind => {
    for (const [m, n] of [
      [20, 12],
      [12, 20],
      [15, 15],
    ] as const) {
      const x = random(m, n, kind);
      const theirs = svd(x, { ...(await ours()), native: library! }, context);
      const mine = svd(x, await ours(), context);
      const single = kind === "float32" || kind === "complex64";
      for (const [i, value] of mine.s.entries()) expect(Math.abs(value - theirs.s[i]!)).toBeLessThan(single ? 1e-4 : 1e-12);
    }
  });
});

function written(c: Matrix, a: Matrix, b: Matrix, mode: "set" | "add" | "sub"): void {
  const lanes = c.complex === true ? 2 : 1;
  const element = (m: Matrix, i: number, j: number): [number, number] => {
    const at = lanes * (m.offset + i * m.rowStep + j * m.columnStep);
    return [m.data[at] as number, lanes === 2 ? (m.data[at + 1] as number) * (m.conjugate === true ? -1 : 1) : 0];
  };
  for (let i = 0; i < c.rows; i++)
    for (let j = 0; j < c.columns; j++) {
      let [re, im] = [0, 0];
      for (let k = 0; k < a.columns; k++) {
        const [[p, q], [r, s]] = [element(a, i, k), element(b, k, j)];
        re += p * r - q * s;
        im += p * s + q * r;
      }
      const [x, y] = mode === "set" ? [0, 0] : element(c, i, j);
      const sign = mode === "sub" ? -1 : 1;
      const at = lanes * (c.offset + i * c.rowStep + j * c.columnStep);
      (c.data as Floats)[at] = x + sign * re;
      if (lanes === 2) (c.data as Floats)[at + 1] = y + sign * im;
    }
}
