/** Arrays of float64 in blocks of 1,000 by 1,000: held in memory, made on the way, and drawn from a generator. */

import { persist } from "bask";
import * as da from "bask/array";
import type { Scene, Workload } from "./workload.ts";

type Matrix = da.Array<"float64", 2>;

export function arrayWorkloads({ quick }: Scene): Workload[] {
  const n = quick ? 2_000 : 5_000;
  const chunks = [1_000, 1_000] as const;
  const normal = () => da.random.defaultRng(1).normal(0, 1, { size: [n, n], chunks });
  /** The same numbers on both sides: whole multiples of 1/1000 between -1 and 1. */
  const wave = (): Matrix =>
    da
      .arange(n * n, { chunks: chunks[0] * n, dtype: "float64" })
      .reshape([n, n])
      .mod(2_001)
      .sub(1_000)
      .div(1_000)
      .rechunk(chunks) as Matrix;
  const held = (title: string, name: string, work: (x: Matrix) => Promise<number>): Workload => ({
    name,
    title,
    prepare: async () => {
      const [x] = await persist(wave());
      return () => work(x!);
    },
  });
  const sumOf = (values: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i]! * (i + 1);
    return sum;
  };
  return [
    held("mean of (x + 1) * 2 - x", "array.mean", x => x.add(1).mul(2).sub(x).mean().compute()),
    held("sum of sqrt(x * x + x * x)", "array.sqrt", x =>
      da
        .sqrt(x.mul(x).add(x.mul(x)))
        .sum()
        .compute(),
    ),
    held("standard deviation", "array.std", x => x.std().compute()),
    held("sum of x + x.T", "array.transpose", x => x.add(x.T).sum().compute()),
    held("sum over axis 0", "array.sum0", async x => sumOf((await x.sum({ axis: 0 }).compute()).data as unknown as ArrayLike<number>)),
    held("sum over axis 1", "array.sum1", async x => sumOf((await x.sum({ axis: 1 }).compute()).data as unknown as ArrayLike<number>)),
    held("sum of every other row and column", "array.slice", x => x.get("::2", "::2").sum().compute()),
    { name: "array.ones", title: "ones, sum (made and added up)", prepare: async () => () => da.ones([n, n], { chunks }).sum().compute() },
    {
      name: "array.arange",
      title: "sum of sqrt(arange)",
      prepare: async () => () =>
        da
          .sqrt(da.arange(n * n, { chunks: 1_000_000, dtype: "float64" }))
          .sum()
          .compute(),
    },
    // Generators differ, so the answers do: only that both are near zero is held against each other.
    { name: "array.normal", title: "normal random numbers, mean", prepare: async () => async () => Math.round(await normal().mean().compute()) },
  ];
}
