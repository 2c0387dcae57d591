import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../runtime/array.ts";
import * as db from "../../runtime/bag.ts";
import { exprOf, type LazyBase } from "../../runtime/collections/lazy.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { printGraph } from "../../runtime/graph/graph.ts";
import { fusedKernel } from "../../runtime/kernels/fused.ts";
import { ARRAY_KERNELS } from "../../runtime/kernels/index.ts";
import type { KernelTable } from "../../runtime/kernels/kernel.ts";
import { lower } from "../../runtime/lower/lower.ts";
import type { ArrayMeta } from "../../runtime/meta/meta.ts";
import type { FusedStep } from "../../runtime/ops/fused.ts";
import { fuse } from "../../runtime/optimize/fuse.ts";
import { flat } from "../support/arrays.ts";
import { blockMemory } from "../support/block-memory.ts";
import { checkBlocks, computed, evaluate } from "../support/evaluate.ts";
import { assembleArray } from "../../runtime/kernels/assemble/assemble-array.ts";

const KERNELS: KernelTable = { ...ARRAY_KERNELS, fused: fusedKernel(() => KERNELS) };
const layersOf = (...lazies: LazyBase[]) => lower(fuse(lazies.map(exprOf))).graph.layers;
const prefixes = (...lazies: LazyBase[]) => layersOf(...lazies).map(layer => layer.name.replace(/-[0-9a-f]{32}/, ""));
const stepsOf = (node: Expr) => node.params["steps"] as readonly FusedStep[];

describe("fuse", () => {
  const x = da.ones([20, 20], { chunks: 5 });

  test("a chain and the reduction on top are one task a block", () => {
    const total = x.add(1).mul(2).sum();
    expect(prefixes(total)).toEqual(["ones-add-mul-sum", "sum-partial-1", "sum-aggregate"]);
    expect(layersOf(total).map(layer => layer.size)).toEqual([16, 4, 1]);
    const small = printGraph(lower(fuse([exprOf(da.ones([4], { chunks: 2 }).add(1).max())])).graph).replaceAll(/-[0-9a-f]{32}/g, "");
    expect(small).toMatchInlineSnapshot(`
      "ones-add-max(0) = fused()
      ones-add-max(1) = fused()
      max-aggregate = reduce.max.aggregate(ones-add-max(0), ones-add-max(1))"
    `);
  });

  test("what is asked for, or used elsewhere, stays", () => {
    const y = x.add(1);
    expect(prefixes(y, y.mul(2))).toEqual(["ones-add", "mul"]);
    expect(prefixes(y.mul(2).T.add(y))).toEqual(["ones-add", "mul", "transpose-add"]);
  });

  test("a diamond is fused once", () => {
    const y = x.add(1);
    const [node] = fuse([exprOf(y.mul(2).add(y.mul(3)))]) as [Expr];
    expect(node.op).toBe("fused");
    expect(stepsOf(node).map(step => [step.name.replace(/-.*/, ""), ...step.args])).toEqual([["ones"], ["add", 0], ["mul", 1], ["mul", 1], ["add", 2, 3]]);
  });

  test("other grids stay apart", () => {
    expect(prefixes(x.add(da.ones([20], { chunks: 5 }).mul(2)))).toEqual(["ones-mul", "ones-add"]);
    expect(prefixes(x.rechunk(10).add(1))).toEqual(["ones", "rechunk-merge", "add"]);
    expect(prefixes(x.sum().add(1))).toEqual(["ones-sum", "sum-partial-1", "sum-aggregate", "add"]);
  });

  test("names of all merged expressions are kept", () => {
    const y = x.add(1);
    const total = y.sum();
    const [layer, , last] = layersOf(total);
    expect(layer!.names).toEqual([x.name, y.name, total.name]);
    expect(last!.names).toEqual([total.name]);
    const moved = y.T.sum();
    expect(layersOf(moved)[1]!.names).toContain(y.T.name);
  });

  test("sources with a list of parts hand each task its own", async () => {
    const bag = db
      .fromSequence([1, 2, 3, 4, 5, 6, 7], { npartitions: 3 })
      .map((n: number) => n * 2)
      .filter((n: number) => n > 4);
    expect(lower(fuse([exprOf(bag)])).graph.layers).toHaveLength(1);
    expect(await bag.compute({ scheduler: "sync" })).toEqual([6, 8, 10, 12, 14]);
    expect(await bag.sum().compute({ scheduler: "sync" })).toBe(50);
  });
});

test("fused or not, on block memory or not, a random expression has one value", async () => {
  type Make = (a: da.BaskArray, b: da.BaskArray) => da.BaskArray;
  const makes: Make[] = [
    (a, b) => a.add(b),
    (a, b) => a.mul(b).sub(1),
    a => da.sqrt(da.square(a)),
    (a, b) => da.where(a.gt(b), a, b),
    a => a.T.T,
    (a, b) => da.maximum(a, b).div(2),
    a => a.neg().abs(),
    (a, b) => a.sub(b.mean({ axis: 0 })),
    a => da.sin(a),
    a => a.rechunk([64, 128]),
    (a, b) => a.add(b.T.T),
    a => a.get("::-1"),
    a => a.sub(a.sum({ axis: 1, keepdims: true }).mul(1e-3)),
  ];
  const memory = blockMemory(2048);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: makes.length - 1 }), fc.nat(), fc.nat()), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(undefined, "sum", "mean", "std", "max"),
      fc.nat({ max: 9 }),
      async (ops, reduction, seed) => {
        memory.reset();
        const start = da.defaultRng(seed).normal(0, 1, { size: [128, 128], chunks: [64, 128] });
        const made = [start, start.mul(2)];
        for (const [op, i, j] of ops) made.push(makes[op]!(made[i % made.length]!, made[j % made.length]!));
        const last = made.at(-1)!;
        const result = reduction === undefined ? last : last[reduction as "sum"]({ axis: seed % 2 });
        const expected = flat(await computed(result));
        const roots = fuse([exprOf(result)]);
        for (const more of [{}, { memory: memory.context.memory!, alloc: memory.context.alloc }]) {
          const { blocks } = await evaluate(roots, { kernels: KERNELS, ...more });
          checkBlocks(exprOf(result).meta as ArrayMeta, blocks[0]!);
          const actual = flat(assembleArray(exprOf(result).meta as ArrayMeta, blocks[0]!));
          for (let i = 0; i < expected.length; i++)
            if (!(Math.abs(actual[i]! - expected[i]!) <= 1e-9 * Math.max(1, Math.abs(expected[i]!))))
              throw new Error(`element ${i}: ${actual[i]}, expected ${expected[i]}`);
        }
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);
