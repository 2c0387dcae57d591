/** Einstein sums: NumPy's subscripts. */

import { ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown } from "../../meta/dim.ts";
import { bind, sig } from "../signature.ts";
import { isLazy } from "../lazy.ts";
import { contract, dtypeOf, type Operand } from "./contract.ts";
import { asExpr, checkDType, isBlock, metaOf } from "./operands.ts";

const OPTIONS = sig("einsum", "", "dtype optimize splitEvery casting order");

/**
 * `einsum("ij,jk->ik", a, b)`: letters name axes; those that the output lacks are summed over. Without `->` the output has the letters that occur
 * once, in alphabetical order. A letter that one operand has twice walks its diagonal; `...` stands for axes that broadcast.
 */
export function einsum(args: readonly unknown[]): Expr {
  const [subscripts, ...rest] = args;
  if (typeof subscripts !== "string") throw new TypeError(`einsum: expected subscripts such as "ij,jk->ik", got ${typeof subscripts}`);
  const last = rest.at(-1);
  const hasOptions =
    typeof last === "object" &&
    last !== null &&
    !isLazy(last) &&
    !isBlock(last) &&
    !Array.isArray(last) &&
    !ArrayBuffer.isView(last) &&
    Object.getPrototypeOf(last) === Object.prototype;
  const { dtype } = bind(OPTIONS, hasOptions ? [last] : []);
  const nodes = (hasOptions ? rest.slice(0, -1) : rest).map(value => asExpr(value, "einsum"));
  const { words, output } = readSubscripts(
    subscripts,
    nodes.map(node => metaOf(node).shape.length),
  );
  const operands: Operand[] = nodes.map((node, k) => ({ node, word: words[k]! }));
  for (const { node, word } of operands) checkDiagonals(node, word);
  return contract("einsum", operands, output, dtype === undefined ? dtypeOf(operands) : checkDType(dtype, "einsum"));
}

/** A word an operand and one for the output; `...` as letters of their own, from the right. */
export function readSubscripts(text: string, ranks: readonly number[]): { words: string[]; output: string } {
  const clean = text.replace(/\s/g, "");
  const [left, right, ...more] = clean.split("->");
  const parts = left!.split(",");
  if (more.length > 0 || !/^[A-Za-z.,]*$/.test(left!) || !/^[A-Za-z.]*$/.test(right ?? ""))
    throw new SyntaxError(`einsum: "${text}" is not a list of letters such as "ij,jk->ik"`);
  if (parts.length !== ranks.length)
    throw new ShapeError(`einsum: "${text}" names ${parts.length} operands, got ${ranks.length}`, [parts.length], [ranks.length]);
  const dots = parts.map((part, k) => {
    if (!/^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(part)) throw new SyntaxError(`einsum: "${part}" may have letters and one "..."`);
    const named = part.replace("...", "").length;
    const free = ranks[k]! - named;
    if (part.includes("...") ? free < 0 : free !== 0)
      throw new ShapeError(`einsum: "${part}" names ${named} axes, operand ${k + 1} has ${ranks[k]}`, [named], [ranks[k]!]);
    return part.includes("...") ? free : 0;
  });
  const widest = Math.max(0, ...dots);
  const free = Array.from({ length: widest }, (_, i) => String.fromCodePoint(0x391 + i)).join("");
  const words = parts.map((part, k) => part.replace("...", free.slice(widest - dots[k]!)));
  if (right === undefined) {
    const counts = new Map<string, number>();
    for (const word of parts) for (const each of word.replace("...", "")) counts.set(each, (counts.get(each) ?? 0) + 1);
    const once = [...counts]
      .filter(([, n]) => n === 1)
      .map(([each]) => each)
      .sort();
    return { words, output: free + once.join("") };
  }
  const output = right.replace("...", free);
  if (!right.includes("...") && widest > 0 && parts.some((part, k) => part.includes("...") && dots[k]! > 0))
    throw new SyntaxError(`einsum: the output of "${text}" must have "..." as the operands have`);
  for (const [i, each] of [...output].entries()) {
    if (!words.some(word => word.includes(each))) throw new SyntaxError(`einsum: no operand of "${text}" has the output's "${each}"`);
    if (output.indexOf(each) !== i) throw new SyntaxError(`einsum: the output of "${text}" has "${each}" twice`);
  }
  return { words, output };
}

function checkDiagonals(node: Expr, word: string): void {
  const { shape } = metaOf(node);
  for (const [axis, each] of [...word].entries()) {
    const first = word.indexOf(each);
    const [a, b] = [shape[first]!, shape[axis]!];
    if (isKnown(a) && isKnown(b) && a !== b) throw new ShapeError(`einsum: "${each}" stands for axes of ${a} and ${b} elements of one operand`, [a], [b]);
  }
}
