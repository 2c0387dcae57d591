/**
 * A tree reduction: one `chunk` a block, groups of `splitEvery` along each reduced axis combined until one group is left, which `aggregate`
 * finishes. `params.axes` are the reduced axes of an array (all if absent); `params.keepdims` keeps them as one block each. Where `params.chunked`
 * is set the input's blocks are chunk results already (the fuse pass made them). `params.resultBlocks` is the grid of the result where it is
 * neither. Further inputs go along with the first: block by block, or one block with all.
 */

import type { LayerHandle } from "../graph/builder.ts";
import { unravel } from "../graph/graph.ts";
import type { Lowering } from "../ops/operation.ts";
import { aligned } from "./blockwise.ts";
import { blockBytes } from "./bytes.ts";
import type { LowerContext } from "./lower.ts";

export function tree({ builder, node, inputs, common }: LowerContext, form: Extract<Lowering, { as: "tree" }>): LayerHandle {
  const { params } = node;
  let current = inputs[0]!;
  const rank = current.blocks.length;
  const axes = (params["axes"] as readonly number[] | undefined) ?? current.blocks.map((_, axis) => axis);
  const fanIn = fanInOf(params["splitEvery"], axes, form.splitEvery);
  if (params["chunked"] !== true) {
    current = builder.blockwise(
      common(form.chunk, current.blocks, { suffix: "chunk", blockBytes: blockBytes(node.meta) }),
      inputs.map(input => aligned(input, current.blocks)),
    );
  }
  for (;;) {
    const grouped = current.blocks.map((n, axis) => Math.ceil(n / (fanIn.get(axis) ?? 1)));
    const last = axes.every(axis => grouped[axis]! <= 1);
    const other = params["resultBlocks"] as readonly number[] | undefined;
    const kept = other ?? (params["keepdims"] === true ? grouped : grouped.filter((_, axis) => !axes.includes(axis)));
    const layer = common(last ? form.aggregate : form.combine, last ? kept : grouped, {
      suffix: last ? "aggregate" : "partial",
      blockBytes: blockBytes(node.meta),
    });
    const level = last ? layer : { ...layer, name: `${layer.name}-${builder.layers.length}` };
    current = builder.table(level, groups(current, grouped, fanIn, rank), { gather: true });
    if (last) return current;
  }
}

function groups(input: LayerHandle, grouped: readonly number[], fanIn: ReadonlyMap<number, number>, rank: number): number[][] {
  const size = grouped.reduce((n, g) => n * g, 1);
  return Array.from({ length: size }, (_, offset) => {
    const index = unravel(offset, grouped);
    let members = [0];
    for (let axis = 0; axis < rank; axis++) {
      const width = fanIn.get(axis) ?? 1;
      const start = index[axis]! * width;
      const stop = Math.min(start + width, input.blocks[axis]!);
      members = members.flatMap(base => Array.from({ length: stop - start }, (_unused, k) => base * input.blocks[axis]! + start + k));
    }
    return members.map(position => input.first + position);
  });
}

/** `splitEvery` in total over several axes: the k-th root of it an axis, at least 2; an object says it axis by axis. */
export function fanInOf(given: unknown, axes: readonly number[], fallback: number): Map<number, number> {
  if (typeof given === "object" && given !== null) {
    return new Map(axes.map(axis => [axis, Math.max(2, (given as Record<number, number>)[axis] ?? fallback)]));
  }
  const all = typeof given === "number" ? given : fallback;
  const each = Math.max(2, Math.floor(all ** (1 / Math.max(1, axes.length)) + 1e-9));
  return new Map(axes.map(axis => [axis, each]));
}
