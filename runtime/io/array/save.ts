/** Writing arrays: a task a block, then one that gives all of it its names. */

import { environment, type RunOptions } from "../../expr/environment.ts";
import { type Expr, expr } from "../../expr/expr.ts";
import type { ArrayMeta } from "../../meta/meta.ts";
import { UnknownSizeError } from "../../errors.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { discard, type Move } from "./beside.ts";

export interface Save {
  readonly inputs: readonly Expr[];
  /** What each input is written to: plain data with its `format`. */
  readonly targets: readonly { readonly format: string }[];
  readonly moves: readonly Move[];
  /** Blocks are written one after another. */
  readonly inTurn?: boolean;
  readonly prefix: string;
  readonly label: string;
}

/** The expression whose computation writes. */
export function saving({ inputs, targets, moves, inTurn = false, prefix, label }: Save): Expr {
  const site = environment().site();
  const common = { prefix, label };
  const each = targets.map((target, i) => ({ target, chunks: (inputs[i]!.meta as ArrayMeta).chunks }));
  const written = expr("array.save", inputs, { ...common, kernel: "array.save", targets: each, inTurn }, site);
  return expr("array.commit", [written], { ...common, kernel: "array.commit", moves }, site);
}

/** Writes now. Nothing of a write that fails stays. */
export function saveNow(save: Save, run: RunOptions): Promise<void> {
  const { moves } = save;
  const done = environment().runner.compute([saving(save)], run, () => undefined);
  return done.catch((error: unknown) => {
    for (const { temporary } of moves) discard(temporary);
    throw error;
  });
}

/** Sizes that must be known to be written; undefined where the editor does not know them. */
export function knownShape(node: Expr, where: string): number[] | undefined {
  const { shape, chunks, dtype } = node.meta as ArrayMeta;
  if (isUnknown(dtype) || shape.some(isUnknown) || chunks.some(isUnknown)) return undefined;
  if (!shape.every(isKnown)) throw new UnknownSizeError(`${where}: the shape is not known before computing: call computeChunkSizes() first`);
  return shape as number[];
}
