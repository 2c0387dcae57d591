/** Lowerings of frames whose partitions are picked, joined or split as wholes. */

import type { LocPart } from "../ops/frame-params.ts";
import type { Form } from "./lower.ts";

const range = (first: number, n: number): number[] => Array.from({ length: n }, (_, i) => first + i);

/** The first rows of the first `npartitions` partitions (-1: all). */
export const headPartitions: Form = ({ builder, node, inputs, common }) => {
  const all = inputs[0]!.blocks[0]!;
  const wanted = node.params["npartitions"] as number;
  return builder.table(common("frame.head", [1]), [range(inputs[0]!.first, wanted < 0 ? all : Math.min(wanted, all))], { gather: true });
};

export const tailPartition: Form = ({ builder, inputs, common }) => builder.table(common("frame.tail", [1]), [[inputs[0]!.first + inputs[0]!.blocks[0]! - 1]], { gather: true });

export const pickPartitions: Form = ({ builder, node, inputs, common }) => {
  const indices = node.params["indices"] as readonly number[];
  return builder.table(common("frame.same", [indices.length]), indices.map(i => [inputs[0]!.first + i]));
};

export const locPartitions: Form = ({ builder, node, inputs, common }) => {
  const { parts } = node.params as unknown as { parts: readonly LocPart[] };
  const layer = common("frame.loc", [parts.length]);
  return builder.table({ ...layer, params: {} }, parts.map(part => [inputs[0]!.first + part.partition]), { taskParams: parts.map(part => ({ part })) });
};

/** Fewer: neighbours joined at floor(i p / q). More: each split evenly. */
export const repartitionFrame: Form = ({ builder, node, inputs, common }) => {
  const [input] = inputs;
  const p = input!.blocks[0]!;
  const q = node.params["npartitions"] as number;
  const cut = (i: number, from: number, to: number) => Math.floor((i * from) / to);
  if (q <= p) return builder.table(common("frame.concat", [q]), range(0, q).map(i => range(input!.first + cut(i, p, q), cut(i + 1, p, q) - cut(i, p, q))), { gather: true });
  const pieces = range(0, p).flatMap(i => {
    const of = cut(i + 1, q, p) - cut(i, q, p);
    return range(0, of).map(piece => ({ from: i, piece, of }));
  });
  return builder.table(common("frame.split", [q]), pieces.map(({ from }) => [input!.first + from]), { taskParams: pieces.map(({ piece, of }) => ({ piece, of })) });
};
