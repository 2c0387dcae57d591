/** Kernels of the decompositions: those with several results give a list, from which `linalg.part` takes one. */

import type { DType } from "../../../meta/dtype.ts";
import { NDArray } from "../../../values/ndarray.ts";
import type { KernelContext, KernelTable } from "../../kernel.ts";
import { gemmOf, type Matrix, part, transposed } from "../../wasm/gemm.ts";
import { asBlock } from "../elementwise.ts";
import { blockOf, byColumns, type Floats, type Real, realOf, viewOf, workCopy, zeros } from "./dense.ts";
import { LinalgError } from "./failure.ts";
import { qr } from "./qr.ts";
import { svd } from "./svd.ts";
import { choleskyInPlace, luInPlace, permute, solveInPlace } from "./triangular.ts";

/** Q, R and, of stacked ones, the row at which each begins. */
type QrList = readonly [q: NDArray, r: NDArray, starts: readonly number[]];
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

  "linalg.qr": async ([block], _params, context) => listOf(qr(workCopy(context, asBlock(block)), await gemmOf(context), context), []),
  /** One of several R's on top of each other. */
  "linalg.qrStack": async ([parts], _params, context) => {
    const blocks = (parts as QrList[]).map(([, r]) => r);
    const starts = blocks.map((_, i) => blocks.slice(0, i).reduce((n, r) => n + r.shape[0]!, 0));
    const all = byColumns(
      context,
      blocks[0]!.dtype as Real,
      blocks.reduce((n, r) => n + r.shape[0]!, 0),
      blocks[0]!.shape[1]!,
    );
    for (const [i, r] of blocks.entries()) copy(viewOf(r), part(all, starts[i]!, 0, r.shape[0]!, all.columns));
    return listOf(qr(all, await gemmOf(context), context), starts);
  },
  /** The topmost Q, times what is given. */
  "linalg.qrTop": async ([list, right], _params, context) => {
    const [q] = list as QrList;
    return right === undefined ? q : times(q, asBlock(right), context);
  },
  /** Q times the rows of the stack's that are its own. */
  "linalg.qrDown": async ([list, stack, above], params, context) => {
    const [q] = list as QrList;
    const start = (stack as QrList)[2][context.index[0]! % (params["fanIn"] as number)]!;
    const all = asBlock(above);
    return times(q, new NDArray(all.data, [q.shape[1]!, all.shape[1]!], all.dtype, all.strides, all.offset + start * all.strides[0]!), context);
  },
  "linalg.svd": async ([block], params, context) => {
    const dtype = asBlock(block).dtype;
    const { u, s, v } = svd(viewOf(asBlock(block)), await gemmOf(context), context);
    if (params["coerceSigns"] === true) turnSigns(u, v);
    return [blockOf(u, dtype), new NDArray(s, [s.length], dtype), blockOf(v, dtype)];
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

const listOf = ({ q, r }: { q: Matrix; r: Matrix }, starts: readonly number[]): QrList => {
  const dtype: DType = realOf(q);
  return [blockOf(q, dtype), blockOf(r, dtype), starts];
};

async function times(a: NDArray, b: NDArray, context: KernelContext): Promise<NDArray> {
  const [x, y] = [viewOf(a), viewOf(b)];
  const c = byColumns(context, a.dtype as Real, x.rows, y.columns);
  (await gemmOf(context)).float(c, x, y);
  return blockOf(c, a.dtype);
}

function copy(from: Matrix, to: Matrix): void {
  for (let j = 0; j < from.columns; j++)
    for (let i = 0; i < from.rows; i++)
      to.data[to.offset + i * to.rowStep + j * to.columnStep] = from.data[from.offset + i * from.rowStep + j * from.columnStep] as number;
}

/** Each right vector's elements add up to no less than zero, so that vectors do not depend on how they were found. */
function turnSigns(u: Matrix, v: Matrix): void {
  const [x, y] = [u.data as Floats, v.data as Floats];
  for (let k = 0; k < v.rows; k++) {
    let sum = 0;
    for (let j = 0; j < v.columns; j++) sum += y[v.offset + k * v.rowStep + j * v.columnStep]!;
    if (sum >= 0) continue;
    for (let j = 0; j < v.columns; j++) y[v.offset + k * v.rowStep + j * v.columnStep]! *= -1;
    for (let i = 0; i < u.rows; i++) x[u.offset + i * u.rowStep + k * u.columnStep]! *= -1;
  }
}

/** One block of L from that of the matrix and the blocks of L to its left: `[A_ij, L_i0, L_j0, L_i1, L_j1, ..., L_jj]`. */
async function cholesky(parts: readonly NDArray[], sizes: readonly number[], context: KernelContext): Promise<NDArray> {
  const [i, j] = context.index as [number, number];
  if (i < j) {
    const dtype = parts[0]!.dtype as Real;
    return blockOf(zeros(context, dtype, sizes[i]!, sizes[j]!), dtype);
  }
  const gemm = await gemmOf(context);
  const a = workCopy(context, parts[0]!);
  for (let k = 0; k < j; k++) gemm.float(a, viewOf(parts[1 + 2 * k]!), transposed(viewOf(parts[2 + 2 * k]!)), "sub");
  const start = sizes.slice(0, j).reduce((n, size) => n + size, 0);
  if (i > j) solveInPlace(viewOf(parts.at(-1)!), transposed(a), true, false, gemm, start);
  else {
    choleskyInPlace(a, gemm, start);
    for (let c = 1; c < a.columns; c++) for (let r = 0; r < c; r++) a.data[r + c * a.columnStep] = 0;
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
  const made = zeros(context, panel.dtype as Real, sizes[i]!, sizes[j]!);
  const to = made.data as Floats;
  const from = viewOf(panel);
  for (let c = 0; c < made.columns; c++) {
    for (let r = 0; r < made.rows; r++) {
      const [at, diagonal] = [r + c * made.columnStep, row + r - (column + c)];
      if (which === "p") {
        if (order[column + c] === row + r) to[at] = 1;
      } else if (which === "l" && diagonal === 0) to[at] = 1;
      else if (which === "l" ? diagonal > 0 : diagonal <= 0) {
        const source = which === "l" ? later[j]![row + r]! : row + r;
        to[at] = from.data[from.offset + source * from.rowStep + c * from.columnStep] as number;
      }
    }
  }
  return blockOf(made, panel.dtype);
}
