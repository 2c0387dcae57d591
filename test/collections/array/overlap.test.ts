import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { arrayCase, blockOf, flat, lazyOf } from "../../support/arrays.ts";

const sync = { scheduler: "sync" } as const;
type Block = InstanceType<typeof da.NDArray>;
type Boundary = "reflect" | "periodic" | "nearest" | "none" | number;
const numbers = (n: number, chunks: unknown) => da.arange(n, { chunks });
const values = async (x: da.BaskArray): Promise<number[]> => flat(await x.compute(sync));

/** The element of the array beyond its edges at a position along one axis; undefined: the constant. */
function mirrored(i: number, n: number, boundary: Boundary): number | undefined {
  if (i >= 0 && i < n) return i;
  if (boundary === "periodic") return (i + n) % n;
  if (boundary === "nearest") return i < 0 ? 0 : n - 1;
  if (boundary === "reflect") return i < 0 ? -1 - i : 2 * n - 1 - i;
  return undefined;
}

/** One overlapped block, element by element. */
function expectedBlock(block: Block, starts: readonly number[], stops: readonly number[], boundaries: readonly Boundary[]): number[] {
  const out: number[] = [];
  const visit = (axis: number, at: number[], constant: number | undefined): void => {
    if (axis === block.ndim) {
      out.push(constant ?? Number(block.item(...at)));
      return;
    }
    for (let i = starts[axis]!; i < stops[axis]!; i++) {
      const from = mirrored(i, block.shape[axis]!, boundaries[axis]!);
      visit(axis + 1, [...at, from ?? 0], from === undefined ? (boundaries[axis] as number) : constant);
    }
  };
  visit(0, [], undefined);
  return out;
}

describe("overlap", () => {
  test("boundaries", async () => {
    const x = numbers(9, 3);
    const overlapped = async (depth: unknown, boundary: unknown) => {
      const y = da.overlap.overlap(x, { depth, boundary });
      return [y.chunks[0], await values(y)];
    };
    expect(await overlapped(2, "periodic")).toEqual([
      [7, 7, 7],
      [7, 8, 0, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7, 8, 0, 1],
    ]);
    expect(await overlapped(1, 100)).toEqual([
      [5, 5, 5],
      [100, 0, 1, 2, 3, 2, 3, 4, 5, 6, 5, 6, 7, 8, 100],
    ]);
    expect(await overlapped({ 0: [0, 2] }, "none")).toEqual([
      [5, 5, 3],
      [0, 1, 2, 3, 4, 3, 4, 5, 6, 7, 6, 7, 8],
    ]);
    expect(await overlapped(new Map([[-1, 1]]), "nearest")).toEqual([
      [5, 5, 5],
      [0, 0, 1, 2, 3, 2, 3, 4, 5, 6, 5, 6, 7, 8, 8],
    ]);
  });
  test("random arrays against elements taken one by one", async () => {
    const boundary = fc.constantFrom<Boundary>("reflect", "periodic", "nearest", "none", 7);
    const given = arrayCase(["float64", "int64", "uint8"], { minRank: 1, maxRank: 3, minSize: 1, maxSize: 6 }).chain(each =>
      fc.record({
        each: fc.constant(each),
        depths: fc.tuple(...each.shape.map(n => fc.integer({ min: 0, max: Math.min(3, n) }))),
        boundaries: fc.tuple(...each.shape.map(() => boundary)),
      }),
    );
    await fc.assert(
      fc.asyncProperty(given, async ({ each, depths, boundaries }) => {
        const x = lazyOf(each);
        const block = blockOf(each);
        const y = da.overlap.overlap(x, { depth: depths, boundary: boundaries });
        const back = da.overlap.trimInternal(y, depths, boundaries);
        const core = back.chunks;
        const result = (await y.compute(sync)) as Block;
        const index = core.map(() => 0);
        for (;;) {
          const place = (blocks: readonly number[], k: number) => blocks.slice(0, k).reduce((n, size) => n + size, 0);
          const grow = (axis: number, last: boolean) =>
            boundaries[axis] === "none" && index[axis] === (last ? core[axis]!.length - 1 : 0) ? 0 : depths[axis]!;
          const starts = core.map((blocks, axis) => place(blocks, index[axis]!) - grow(axis, false));
          const stops = core.map((blocks, axis) => place(blocks, index[axis]! + 1) + grow(axis, true));
          const got = result.get(...y.chunks.map((blocks, axis) => da.slice(place(blocks, index[axis]!), place(blocks, index[axis]! + 1))));
          expect(flat(got)).toEqual(expectedBlock(block, starts, stops, boundaries));
          let axis = index.length - 1;
          for (; axis >= 0 && ++index[axis]! === core[axis]!.length; axis--) index[axis] = 0;
          if (axis < 0) break;
        }
        expect(await values(back)).toEqual(flat(block));
        const same = x.mapOverlap((b: Block) => b, { depth: depths, boundary: boundaries });
        expect(same.dtype).toBe(each.dtype);
        expect(await values(same)).toEqual(flat(block));
      }),
      { numRuns: 60 },
    );
  });
  test("blocks shorter than the depth are joined to others", () => {
    const chunks = (blocks: readonly number[], depth: number) =>
      da.overlap.trimInternal(
        da.overlap.overlap(
          numbers(
            blocks.reduce((a, b) => a + b),
            blocks,
          ),
          depth,
        ),
        depth,
      ).chunks[0];
    expect(chunks([10, 1, 10], 3)).toEqual([8, 3, 10]);
    expect(chunks([3, 1, 1], 3)).toEqual([5]);
    expect(chunks([1, 1, 1, 1], 2)).toEqual([2, 2]);
    expect(chunks([5, 2, 5, 1], 3)).toEqual([4, 3, 6]);
    expect(() => da.overlap.overlap(numbers(4, 2), { depth: 5, boundary: "reflect" })).toThrow(/depth 5 is larger than axis 0, which has 4/);
    expect(() => da.overlap.overlap(numbers(4, 2), { depth: 3, allowRechunk: false })).toThrow(/allowRechunk is false/);
    expect(() => da.overlap.overlap(numbers(4, 2), { depth: { 0: [1, 2] }, boundary: "reflect" })).toThrow(/need boundary "none"/);
    expect(() => da.overlap.overlap(numbers(4, 2), { depth: { 2: 1 } })).toThrow(/no axis 2/);
    expect(() => da.overlap.overlap(numbers(4, 2), { depth: 1, boundary: "mirror" })).toThrow(/expected boundary as/);
  });
});

describe("mapOverlap", () => {
  const movingSum = (b: Block): Block => {
    const [n] = b.shape as [number];
    const before = b
      .get(`:${n - 2}`)
      .add(b.get(`1:${n - 1}`))
      .add(b.get("2:"));
    const out = b.copy();
    (out.data as unknown as { set(data: unknown, at: number): void }).set(before.data, 1);
    return out;
  };
  test("a stencil over an array is that over the whole", async () => {
    const x = numbers(20, [4, 4, 2, 10]).astype("float64");
    const sums = x.mapOverlap(movingSum, { depth: 1, boundary: 0 });
    expect(await values(sums)).toEqual(Array.from({ length: 20 }, (_, i) => i + (i > 0 ? i - 1 : 0) + (i < 19 ? i + 1 : 0)));
    const untrimmed = x.mapOverlap((b: Block) => b, { depth: 1, boundary: 0, trim: false, dtype: "float64" });
    expect(untrimmed.chunks).toEqual([[6, 6, 4, 12]]);
  });
  test("several arrays, their own depths, other chunks, axes that go", async () => {
    const x = numbers(12, 4);
    const sum = da.mapOverlap((a: Block, b: Block) => a.add(b), x, x.rechunk(3), { depth: 1, boundary: "reflect", dtype: "int64" });
    expect(await values(sum)).toEqual(Array.from({ length: 12 }, (_, i) => 2 * i));
    const grid = da.ones([4, 6], { chunks: [2, 6] });
    const rows = grid.mapOverlap((b: Block) => b.sum({ axis: 1 }), { depth: { 0: 1 }, boundary: "reflect", dropAxis: 1 });
    expect(rows.shape).toEqual([4]);
    expect(await values(rows)).toEqual([6, 6, 6, 6]);
    await expect(x.mapOverlap((b: Block) => b.get("1:-1"), { depth: 1, boundary: "none", dtype: "int64" }).compute(sync)).rejects.toThrow(
      /mapOverlap: block \(0\) of inputs \(5\).*shape \(3\) where \(5\)/,
    );
    expect(() => x.mapOverlap((b: Block) => b, { boundary: "none" })).toThrow(/expected depth/);
  });
});

describe("slidingWindowView", () => {
  test("windows along all axes and along one", async () => {
    const x = numbers(7, 3);
    const w = da.slidingWindowView(x, 3);
    expect(w.shape).toEqual([5, 3]);
    expect(((await w.compute(sync)) as Block).toArray()).toEqual(Array.from({ length: 5 }, (_, i) => [i, i + 1, i + 2]));
    const y = numbers(24, 24).reshape([4, 6]).rechunk([2, 4]);
    const z = da.slidingWindowView(y, [2, 3], { automaticRechunk: false });
    expect(z.shape).toEqual([3, 4, 2, 3]);
    expect(((await z.get(2, 3).compute(sync)) as Block).toArray()).toEqual([
      [15, 16, 17],
      [21, 22, 23],
    ]);
    expect(await values(da.slidingWindowView(y, 2, { axis: 0 }).sum({ axis: -1 }))).toEqual(Array.from({ length: 18 }, (_, i) => 2 * i + 6));
    expect(() => da.slidingWindowView(x, 9)).toThrow(/larger than axis 0/);
    expect(() => da.slidingWindowView(x, 0)).toThrow(/at least 1/);
  });
});
