/** The rarer element by element functions of `bask/array`, several of them composed of others. */

import { DTypeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { DTYPE_INFO, floating } from "../../meta/dtype.ts";
import type { ScalarCode } from "../../meta/scalar.ts";
import { astype, elementwise } from "./elementwise.ts";
import { BaskArray } from "./handle.ts";
import { asExpr, isScalar, knownDType } from "./operands.ts";

const wrap = (node: Expr): BaskArray => new BaskArray(node);
const unary =
  (code: ScalarCode) =>
  (x: unknown): BaskArray =>
    wrap(elementwise(code, [x]));
const binary =
  (code: ScalarCode) =>
  (a: unknown, b: unknown): BaskArray =>
    wrap(elementwise(code, [a, b]));
const asFloats = (x: unknown, where: string): Expr => {
  const node = asExpr(x, where);
  const dtype = knownDType(node);
  return dtype === undefined ? node : astype(node, floating(dtype));
};
const categoryOf = (x: unknown, where: string): string | undefined => {
  const dtype = isScalar(x) ? undefined : knownDType(asExpr(x, where));
  return dtype === undefined ? undefined : DTYPE_INFO[dtype].category;
};

export const [copysign, nextafter, logaddexp, logaddexp2, ldexp, fmod] = [
  binary("copysign"),
  binary("nextafter"),
  binary("logaddexp"),
  binary("logaddexp2"),
  binary("ldexp"),
  binary("fmod"),
];
export const [spacing, i0, sinc] = [unary("spacing"), unary("i0"), unary("sinc")];
export const [degrees, radians] = [unary("rad2deg"), unary("deg2rad")];
export const isposinf = (x: unknown): BaskArray => infinite(x, Infinity, "isposinf");
export const isneginf = (x: unknown): BaskArray => infinite(x, -Infinity, "isneginf");
function infinite(x: unknown, value: number, where: string): BaskArray {
  if (categoryOf(x, where) === "complex") throw new DTypeError(`${where}: complex numbers have no sign`);
  return wrap(elementwise("eq", [x, value]));
}
export const isreal = (x: unknown): BaskArray => wrap(elementwise("eq", [elementwise("imag", [x]), 0]));
export const iscomplex = (x: unknown): BaskArray => wrap(elementwise("ne", [elementwise("imag", [x]), 0]));

/** The numbers as they are; there is none of a boolean. */
export function positive(x: unknown): BaskArray {
  const node = asExpr(x, "positive");
  if (knownDType(node) === "bool") throw new DTypeError("positive is not defined for booleans");
  return wrap(node);
}

/** Powers of numbers as float64 (complex128 of complex ones), also of integers to negative powers. */
export function floatPower(a: unknown, b: unknown): BaskArray {
  const complex = [a, b].some(x => categoryOf(x, "floatPower") === "complex");
  const [base, exponent] = [a, b].map(x => (isScalar(x) ? x : astype(asExpr(x, "floatPower"), complex ? "complex128" : "float64")));
  return wrap(elementwise("pow", [isScalar(base) && isScalar(exponent) ? astype(asExpr(base, "floatPower"), "float64") : base, exponent]));
}

/** `[floorDiv(a, b), mod(a, b)]`. */
export const divmod = (a: unknown, b: unknown): [BaskArray, BaskArray] => [wrap(elementwise("floorDiv", [a, b])), wrap(elementwise("mod", [a, b]))];

/** `[fraction, whole]`, both with the sign of `x`, as floats. */
export const modf = (x: unknown): [BaskArray, BaskArray] => {
  const node = asFloats(x, "modf");
  return [wrap(elementwise("fraction", [node])), wrap(elementwise("trunc", [node]))];
};

/** `[mantissa, exponent]`: x = mantissa 2^exponent with 0.5 <= |mantissa| < 1. */
export const frexp = (x: unknown): [BaskArray, BaskArray] => [wrap(elementwise("frexpMantissa", [x])), wrap(elementwise("frexpExponent", [x]))];

/** The central moment of an order, as the method of that name. */
export const moment = (x: unknown, ...args: unknown[]): BaskArray => new BaskArray(asExpr(x, "moment")).moment(...args);
