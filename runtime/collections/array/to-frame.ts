/** `toBaskDataframe`: an array of one or two axes as a frame, a block of rows a partition. */

import { DTypeError, ShapeError, UnknownSizeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import { DataFrame } from "../frame/dataframe.ts";
import { build, exprOf } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { BaskArray } from "./handle.ts";
import { knownDType, metaOf } from "./operands.ts";
import { rechunk } from "./rechunk.ts";

const TO_FRAME = sig("toBaskDataframe", "columns");

/** Columns are named 0, 1, 2 ... unless `columns` names them. The index counts rows, from 0 in each partition where the sizes of blocks are not known. */
export function toFrame(node: Expr, args: readonly unknown[]): DataFrame {
  const { columns } = bind(TO_FRAME, args);
  const { shape } = metaOf(node);
  const rank = shape.length;
  if (rank !== 1 && rank !== 2) throw new ShapeError(`toBaskDataframe: expected an array of one or two axes, got ${rank}`, ["1 or 2 axes"], [rank]);
  const width = rank === 1 ? 1 : shape[1]!;
  if (!isKnown(width)) throw new UnknownSizeError("toBaskDataframe: how many columns there are must be known: await computeChunkSizes() first");
  const dtype = knownDType(node);
  if (dtype !== undefined && DTYPE_INFO[dtype].category === "complex") throw new DTypeError(`toBaskDataframe: a column cannot be ${dtype}: take real and imag`);
  const names = namesOf(columns, width);
  const rows = rank === 1 ? node : rechunk(node, [{ 1: -1 }]);
  const [blocks] = metaOf(rows).chunks;
  const known = !isUnknown(blocks!) && blocks!.every(size => !Number.isNaN(size)) ? blocks : undefined;
  const starts = known?.map((_, i) => known.slice(0, i).reduce((n, size) => n + size, 0));
  return new DataFrame(build("array.toFrame", [rows], { columns: names, ...(starts === undefined ? {} : { starts }) }));
}

function namesOf(given: unknown, width: number): string[] {
  if (given === undefined || given === null) return Array.from({ length: width }, (_, i) => String(i));
  const names = (Array.isArray(given) ? given : [given]).map(String);
  if (names.length !== width) throw new ShapeError(`toBaskDataframe: expected ${width} names of columns, got ${names.length}`, [width], [names.length]);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new TypeError(`toBaskDataframe: two columns are named "${twice}"`);
  return names;
}

declare module "./handle.ts" {
  interface BaskArray {
    toBaskDataframe(options?: { columns?: readonly string[] }): DataFrame;
  }
}
Object.defineProperty(BaskArray.prototype, "toBaskDataframe", {
  value(this: BaskArray, ...args: unknown[]) {
    return toFrame(exprOf(this), args);
  },
  configurable: true,
  writable: true,
  enumerable: false,
});
