/** `da.blockwise(f, "ik", a, "ij", b, "jk")`: axes by letters. Letters that the result has not come as lists of blocks, or joined. */

import { ShapeError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import { broadcastShapes } from "../../meta/block-grid.ts";
import { isUnknown, unknown } from "../../meta/dim.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { CONTRACTED, sizes } from "../../ops/blockwise.ts";
import { build, isLazy } from "../lazy.ts";
import { sig } from "../signature.ts";
import { resultDType, tried } from "./block-function.ts";
import { argumentsOf, nameOption, split, template } from "./map-blocks.ts";
import { asExpr, isBlock, metaOf } from "./operands.ts";
import type { Expr } from "../../expr/expr.ts";
import { unify } from "./unify.ts";

const BLOCKWISE = sig("blockwise", "", "dtype meta concatenate newAxes adjustChunks alignArrays name token");

/** The letters of an index: a text, or a list of letters or numbers. */
const lettersOf = (index: unknown, what: string): string[] => {
  if (typeof index === "string") return [...index];
  if (Array.isArray(index)) return index.map(String);
  throw new TypeError(`blockwise: expected the axes of ${what} as letters, got ${index === null ? "null" : typeof index}`);
};

export function blockwise(f: unknown, outIndex: unknown, args: readonly unknown[]): Expr {
  const { given, options } = split(BLOCKWISE, args);
  const out = lettersOf(outIndex, "the result");
  if (new Set(out).size !== out.length) throw new ShapeError(`blockwise: the result has the axis ${out.join("")} twice`, [], []);
  if (given.length % 2 !== 0) throw new TypeError('blockwise: every array needs its axes after it, as in (x, "ij"); null after a plain value');
  const values = given.filter((_, i) => i % 2 === 0);
  const indexes = given.filter((_, i) => i % 2 === 1);
  const lazy = values.map((value, i) => indexes[i] !== null && indexes[i] !== undefined && (isLazy(value) || isBlock(value) || Array.isArray(value)));
  const letters = indexes.filter((_, i) => lazy[i]).map((index, i) => lettersOf(index, `array ${i}`));
  const before = values.filter((_, i) => lazy[i]).map(value => asExpr(value, "blockwise"));
  for (const [i, node] of before.entries()) {
    const rank = node.meta.kind === "array" ? node.meta.shape.length : 0;
    if (rank !== letters[i]!.length)
      throw new ShapeError(`blockwise: "${letters[i]!.join("")}" names ${letters[i]!.length} axes of an array of ${rank}`, [rank], [letters[i]!.length]);
  }
  const names = [...new Set(letters.flat())];
  const nodes =
    options["alignArrays"] === false
      ? before
      : unify(
          before,
          letters.map(own => own.map(letter => names.indexOf(letter))),
        );
  const along = chunksByLetter(nodes, letters);
  const extra = (options["newAxes"] ?? {}) as Record<string, number | readonly number[]>;
  for (const letter of Object.keys(extra))
    if (names.includes(letter)) throw new ShapeError(`blockwise: the new axis "${letter}" is an axis of an array`, [], []);
  const chunks = out.map((letter): AxisChunks => {
    const size = extra[letter];
    const blocks = size === undefined ? along.get(letter) : Array.isArray(size) ? (size as number[]) : [size as number];
    if (blocks === undefined) throw new ShapeError(`blockwise: no array has the axis "${letter}" of the result; say its size in newAxes`, names, []);
    return adjusted(blocks, (options["adjustChunks"] as Record<string, unknown> | undefined)?.[letter], letter);
  });
  const call = template(values, lazy);
  const concatenate = options["concatenate"] === true;
  const ref = environment().functionRef(f);
  const lists = letters.map(own => (concatenate ? 0 : own.filter(letter => !out.includes(letter)).length));
  const arguments_ = argumentsOf(call, nodes).map(arg => ("node" in arg ? { ...arg, lists: lists[nodes.indexOf(arg.node)]! } : arg));
  const dtype = resultDType("blockwise", options, arguments_, () => tried(f, arguments_));
  return build("array.blockwise", nodes, {
    f: ref,
    args: call,
    axes: letters.map(own => own.map(letter => (out.includes(letter) ? out.indexOf(letter) : CONTRACTED))),
    concatenate,
    dtype,
    chunks,
    shape: sizes(chunks),
    ...nameOption(options),
  });
}

/** The blocks of each letter: of an array that has more than one element along it. */
export function chunksByLetter(nodes: readonly Expr[], letters: readonly (readonly string[])[]): Map<string, AxisChunks> {
  const found = new Map<string, AxisChunks>();
  const shapes = new Map<string, [AxisChunks, unknown][]>();
  for (const [k, node] of nodes.entries())
    for (const [axis, letter] of letters[k]!.entries())
      shapes.set(letter, [...(shapes.get(letter) ?? []), [metaOf(node).chunks[axis]!, metaOf(node).shape[axis]!]]);
  for (const [letter, list] of shapes) {
    broadcastShapes(list.map(([, size]) => [size as number]));
    found.set(letter, (list.find(([, size]) => size !== 1) ?? list[0]!)[0]);
  }
  return found;
}

/** A size for every block, the sizes of all, or a function from the old size to the new. */
function adjusted(blocks: AxisChunks, how: unknown, letter: string): AxisChunks {
  if (how === undefined || how === null) return blocks;
  if (Array.isArray(how)) {
    if (!isUnknown(blocks) && how.length !== blocks.length)
      throw new ShapeError(`blockwise: axis "${letter}" has ${blocks.length} blocks, adjustChunks gives ${how.length}`, [blocks.length], [how.length]);
    return how as number[];
  }
  if (isUnknown(blocks)) return blocks;
  if (typeof how === "number") return blocks.map(() => how);
  const { trial } = environment();
  if (trial === undefined) return unknown("blocks that a function says");
  return blocks.map(size => {
    const next = trial(how, [size]);
    if (typeof next === "number" && Number.isInteger(next) && next >= 0) return next;
    throw new ShapeError(`blockwise: adjustChunks of "${letter}" gave ${String(next)} for a block of ${size}`, ["a size"], [Number(next)]);
  });
}
