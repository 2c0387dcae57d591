/**
 * The array workloads that are reported together, with the geometric mean of their ratios: float64, 10,000 by 10,000 in blocks of 1,000 by
 * 1,000 unless the title says otherwise. What is summed up at the end keeps the answer small on both sides.
 */

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { persist } from "bask";
import * as da from "bask/array";
import type { Scene, Workload } from "./workload.ts";

type Matrix = da.Array<"float64", 2>;
type Block<D extends da.DType> = da.NDArray<D, 2>;

export function fourteenWorkloads({ quick, arrays }: Scene): Workload[] {
  const n = quick ? 2_000 : 10_000;
  const chunks = quick ? ([500, 500] as const) : ([1_000, 1_000] as const);
  /** The same numbers on both sides: whole multiples of 1/1000 between -1 and 1. */
  const wave = (rows = n, columns = n, blocks: readonly [number, number] = chunks): Matrix =>
    da
      .arange(rows * columns, { chunks: blocks[0] * columns, dtype: "float64" })
      .mod(2_001)
      .sub(1_000)
      .div(1_000)
      .reshape([rows, columns])
      .rechunk(blocks) as Matrix;
  const row = <T>(name: string, title: string, make: () => readonly T[], work: (...x: T[]) => Promise<number>): Workload => ({
    name: `fourteen.${name}`,
    title,
    prepare: async () => {
      const held = (await persist(...(make() as unknown as Matrix[]))) as unknown as T[];
      return () => work(...held);
    },
  });
  const fresh = (name: string, title: string, work: () => Promise<number>): Workload => ({ name: `fourteen.${name}`, title, prepare: async () => work });
  const x = () => [wave()];
  const small = quick ? 1_000 : 4_000;
  const tall = quick ? 20_000 : 200_000;
  const files = {
    hdf5: join(arrays, `wave-${n}.hdf5`),
    zarr: join(arrays, `wave-${n}.zarr`),
  };
  const stored = (file: string, write: () => Promise<void>, read: () => Matrix): (() => Promise<() => Promise<number>>) => {
    return async () => {
      mkdirSync(arrays, { recursive: true });
      if (!existsSync(file)) await write();
      return () => read().sum().compute();
    };
  };
  return [
    row("sum", "sum", x, a => a.sum().compute()),
    row("mean", "mean of (x + 1) * 2 - x", x, a => a.add(1).mul(2).sub(a).mean().compute()),
    row("std", "standard deviation", x, a => a.std().compute()),
    row("transpose", "x + x.T, sum", x, a => a.add(a.T).sum().compute()),
    row("cumsum", "cumulative sum along the rows, sum", x, a => a.cumsum({ axis: 0 }).sum().compute()),
    row("elementwise", "mean of sin(x)^2 + cos(x)^2", x, a => da.sin(a).pow(2).add(da.cos(a).pow(2)).mean().compute()),
    row(
      "rechunk",
      "rechunk rows to columns, greatest of each column, sum",
      () => [wave(n, n, [chunks[0] / 2, n])],
      a =>
        a
          .rechunk([n, chunks[0] / 2])
          .max({ axis: 0 })
          .sum()
          .compute(),
    ),
    row(
      "matmul",
      `x @ x of ${small} by ${small}, sum`,
      () => [wave(small, small)],
      a => a.matmul(a).sum().compute(),
    ),
    row(
      "svd",
      `singular values of ${tall} by 100`,
      () => [da.sin(wave(tall, 100, [tall / 20, 100]).mul(da.arange(tall * 100, { chunks: 5 * tall, dtype: "float64" }).reshape([tall, 100]))) as Matrix],
      async a => da.linalg.svd(a)[1].sum().compute(),
    ),
    row(
      "fft2",
      `fft2 of ${small} by ${small}, greatest magnitude`,
      () => [wave(small, small, [small, small])],
      a => da.abs(da.fft.fft2(a)).max().compute() as Promise<number>,
    ),
    // Generators differ, so the answers do: only that both are near zero is held against each other.
    fresh("normal", `${n * n} normal random numbers, mean`, async () =>
      Math.round(
        await da.random
          .defaultRng(1)
          .normal(0, 1, { size: [n, n], chunks })
          .mean()
          .compute(),
      ),
    ),
    row(
      "life",
      "four generations of the Game of Life, int8",
      () => [wave().gt(0.2).astype("int8")],
      async a => {
        let grid = a as da.Array<"int8", 2>;
        for (let step = 0; step < 4; step++) grid = grid.mapOverlap(life, { depth: 1, boundary: "periodic", dtype: "int8" });
        return grid.sum({ dtype: "int64" } as never).compute() as Promise<number>;
      },
    ),
    row("laplace", "Laplace stencil by overlap, sum of magnitudes", x, a =>
      da
        .abs(a.mapOverlap(laplace, { depth: 1, boundary: "reflect" }))
        .sum()
        .compute(),
    ),
    {
      name: "fourteen.hdf5",
      title: "HDF5, sum",
      prepare: stored(
        files.hdf5,
        () => wave().toHdf5(files.hdf5, "/x"),
        () => da.fromHdf5<"float64", 2>(files.hdf5, "/x", { chunks }),
      ),
    },
    {
      name: "fourteen.zarr",
      title: "Zarr (blosc), sum",
      prepare: stored(
        files.zarr,
        () => wave().toZarr(files.zarr),
        () => da.fromZarr<"float64", 2>(files.zarr),
      ),
    },
    row(
      "anomalies",
      "weather: ten years of days less their mean day, standard deviation",
      () => {
        const side = quick ? 60 : 160;
        const days = wave(3_650, side * side, [365, side * side]).reshape([10, 365, side, side]);
        return [days.rechunk([1, 73, side, side])];
      },
      a =>
        a
          .sub(a.mean({ axis: 0 }))
          .std()
          .compute(),
    ),
  ];
}

/** One generation; the grid brings one cell more on each side, which stays as it is. */
function life(block: Block<"int8">): Block<"int8"> {
  const [rows, columns] = block.shape;
  const from = block.data;
  const to = new Int8Array(from.length);
  for (let i = 1; i < rows - 1; i++) {
    for (let j = 1; j < columns - 1; j++) {
      const at = i * columns + j;
      const above = at - columns;
      const below = at + columns;
      const around = from[above - 1]! + from[above]! + from[above + 1]! + from[at - 1]! + from[at + 1]! + from[below - 1]! + from[below]! + from[below + 1]!;
      to[at] = around === 3 || (around === 2 && from[at] === 1) ? 1 : 0;
    }
  }
  return da.ndarray(to, [rows, columns]);
}

function laplace(block: Block<"float64">): Block<"float64"> {
  const [rows, columns] = block.shape;
  const from = block.data;
  const to = new Float64Array(from.length);
  for (let i = 1; i < rows - 1; i++) {
    for (let j = 1; j < columns - 1; j++) {
      const at = i * columns + j;
      to[at] = from[at - columns]! + from[at + columns]! + from[at - 1]! + from[at + 1]! - 4 * from[at]!;
    }
  }
  return da.ndarray(to, [rows, columns]);
}
