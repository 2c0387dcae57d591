/** Lowerings of bags (and frames) whose partitions are taken, joined, split or moved as wholes. */

import type { Form } from "./lower.ts";

const range = (first: number, n: number): number[] => Array.from({ length: n }, (_, i) => first + i);
const count = (blocks: readonly number[]): number => blocks.reduce((n, b) => n * b, 1);

/** One partition from each single value. */
export const gatherParts: Form = ({ builder, inputs, common }) =>
  builder.table(
    common("bag.identity", [inputs.length]),
    inputs.map(input => [input.first]),
  );

/** The partitions of all inputs in a row. */
export const concatParts: Form = ({ builder, inputs, common }) => {
  const deps = inputs.flatMap(input => range(input.first, count(input.blocks)).map(id => [id]));
  return builder.table(common("bag.identity", [deps.length]), deps);
};

export const productParts: Form = ({ builder, inputs, common }) => {
  const [left, right] = inputs.map(input => count(input.blocks)) as [number, number];
  const deps = range(0, left * right).map(i => [inputs[0]!.first + Math.floor(i / right), inputs[1]!.first + (i % right)]);
  return builder.table(common("bag.product", [deps.length]), deps);
};

/** The first `k` values of the first `npartitions` partitions (-1: all). */
export const takeParts: Form = ({ builder, node, inputs, common }) => {
  const all = count(inputs[0]!.blocks);
  const wanted = node.params["npartitions"] as number;
  return builder.table(common("bag.take", [1]), [range(inputs[0]!.first, wanted < 0 ? all : Math.min(wanted, all))], { gather: true });
};

/** Each partition goes on from the last value of the one before. */
export const accumulateParts: Form = ({ builder, inputs, common }) => {
  const n = count(inputs[0]!.blocks);
  const first = builder.size;
  builder.table(
    common("bag.accumulate", [n], { suffix: "chain" }),
    range(0, n).map(i => (i === 0 ? [inputs[0]!.first] : [inputs[0]!.first + i, first + i - 1])),
  );
  return builder.table(
    common("bag.accumulate.values", [n]),
    range(0, n).map(i => [first + i]),
  );
};

/** Fewer: neighbours joined at floor(i p / q). More: each split, the remainder of q / p added to the last. */
export const repartitionParts: Form = ({ builder, node, inputs, common }) => {
  const [input] = inputs;
  const p = count(input!.blocks);
  const q = node.params["npartitions"] as number;
  if (q <= p) {
    const cut = (i: number) => Math.floor((i * p) / q);
    return builder.table(
      common("bag.concat", [q]),
      range(0, q).map(i => range(input!.first + cut(i), cut(i + 1) - cut(i))),
      { gather: true },
    );
  }
  const each = Math.floor(q / p);
  const pieces = range(0, p).flatMap(i =>
    range(0, i === p - 1 ? each + (q % p) : each).map(piece => ({ from: i, piece, of: i === p - 1 ? each + (q % p) : each })),
  );
  return builder.table(
    common("bag.split", [q]),
    pieces.map(({ from }) => [input!.first + from]),
    { taskParams: pieces.map(({ piece, of }) => ({ piece, of })) },
  );
};

/** Every partition is split by key, then partition j collects piece j of each. */
export const shuffleParts: Form = ({ builder, node, inputs, common }) => {
  const p = count(inputs[0]!.blocks);
  const q = (node.params["npartitions"] as number | undefined) ?? p;
  const settings = common("bag.shuffle.split", [p], { suffix: "split" });
  const split = builder.table(
    { ...settings, params: { ...settings.params, npartitions: q } },
    range(inputs[0]!.first, p).map(id => [id]),
  );
  return builder.table(
    common("bag.shuffle.collect", [q], { suffix: "collect" }),
    range(0, q).map(() => range(split.first, p)),
    { gather: true },
  );
};

/** Block `params.partition`, counted in C order, as one value. */
export const onePartition: Form = ({ builder, node, inputs, common }) =>
  builder.table(common("identity", []), [[inputs[0]!.first + (node.params["partition"] as number)]]);
