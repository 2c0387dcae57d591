/** Decompositions as tasks: trees of QRs, and blocks that need those before them. */

import { unravel } from "../graph/graph.ts";
import { isKnown } from "../meta/dim.ts";
import type { ArrayMeta } from "../meta/meta.ts";
import { blockBytes } from "./bytes.ts";
import { type Form, knownBlocks, type LowerContext } from "./lower.ts";

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const count = (blocks: readonly number[]): number => blocks.reduce((n, b) => n * b, 1);
const bytes = (context: LowerContext) => ({ blockBytes: blockBytes(context.node.meta) });
const gridOf = (context: LowerContext): number[] => knownBlocks(context.node);
const sizesOf = (context: LowerContext): readonly number[] => {
  const axis = (context.node.inputs[0]!.meta as ArrayMeta).chunks[0] as readonly number[];
  return axis.every(isKnown) ? axis : [];
};

/** Block i from block i of every input. */
export const inOrder: Form = context => {
  const { builder, node, inputs, common } = context;
  const grid = gridOf(context);
  return builder.table(
    common(node.op, grid, bytes(context)),
    range(count(grid)).map(i => inputs.map(input => input.first + i)),
  );
};

export const qrStack: Form = context => {
  const { builder, node, inputs, common } = context;
  const fanIn = node.params["fanIn"] as number;
  const all = count(inputs[0]!.blocks);
  const grid = gridOf(context);
  const deps = range(grid[0]!).map(i => range(Math.min(fanIn, all - i * fanIn)).map(k => inputs[0]!.first + i * fanIn + k));
  return builder.table(common(node.op, grid), deps, { gather: true });
};

export const qrDown: Form = context => {
  const { builder, node, inputs, common } = context;
  const fanIn = node.params["fanIn"] as number;
  const [own, stack, above] = inputs as [(typeof inputs)[0], (typeof inputs)[0], (typeof inputs)[0]];
  const grid = gridOf(context);
  const deps = range(count(grid)).map(i => [own.first + i, stack.first + Math.floor(i / fanIn), above.first + Math.floor(i / fanIn)]);
  return builder.table(common(node.op, grid, bytes(context)), deps);
};

/** In C order, each block of L after those to its left and those of the rows above it. */
export const cholesky: Form = context => {
  const { builder, node, inputs, common } = context;
  const grid = gridOf(context) as [number, number];
  const n = grid[0];
  const a = inputs[0]!.first;
  const first = builder.size;
  const at = (i: number, j: number) => i * n + j;
  const deps = range(n * n).map(task => {
    const [i, j] = unravel(task, grid) as [number, number];
    if (i < j) return [a + at(i, j)];
    return [a + at(i, j), ...range(j).flatMap(k => [first + at(i, k), first + at(j, k)]), ...(i > j ? [first + at(j, j)] : [])];
  });
  const layer = common(node.op, grid, bytes(context));
  return builder.table({ ...layer, params: { ...layer.params, sizes: sizesOf(context) } }, deps, { gather: true });
};

/** Block rows one after another: from the top for a lower triangle, from the bottom for an upper one. */
export const triangular: Form = context => {
  const { builder, node, inputs, common } = context;
  const grid = gridOf(context);
  const [n, columns] = [grid[0]!, count(grid.slice(1))];
  const lower = node.params["lower"] === true;
  const [t, b] = inputs.map(input => input.first) as [number, number];
  const first = builder.size;
  const deps = range(n * columns).map(task => {
    const [step, k] = [Math.floor(task / columns), task % columns];
    const row = (s: number) => (lower ? s : n - 1 - s);
    const i = row(step);
    return [t + i * n + i, b + i * columns + k, ...range(step).flatMap(s => [t + i * n + row(s), first + s * columns + k])];
  });
  const layer = common(node.op, grid, lower ? bytes(context) : { suffix: "rows", ...bytes(context) });
  const solved = builder.table({ ...layer, params: { ...layer.params, sizes: sizesOf(context) } }, deps, { gather: true });
  if (lower) return solved;
  return builder.table(
    common("array.pass", grid, bytes(context)),
    range(n * columns).map(task => [first + (n - 1 - Math.floor(task / columns)) * columns + (task % columns)]),
  );
};

/** Panels of whole columns; each factored one changes those to its right. */
export const lu: Form = context => {
  const { builder, node, inputs, common } = context;
  const widths = (node.inputs[0]!.meta as ArrayMeta).chunks[1] as readonly number[];
  const n = widths.length;
  const panelBytes = { blockBytes: blockBytes(node.inputs[0]!.meta) };
  let panels = range(n).map(j => inputs[0]!.first + j);
  const factored: number[] = [];
  let start = 0;
  for (const k of range(n)) {
    const own = common("linalg.luFactor", [1], { suffix: `factor-${k}`, ...panelBytes });
    factored.push(builder.table({ ...own, params: { ...own.params, start } }, [[panels[k]!]]).first);
    start += widths[k]!;
    if (k + 1 === n) break;
    const updated = builder.table(
      common("linalg.luUpdate", [n - 1 - k], { suffix: `update-${k}`, ...panelBytes }),
      range(n - 1 - k).map(j => [factored[k]!, panels[k + 1 + j]!]),
    );
    panels = panels.map((panel, j) => (j > k ? updated.first + j - k - 1 : panel));
  }
  return builder.table(common("linalg.luCollect", [n + 1], panelBytes), [...factored.map(id => [id]), factored], {
    gather: true,
    taskParams: range(n + 1).map(i => ({ last: i === n })),
  });
};

export const luPart: Form = context => {
  const { builder, node, inputs, common } = context;
  const grid = gridOf(context) as [number, number];
  const [input] = inputs;
  const layer = common(node.op, grid, bytes(context));
  return builder.table(
    { ...layer, params: { ...layer.params, sizes: (node.meta as ArrayMeta).chunks[0] } },
    range(count(grid)).map(i => [input!.first + (i % grid[1]), input!.first + grid[1]]),
  );
};

/** Whole columns of the first input; how rows moved is the last block of the second. */
export const permuteRows: Form = context => {
  const { builder, node, inputs, common } = context;
  const grid = gridOf(context);
  const order = inputs[1]!.first + count(inputs[1]!.blocks) - 1;
  return builder.table(
    common(node.op, grid, bytes(context)),
    range(count(grid)).map(i => [inputs[0]!.first + i, order]),
  );
};
