/** Kernels of the decompositions: those with several results give a list, from which `linalg.part` takes one. */

import type { DType } from "../../../meta/dtype.ts";
import { NDArray } from "../../../values/ndarray.ts";
import type { KernelContext, KernelTable } from "../../kernel.ts";
import { adjoint, conjugated, gemmOf, type Matrix, part, transposed } from "../../wasm/gemm.ts";
import { asBlock } from "../elementwise.ts";
import { blockOf, byColumns, copyMatrix, type Floats, isComplex, type Kind, kindOf, partsOf, viewOf, workCopy, zeros } from "./dense.ts";
import { LinalgError } from "./failure.ts";
import { qTimes, type Reflections, reflections } from "./qr.ts";
import { svd } from "./svd.ts";
import { choleskyInPlace, luInPlace, permute, solveInPlace } from "./triangular.ts";

/** Q as reflections V and their factors T, R and, of stacked ones, the row at which each begins. */
type QrList = readonly [v: NDArray, t: NDArray, r: NDArray, starts: readonly number[]];
/** Rows of the panel from `start` on, in the order its pivots gave them. */
interface Factored {
  readonly panel: NDArray;
  readonly rows: Int32Array;
  readonly start: number;
}
interface Permutations {
  /** Row i of L U is row `order[i]` of the matrix. */
  readonly order: Int32Array;
  /** What the panels after panel j did to its rows. */
  readonly later: readonly Int32Array[];
}

export const LINALG_KERNELS: KernelTable = {
  "linalg.part": ([list], params) => (list as readonly NDArray[])[params["part"] as number],

  "linalg.qr": async ([block], _params, context) => listOf(reflections(workCopy(context, asBlock(block)), await gemmOf(context), context), []),
  /** One of several R's on top of each other. */
  "linalg.qrStack": async ([parts], _params, context) => {
    const blocks = (parts as QrList[]).map(([, , r]) => r);
    const starts = blocks.map((_, i) => blocks.slice(0, i).reduce((n, r) => n + r.shape[0]!, 0));
    const all = byColumns(
      context,
      blocks[0]!.dtype as Kind,
      blocks.reduce((n, r) => n + r.shape[0]!, 0),
      blocks[0]!.shape[1]!,
    );
    for (const [i, r] of blocks.entries()) copyMatrix(viewOf(r), part(all, starts[i]!, 0, r.shape[0]!, all.columns));
    return listOf(reflections(all, await gemmOf(context), context), starts);
  },
  /** The topmost Q, times what is given. */
  "linalg.qrTop": async ([list, right], _params, context) => {
    return fromReflections(list as QrList, right === undefined ? undefined : viewOf(asBlock(right)), context);
  },
  /** Q times the rows of the stack's that are its own. */
  "linalg.qrDown": async ([list, stack, above], params, context) => {
    const own = list as QrList;
    const start = (stack as QrList)[3][context.index[0]! % (params["fanIn"] as number)]!;
    const all = viewOf(asBlock(above));
    return fromReflections(own, part(all, start, 0, own[2].shape[0]!, all.columns), context);
  },
  "linalg.svd": async ([block], params, context) => {
    const dtype = asBlock(block).dtype as Kind;
    const { u, s, v } = svd(viewOf(asBlock(block)), await gemmOf(context), context);
    if (params["coerceSigns"] === true) turnSigns(u, v);
    return [blockOf(u, dtype), new NDArray(s, [s.length], partsOf(dtype)), blockOf(v, dtype)];
  },

  "linalg.cholesky": ([parts], params, context) => cholesky((parts as unknown[]).map(asBlock), params["sizes"] as readonly number[], context),
  "linalg.triangular": ([parts], params, context) =>
    triangular((parts as unknown[]).map(asBlock), params["lower"] === true, params["unit"] === true, params["sizes"] as readonly number[], context),

  "linalg.luFactor": async ([given], params, context) => {
    const panel = workCopy(context, asBlock(given));
    const start = params["start"] as number;
    const rows = Int32Array.from({ length: panel.rows - start }, (_, i) => i);
    luInPlace(part(panel, start, 0, panel.rows - start, panel.columns), rows, await gemmOf(context));
    return { panel: blockOf(panel, asBlock(given).dtype), rows, start } satisfies Factored;
  },
  "linalg.luUpdate": async ([factored, given], _params, context) => {
    const { panel, rows, start } = factored as Factored;
    const gemm = await gemmOf(context);
    const mine = workCopy(context, asBlock(given));
    const [below, width] = [mine.rows - start, panel.shape[1]!];
    permute(part(mine, start, 0, below, mine.columns), rows);
    const left = part(viewOf(panel), start, 0, below, width);
    const top = part(mine, start, 0, width, mine.columns);
    solveInPlace(part(left, 0, 0, width, width), top, true, true, gemm);
    gemm.float(part(mine, start + width, 0, below - width, mine.columns), part(left, width, 0, below - width, width), top, "sub");
    return blockOf(mine, asBlock(given).dtype);
  },
  /** The factored panels one by one, and at the end how rows moved. */
  "linalg.luCollect": ([parts], params) => (params["last"] === true ? orders(parts as Factored[]) : (parts as Factored[])[0]),
  "linalg.luPart": ([factored, order], params, context) =>
    luPart(params["which"] as string, factored as Factored, order as Permutations, params["sizes"] as readonly number[], context),
  "linalg.permuteRows": ([block, order], _params, context) => {
    const made = workCopy(context, asBlock(block));
    permute(made, (order as Permutations).order);
    return blockOf(made, asBlock(block).dtype, asBlock(block).shape);
  },
};

const listOf = ({ v, t, r }: Reflections & { r: Matrix }, starts: readonly number[]): QrList => {
  const dtype: DType = kindOf(v);
  return [blockOf(v, dtype), blockOf(t, dtype), blockOf(r, dtype), starts];
};

async function fromReflections([v, t]: QrList, right: Matrix | undefined, context: KernelContext): Promise<NDArray> {
  return blockOf(qTimes({ v: viewOf(v), t: viewOf(t) }, right, await gemmOf(context), context), v.dtype);
}

/** Each right vector's elements (their real parts) add up to no less than zero, so that vectors do not depend on how they were found. */
function turnSigns(u: Matrix, v: Matrix): void {
  const [x, y] = [u.data as Floats, v.data as Floats];
  const lanes = v.complex === true ? 2 : 1;
  for (let k = 0; k < v.rows; k++) {
    let sum = 0;
    for (let j = 0; j < v.columns; j++) sum += y[lanes * (v.offset + k * v.rowStep + j * v.columnStep)]!;
    if (sum >= 0) continue;
    for (let lane = 0; lane < lanes; lane++) {
      for (let j = 0; j < v.columns; j++) y[lanes * (v.offset + k * v.rowStep + j * v.columnStep) + lane]! *= -1;
      for (let i = 0; i < u.rows; i++) x[lanes * (u.offset + i * u.rowStep + k * u.columnStep) + lane]! *= -1;
    }
  }
}

/** One block of L from that of the matrix and the blocks of L to its left: `[A_ij, L_i0, L_j0, L_i1, L_j1, ..., L_jj]`. */
async function cholesky(parts: readonly NDArray[], sizes: readonly number[], context: KernelContext): Promise<NDArray> {
  const [i, j] = context.index as [number, number];
  if (i < j) {
    const dtype = parts[0]!.dtype as Kind;
    return blockOf(zeros(context, dtype, sizes[i]!, sizes[j]!), dtype);
  }
  const gemm = await gemmOf(context);
  const a = workCopy(context, parts[0]!);
  for (let k = 0; k < j; k++) gemm.float(a, viewOf(parts[1 + 2 * k]!), adjoint(viewOf(parts[2 + 2 * k]!)), "sub");
  const start = sizes.slice(0, j).reduce((n, size) => n + size, 0);
  if (i > j) solveInPlace(conjugated(viewOf(parts.at(-1)!)), transposed(a), true, false, gemm, start);
  else {
    choleskyInPlace(a, gemm, start);
    const lanes = a.complex === true ? 2 : 1;
    for (let c = 1; c < a.columns; c++) (a.data as Floats).fill(0, lanes * c * a.columnStep, lanes * (c * a.columnStep + c));
  }
  return blockOf(a, parts[0]!.dtype);
}

/** One block of the solution: `[T_ii, B_i, T_ij, X_j, ...]`. */
async function triangular(parts: readonly NDArray[], lower: boolean, unit: boolean, sizes: readonly number[], context: KernelContext): Promise<NDArray> {
  const gemm = await gemmOf(context);
  const [diagonal, given, ...rest] = parts as [NDArray, NDArray, ...NDArray[]];
  if (diagonal.shape[0] !== diagonal.shape[1]) throw new LinalgError(`expected square blocks on the diagonal, got ${diagonal.shape.join(" x ")}`);
  const x = workCopy(context, given);
  for (let k = 0; k < rest.length; k += 2) gemm.float(x, viewOf(rest[k]!), viewOf(rest[k + 1]!), "sub");
  const row = lower ? context.index[0]! : sizes.length - 1 - context.index[0]!;
  const start = sizes.slice(0, row).reduce((n, size) => n + size, 0);
  solveInPlace(viewOf(diagonal), x, lower, unit, gemm, start);
  return blockOf(x, given.dtype, given.shape);
}

function orders(panels: readonly Factored[]): Permutations {
  const n = panels[0]!.panel.shape[0]!;
  const identity = (): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
  const then = (order: Int32Array, { rows, start }: Factored): void => {
    const old = order.slice();
    for (let i = 0; i < rows.length; i++) order[start + i] = old[start + rows[i]!]!;
  };
  const order = identity();
  const later = panels.map(identity);
  for (const [k, panel] of panels.entries()) {
    then(order, panel);
    for (let j = 0; j < k; j++) then(later[j]!, panel);
  }
  return { order, later };
}

/** Block (i, j) of P, L or U. */
function luPart(which: string, { panel }: Factored, { order, later }: Permutations, sizes: readonly number[], context: KernelContext): NDArray {
  const [i, j] = context.index as [number, number];
  const [row, column] = [i, j].map(k => sizes.slice(0, k).reduce((n, size) => n + size, 0)) as [number, number];
  const made = zeros(context, panel.dtype as Kind, sizes[i]!, sizes[j]!);
  const [to, from] = [made.data as Floats, viewOf(panel)];
  const lanes = isComplex(panel.dtype) ? 2 : 1;
  for (let c = 0; c < made.columns; c++) {
    for (let r = 0; r < made.rows; r++) {
      const [at, diagonal] = [lanes * (r + c * made.columnStep), row + r - (column + c)];
      if (which === "p") {
        if (order[column + c] === row + r) to[at] = 1;
      } else if (which === "l" && diagonal === 0) to[at] = 1;
      else if (which === "l" ? diagonal > 0 : diagonal <= 0) {
        const source = lanes * (from.offset + (which === "l" ? later[j]![row + r]! : row + r) * from.rowStep + c * from.columnStep);
        for (let lane = 0; lane < lanes; lane++) to[at + lane] = from.data[source + lane] as number;
      }
    }
  }
  return blockOf(made, panel.dtype);
}
