/**
 * The element by element operations: how many operands, in which dtype they are computed and what they give. One row an operation; array
 * operations, the plain loops and the SIMD generator all read it.
 */

import { DTypeError } from "../errors.ts";
import { DTYPE_INFO, type DType, floating, promote, promoteScalar, scalarDType } from "./dtype.ts";

export type Scalar = number | bigint | boolean;
/** An operand as the rules see it: the dtype of an array, or a scalar, which is weak. */
export type OperandType = { readonly dtype: DType } | { readonly scalar: Scalar };

export interface ScalarTypes {
  /** What operands are converted to. */
  readonly compute: DType;
  readonly out: DType;
}
export interface ScalarRow {
  readonly arity: number;
  types(operands: readonly OperandType[]): ScalarTypes;
}

const isScalar = (operand: OperandType): operand is { readonly scalar: Scalar } => "scalar" in operand;

/** NumPy's result type of arrays and weak scalars. */
export function resultType(operands: readonly OperandType[]): DType {
  const arrays = operands.filter(operand => !isScalar(operand)).map(operand => (operand as { dtype: DType }).dtype);
  const scalars = operands.filter(isScalar).map(operand => operand.scalar);
  if (arrays.length === 0) return scalars.map(scalarDType).reduce(promote);
  return scalars.reduce<DType>((dtype, scalar) => promoteScalar(dtype, scalar), arrays.reduce(promote));
}

const categoryOf = (dtype: DType) => DTYPE_INFO[dtype].category;
const isInteger = (dtype: DType) => categoryOf(dtype) === "int" || categoryOf(dtype) === "uint";
/** What a complex number is made of. */
export const realOf = (dtype: DType): DType => (dtype === "complex64" ? "float32" : dtype === "complex128" ? "float64" : dtype);

function reject(why: string, dtype: DType): never {
  throw new DTypeError(`${why}, got ${dtype}`);
}

const same = (arity: number, check: (dtype: DType) => unknown = () => true): ScalarRow => ({
  arity,
  types: operands => {
    const dtype = resultType(operands);
    check(dtype);
    return { compute: dtype, out: dtype };
  },
});
const inexact = (arity: number, complex = false): ScalarRow => ({
  arity,
  types: operands => {
    const dtype = floating(resultType(operands));
    if (!complex && categoryOf(dtype) === "complex") reject("this function takes real numbers", dtype);
    return { compute: dtype, out: dtype };
  },
});
const test = (arity: number, complex = true): ScalarRow => ({
  arity,
  types: operands => {
    const compute = resultType(operands);
    if (!complex && categoryOf(compute) === "complex") reject("complex numbers have no sign", compute);
    return { compute, out: "bool" };
  },
});
const real: ScalarRow = {
  arity: 1,
  types: operands => {
    const compute = resultType(operands);
    return { compute, out: realOf(compute) };
  },
};
const bits = (arity: number, bool = true): ScalarRow =>
  same(arity, dtype =>
    isInteger(dtype) || (bool && dtype === "bool") ? dtype : reject(`bitwise operations take ${bool ? "booleans or integers" : "integers"}`, dtype),
  );
/** Booleans count as int8. */
const shifts: ScalarRow = {
  arity: 2,
  types: operands => {
    const dtype = resultType(operands);
    if (dtype !== "bool" && !isInteger(dtype)) reject("bitwise operations take integers", dtype);
    const compute = dtype === "bool" ? "int8" : dtype;
    return { compute, out: compute };
  },
};
const noBool = (arity: number, name: string): ScalarRow =>
  same(arity, dtype => (dtype === "bool" ? reject(`${name} is not defined for booleans (use xor, or astype)`, dtype) : dtype));
/** Booleans count as int8, as in NumPy. */
const arithmetic = (arity: number): ScalarRow => ({
  arity,
  types: operands => {
    const dtype = resultType(operands);
    if (categoryOf(dtype) === "complex") reject("complex numbers have no remainder", dtype);
    return dtype === "bool" ? { compute: "int8", out: "int8" } : { compute: dtype, out: dtype };
  },
});
const rounding: ScalarRow = {
  arity: 1,
  types: operands => {
    const dtype = resultType(operands);
    if (categoryOf(dtype) === "complex") reject("complex numbers cannot be rounded this way", dtype);
    return { compute: dtype, out: dtype };
  },
};
/** A float times a power of two: the exponent is an integer and does not count for the dtype. */
const scaled: ScalarRow = {
  arity: 2,
  types: operands => {
    const { compute } = inexact(1).types(operands.slice(0, 1));
    const exponent = resultType(operands.slice(1));
    if (exponent !== "bool" && !isInteger(exponent)) reject("the exponent must be an integer", exponent);
    return { compute, out: compute };
  },
};
const choice: ScalarRow = {
  arity: 3,
  types: operands => {
    const dtype = resultType(operands.slice(1));
    return { compute: dtype, out: dtype };
  },
};

export const SCALAR = {
  add: same(2),
  sub: noBool(2, "subtraction"),
  mul: same(2),
  div: inexact(2, true),
  floorDiv: arithmetic(2),
  mod: arithmetic(2),
  pow: {
    arity: 2,
    types: operands => {
      const dtype = resultType(operands);
      const exponent = operands[1];
      if (exponent !== undefined && isScalar(exponent) && Number(exponent.scalar) < 0 && (isInteger(dtype) || dtype === "bool")) {
        throw new DTypeError(
          `integers cannot be raised to negative integer powers, got ${exponent.scalar}: use pow(${exponent.scalar}.0) on astype("float64")`,
        );
      }
      return dtype === "bool" ? { compute: "int8", out: "int8" } : { compute: dtype, out: dtype };
    },
  },
  /** Complex numbers by their real parts, then by their imaginary ones. */
  maximum: same(2),
  minimum: same(2),
  fmax: same(2),
  fmin: same(2),
  fmod: arithmetic(2),
  arctan2: inexact(2),
  hypot: inexact(2),
  copysign: inexact(2),
  nextafter: inexact(2),
  logaddexp: inexact(2),
  logaddexp2: inexact(2),
  ldexp: scaled,
  lt: test(2),
  le: test(2),
  gt: test(2),
  ge: test(2),
  eq: test(2),
  ne: test(2),
  logicalAnd: test(2),
  logicalOr: test(2),
  logicalXor: test(2),
  logicalNot: test(1),
  and: bits(2),
  or: bits(2),
  xor: bits(2),
  not: bits(1),
  leftShift: shifts,
  rightShift: shifts,
  neg: noBool(1, "negation"),
  abs: real,
  conj: same(1),
  real,
  imag: real,
  angle: { arity: 1, types: operands => ({ compute: floating(resultType(operands)), out: realOf(floating(resultType(operands))) }) },
  exp: inexact(1, true),
  exp2: inexact(1, true),
  expm1: inexact(1, true),
  log: inexact(1, true),
  log2: inexact(1, true),
  log10: inexact(1, true),
  log1p: inexact(1, true),
  sqrt: inexact(1, true),
  cbrt: inexact(1),
  sin: inexact(1, true),
  cos: inexact(1, true),
  tan: inexact(1, true),
  arcsin: inexact(1, true),
  arccos: inexact(1, true),
  arctan: inexact(1, true),
  sinh: inexact(1, true),
  cosh: inexact(1, true),
  tanh: inexact(1, true),
  arcsinh: inexact(1, true),
  arccosh: inexact(1, true),
  arctanh: inexact(1, true),
  deg2rad: inexact(1),
  rad2deg: inexact(1),
  sign: same(1),
  floor: rounding,
  ceil: rounding,
  trunc: rounding,
  rint: inexact(1, true),
  square: same(1),
  reciprocal: inexact(1, true),
  nanToNum: same(1),
  spacing: inexact(1),
  i0: inexact(1),
  sinc: inexact(1),
  /** The part behind the point. */
  fraction: inexact(1),
  frexpMantissa: inexact(1),
  frexpExponent: { arity: 1, types: operands => ({ ...inexact(1).types(operands), out: "int32" }) },
  isnan: test(1),
  isfinite: test(1),
  isinf: test(1),
  signbit: test(1, false),
  where: choice,
  /** Conversion; the dtype stands in the step's params. */
  astype: same(1),
} satisfies Record<string, ScalarRow>;

export type ScalarCode = keyof typeof SCALAR;
export const isScalarCode = (name: string): name is ScalarCode => Object.hasOwn(SCALAR, name);

/** Types of one operation; `dtype` is what `astype` converts to. */
export function scalarTypes(code: ScalarCode, operands: readonly OperandType[], dtype?: DType): ScalarTypes {
  const row: ScalarRow = SCALAR[code];
  if (code === "astype") return { compute: dtype!, out: dtype! };
  return row.types(operands);
}
