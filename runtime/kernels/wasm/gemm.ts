/**
 * Products of strided matrices in memory: vector kernels made for the memory at hand, plain loops where there is no assembler. Data outside that
 * memory is packed from here instead of from inside; nobody needs a copy in a layout of its own.
 */

import type { TypedArray } from "../../meta/dtype.ts";
import type { KernelContext } from "../kernel.ts";
import { type Native, native } from "../native/blas.ts";
import { complexBy } from "./gemm-complex.ts";
import { FMA_PROBE, gemmText, type GemmFloat, TILE_ROWS, tileColumns } from "./gemm-wat.ts";
import { assemble, loadAssembler } from "./modules.ts";
import { addressOf, noteBuffer } from "./reach.ts";

/** Elements `offset + i * rowStep + j * columnStep`, in elements of `data`. */
export interface Matrix {
  readonly data: TypedArray;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStep: number;
  readonly columnStep: number;
  /** Elements are two numbers, steps and offset count elements. */
  readonly complex?: boolean;
  /** Stands for its conjugate; what is written to never does. */
  readonly conjugate?: boolean;
}
export type Mode = "set" | "add" | "sub";
/** `c = a b`, `c += a b` or `c -= a b` of floats of one kind. */
export type Multiply = (c: Matrix, a: Matrix, b: Matrix, mode?: Mode) => void;
/** Two runs of `n` floats, from `p` of x and from `q` of y. */
export interface Runs {
  dot(x: TypedArray, p: number, y: TypedArray, q: number, n: number): number;
  /** y += a x */
  axpy(a: number, x: TypedArray, p: number, y: TypedArray, q: number, n: number): void;
  /** x, y = cos x - sin y, sin x + cos y */
  rotate(cos: number, sin: number, x: TypedArray, p: number, y: TypedArray, q: number, n: number): void;
}
export interface Gemm {
  /** Complex ones too. */
  readonly float: Multiply;
  /** The machine's library, where one is used. */
  readonly native?: Native;
  readonly runs: Runs;
  /** `c += a b` of integers of 32 or 64 bits, modulo 2^32 or 2^64; `c` and the rows of `b` are contiguous. */
  readonly integer: (c: Matrix, a: Matrix, b: Matrix) => void;
}

export const matrix = (data: TypedArray, rows: number, columns: number, offset = 0, rowStep = columns, columnStep = 1): Matrix => ({
  data,
  offset,
  rows,
  columns,
  rowStep,
  columnStep,
});
export const transposed = (m: Matrix): Matrix => ({ ...m, rows: m.columns, columns: m.rows, rowStep: m.columnStep, columnStep: m.rowStep });
export const conjugated = (m: Matrix): Matrix => (m.complex === true ? { ...m, conjugate: m.conjugate !== true } : m);
export const adjoint = (m: Matrix): Matrix => conjugated(transposed(m));
export const part = (m: Matrix, row: number, column: number, rows: number, columns: number): Matrix => ({
  ...m,
  offset: m.offset + row * m.rowStep + column * m.columnStep,
  rows,
  columns,
});

/** Sizes of the packed pieces: one of A stays in the second-level cache, a panel of B in the first. */
const [STEPS, ROWS, COLUMNS] = [256, 128, 1024];
/** Products with fewer multiplications are done by plain loops. */
const SMALL = 2048;
/** And those with more by the machine's library: a call costs about a microsecond. */
const NATIVE = 8192;

interface Kernels {
  packA(...args: unknown[]): void;
  packB(...args: unknown[]): void;
  tiles(...args: unknown[]): void;
  integers32(...args: unknown[]): void;
  integers64(...args: unknown[]): void;
  dot(...args: unknown[]): number;
  axpy(...args: unknown[]): void;
  rotate(...args: unknown[]): void;
}

const instances = new WeakMap<WebAssembly.Memory, Map<GemmFloat, Kernels>>();
const modules = new Map<string, WebAssembly.Module>();
let own: WebAssembly.Memory | undefined;
let fma: boolean | undefined;

export async function gemmOf(context: Pick<KernelContext, "alloc" | "memory" | "wide">): Promise<Gemm> {
  const blas = await native();
  const give = (gemm: Gemm): Gemm => ({ ...gemm, float: dispatched(gemm.float, blas, context), ...(blas === undefined ? {} : { native: blas }) });
  if (!(await loadAssembler())) return give(PLAIN);
  const wide = context.memory !== undefined && context.wide === true;
  const memory = context.memory ?? (own ??= new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true }));
  /** One for all products of a task: what it takes comes back when the task ends. */
  const kept = new Map<GemmFloat, TypedArray>();
  const inside = context.memory !== undefined;
  const scratch = (float: GemmFloat, length: number): TypedArray => {
    const before = kept.get(float);
    if (before !== undefined && before.length >= length) return before;
    const room = scratchOf(context, memory, float, length);
    if (inside) kept.set(float, room);
    return room;
  };
  const place: Place = { scratch, memory, wide, inside };
  return give({
    float: (c, a, b, mode = "set") => floats(place, c, a, b, mode),
    integer: (c, a, b) => integers(memory, wide, c, a, b),
    runs: inside ? runsIn(memory, wide) : PLAIN_RUNS,
  });
}

/** Large products by the machine's library, complex ones as products of their parts. */
function dispatched(real: Multiply, blas: Native | undefined, context: Pick<KernelContext, "alloc">): Multiply {
  const complex = complexBy(real, context);
  return (c, a, b, mode = "set") => {
    if (c.rows === 0 || c.columns === 0) return;
    if (blas !== undefined && c.rows * c.columns * a.columns >= NATIVE && blas.multiply(c, a, b, mode)) return;
    if (c.complex === true) complex(c, a, b, mode);
    else real(c, a, b, mode);
  };
}

function kernelsFor(memory: WebAssembly.Memory, float: GemmFloat, wide: boolean): Kernels {
  let here = instances.get(memory);
  if (here === undefined) instances.set(memory, (here = new Map()));
  let kernels = here.get(float);
  if (kernels === undefined) {
    fma ??= hasFma();
    const key = `${float} ${wide}`;
    let module = modules.get(key);
    if (module === undefined) modules.set(key, (module = assemble(gemmText(float, { wide, fma }))));
    here.set(float, (kernels = new WebAssembly.Instance(module, { bask: { memory } }).exports as unknown as Kernels));
  }
  return kernels;
}

/** Whether multiply and add are one instruction here. */
function hasFma(): boolean {
  try {
    assemble(FMA_PROBE);
    return true;
  } catch {
    return false;
  }
}

interface Place {
  readonly scratch: (float: GemmFloat, length: number) => TypedArray;
  readonly memory: WebAssembly.Memory;
  readonly wide: boolean;
  /** The memory is that of blocks. */
  readonly inside: boolean;
}

function floats(place: Place, c: Matrix, a: Matrix, b: Matrix, mode: Mode): void {
  const { memory, wide, inside } = place;
  const { rows: m, columns: n } = c;
  const k = a.columns;
  if (m === 0 || n === 0) return;
  // A product by columns is the transposed product by rows.
  if (c.columnStep !== 1 && c.rowStep === 1) return floats(place, transposed(c), transposed(b), transposed(a), mode);
  if (m * n * k < SMALL || c.columnStep !== 1) return plainFloats(c, a, b, mode);
  const float: GemmFloat = c.data instanceof Float32Array ? "f32" : "f64";
  const kernels = kernelsFor(memory, float, wide);
  const size = c.data.BYTES_PER_ELEMENT;
  const lanes = tileColumns(float);
  const [steps, rows, columns] = [Math.min(STEPS, k), Math.min(ROWS, up(m, TILE_ROWS)), Math.min(COLUMNS, up(n, lanes))];
  const outside = !inside || addressOf(memory, c.data) === undefined;
  const room = [rows * steps, columns * steps, TILE_ROWS * lanes, outside ? m * n : 0];
  const scratch = place.scratch(
    float,
    room.reduce((total, x) => total + x, 0),
  );
  const [packedA, packedB, tile, ours] = placed(scratch, room) as [TypedArray, TypedArray, TypedArray, TypedArray];
  const target = outside ? matrix(ours, m, n) : c;
  const address = (x: number): number | bigint => (wide ? BigInt(x) : x);
  const pack = (which: "packA" | "packB", from: Matrix, lanesAt: number, into: TypedArray): void => {
    const at = addressOf(memory, from.data);
    if (at === undefined) return packFromHere(from, lanesAt, into);
    kernels[which](
      address(at + from.offset * size),
      address(from.rowStep * size),
      address(from.columnStep * size),
      from.rows,
      from.columns,
      address(into.byteOffset),
    );
  };
  for (let j = 0; j < n; j += columns) {
    const nc = Math.min(columns, n - j);
    for (let l = 0; l < k; l += steps) {
      const kc = Math.min(steps, k - l);
      const how = (l > 0 && mode === "set") || (outside && mode !== "set" && l > 0) ? 1 : outside || mode === "set" ? 0 : mode === "add" ? 1 : 2;
      pack("packB", transposed(part(b, l, j, kc, nc)), lanes, packedB);
      for (let i = 0; i < m; i += rows) {
        const mc = Math.min(rows, m - i);
        pack("packA", part(a, i, l, mc, kc), TILE_ROWS, packedA);
        const out = target.data.byteOffset + (target.offset + i * target.rowStep + j) * size;
        kernels.tiles(
          mc,
          nc,
          kc,
          address(packedA.byteOffset),
          address(packedB.byteOffset),
          address(out),
          address(target.rowStep * size),
          how,
          address(tile.byteOffset),
        );
      }
    }
  }
  if (outside) bring(c, target, mode);
}

const up = (n: number, step: number): number => Math.ceil(n / step) * step;

/** Room in the memory that kernels import: the task's own, or all of the thread's private one. */
function scratchOf(context: Pick<KernelContext, "alloc" | "memory">, memory: WebAssembly.Memory, float: GemmFloat, length: number): TypedArray {
  if (context.memory !== undefined) {
    const room = context.alloc(float === "f64" ? "float64" : "float32", length);
    noteBuffer(memory, room);
    return room;
  }
  const bytes = length * (float === "f64" ? 8 : 4);
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / 65_536);
  if (missing > 0) memory.grow(missing);
  return float === "f64" ? new Float64Array(memory.buffer, 0, length) : new Float32Array(memory.buffer, 0, length);
}

function placed(room: TypedArray, sizes: readonly number[]): TypedArray[] {
  let at = 0;
  return sizes.map(size => room.subarray(at, (at += size)));
}

function packFromHere({ data, offset, rows, columns, rowStep, columnStep }: Matrix, lanes: number, into: TypedArray): void {
  let at = 0;
  for (let i = 0; i < rows; i += lanes) {
    const valid = Math.min(lanes, rows - i);
    const start = offset + i * rowStep;
    for (let k = 0; k < columns; k++) {
      const from = start + k * columnStep;
      for (let w = 0; w < valid; w++) into[at++] = data[from + w * rowStep]!;
      for (let w = valid; w < lanes; w++) into[at++] = 0;
    }
  }
}

function bring(c: Matrix, from: Matrix, mode: Mode): void {
  const [x, y] = [c.data as Float64Array, from.data as Float64Array];
  for (let i = 0; i < c.rows; i++) {
    const [p, q] = [c.offset + i * c.rowStep, from.offset + i * from.rowStep];
    if (mode === "set") x.set(y.subarray(q, q + c.columns), p);
    else if (mode === "add") for (let j = 0; j < c.columns; j++) x[p + j]! += y[q + j]!;
    else for (let j = 0; j < c.columns; j++) x[p + j]! -= y[q + j]!;
  }
}

function plainFloats(c: Matrix, a: Matrix, b: Matrix, mode: Mode): void {
  const [x, y, z] = [a.data as Float64Array, b.data as Float64Array, c.data as Float64Array];
  const sign = mode === "sub" ? -1 : 1;
  for (let i = 0; i < c.rows; i++) {
    for (let j = 0; j < c.columns; j++) {
      const at = c.offset + i * c.rowStep + j * c.columnStep;
      let sum = 0;
      let [p, q] = [a.offset + i * a.rowStep, b.offset + j * b.columnStep];
      for (let k = 0; k < a.columns; k++, p += a.columnStep, q += b.rowStep) sum += x[p]! * y[q]!;
      z[at] = mode === "set" ? sum : z[at]! + sign * sum;
    }
  }
}

function integers(memory: WebAssembly.Memory, wide: boolean, c: Matrix, a: Matrix, b: Matrix): void {
  const [x, y, z] = [a, b, c].map(m => addressOf(memory, m.data));
  if (x === undefined || y === undefined || z === undefined || b.columnStep !== 1 || c.columnStep !== 1) return plainIntegers(c, a, b);
  const size = c.data.BYTES_PER_ELEMENT;
  const kernels = kernelsFor(memory, "f64", wide);
  const run = size === 8 ? kernels.integers64 : kernels.integers32;
  const address = (value: number): number | bigint => (wide ? BigInt(value) : value);
  for (let l = 0; l < a.columns; l += 64) {
    for (let i = 0; i < c.rows; i++)
      run(
        c.columns,
        Math.min(64, a.columns - l),
        address(x + (a.offset + i * a.rowStep + l * a.columnStep) * size),
        address(a.columnStep * size),
        address(y + (b.offset + l * b.rowStep) * size),
        address(b.rowStep * size),
        address(z + (c.offset + i * c.rowStep) * size),
      );
  }
}

function plainIntegers(c: Matrix, a: Matrix, b: Matrix): void {
  if (c.data instanceof BigInt64Array || c.data instanceof BigUint64Array) {
    const [x, y, z] = [a.data as BigInt64Array, b.data as BigInt64Array, c.data];
    for (let i = 0; i < c.rows; i++) {
      for (let j = 0; j < c.columns; j++) {
        const at = c.offset + i * c.rowStep + j * c.columnStep;
        let sum = z[at]!;
        for (let k = 0; k < a.columns; k++) sum += x[a.offset + i * a.rowStep + k * a.columnStep]! * y[b.offset + k * b.rowStep + j * b.columnStep]!;
        z[at] = sum;
      }
    }
    return;
  }
  const [x, y, z] = [a.data as Int32Array, b.data as Int32Array, c.data as Int32Array];
  for (let i = 0; i < c.rows; i++) {
    for (let j = 0; j < c.columns; j++) {
      const at = c.offset + i * c.rowStep + j * c.columnStep;
      let sum = z[at]!;
      for (let k = 0; k < a.columns; k++)
        sum = (sum + Math.imul(x[a.offset + i * a.rowStep + k * a.columnStep]!, y[b.offset + k * b.rowStep + j * b.columnStep]!)) | 0;
      z[at] = sum;
    }
  }
}

const PLAIN_RUNS: Runs = {
  dot(x, p, y, q, n) {
    const [a, b] = [x as Float64Array, y as Float64Array];
    let [s0, s1] = [0, 0];
    let i = 0;
    for (; i + 2 <= n; i += 2) {
      s0 += a[p + i]! * b[q + i]!;
      s1 += a[p + i + 1]! * b[q + i + 1]!;
    }
    if (i < n) s0 += a[p + i]! * b[q + i]!;
    return s0 + s1;
  },
  axpy(f, x, p, y, q, n) {
    const [a, b] = [x as Float64Array, y as Float64Array];
    for (let i = 0; i < n; i++) b[q + i]! += f * a[p + i]!;
  },
  rotate(cos, sin, x, p, y, q, n) {
    const [a, b] = [x as Float64Array, y as Float64Array];
    for (let i = 0; i < n; i++) {
      const [s, t] = [a[p + i]!, b[q + i]!];
      a[p + i] = cos * s - sin * t;
      b[q + i] = sin * s + cos * t;
    }
  },
};
const PLAIN: Gemm = { float: (c, a, b, mode = "set") => plainFloats(c, a, b, mode), integer: plainIntegers, runs: PLAIN_RUNS };

/** Calls cost some nanoseconds: short runs are done here. */
const SHORT = 16;
function runsIn(memory: WebAssembly.Memory, wide: boolean): Runs {
  const of = (x: TypedArray) => kernelsFor(memory, x instanceof Float32Array ? "f32" : "f64", wide);
  const address = (value: number): number | bigint => (wide ? BigInt(value) : value);
  const at = (x: TypedArray, p: number): number | undefined => {
    const base = addressOf(memory, x);
    return base === undefined ? undefined : base + p * x.BYTES_PER_ELEMENT;
  };
  return {
    dot(x, p, y, q, n) {
      const [a, b] = [at(x, p), at(y, q)];
      if (n < SHORT || a === undefined || b === undefined) return PLAIN_RUNS.dot(x, p, y, q, n);
      return of(x).dot(address(a), address(b), n);
    },
    axpy(f, x, p, y, q, n) {
      const [a, b] = [at(x, p), at(y, q)];
      if (n < SHORT || a === undefined || b === undefined) PLAIN_RUNS.axpy(f, x, p, y, q, n);
      else of(x).axpy(f, address(a), address(b), n);
    },
    rotate(cos, sin, x, p, y, q, n) {
      const [a, b] = [at(x, p), at(y, q)];
      if (n < SHORT || a === undefined || b === undefined) PLAIN_RUNS.rotate(cos, sin, x, p, y, q, n);
      else of(x).rotate(cos, sin, address(a), address(b), n);
    },
  };
}
