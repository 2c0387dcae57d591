import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { flat } from "../../support/arrays.ts";

const sync = { scheduler: "sync" } as const;
type Block = InstanceType<typeof da.NDArray>;
interface Info {
  readonly index: readonly number[];
  readonly location: readonly (readonly [number, number])[];
  readonly shape: readonly number[];
}

describe("mapBlocks", () => {
  const x = da.arange(10, { chunks: 4 });
  test("the function sees each block and where it lies", async () => {
    const seen = x.mapBlocks((block: Block, info: Info) => block.mul(0).add(info.location[0]![0]));
    expect(flat(await seen.compute(sync))).toEqual([0, 0, 0, 0, 4, 4, 4, 4, 8, 8]);
  });
  test("several arrays, plain arguments, another dtype", async () => {
    const sum = da.mapBlocks((a: Block, b: Block, k: number) => a.add(b).mul(k), x, x.rechunk(5), 2, { dtype: "int64" });
    expect(sum.chunks).toEqual([[4, 1, 3, 2]]);
    expect(flat(await sum.compute(sync))).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36]);
    const half = x.mapBlocks((block: Block) => block.div(2), { dtype: "float64" });
    expect(half.dtype).toBe("float64");
    expect(flat(await half.compute(sync))[3]).toBe(1.5);
  });
  test("axes that go and come", async () => {
    const y = da.ones([4, 6], { chunks: [2, 6] });
    const rows = y.mapBlocks((block: Block) => block.get(":", 0).mul(6), { dropAxis: 1 });
    expect(rows.chunks).toEqual([[2, 2]]);
    expect(flat(await rows.compute(sync))).toEqual([6, 6, 6, 6]);
    const wide = x.mapBlocks((block: Block) => block.reshape([-1, 1]), { newAxis: 1 });
    expect(wide.shape).toEqual([10, 1]);
    expect(((await wide.compute(sync)) as Block).shape).toEqual([10, 1]);
    // An axis that goes comes whole.
    const sums = y.rechunk(3).mapBlocks((block: Block) => block.sum({ axis: 1 }), { dropAxis: 1 });
    expect(flat(await sums.compute(sync))).toEqual([6, 6, 6, 6]);
  });
  test("the dtype is said, or found on a small block", async () => {
    expect(x.mapBlocks((block: Block) => block.gt(3)).dtype).toBe("bool");
    expect(x.mapBlocks((block: Block) => block.div(2)).dtype).toBe("float64");
    expect(x.mapBlocks((block: Block) => block, { meta: da.ndarray(new Float32Array(0)) }).dtype).toBe("float32");
    expect(() =>
      x.mapBlocks(
        () => {
          throw new Error("it is called");
        },
        { dtype: "int64" },
      ),
    ).not.toThrow();
    await expect(x.mapBlocks((block: Block) => block.div(2), { dtype: "int64" }).compute(sync)).rejects.toThrow(/gave float64 where int64.*dtype: "float64"/);
    expect(flat(await x.mapBlocks((block: Block) => block.astype("int32"), { dtype: "float64" }).compute(sync))[9]).toBe(9);
  });
  test("plain numbers are blocks of one element", async () => {
    const sums = x.mapBlocks((block: Block) => block.sum(), { chunks: 1, dtype: "int64" });
    expect(flat(await sums.compute(sync))).toEqual([6, 22, 17]);
    await expect(x.mapBlocks((block: Block) => block.sum(), { dtype: "int64" }).compute(sync)).rejects.toThrow(/single value where a block of \(4\)/);
  });
  test("nothing that a function does to its block is seen elsewhere", async () => {
    const y = da.fromArray(Float64Array.of(1, 2, 3));
    const spoiled = y.mapBlocks((block: Block) => {
      block.data[0] = 99;
      return block;
    });
    expect(flat(await da.stack([spoiled, y]).compute(sync))).toEqual([99, 2, 3, 1, 2, 3]);
  });
  test("a block of the wrong shape is an error that says which was expected", async () => {
    await expect(x.mapBlocks((block: Block) => block.get(":1")).compute(sync)).rejects.toThrow(/shape \(1\) where \(4\) was expected/);
    expect(() => x.mapBlocks((block: Block) => block, { dtpe: "bool" })).toThrow(/did you mean "dtype"/);
  });
});
