/**
 * JavaScript text of one operation on plain variables. Numbers hold booleans (0, 1), integers of at most 32 bits and floats; 64-bit integers
 * are numbers in fast loops, which give up when one passes 2^53, and BigInts in exact ones. Complex numbers are handled apart.
 */

import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import type { ScalarCode } from "../../meta/scalar.ts";

export const is64 = (dtype: DType): boolean => dtype === "int64" || dtype === "uint64";
const isFloat = (dtype: DType): boolean => DTYPE_INFO[dtype].category === "float";
const SHIFT: Partial<Record<DType, (x: string) => string>> = {
  int8: x => `((${x})<<24>>24)`,
  int16: x => `((${x})<<16>>16)`,
  int32: x => `((${x})|0)`,
  uint8: x => `((${x})&255)`,
  uint16: x => `((${x})&65535)`,
  uint32: x => `((${x})>>>0)`,
  float32: x => `Math.fround(${x})`,
};

/** The value as the dtype holds it: integers wrap around. */
export function wrapped(text: string, dtype: DType, exact: boolean): string {
  if (is64(dtype)) return exact ? `BigInt.as${dtype === "int64" ? "Int" : "Uint"}N(64,${text})` : `((${text})+0)`;
  return SHIFT[dtype]?.(text) ?? `(${text})`;
}

/** One operand in another dtype. */
export function converted(x: string, from: DType, to: DType, exact: boolean): string {
  if (from === to) return x;
  const big = exact && is64(from);
  if (to === "bool") return `(${x}${big ? "!==0n" : "!==0"}?1:0)`;
  if (isFloat(to))
    return to === "float32" && (is64(from) || from === "float64" || from === "int32" || from === "uint32")
      ? `Math.fround(${big ? `Number(${x})` : x})`
      : big
        ? `Number(${x})`
        : x;
  if (is64(to)) {
    if (!exact) return isFloat(from) ? `(Math.trunc(${x})+0)` : x;
    const value = isFloat(from) ? `H.toBig(${x})` : big ? x : `BigInt(${x})`;
    return wrapped(value, to, true);
  }
  if (isFloat(from)) return wrapped(to === "uint32" ? `H.toUint32(${x})` : `H.toInt32(${x})`, to, exact);
  return wrapped(big ? `Number(BigInt.asIntN(32,${x}))` : x, to, exact);
}

const COMPARE: Partial<Record<ScalarCode, string>> = { lt: "<", le: "<=", gt: ">", ge: ">=", eq: "===", ne: "!==" };
const MATH: Partial<Record<ScalarCode, string>> = {
  exp: "exp",
  expm1: "expm1",
  log: "log",
  log2: "log2",
  log10: "log10",
  log1p: "log1p",
  sqrt: "sqrt",
  cbrt: "cbrt",
  sin: "sin",
  cos: "cos",
  tan: "tan",
  arcsin: "asin",
  arccos: "acos",
  arctan: "atan",
  sinh: "sinh",
  cosh: "cosh",
  tanh: "tanh",
  arcsinh: "asinh",
  arccosh: "acosh",
  arctanh: "atanh",
  arctan2: "atan2",
  hypot: "hypot",
};

/** Functions of floats that are called by name; those of neighbours are another for each width. */
const CALLS: Partial<Record<ScalarCode, string>> = {
  floorDiv: "floorDiv",
  mod: "mod",
  pow: "pow",
  copysign: "copysign",
  nextafter: "nextafter",
  spacing: "spacing",
  logaddexp: "logaddexp",
  logaddexp2: "logaddexp2",
  ldexp: "ldexp",
  frexpMantissa: "mantissa",
  frexpExponent: "exponent",
  fraction: "fraction",
  i0: "i0",
  sinc: "sinc",
};

/** The operation on operands of dtype `compute`; the result is of the operation's own dtype, already wrapped. */
export function operationText(code: ScalarCode, compute: DType, a: string, b: string, c: string, exact: boolean): string {
  const big = exact && is64(compute);
  const zero = big ? "0n" : "0";
  const comparison = COMPARE[code];
  if (comparison !== undefined) return `(${a}${comparison}${b}?1:0)`;
  switch (code) {
    case "logicalAnd":
      return `(${a}!==${zero}&&${b}!==${zero}?1:0)`;
    case "logicalOr":
      return `(${a}!==${zero}||${b}!==${zero}?1:0)`;
    case "logicalXor":
      return `((${a}!==${zero})!==(${b}!==${zero})?1:0)`;
    case "logicalNot":
      return `(${a}===${zero}?1:0)`;
    case "isnan":
      return isFloat(compute) ? `(${a}!==${a}?1:0)` : "0";
    case "isfinite":
      return isFloat(compute) ? `(${a}-${a}===0?1:0)` : "1";
    case "isinf":
      return isFloat(compute) ? `(${a}===Infinity||${a}===-Infinity?1:0)` : "0";
    case "signbit":
      return isFloat(compute) ? `(${a}<0||Object.is(${a},-0)?1:0)` : `(${a}<${zero}?1:0)`;
    case "where":
      return `(${a}!==0?${b}:${c})`;
    case "astype":
    case "conj":
    case "real":
      return a;
    case "maximum":
      return `(${a}>=${b}||${a}!==${a}?${a}:${b})`;
    case "minimum":
      return `(${a}<=${b}||${a}!==${a}?${a}:${b})`;
    case "fmax":
      return `(${a}>=${b}||${b}!==${b}?${a}:${b})`;
    case "fmin":
      return `(${a}<=${b}||${b}!==${b}?${a}:${b})`;
    default:
      return wrapped(
        compute === "bool"
          ? booleanText(code, a, b)
          : isFloat(compute)
            ? floatText(code, compute, a, b)
            : big
              ? bigText(code, a, b)
              : integerText(code, compute, a, b),
        compute,
        exact,
      );
  }
}

function booleanText(code: ScalarCode, a: string, b: string): string {
  switch (code) {
    case "add":
    case "or":
      return `(${a}|${b})`;
    case "mul":
    case "and":
      return `(${a}&${b})`;
    case "xor":
      return `(${a}^${b})`;
    case "not":
      return `(1-${a})`;
    case "imag":
      return "0";
    case "abs":
    case "square":
    case "floor":
    case "ceil":
    case "trunc":
    case "rint":
    case "sign":
    case "nanToNum":
      return a;
    default:
      throw new TypeError(`${code} is not defined for booleans`);
  }
}

function floatText(code: ScalarCode, compute: DType, a: string, b: string): string {
  const math = MATH[code];
  if (math !== undefined) return `Math.${math}(${code === "arctan2" || code === "hypot" ? `${a},${b}` : a})`;
  const call = CALLS[code];
  if (call !== undefined) return `H.${call}${compute === "float32" && (code === "nextafter" || code === "spacing") ? "32" : ""}(${a},${b})`;
  switch (code) {
    case "add":
      return `${a}+${b}`;
    case "sub":
      return `${a}-${b}`;
    case "mul":
      return `${a}*${b}`;
    case "div":
      return `${a}/${b}`;
    case "fmod":
      return `${a}%${b}`;
    case "neg":
      return `-${a}`;
    case "abs":
      return `Math.abs(${a})`;
    case "imag":
      return "0";
    case "angle":
      return `(${a}!==${a}?NaN:${a}<0||Object.is(${a},-0)?Math.PI:0)`;
    case "sign":
      return `(${a}>0?1:${a}<0?-1:${a}===0?0:${a})`;
    case "floor":
    case "ceil":
    case "trunc":
      return `Math.${code}(${a})`;
    case "rint":
      return `H.rint(${a})`;
    case "square":
      return `${a}*${a}`;
    case "reciprocal":
      return `1/${a}`;
    case "exp2":
      return `2**${a}`;
    case "deg2rad":
      return `${a}*${Math.PI / 180}`;
    case "rad2deg":
      return `${a}*${180 / Math.PI}`;
    case "nanToNum":
      return `H.nanToNum(${a},${compute === "float32" ? 3.4028234663852886e38 : Number.MAX_VALUE})`;
    default:
      throw new TypeError(`${code} is not defined for ${compute}`);
  }
}

function integerText(code: ScalarCode, compute: DType, a: string, b: string): string {
  const wide = is64(compute);
  switch (code) {
    case "add":
      return `${a}+${b}`;
    case "sub":
      return `${a}-${b}`;
    case "mul":
    case "square":
      return wide || DTYPE_INFO[compute].size < 4 ? `${a}*${code === "mul" ? b : a}` : `Math.imul(${a},${code === "mul" ? b : a})`;
    case "floorDiv":
      return `H.intFloorDiv(${a},${b})`;
    case "mod":
      return `H.intMod(${a},${b})`;
    case "fmod":
      return `(${b}===0?0:${a}%${b})`;
    case "pow":
      return `H.${wide ? "powSafe" : "powInt"}(${a},${b})`;
    case "and":
      return `${a}&${b}`;
    case "or":
      return `${a}|${b}`;
    case "xor":
      return `${a}^${b}`;
    case "not":
      return wide ? `-1-${a}` : `~${a}`;
    case "leftShift":
      return `H.shiftLeft(${a},${b})`;
    case "rightShift":
      return compute === "uint32" ? `(${b}<32?${a}>>>${b}:0)` : `H.shiftRight(${a},${b})`;
    case "neg":
      return `-${a}`;
    case "abs":
      return `(${a}<0?-${a}:${a})`;
    case "sign":
      return `(${a}>0?1:${a}<0?-1:0)`;
    case "imag":
      return "0";
    case "floor":
    case "ceil":
    case "trunc":
    case "rint":
    case "nanToNum":
      return a;
    default:
      throw new TypeError(`${code} is not defined for ${compute}`);
  }
}

function bigText(code: ScalarCode, a: string, b: string): string {
  const BIG: Partial<Record<ScalarCode, string>> = {
    add: `${a}+${b}`,
    sub: `${a}-${b}`,
    mul: `${a}*${b}`,
    square: `${a}*${a}`,
    floorDiv: `H.bigFloorDiv(${a},${b})`,
    mod: `H.bigMod(${a},${b})`,
    fmod: `(${b}===0n?0n:${a}%${b})`,
    pow: `H.bigPow(${a},${b})`,
    and: `${a}&${b}`,
    or: `${a}|${b}`,
    xor: `${a}^${b}`,
    not: `~${a}`,
    leftShift: `H.bigShiftLeft(${a},${b})`,
    rightShift: `H.bigShiftRight(${a},${b})`,
    neg: `-${a}`,
    abs: `(${a}<0n?-${a}:${a})`,
    sign: `(${a}>0n?1n:${a}<0n?-1n:0n)`,
    imag: "0n",
    floor: a,
    ceil: a,
    trunc: a,
    rint: a,
    nanToNum: a,
  };
  const text = BIG[code];
  if (text === undefined) throw new TypeError(`${code} is not defined for 64-bit integers`);
  return text;
}

/** Operations on 64-bit integers that numbers cannot do: these loops are exact from the start. */
export const needsExact = (code: ScalarCode, compute: DType): boolean =>
  is64(compute) &&
  (code === "and" ||
    code === "or" ||
    code === "xor" ||
    code === "leftShift" ||
    code === "rightShift" ||
    (compute === "uint64" && (code === "not" || code === "neg" || code === "sub")));
