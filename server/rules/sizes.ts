/** How large a plain value of the text will be, in elements and in bytes, where its declaration says. */

import type TS from "typescript";
import { formatBytes, formatCount } from "../../runtime/meta/format.ts";
import { type Dim, isKnown, isUnknown } from "../../runtime/meta/dim.ts";
import { itemsize } from "../../runtime/meta/dtype.ts";
import { type ArrayMeta, bytesOf, type Meta, numblocks } from "../../runtime/meta/meta.ts";
import { opaque } from "../analysis/evaluate/value.ts";
import { ts } from "../analysis/typescript.ts";
import type { Subject } from "./subject.ts";
import { numberOf, unwrap } from "./syntax.ts";

export interface PlainSize {
  readonly length: number;
  readonly bytes: number;
}

const TYPED: Readonly<Record<string, number>> = {
  Int8Array: 1,
  Uint8Array: 1,
  Uint8ClampedArray: 1,
  Int16Array: 2,
  Uint16Array: 2,
  Int32Array: 4,
  Uint32Array: 4,
  Float32Array: 4,
  Float64Array: 8,
  BigInt64Array: 8,
  BigUint64Array: 8,
  ArrayBuffer: 1,
  SharedArrayBuffer: 1,
};

/** A number that is written out, or that a constant has. */
export function constant(subject: Subject, node: TS.Expression | undefined): number | undefined {
  if (node === undefined) return undefined;
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) {
    const found = subject.resolve(inner);
    return found?.kind === "const" && found.initializer !== undefined ? constant(subject, found.initializer) : undefined;
  }
  return numberOf(inner);
}

export function plainSize(subject: Subject, node: TS.Expression | undefined, depth = 0): PlainSize | undefined {
  if (node === undefined || depth > 6) return undefined;
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) {
    const found = subject.resolve(inner);
    if (found === undefined || found.kind === "parameter" || found.kind === "import") return undefined;
    if (found.scope === subject.source) {
      const value = subject.analysis.program.scope.vars.get(inner.text);
      if (Array.isArray(value) && !opaque.has(value)) return { length: value.length, bytes: value.length * 8 };
    }
    return found.initializer === undefined ? undefined : plainSize(subject, found.initializer, depth + 1);
  }
  const counted = (length: number | undefined, bytes = 8) => (length === undefined ? undefined : { length, bytes: length * bytes });
  if (ts.isArrayLiteralExpression(inner)) return counted(inner.elements.length);
  if (ts.isNewExpression(inner) && ts.isIdentifier(inner.expression)) {
    const name = inner.expression.text;
    const [first] = inner.arguments ?? [];
    if (TYPED[name] !== undefined) return counted(constant(subject, first) ?? plainSize(subject, first, depth + 1)?.length, TYPED[name]);
    return name === "Array" ? counted(constant(subject, first)) : undefined;
  }
  if (!ts.isCallExpression(inner) || !ts.isPropertyAccessExpression(inner.expression)) return undefined;
  const { name, expression } = inner.expression;
  const [first] = inner.arguments;
  if (name.text === "from" && ts.isIdentifier(expression) && first !== undefined) {
    const bytes = TYPED[expression.text] ?? 8;
    if (ts.isObjectLiteralExpression(first)) {
      const length = first.properties.find(each => ts.isPropertyAssignment(each) && each.name.getText() === "length") as TS.PropertyAssignment | undefined;
      return counted(constant(subject, length?.initializer), bytes);
    }
    return counted(plainSize(subject, first, depth + 1)?.length, bytes);
  }
  if (name.text === "alloc" && ts.isIdentifier(expression) && expression.text === "Buffer") return counted(constant(subject, first), 1);
  return ["fill", "map", "slice", "keys", "sort", "toSorted"].includes(name.text) ? plainSize(subject, expression, depth + 1) : undefined;
}

export const sizeText = ({ bytes }: PlainSize): string => formatBytes(bytes);
export { formatBytes, formatCount };

/** Blocks of a value, where their number is known. */
export function blocks(meta: Meta): number | undefined {
  const counts = numblocks(meta);
  return counts.every(n => isKnown(n) && !Number.isNaN(n)) ? counts.reduce<number>((n, m) => n * (m as number), 1) : undefined;
}
/** Bytes of the largest block of an array. */
export function blockBytes(meta: ArrayMeta): number | undefined {
  if (isUnknown(meta.dtype)) return undefined;
  let bytes = itemsize(meta.dtype);
  for (const axis of meta.chunks) {
    if (isUnknown(axis)) return undefined;
    bytes *= axis.reduce((most, size) => Math.max(most, size), 0);
  }
  return Number.isNaN(bytes) ? undefined : bytes;
}
/** Bytes of the whole value. */
export function bytes(meta: Meta): number | undefined {
  const all = bytesOf(meta);
  return all === null || Number.isNaN(all) ? undefined : all;
}
export const partitions = (n: Dim): number | undefined => (isKnown(n) && !Number.isNaN(n) ? n : undefined);
export const largest = (axis: readonly number[]): number => axis.reduce((most, size) => Math.max(most, size), 0);
