/** A slice of an array that is read from a source reads what it needs and no more. A slice of a slice too. */

import { type Expr, expr } from "../expr/expr.ts";
import { dependents, transform } from "../expr/walk.ts";
import { sliceChunks } from "../meta/block-grid.ts";
import { isUnknown } from "../meta/dim.ts";
import type { ArrayMeta } from "../meta/meta.ts";
import type { IndexEntry } from "../meta/slice.ts";
import type { ReadAxis } from "../ops/creation.ts";

/** Operations whose `params.axes` say which parts of a source their blocks are. */
const READS: ReadonlySet<string> = new Set(["array.read", "array.readLocked", "array.load"]);

export function sliceSource(roots: readonly Expr[]): Expr[] {
  const users = dependents(roots);
  const asked = new Set(roots.map(root => root.id));
  return transform(roots, (node, original) => {
    const [input] = node.inputs;
    if (node.op !== "array.getitem" || input === undefined || !READS.has(input.op)) return node;
    const before = original.inputs[0]!;
    // What is read as a whole anyway is read once.
    if (asked.has(before.id) || users.get(before.id)!.some(user => user.op !== "array.getitem")) return node;
    const index = node.params["index"] as readonly IndexEntry[];
    if (index.some(entry => entry.kind !== "int" && entry.kind !== "slice")) return node;
    const meta = node.meta as ArrayMeta;
    if (meta.chunks.some(isUnknown)) return node;
    const axes = narrowed(input.params["axes"] as readonly ReadAxis[], input.meta as ArrayMeta, index);
    return expr(input.op, [], { ...input.params, axes, chunks: meta.chunks }, [...node.sites, ...input.sites], [...node.names, ...input.names]);
  });
}

function narrowed(axes: readonly ReadAxis[], meta: ArrayMeta, index: readonly IndexEntry[]): ReadAxis[] {
  let axis = -1;
  return axes.map((own): ReadAxis => {
    if ("at" in own) return own;
    const blocks = meta.chunks[++axis] as readonly number[];
    const entry = index[axis]!;
    if (entry.kind === "int") {
      let at = entry.at;
      const block = blocks.findIndex(size => (at < size ? true : ((at -= size), false)));
      const piece = own.pieces[block]!;
      return { at: piece.start + at * piece.step };
    }
    if (entry.kind !== "slice" || entry.full) return own;
    return {
      pieces: sliceChunks(blocks, entry.start, entry.step, entry.length as number).map(({ block, start, count }) => {
        const piece = own.pieces[block]!;
        return { start: piece.start + start * piece.step, step: piece.step * entry.step, count };
      }),
    };
  });
}
