/**
 * A fused task a block. Where one of its steps is a source with a list of parts, each task is given its own; where one is a view, its input is
 * the block that the view looks into.
 */

import type { LayerHandle } from "../graph/builder.ts";
import { type BlockInput, depsOf } from "../graph/graph.ts";
import type { ArrayMeta } from "../meta/meta.ts";
import type { IndexEntry } from "../meta/slice.ts";
import type { FusedStep, FusedView } from "../ops/fused.ts";
import type { Params } from "../ops/operation.ts";
import { indices, offsetOf, type SlicePlan, slicePlan, transposed } from "./array-forms.ts";
import { aligned } from "./blockwise.ts";
import { blockBytes } from "./bytes.ts";
import { type Form, knownBlocks } from "./lower.ts";

/** Which block of an input a task reads: by axes, or by what a slice takes. */
type Link = BlockInput | { readonly input: LayerHandle; readonly plan: SlicePlan };

export const fused: Form = context => {
  const { builder, node, inputs, common } = context;
  const blocks = knownBlocks(node);
  const { parts, views = [] } = node.params as { parts?: readonly Params[]; views?: readonly FusedView[] };
  // One that ends in the first stage of a reduction gives little; how much is not known.
  const layer = common("fused", blocks, { blockBytes: node.params["reduced"] === true ? null : blockBytes(node.meta) });
  const { parts: sources, views: _views, ...shared } = layer.params;
  const steps = [...(shared["steps"] as readonly FusedStep[])];
  const links: Link[] = inputs.map(input => aligned(input, blocks));
  for (const view of views) {
    const step = steps[view.step]!;
    const input = inputs[view.input]!;
    if (step.op === "array.transpose") links[view.input] = transposed(input, step.params["axes"] as readonly number[]);
    else {
      const plan = slicePlan(step.params["index"] as readonly IndexEntry[], (node.inputs[view.input]!.meta as ArrayMeta).chunks as number[][]);
      links[view.input] = { input, plan };
      steps[view.step] = { ...step, params: { entries: plan.entries } };
    }
  }
  const own = { ...layer, params: { ...shared, steps } };
  const direct = links.filter(link => "axes" in link);
  if (parts === undefined && direct.length === links.length) return builder.blockwise(own, direct);
  const graph = builder.build();
  const straight = { ...own, kind: "blockwise" as const, first: 0, size: 0, inputs: direct };
  const deps = indices(blocks).map((index, offset) => {
    const found = depsOf(graph, straight, offset);
    let next = 0;
    return links.map(link => ("axes" in link ? found[next++]! : link.input.first + offsetOf(link.plan.pick(index), link.input.blocks)));
  });
  return builder.table(own, deps, parts === undefined ? {} : { taskParams: (sources as readonly Params[]).map(part => ({ part })) });
};
