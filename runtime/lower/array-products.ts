/**
 * Products of blocks: one task adds the products of a few pairs of blocks, and a tree adds what these give, so that few blocks are in use at once
 * however long the contracted axis is.
 */

import { unravel } from "../graph/graph.ts";
import { bytesOf } from "../meta/meta.ts";
import { blockBytes } from "./bytes.ts";
import { type Form, knownBlocks } from "./lower.ts";

/** Bytes of operands that one task reads, where blocks are large; pairs of small blocks are added by the dozen. */
const READ = 2 ** 26;
const [FEWEST, MOST, FAN_IN] = [2, 16, 4];

export const contract: Form = context => {
  const { builder, node, inputs, common } = context;
  const operands = node.params["operands"] as readonly string[];
  const output = [...(node.params["output"] as string)];
  const count = new Map<string, number>();
  for (const [k, word] of operands.entries())
    for (const [axis, letter] of [...word].entries()) count.set(letter, Math.max(count.get(letter) ?? 1, inputs[k]!.blocks[axis]!));
  const inner = [...count.keys()].filter(letter => !output.includes(letter));
  const innerBlocks = inner.map(letter => count.get(letter)!);
  const terms = innerBlocks.reduce((n, b) => n * b, 1);
  const blocks = knownBlocks(node);
  const size = blocks.reduce((n, b) => n * b, 1);
  const group = Math.min(Math.max(FEWEST, Math.min(MOST, Math.floor(READ / pairBytes(context)))), Math.max(1, terms));
  const groups = Math.ceil(terms / group);

  const termsOf = Array.from({ length: terms }, (_, i) => unravel(i, innerBlocks));
  const inputsOf = (outer: readonly number[], term: readonly number[]): number[] =>
    operands.map((word, k) => {
      const input = inputs[k]!;
      let at = 0;
      for (const [axis, letter] of [...word].entries()) {
        const own = input.blocks[axis]!;
        const place = output.indexOf(letter);
        at = at * own + (own === 1 ? 0 : place >= 0 ? outer[place]! : term[inner.indexOf(letter)]!);
      }
      return input.first + at;
    });
  const deps = Array.from({ length: size * groups }, (_, i) => {
    const outer = unravel(Math.floor(i / groups), blocks);
    const from = (i % groups) * group;
    return termsOf.slice(from, Math.min(terms, from + group)).flatMap(term => inputsOf(outer, term));
  });
  const bytes = { blockBytes: blockBytes(node.meta) };
  if (groups === 1) return builder.table(common("array.contract", blocks, bytes), deps, { gather: true });
  let current = builder.table(common("array.contract", [...blocks, groups], { suffix: "part", ...bytes }), deps, { gather: true });
  for (let left = groups; ;) {
    const next = Math.ceil(left / FAN_IN);
    const last = next === 1;
    const layer = common("array.addBlocks", last ? blocks : [...blocks, next], { suffix: last ? "sum" : "partial", ...bytes });
    const before = current;
    const had = left;
    const members = Array.from({ length: size * next }, (_, i) => {
      const base = before.first + Math.floor(i / next) * had;
      const from = (i % next) * FAN_IN;
      return Array.from({ length: Math.min(FAN_IN, had - from) }, (_unused, k) => base + from + k);
    });
    current = builder.table(last ? layer : { ...layer, name: `${layer.name}-${builder.layers.length}` }, members, { gather: true });
    if (last) return current;
    left = next;
  }
};

function pairBytes({ node, inputs }: Parameters<Form>[0]): number {
  let bytes = 0;
  for (const [k, input] of node.inputs.entries()) {
    const all = bytesOf(input.meta);
    bytes +=
      all === null
        ? READ / 8
        : all /
          Math.max(
            1,
            inputs[k]!.blocks.reduce((n, b) => n * b, 1),
          );
  }
  return Math.max(1, bytes);
}
