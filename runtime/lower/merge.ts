/** Lowerings of merges: partitions that face each other, and rows cut at other divisions. */

import type { FrameMeta, Label } from "../meta/meta.ts";
import type { Form } from "./lower.ts";

const range = (first: number, n: number): number[] => Array.from({ length: n }, (_, i) => first + i);

/** Partition i with partition i; a single one faces all. */
export const mergeParts: Form = ({ builder, inputs, common }) => {
  const [left, right] = inputs as [(typeof inputs)[number], (typeof inputs)[number]];
  const [n, m] = [left.blocks[0]!, right.blocks[0]!];
  const count = Math.max(n, m);
  return builder.table(
    common("frame.merge", [count]),
    range(0, count).map(i => [left.first + (n === 1 ? 0 : i), right.first + (m === 1 ? 0 : i)]),
  );
};

export const redivideFrame: Form = ({ builder, node, inputs, common }) => {
  const [input] = inputs;
  const after = node.params["divisions"] as readonly Label[];
  const before = (node.inputs[0]!.meta as FrameMeta).divisions!;
  const parts = range(0, after.length - 1).map(i => ({ from: after[i]!, to: after[i + 1]!, closed: i === after.length - 2 }));
  const layer = common("frame.cut", [parts.length]);
  const deps = parts.map(({ from, to, closed }) => {
    const last = before.length - 2;
    const found = range(0, last + 1).filter(
      k => (k === last ? before[k + 1]! >= from! : before[k + 1]! > from!) && (closed ? before[k]! <= to! : before[k]! < to!),
    );
    return (found.length > 0 ? found : [0]).map(k => input!.first + k);
  });
  return builder.table({ ...layer, params: {} }, deps, { gather: true, taskParams: parts.map(part => ({ part })) });
};
