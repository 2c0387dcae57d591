/** Lowerings of indexing by values: which blocks an assignment touches, where points lie, which blocks computed positions may name. */

import { locate, offsetsOf, sliceChunks } from "../meta/block-grid.ts";
import type { ArrayMeta } from "../meta/meta.ts";
import type { IndexEntry } from "../meta/slice.ts";
import type { DiagonalPiece } from "../ops/indexing.ts";
import { chunksOf, indices, offsetOf } from "./array-forms.ts";
import { blockBytes } from "./bytes.ts";
import { type Form, knownBlocks, type LowerContext } from "./lower.ts";

const bytes = (context: LowerContext) => ({ blockBytes: blockBytes(context.node.meta) });

/** For each block of an axis that is touched: what of it is set (see the kernel), and which block of the value it is set to. */
function touched(entry: IndexEntry, blocks: readonly number[]): Map<number, { part: object; piece: number }> {
  if (entry.kind === "int") {
    const { block, at } = locate(blocks, entry.at);
    return new Map([[block, { part: { kind: "int", at }, piece: 0 }]]);
  }
  if (entry.kind === "list") {
    const places = new Map<number, number[]>();
    for (const position of entry.positions) {
      const { block, at } = locate(blocks, position);
      if (!places.has(block)) places.set(block, []);
      places.get(block)!.push(at);
    }
    return new Map([...places].map(([block, at], piece) => [block, { part: { kind: "list", at }, piece }]));
  }
  if (entry.kind !== "slice") throw new Error(`an assignment has no ${entry.kind}`);
  if (entry.full) return new Map(blocks.map((count, block) => [block, { part: { kind: "slice", start: 0, step: 1, count }, piece: block }]));
  const { start, step, length } = entry;
  return new Map(
    sliceChunks(blocks, start, step, length as number).map(({ block, ...part }, piece) => [block, { part: { kind: "slice", step, ...part }, piece }]),
  );
}

export const setItem: Form = context => {
  const { builder, node, inputs, common } = context;
  const [input, value] = inputs;
  const chunks = chunksOf(context);
  const entries = node.params["index"] as readonly IndexEntry[];
  const axes = entries.map((entry, axis) => touched(entry, chunks[axis]!));
  const kept = entries.flatMap((entry, axis) => (entry.kind === "int" ? [] : [axis]));
  const blocks = knownBlocks(node);
  const all = indices(blocks);
  const hits = all.map(index => {
    const places = index.map((block, axis) => axes[axis]!.get(block));
    return places.every(place => place !== undefined) ? places : undefined;
  });
  const deps = all.map((index, i) => {
    const own = input!.first + offsetOf(index, blocks);
    const hit = hits[i];
    if (hit === undefined || value === undefined) return [own];
    const from = value.blocks.map((n, k) => (n === 1 ? 0 : hit[kept[kept.length - value.blocks.length + k]!]!.piece));
    return [own, value.first + offsetOf(from, value.blocks)];
  });
  return builder.table({ ...common("array.setItem", blocks, bytes(context)), params: { value: node.params["value"] } }, deps, {
    taskParams: hits.map(hit => (hit === undefined ? {} : { place: hit.map(place => place.part) })),
  });
};

export const points: Form = context => {
  const { builder, node, inputs, common } = context;
  const input = inputs[0]!;
  const {
    axes,
    positions,
    blocks: sizes,
  } = node.params as unknown as { axes: readonly number[]; positions: readonly (readonly number[])[]; blocks: readonly number[] };
  const chunks = chunksOf(context);
  const kept = chunks.map((_, axis) => axis).filter(axis => !axes.includes(axis));
  const grid = axes.map(axis => input.blocks[axis]!);
  let next = 0;
  const parts = sizes.map(size => {
    const places = axes.map((axis, a) => positions[a]!.slice(next, next + size).map(position => locate(chunks[axis]!, position)));
    next += size;
    const cells = Array.from({ length: size }, (_, k) =>
      offsetOf(
        places.map(along => along[k]!.block),
        grid,
      ),
    );
    const members = [...new Set(cells)].sort((a, b) => a - b);
    const at = new Map(members.map((cell, i) => [cell, i]));
    return {
      members: members.length > 0 ? members : [0],
      part: { from: cells.map(cell => at.get(cell)!), at: places.map(along => along.map(place => place.at)) },
    };
  });
  const cellOf = (cell: number): number[] => axes.map((_, a) => Math.floor(cell / grid.slice(a + 1).reduce((n, b) => n * b, 1)) % grid[a]!);
  const blocks = knownBlocks(node);
  const all = indices(blocks);
  const deps = all.map(([first, ...rest]) =>
    parts[first!]!.members.map(cell => {
      const index = new Array<number>(chunks.length);
      for (const [a, block] of cellOf(cell).entries()) index[axes[a]!] = block;
      for (const [k, block] of rest.entries()) index[kept[k]!] = block;
      return input.first + offsetOf(index, input.blocks);
    }),
  );
  return builder.table({ ...common("array.points", blocks, bytes(context)), params: { axes } }, deps, {
    gather: true,
    taskParams: all.map(([first]) => ({ part: parts[first!]!.part })),
  });
};

/** Each block gives what it has of each block of positions; then these are put in order. */
export const takeLazy: Form = context => {
  const { builder, node, inputs, common } = context;
  const [input, positions] = inputs as [(typeof inputs)[0], (typeof inputs)[0]];
  const axis = node.params["axis"] as number;
  const offsets = offsetsOf(chunksOf(context)[axis]!);
  const length = offsets.at(-1)!;
  const blocks = knownBlocks(node);
  const along = input.blocks[axis]!;
  const all = indices(blocks);
  const one = along === 1;
  const picks = builder.table(
    { ...common("array.pickPositions", one ? blocks : [...blocks, along], one ? bytes(context) : { suffix: "pick" }), params: { axis, length } },
    all.flatMap(index =>
      Array.from({ length: along }, (_, block) => [input.first + offsetOf(index.with(axis, block), input.blocks), positions.first + index[axis]!]),
    ),
    { taskParams: all.flatMap(() => Array.from({ length: along }, (_, block) => ({ start: offsets[block]! }))) },
  );
  if (one) return picks;
  return builder.table(
    { ...common("array.mergePositions", blocks, bytes(context)), params: { axis, ends: offsets.slice(1) } },
    all.map((index, i) => [positions.first + index[axis]!, ...Array.from({ length: along }, (_, block) => picks.first + i * along + block)]),
    { gather: true },
  );
};

export const positionMask: Form = context => {
  const { builder, node, inputs, common } = context;
  const chunks = (node.meta as ArrayMeta).chunks[0] as readonly number[];
  const offsets = offsetsOf(chunks);
  const every = Array.from({ length: inputs[0]!.blocks[0]! }, (_, i) => inputs[0]!.first + i);
  return builder.table(
    {
      ...common("array.positionMask", knownBlocks(node), bytes(context)),
      params: { length: offsets.at(-1), axis: node.params["axis"], count: node.params["count"] },
    },
    chunks.map(() => every),
    { gather: true, taskParams: chunks.map((size, i) => ({ start: offsets[i]!, size })) },
  );
};

export const diagonal: Form = context => {
  const { builder, node, inputs, common } = context;
  const input = inputs[0]!;
  const [a, b] = node.params["axes"] as readonly [number, number];
  const pieces = node.params["pieces"] as readonly DiagonalPiece[];
  const kept = input.blocks.map((_, axis) => axis).filter(axis => axis !== a && axis !== b);
  const blocks = knownBlocks(node);
  const all = indices(blocks);
  return builder.table(
    { ...common("array.diagonal", blocks, bytes(context)), params: { axes: [a, b] } },
    all.map(given => {
      const index = new Array<number>(input.blocks.length);
      for (const [k, axis] of kept.entries()) index[axis] = given[k]!;
      [index[a], index[b]] = pieces[given.at(-1)!]!.blocks;
      return [input.first + offsetOf(index, input.blocks)];
    }),
    { taskParams: all.map(given => ({ piece: pieces[given.at(-1)!]! })) },
  );
};

/** A line's last value before a block is in the tails of the blocks before. */
export const push: Form = context => {
  const { builder, node, inputs, common } = context;
  const input = inputs[0]!;
  const axis = node.params["axis"] as number;
  const blocks = knownBlocks(node);
  const all = indices(blocks);
  const tails = builder.table(
    common("array.pushTail", blocks, { suffix: "tail" }),
    all.map((_, i) => [input.first + i]),
  );
  return builder.table(
    common("array.push", blocks, bytes(context)),
    all.map((index, i) => [input.first + i, ...Array.from({ length: index[axis]! }, (_, k) => tails.first + offsetOf(index.with(axis, k), blocks))]),
    { gather: true },
  );
};
