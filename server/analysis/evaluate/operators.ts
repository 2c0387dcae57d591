/** Operators on values. A lazy operand is an error of the run, found here; an unknown operand gives an unknown result. */

import type TS from "typescript";
import { describe } from "../../../runtime/collections/describe.ts";
import { tasksOf } from "../tasks.ts";
import { K } from "../typescript.ts";
import { exprOf, isLazy, isUnknown, opaque, truth, unknown, type UnknownType, type Value } from "./value.ts";

/** Longer texts are not followed. */
export const MAX_TEXT = 200_000;

export class LazyOperand extends Error {}

export function binary(operator: TS.SyntaxKind, a: Value, b: Value): Value {
  switch (operator) {
    case K.EqualsEqualsEqualsToken:
      return known(a, b) ? a === b : someUnknown(a, b, "boolean");
    case K.ExclamationEqualsEqualsToken:
      return known(a, b) ? a !== b : someUnknown(a, b, "boolean");
    case K.EqualsEqualsToken:
      return looselyEqual(a, b);
    case K.ExclamationEqualsToken: {
      const equal = binary(K.EqualsEqualsToken, a, b);
      return isUnknown(equal) ? equal : !equal;
    }
    case K.InstanceOfKeyword:
    case K.InKeyword:
      return someUnknown(a, b, "boolean");
    default:
      break;
  }
  const type = resultType(operator, a, b);
  if (isLazy(a) || isLazy(b)) throw new LazyOperand();
  if (!known(a, b)) return someUnknown(a, b, type);
  const left = primitive(a);
  const right = primitive(b);
  if (isUnknown(left) || isUnknown(right)) return someUnknown(left, right, type);
  try {
    return arithmetic(operator, left as number, right as number);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}

function looselyEqual(a: Value, b: Value): Value {
  if (!known(a, b)) return someUnknown(a, b, "boolean");
  const missing = (value: Value) => value === null || value === undefined;
  if (missing(a) || missing(b)) return missing(a) && missing(b);
  // Values of one type compare alike either way; what conversion would do to others is not followed.
  return typeof a === typeof b ? a === b : someUnknown(a, b, "boolean");
}

function arithmetic(operator: TS.SyntaxKind, a: number, b: number): Value {
  switch (operator) {
    case K.PlusToken: {
      const sum: unknown = a + b;
      return typeof sum === "string" && sum.length > MAX_TEXT ? unknown("a very long text", "string") : sum;
    }
    case K.MinusToken:
      return a - b;
    case K.AsteriskToken:
      return hugeBigint(a, b) ? unknown("a very large number") : a * b;
    case K.SlashToken:
      return a / b;
    case K.PercentToken:
      return a % b;
    case K.AsteriskAsteriskToken:
      return typeof a === "bigint" && b > 1000 ? unknown("a very large number") : hugeBigint(a, b) ? unknown("a very large number") : a ** b;
    case K.LessThanToken:
      return a < b;
    case K.LessThanEqualsToken:
      return a <= b;
    case K.GreaterThanToken:
      return a > b;
    case K.GreaterThanEqualsToken:
      return a >= b;
    case K.AmpersandToken:
      return a & b;
    case K.BarToken:
      return a | b;
    case K.CaretToken:
      return a ^ b;
    case K.LessThanLessThanToken:
      return typeof a === "bigint" ? unknown("a shifted bigint") : a << b;
    case K.GreaterThanGreaterThanToken:
      return a >> b;
    case K.GreaterThanGreaterThanGreaterThanToken:
      return a >>> b;
    default:
      return unknown("an operator that is not followed");
  }
}

const hugeBigint = (a: unknown, b: unknown): boolean => typeof a === "bigint" && typeof b === "bigint" && (abs(a) > LIMIT || abs(b) > LIMIT);
const LIMIT = 1n << 512n;
const abs = (n: bigint): bigint => (n < 0n ? -n : n);

export function unary(operator: TS.SyntaxKind, value: Value): Value {
  if (operator === K.ExclamationToken) {
    const t = truth(value);
    return t === undefined ? unknown(reason(value), "boolean") : !t;
  }
  if (isLazy(value)) throw new LazyOperand();
  if (isUnknown(value)) return unknown(value.unknown, "number");
  const operand = primitive(value);
  if (isUnknown(operand)) return unknown(operand.unknown, "number");
  try {
    switch (operator) {
      case K.MinusToken:
        return -(operand as number);
      case K.PlusToken:
        return +(operand as number);
      case K.TildeToken:
        return ~(operand as number);
      default:
        return unknown("an operator that is not followed");
    }
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}

export function typeOf(value: Value): Value {
  return isUnknown(value) ? unknown(value.unknown, "string") : typeof value;
}

/** What `String(value)` and template literals give. */
export function text(value: Value): Value {
  if (isUnknown(value)) return unknown(value.unknown, "string");
  if (isLazy(value)) return describe(exprOf(value), tasksOf(exprOf(value)));
  const inner = primitive(value, "string");
  return isUnknown(inner) ? unknown(inner.unknown, "string") : typeof inner === "symbol" ? unknown("a symbol as text", "string") : String(inner);
}

/** A value as JavaScript's operators take it. Objects beside dates and lists of plain values are not followed. */
function primitive(value: Value, hint: "number" | "string" = "number"): Value {
  if (typeof value === "function") return unknown("a function as text");
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return hint === "number" ? +value : unknown("a date as text", "string");
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value) && !opaque.has(value) && value.length < 1000 && value.every(plain)) return value.join(",").slice(0, MAX_TEXT);
  return unknown("an object as a plain value");
}

const plain = (value: Value): boolean => value === null || (typeof value !== "object" && typeof value !== "function");
const known = (a: Value, b: Value): boolean => !isUnknown(a) && !isUnknown(b);
const reason = (value: Value): string => (isUnknown(value) ? value.unknown : "not known");
const someUnknown = (a: Value, b: Value, type?: UnknownType): Value =>
  unknown(isUnknown(a) ? a.unknown : isUnknown(b) ? b.unknown : "it is not followed", type);

function resultType(operator: TS.SyntaxKind, a: Value, b: Value): UnknownType | undefined {
  if (operator === K.LessThanToken || operator === K.LessThanEqualsToken || operator === K.GreaterThanToken || operator === K.GreaterThanEqualsToken)
    return "boolean";
  const type = (value: Value) => (isUnknown(value) ? (value as { type?: string }).type : typeof value);
  if (operator === K.PlusToken)
    return type(a) === "string" || type(b) === "string" ? "string" : type(a) === "number" && type(b) === "number" ? "number" : undefined;
  return type(a) === "number" || type(b) === "number" ? "number" : undefined;
}
