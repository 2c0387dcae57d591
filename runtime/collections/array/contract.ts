/** Sums of products by letters: what matrix products, tensor products and Einstein sums are made of. */

import { ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { type Dim, isKnown, isUnknown, type Unknown } from "../../meta/dim.ts";
import { type DType, promote } from "../../meta/dtype.ts";
import { build } from "../lazy.ts";
import { metaOf } from "./operands.ts";
import { unify } from "./unify.ts";

/** A letter an axis; letters are any characters. */
export interface Operand {
  readonly node: Expr;
  readonly word: string;
}
/** The i-th of as many letters as anybody needs. */
export const letter = (i: number): string => (i < 26 ? String.fromCodePoint(97 + i) : String.fromCodePoint(0x100 + i));
export const letters = (from: number, count: number): string => Array.from({ length: count }, (_, i) => letter(from + i)).join("");

/** One operand or two at a time, in the order that keeps what lies between small; then what is left. */
export function contract(name: string, given: readonly Operand[], output: string, dtype: DType | Unknown = dtypeOf(given)): Expr {
  checkSizes(name, given);
  const operands = [...given];
  while (operands.length > 2) {
    const [i, j] = cheapest(operands, output);
    const rest = operands.filter((_, k) => k !== i && k !== j);
    const needed = new Set([...output, ...rest.flatMap(({ word }) => [...word])]);
    const word = [...new Set(operands[i]!.word + operands[j]!.word)].filter(each => needed.has(each)).join("");
    operands.splice(0, operands.length, { node: pair(name, [operands[i]!, operands[j]!], word, dtype), word }, ...rest);
  }
  return pair(name, operands, output, dtype);
}

function pair(name: string, operands: readonly Operand[], output: string, dtype: DType | Unknown): Expr {
  const all = [...new Set(operands.flatMap(({ word }) => [...word]))];
  const nodes = unify(
    operands.map(({ node }) => node),
    operands.map(({ word }) => [...word].map(each => all.indexOf(each))),
  );
  return build("array.contract", nodes, { name, operands: operands.map(({ word }) => word), output, dtype });
}

function cheapest(operands: readonly Operand[], output: string): readonly [number, number] {
  let best: readonly [number, number] = [0, 1];
  let least = Infinity;
  for (let i = 0; i < operands.length; i++) {
    for (let j = i + 1; j < operands.length; j++) {
      const needed = new Set([...output, ...operands.flatMap(({ word }, k) => (k === i || k === j ? [] : [...word]))]);
      const sizes = new Map<string, number>();
      for (const { node, word } of [operands[i]!, operands[j]!])
        for (const [axis, each] of [...word].entries()) {
          const dim = metaOf(node).shape[axis]!;
          sizes.set(each, Math.max(sizes.get(each) ?? 1, isKnown(dim) ? dim : 1));
        }
      const size = [...sizes].reduce((n, [each, dim]) => (needed.has(each) ? n * dim : n), 1);
      if (size < least) [best, least] = [[i, j], size];
    }
  }
  return best;
}

export function dtypeOf(operands: readonly Operand[]): DType | Unknown {
  const dtypes = operands.map(({ node }) => metaOf(node).dtype);
  return dtypes.find(isUnknown) ?? (dtypes as DType[]).reduce(promote);
}

function checkSizes(name: string, operands: readonly Operand[]): void {
  const sizes = new Map<string, { dim: Dim; operand: number; axis: number }>();
  for (const [operand, { node, word }] of operands.entries()) {
    for (const [axis, each] of [...word].entries()) {
      const dim = metaOf(node).shape[axis]!;
      const known = sizes.get(each);
      if (known === undefined || known.dim === 1 || !isKnown(known.dim)) sizes.set(each, { dim, operand, axis });
      else if (isKnown(dim) && dim !== 1 && dim !== known.dim)
        throw new ShapeError(
          `${name}: axis ${known.axis} of operand ${known.operand + 1} has ${known.dim} elements, axis ${axis} of operand ${operand + 1} has ${dim}; they must be the same`,
          [known.dim],
          [dim],
        );
    }
  }
}
