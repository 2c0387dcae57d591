/** Matrix products and decompositions by the machine's BLAS and LAPACK, in their own layout: by columns, or the transposed by rows. */

import type { TypedArray } from "../../meta/dtype.ts";
import type { Matrix, Mode } from "../wasm/gemm.ts";
import { type NativeLibrary, nativeLibrary } from "./library.ts";

export interface Native {
  /** How many 32-bit words one of its integers has. */
  readonly words: 1 | 2;
  /** False where the layout is none that BLAS knows: nothing is done. */
  multiply(c: Matrix, a: Matrix, b: Matrix, mode: Mode): boolean;
  /** `b` becomes the solution of `t x = b`, where no element of t's diagonal is 0; false where the layout is none that BLAS knows. */
  solve(t: Matrix, b: Matrix, lower: boolean, unit: boolean): boolean;
  /** Calls a LAPACK routine of the matrix's kind; `info` of its last argument, undefined where the library lacks it. */
  lapack(kind: Letter, name: string, args: readonly Argument[], texts?: number): number | undefined;
}
/** float32, float64, complex64, complex128. */
export type Letter = "s" | "d" | "c" | "z";
/** A number stands for an integer, a text for its letter, a matrix or a vector for where it begins. */
export type Argument = number | string | { readonly data: TypedArray; readonly offset: number };

const SLOTS = 32;

let made: Promise<Native | undefined> | undefined;
export const native = (): Promise<Native | undefined> => (made ??= nativeLibrary().then(library => (library === undefined ? undefined : bind(library))));

export const letterOf = ({ data, complex }: { readonly data: TypedArray; readonly complex?: boolean }): Letter =>
  data instanceof Float32Array ? (complex === true ? "c" : "s") : complex === true ? "z" : "d";

function bind(library: NativeLibrary): Native {
  const integers = new Int32Array(2 * SLOTS);
  const scalars = new Float64Array(4);
  const singles = new Float32Array(4);
  const letters = new Uint8Array(SLOTS);
  const [intAt, doubleAt, singleAt, letterAt] = [integers, scalars, singles, letters].map(room => library.address(room)) as [number, number, number, number];
  const routines = new Map<string, ((...args: number[]) => void) | undefined>();
  const routine = (name: string, args: number) => {
    if (!routines.has(name)) routines.set(name, library.routine(name, args));
    return routines.get(name);
  };
  // Two words each, the lower first: good for 32 and for 64 bits.
  const integer = (slot: number, value: number): number => {
    integers[2 * slot] = value;
    integers[2 * slot + 1] = value < 0 ? -1 : 0;
    return intAt + 8 * slot;
  };
  const letter = (slot: number, text: string): number => {
    letters[slot] = text.charCodeAt(0);
    return letterAt + slot;
  };
  const at = (m: Matrix): number => library.address(m.data) + m.offset * m.data.BYTES_PER_ELEMENT * (m.complex === true ? 2 : 1);

  return {
    words: library.wide ? 2 : 1,
    multiply(c, a, b, mode) {
      if (!(c.rowStep === 1 && c.columnStep >= Math.max(1, c.rows))) {
        if (c.columnStep !== 1) return false;
        [c, a, b] = [turned(c), turned(b), turned(a)];
        if (c.columnStep < Math.max(1, c.rows)) return false;
      }
      const [x, y] = [layoutOf(a), layoutOf(b)];
      const kind = letterOf(c);
      // With the lengths of both letters at the end, as Fortran compilers hand them over.
      const gemm = routine(`${kind}gemm`, 15);
      if (x === undefined || y === undefined || gemm === undefined) return false;
      const single = kind === "s" || kind === "c";
      const room = single ? singles : scalars;
      room[0] = mode === "sub" ? -1 : 1;
      room[1] = 0;
      room[2] = mode === "set" ? 0 : 1;
      room[3] = 0;
      const [scalarAt, size] = single ? [singleAt, 4] : [doubleAt, 8];
      gemm(
        letter(0, x.turn),
        letter(1, y.turn),
        integer(0, c.rows),
        integer(1, c.columns),
        integer(2, a.columns),
        scalarAt,
        at(a),
        integer(3, x.lead),
        at(b),
        integer(4, y.lead),
        scalarAt + 2 * size,
        at(c),
        integer(5, c.columnStep),
        1,
        1,
      );
      return true;
    },
    solve(t, b, lower, unit) {
      const byRows = !(b.rowStep === 1 && b.columnStep >= Math.max(1, b.rows));
      if (byRows && !(b.columnStep === 1 && b.rowStep >= Math.max(1, b.columns))) return false;
      const straight = t.rowStep === 1 && t.columnStep >= t.rows;
      if (!straight && !(t.columnStep === 1 && t.rowStep >= t.columns)) return false;
      // What is by rows is the transposed by columns; the transposed system has the unknown on the left.
      const turn = straight !== byRows ? "N" : "T";
      if (t.conjugate === true && turn === "N") return false;
      const kind = letterOf(b);
      const trsm = routine(`${kind}trsm`, 15);
      if (trsm === undefined) return false;
      const single = kind === "s" || kind === "c";
      const room = single ? singles : scalars;
      room[0] = 1;
      room[1] = 0;
      trsm(
        letter(0, byRows ? "R" : "L"),
        letter(1, lower === straight ? "L" : "U"),
        letter(2, t.conjugate === true ? "C" : turn),
        letter(3, unit ? "U" : "N"),
        integer(0, byRows ? b.columns : b.rows),
        integer(1, byRows ? b.rows : b.columns),
        single ? singleAt : doubleAt,
        at(t),
        integer(2, Math.max(1, straight ? t.columnStep : t.rowStep)),
        at(b),
        integer(3, Math.max(1, byRows ? b.rowStep : b.columnStep)),
        1,
        1,
        1,
        1,
      );
      return true;
    },
    lapack(kind, name, args, texts = 0) {
      const call = routine(`${kind}${name}`, args.length + 1 + texts);
      if (call === undefined) return undefined;
      const addresses = args.map((arg, slot) =>
        typeof arg === "number" ? integer(slot, arg) : typeof arg === "string" ? letter(slot, arg) : at(arg as unknown as Matrix),
      );
      addresses.push(integer(args.length, 0));
      for (let i = 0; i < texts; i++) addresses.push(1);
      call(...addresses);
      return integers[2 * args.length]!;
    },
  };
}

const turned = (m: Matrix): Matrix => ({ ...m, rows: m.columns, columns: m.rows, rowStep: m.columnStep, columnStep: m.rowStep });

function layoutOf(m: Matrix): { turn: "N" | "T" | "C"; lead: number } | undefined {
  const flat = m.conjugate !== true;
  if (flat && m.rowStep === 1 && (m.columnStep >= Math.max(1, m.rows) || m.columns === 1)) return { turn: "N", lead: Math.max(1, m.rows, m.columnStep) };
  if (m.columnStep === 1 && (m.rowStep >= Math.max(1, m.columns) || m.rows === 1)) return { turn: flat ? "T" : "C", lead: Math.max(1, m.columns, m.rowStep) };
  return undefined;
}
