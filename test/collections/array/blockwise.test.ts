import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { flat } from "../../support/arrays.ts";

const sync = { scheduler: "sync" } as const;
type Block = InstanceType<typeof da.NDArray>;
const x = da.arange(24, { chunks: 24 }).reshape([4, 6]).rechunk([2, 3]);

describe("blockwise", () => {
  test("axes change places, and broadcast", async () => {
    const t = da.blockwise((b: Block) => b.T, "ji", x, "ij");
    expect(t.chunks).toEqual([
      [3, 3],
      [2, 2],
    ]);
    expect(flat(await t.compute(sync))).toEqual(flat(await x.T.compute(sync)));
    const row = da.arange(6, { chunks: 2 });
    const sum = da.blockwise((a: Block, b: Block) => a.add(b), "ij", x, "ij", row, "j", { dtype: "int64" });
    expect(sum.chunks[1]).toEqual([2, 1, 1, 2]);
    expect(flat(await sum.compute(sync))).toEqual(flat(await x.add(row).compute(sync)));
  });
  test("contracted axes come as lists or joined", async () => {
    const lists = da.blockwise((blocks: Block[]) => blocks.map(b => b.sum({ axis: 1 }) as Block).reduce((a, b) => a.add(b)), "i", x, "ij");
    const joined = da.blockwise((b: Block) => b.sum({ axis: 1 }), "i", x, "ij", { concatenate: true });
    expect([lists.dtype, joined.dtype]).toEqual(["int64", "int64"]);
    expect(flat(await lists.compute(sync))).toEqual([15, 51, 87, 123]);
    expect(flat(await joined.compute(sync))).toEqual([15, 51, 87, 123]);
    const product = da.blockwise(
      (a: Block[], b: Block[]) =>
        a
          .map(
            (block, k) =>
              block
                .reshape([2, 3, 1])
                .mul(b[k]!.reshape([1, 3, 2]))
                .sum({ axis: 1 }) as Block,
          )
          .reduce((p, q) => p.add(q)),
      "ik",
      x,
      "ij",
      x.T,
      "jk",
    );
    expect(flat(await product.compute(sync))).toEqual(flat(await x.matmul(x.T).compute(sync)));
  });
  test("new axes, other sizes, plain values", async () => {
    const wide = da.blockwise((a: Block, k: number) => a.reshape([-1, 1]).get(":", [0, 0]).add(k), "iz", da.arange(4, { chunks: 2 }), "i", 10, null, {
      newAxes: { z: 2 },
    });
    expect(wide.chunks).toEqual([[2, 2], [2]]);
    expect(flat(await wide.compute(sync))).toEqual([10, 10, 11, 11, 12, 12, 13, 13]);
    const half = da.blockwise((a: Block) => a.get("::2"), "i", da.arange(8, { chunks: 4 }), "i", { adjustChunks: { i: (n: number) => n / 2 } });
    expect(half.chunks).toEqual([[2, 2]]);
    expect(flat(await half.compute(sync))).toEqual([0, 2, 4, 6]);
    expect(() => da.blockwise((a: Block) => a, "iz", x, "ij")).toThrow(/no array has the axis "z"/);
    expect(() => da.blockwise((a: Block) => a, "ij", x, "i")).toThrow(/names 1 axes of an array of 2/);
    expect(() => da.blockwise((a: Block) => a, "ij", x)).toThrow(/needs its axes after it/);
  });
});
