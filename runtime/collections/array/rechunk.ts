/** The same elements in other blocks. */

import type { Expr } from "../../expr/expr.ts";
import { balanced, sameBlocks } from "../../meta/block-grid.ts";
import { axisSpecs, normalizeChunks } from "../../meta/chunks.ts";
import { NotSupportedError, UnknownSizeError } from "../../errors.ts";
import { parseBytes } from "../../meta/format.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { knownDType, metaOf } from "./operands.ts";

const RECHUNK = sig("rechunk", "chunks", "balance blockSizeLimit threshold method");

export function rechunk(node: Expr, args: readonly unknown[]): Expr {
  const { chunks = "auto", balance = false, blockSizeLimit, threshold, method } = bind(RECHUNK, args);
  if (method === "p2p")
    throw new NotSupportedError('rechunk: method "p2p" is not supported in this version: "tasks" goes through blocks between where it must');
  if (method !== undefined && method !== null && method !== "tasks") throw new TypeError(`rechunk: expected method "tasks" or "p2p", got ${String(method)}`);
  if (threshold !== undefined && threshold !== null && !(threshold > 0)) throw new RangeError(`rechunk: expected threshold above 0, got ${String(threshold)}`);
  const { shape, chunks: before } = metaOf(node);
  const byAxis = typeof chunks === "object" && chunks !== null && !Array.isArray(chunks);
  const list = Array.isArray(chunks) && !(shape.length === 1 && chunks.every(spec => typeof spec === "number"));
  const specs = byAxis || list ? axisSpecs(chunks, shape) : chunks;
  // null keeps an axis as it is; anything else stands as for new arrays.
  const filled =
    Array.isArray(specs) && (byAxis || list)
      ? specs.map((spec, axis) => (spec === null || spec === undefined ? (isUnknown(before[axis]) ? null : before[axis]) : spec))
      : specs;
  const previousChunks = before.every(axis => !isUnknown(axis)) ? (before as readonly (readonly number[])[]) : undefined;
  const wanted = normalizeChunks(filled, shape, { limit: blockSizeLimit, dtype: knownDType(node), previousChunks });
  const after = balance === true ? wanted.map(axis => (isUnknown(axis) ? axis : balanced(axis))) : wanted;
  return rechunkTo(node, after, {
    ...(typeof threshold === "number" ? { threshold } : {}),
    ...(blockSizeLimit === undefined || blockSizeLimit === null ? {} : { limit: parseBytes(blockSizeLimit) }),
  });
}

/** `plan`: limits of the steps between, where they are not the settings. */
export function rechunkTo(node: Expr, after: readonly AxisChunks[], plan: { threshold?: number; limit?: number } = {}): Expr {
  const before = metaOf(node).chunks;
  if (after.every((blocks, axis) => sameBlocks(blocks, before[axis]!))) return node;
  for (const [axis, blocks] of before.entries()) {
    if (!isUnknown(blocks) && blocks.some(Number.isNaN) && !sameBlocks(blocks, after[axis]!))
      throw new UnknownSizeError(`rechunk: axis ${axis} has blocks of unknown sizes: await computeChunkSizes() first`);
  }
  return build("array.rechunk", [node], { chunks: after, ...plan });
}
