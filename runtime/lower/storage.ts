/** Lowerings of array storage: tasks in turn, tasks over the blocks of several arrays, one task after all of them. */

import { unravel } from "../graph/graph.ts";
import type { ArrayMeta } from "../meta/meta.ts";
import { blockBytes } from "./bytes.ts";
import { type Form, knownBlocks } from "./lower.ts";

const count = (blocks: readonly number[]): number => blocks.reduce((n, b) => n * b, 1);

/** A source whose blocks are read one after another: each task waits for the one before. */
export const inTurn: Form = ({ builder, node, common }) => {
  const blocks = knownBlocks(node);
  const first = builder.size;
  return builder.table(
    common("array.read", blocks, { blockBytes: blockBytes(node.meta) }),
    Array.from({ length: count(blocks) }, (_, i) => (i === 0 ? [] : [first + i - 1])),
  );
};

/** A task a block of every input. It learns which by `part`. */
export const save: Form = ({ builder, node, inputs, common }) => {
  const first = builder.size;
  const deps: number[][] = [];
  const taskParams: { part: { input: number; index: number[] } }[] = [];
  for (const [k, input] of inputs.entries()) {
    const chunks = (node.inputs[k]!.meta as ArrayMeta).chunks.map(axis => (axis as readonly number[]).length);
    for (let i = 0; i < count(chunks); i++) {
      const before = first + deps.length - 1;
      deps.push(node.params["inTurn"] === true && deps.length > 0 ? [input.first + i, before] : [input.first + i]);
      taskParams.push({ part: { input: k, index: unravel(i, chunks) } });
    }
  }
  return builder.table(common(String(node.params["kernel"]), [deps.length], { blockBytes: 256 }), deps, { taskParams });
};

export const commit: Form = ({ builder, node, inputs, common }) => {
  const deps = inputs.flatMap(input => Array.from({ length: count(input.blocks) }, (_, i) => input.first + i));
  return builder.table(common(String(node.params["kernel"]), [], { blockBytes: 256 }), [deps], { gather: true });
};
