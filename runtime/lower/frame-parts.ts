/** Lowerings of frames whose partitions are picked, joined or split as wholes. */

import { isUnknown } from "../meta/dim.ts";
import type { FrameMeta } from "../meta/meta.ts";
import type { LocPart } from "../ops/frame-params.ts";
import type { Form } from "./lower.ts";

const range = (first: number, n: number): number[] => Array.from({ length: n }, (_, i) => first + i);

/** The first rows of the first `npartitions` partitions (-1: all). */
export const headPartitions: Form = ({ builder, node, inputs, common }) => {
  const all = inputs[0]!.blocks[0]!;
  const wanted = node.params["npartitions"] as number;
  return builder.table(common("frame.head", [1]), [range(inputs[0]!.first, wanted < 0 ? all : Math.min(wanted, all))], { gather: true });
};

export const tailPartition: Form = ({ builder, inputs, common }) =>
  builder.table(common("frame.tail", [1]), [[inputs[0]!.first + inputs[0]!.blocks[0]! - 1]], { gather: true });

export const pickPartitions: Form = ({ builder, node, inputs, common }) => {
  const indices = node.params["indices"] as readonly number[];
  return builder.table(
    common("frame.same", [indices.length]),
    indices.map(i => [inputs[0]!.first + i]),
  );
};

export const locPartitions: Form = ({ builder, node, inputs, common }) => {
  const { parts } = node.params as unknown as { parts: readonly LocPart[] };
  const layer = common("frame.loc", [parts.length]);
  return builder.table(
    { ...layer, params: {} },
    parts.map(part => [inputs[0]!.first + part.partition]),
    { taskParams: parts.map(part => ({ part })) },
  );
};

/** A partition of each single value, which is a table or rows. */
export const gatherTables: Form = ({ builder, inputs, common }) =>
  builder.table(
    common("frame.asTable", [inputs.length]),
    inputs.map(input => [input.first]),
  );

/** The partitions of all frames in a row, each with the columns of all. */
export const concatFrames: Form = ({ builder, node, inputs, common }) => {
  const deps = inputs.flatMap(input => range(input.first, input.blocks[0]!).map(id => [id]));
  const { columns } = node.meta as FrameMeta;
  const layer = common("frame.conform", [deps.length]);
  return builder.table({ ...layer, params: isUnknown(columns) ? {} : { columns } }, deps);
};

/** A partition with the one before it and the one after, where rows of them are looked at. */
export const neighbours: Form = ({ builder, node, inputs, common }) => {
  const n = inputs[0]!.blocks[0]!;
  const { before, after } = node.params as { before: number; after: number };
  const parts = range(0, n).map(i => ({ prior: before > 0 && i > 0, next: after > 0 && i < n - 1 }));
  return builder.table(
    common(node.op, [n]),
    parts.map(({ prior, next }, i) => range(inputs[0]!.first + i - (prior ? 1 : 0), 1 + (prior ? 1 : 0) + (next ? 1 : 0))),
    { gather: true, taskParams: parts.map(part => ({ part })) },
  );
};

/** Fewer: neighbours joined at floor(i p / q). More: each split evenly. */
export const repartitionFrame: Form = ({ builder, node, inputs, common }) => {
  const [input] = inputs;
  const p = input!.blocks[0]!;
  const q = node.params["npartitions"] as number;
  const cut = (i: number, from: number, to: number) => Math.floor((i * from) / to);
  if (q <= p)
    return builder.table(
      common("frame.concat", [q]),
      range(0, q).map(i => range(input!.first + cut(i, p, q), cut(i + 1, p, q) - cut(i, p, q))),
      { gather: true },
    );
  const pieces = range(0, p).flatMap(i => {
    const of = cut(i + 1, q, p) - cut(i, q, p);
    return range(0, of).map(piece => ({ from: i, piece, of }));
  });
  return builder.table(
    common("frame.split", [q]),
    pieces.map(({ from }) => [input!.first + from]),
    { taskParams: pieces.map(({ piece, of }) => ({ piece, of })) },
  );
};

/** What partition i hands on follows from it and from what came to it; the result of a partition from itself and what came to it. */
export const scanParts: Form = ({ builder, node, inputs, common }) => {
  const n = inputs[0]!.blocks[0]!;
  const kernel = node.op === "groupby.scan" ? "groupby.scan" : "frame.scan";
  const step = node.params["reverse"] === true ? -1 : 1;
  const at = (place: number) => inputs[0]!.first + (step > 0 ? place : n - 1 - place);
  const first = builder.size;
  if (n > 1)
    builder.table(
      common(`${kernel}.carry`, [n - 1], { suffix: "carry" }),
      range(0, n - 1).map(place => (place === 0 ? [at(0)] : [at(place), first + place - 1])),
    );
  const applied = range(0, n).map(place => (place === 0 ? [at(0)] : [at(place), first + place - 1]));
  return builder.table(common(kernel, [n]), step > 0 ? applied : applied.reverse());
};

/** Every partition is split by key; partition j collects piece j of each. */
export const shuffleFrame: Form = ({ builder, node, inputs, common }) => {
  const p = inputs[0]!.blocks[0]!;
  const q = (node.params["npartitions"] as number | undefined) ?? p;
  const settings = common("frame.shuffle.split", [p], { suffix: "split" });
  const split = builder.table(
    { ...settings, params: { ...settings.params, npartitions: q } },
    range(inputs[0]!.first, p).map(id => [id]),
  );
  return builder.table(
    common("frame.shuffle.collect", [q]),
    range(0, q).map(() => range(split.first, p)),
    { gather: true },
  );
};
