/** One operation on vectors; undefined where there is none that agrees with the plain loop bit by bit. */

import type { ScalarCode } from "../../meta/scalar.ts";
import { constant, type Kind, shape, type Width } from "./lanes.ts";

export interface VectorValue {
  readonly text: string;
  readonly kind: Kind;
}

const ZERO = "(v128.const i64x2 0 0)";
export const choose = (condition: string, yes: string, no: string): string => `(v128.bitselect ${yes} ${no} ${condition})`;
const or = (a: string, b: string): string => `(v128.or ${a} ${b})`;
const COMPARE: Partial<Record<ScalarCode, string>> = { lt: "lt", le: "le", gt: "gt", ge: "ge", eq: "eq", ne: "ne" };

/** Operands have kind `kind` (the first of `where` is a mask); `a`, `b`, `c` are locals, so that they can stand several times. */
export function vectorOp(code: ScalarCode, kind: Kind, width: Width, a: string, b: string, c: string): VectorValue | undefined {
  const to = (text: string, result: Kind = kind): VectorValue => ({ text, kind: result });
  if (code === "where") return to(choose(a, b, c));
  if (code === "astype" || code === "conj" || code === "real") return to(a);
  if (kind === "mask") return maskOp(code, a, b, to);
  const lanes = shape(kind, width);
  const float = kind === "f64" || kind === "f32";
  const comparison = COMPARE[code];
  if (comparison !== undefined) return to(`(${lanes}.${comparison}${float || comparison === "eq" || comparison === "ne" ? "" : "_s"} ${a} ${b})`, "mask");
  const truth = (x: string) => `(${lanes}.ne ${x} ${ZERO})`;
  switch (code) {
    case "add":
    case "sub":
    case "mul":
    case "neg":
    case "abs":
      return to(`(${lanes}.${code} ${code === "neg" || code === "abs" ? a : `${a} ${b}`})`);
    case "square":
      return to(`(${lanes}.mul ${a} ${a})`);
    case "logicalAnd":
      return to(`(v128.and ${truth(a)} ${truth(b)})`, "mask");
    case "logicalOr":
      return to(or(truth(a), truth(b)), "mask");
    case "logicalNot":
      return to(`(${lanes}.eq ${a} ${ZERO})`, "mask");
    case "maximum":
    case "minimum": {
      const test = `(${lanes}.${code === "maximum" ? "ge" : "le"}${float ? "" : "_s"} ${a} ${b})`;
      return to(choose(float ? or(test, `(${lanes}.ne ${a} ${a})`) : test, a, b));
    }
    default:
      return float ? floatOp(code, kind, lanes, a, b, to) : integerOp(code, a, b, to);
  }
}

type To = (text: string, result?: Kind) => VectorValue;

function maskOp(code: ScalarCode, a: string, b: string, to: To): VectorValue | undefined {
  switch (code) {
    case "add":
    case "or":
    case "logicalOr":
    case "maximum":
    case "fmax":
      return to(or(a, b));
    case "mul":
    case "and":
    case "logicalAnd":
    case "minimum":
    case "fmin":
      return to(`(v128.and ${a} ${b})`);
    case "xor":
    case "ne":
    case "logicalXor":
      return to(`(v128.xor ${a} ${b})`);
    case "eq":
      return to(`(v128.not (v128.xor ${a} ${b}))`);
    case "not":
    case "logicalNot":
      return to(`(v128.not ${a})`);
    case "abs":
    case "square":
      return to(a);
    default:
      return undefined;
  }
}

function floatOp(code: ScalarCode, kind: Kind, lanes: string, a: string, b: string, to: To): VectorValue | undefined {
  const number = (value: number) => constant(value, kind);
  const isNaN = (x: string) => `(${lanes}.ne ${x} ${x})`;
  switch (code) {
    case "div":
      return to(`(${lanes}.div ${a} ${b})`);
    case "sqrt":
    case "floor":
    case "ceil":
    case "trunc":
      return to(`(${lanes}.${code} ${a})`);
    case "exp":
    case "log":
    case "log2":
    case "log10":
    case "sin":
    case "cos":
    case "tan":
    case "expm1":
    case "sinh":
    case "cosh":
    case "tanh":
      return kind === "f64" ? to(`(call $${code} ${a})`) : undefined;
    case "rint":
      return to(`(${lanes}.nearest ${a})`);
    case "reciprocal":
      return to(`(${lanes}.div ${number(1)} ${a})`);
    case "deg2rad":
      return kind === "f64" ? to(`(${lanes}.mul ${a} ${number(Math.PI / 180)})`) : undefined;
    case "rad2deg":
      return kind === "f64" ? to(`(${lanes}.mul ${a} ${number(180 / Math.PI)})`) : undefined;
    case "fmax":
      return to(choose(or(`(${lanes}.ge ${a} ${b})`, isNaN(b)), a, b));
    case "fmin":
      return to(choose(or(`(${lanes}.le ${a} ${b})`, isNaN(b)), a, b));
    case "isnan":
      return to(isNaN(a), "mask");
    case "isfinite":
      return to(`(${lanes}.eq (${lanes}.sub ${a} ${a}) ${ZERO})`, "mask");
    case "isinf":
      return to(`(${lanes}.eq (${lanes}.abs ${a}) ${number(Infinity)})`, "mask");
    case "sign":
      return to(
        choose(`(${lanes}.gt ${a} ${ZERO})`, number(1), choose(`(${lanes}.lt ${a} ${ZERO})`, number(-1), choose(`(${lanes}.eq ${a} ${ZERO})`, ZERO, a))),
      );
    default:
      return undefined;
  }
}

function integerOp(code: ScalarCode, a: string, b: string, to: To): VectorValue | undefined {
  switch (code) {
    case "and":
    case "or":
    case "xor":
      return to(`(v128.${code} ${a} ${b})`);
    case "not":
      return to(`(v128.not ${a})`);
    case "floor":
    case "ceil":
    case "trunc":
    case "rint":
    case "nanToNum":
      return to(a);
    case "isnan":
    case "isinf":
      return to(ZERO, "mask");
    case "isfinite":
      return to("(v128.const i64x2 -1 -1)", "mask");
    default:
      return undefined;
  }
}
