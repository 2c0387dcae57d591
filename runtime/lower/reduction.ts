/** The tree of a reduction by the user's functions: groups of blocks come with how many there are along each reduced axis, so that they can be joined. */

import type { LayerHandle } from "../graph/builder.ts";
import { blockBytes } from "./bytes.ts";
import { gridIndices } from "./block-functions.ts";
import type { Form } from "./lower.ts";
import { fanInOf } from "./tree.ts";

export const reduction: Form = ({ builder, node, inputs, common }) => {
  const { params } = node;
  const axes = params["axes"] as readonly number[];
  const fanIn = fanInOf(params["splitEvery"], axes, 4);
  const bytes = blockBytes(node.meta);
  const input = inputs[0]!;
  let current: LayerHandle = builder.table(
    common("array.reduction.chunk", input.blocks, { suffix: "chunk", blockBytes: bytes }),
    gridIndices(input.blocks).map((_, i) => [input.first + i]),
    { gather: true },
  );
  for (;;) {
    const before = current;
    const grouped = before.blocks.map((n, axis) => Math.ceil(n / (fanIn.get(axis) ?? 1)));
    const last = axes.every(axis => grouped[axis]! <= 1);
    const shown = last && params["keepdims"] !== true ? grouped.filter((_, axis) => !axes.includes(axis)) : grouped;
    const layer = common(last ? "array.reduction.aggregate" : "array.reduction.combine", shown, { suffix: last ? "aggregate" : "partial", blockBytes: bytes });
    const tasks = gridIndices(grouped).map(index => {
      const spans = index.map((at, axis) => {
        const width = fanIn.get(axis) ?? 1;
        return { start: at * width, count: Math.min(width, before.blocks[axis]! - at * width) };
      });
      let members = [0];
      for (const [axis, { start, count }] of spans.entries())
        members = members.flatMap(base => Array.from({ length: count }, (_, k) => base * before.blocks[axis]! + start + k));
      return { deps: members.map(at => before.first + at), counts: axes.map(axis => spans[axis]!.count) };
    });
    current = builder.table(
      last ? layer : { ...layer, name: `${layer.name}-${builder.layers.length}` },
      tasks.map(({ deps }) => deps),
      { gather: true, taskParams: tasks.map(({ counts }) => ({ counts })) },
    );
    if (last) return current;
  }
};
