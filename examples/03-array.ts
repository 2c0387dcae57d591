// %% [markdown]
// # Array: grids of numbers
//
// A `da.Array` is a large array in blocks. Its operations are NumPy's, its operators are methods.
// The data is made by `npm run data`.

import { availableParallelism } from "node:os";
import { readdirSync } from "node:fs";
import { display } from "bask";
import * as da from "bask/array";
import { newaxis } from "bask/array";

// %% A blocked algorithm by hand: read a piece, sum it, add up the sums
const dset = da.fromHdf5<"float32", 1>("data/random.hdf5", "/x", { chunks: 1_000_000 });
{
  let total = 0;
  for (const block of dset.toDelayed()) total += (await block.compute()).sum();
  console.log(total);
}

// %% [markdown]
// ## Exercise: the mean, by hand
// Sum and count each block, then divide.

// %% Solution
{
  let total = 0;
  let count = 0;
  for (const block of dset.toDelayed()) {
    const values = await block.compute();
    total += values.sum();
    count += values.size;
  }
  console.log(total / count);
}

// %% The same as an array: hover `x` for its chunk grid
const x = dset;
const result = x.sum();
result; // Array<float32>, no axes, not computed

// %% Its value
await result.compute();

// %% [markdown]
// ## Exercise: mean, standard deviation, variance

// %% Solution
await x.mean().compute();
// %% Solution
await x.std().compute();
// %% Solution
await x.var().compute();

// %% [markdown]
// ## Larger than memory: 3.2 GB of random numbers, reduced while they are made

// %% Hover `noise` and `y` before running
const noise = da.random.normal(10, 0.1, { size: [20_000, 20_000], chunks: [1_000, 1_000] });
const y = noise.mean({ axis: 0 }).get("::100");
display(noise.nbytes); // 3_200_000_000
await y.compute({ progress: true });

// %% [markdown]
// **Question.** What changes with `chunks: [20_000, 20_000]`, and with `chunks: [25, 25]`? Change it and look at the hover: one
// chunk has no parallelism and no room, 640,000 chunks have more bookkeeping than work.

// %% [markdown]
// ## Exercise: a month of weather
// 31 files, one a day, temperature on a grid of 360 × 720. `npm run data -- --scale 256 --only weather-big` makes it 5760 × 11520: 16 GB.

// %% Solution: one array a file, stacked along a new axis
const days = readdirSync("data/weather-big")
  .sort()
  .map(file => da.fromHdf5<"float64", 2>(`data/weather-big/${file}`, "/t2m", { chunks: [500, 500] }));
const month = da.stack(days, { axis: 0 });
month.shape; // [31, 360, 720]

// %% Solution: the mean of the month, drawn as an image in the results panel
await month.mean({ axis: 0 }).compute();

// %% Solution: how the first day differs from it
const anomaly = month.get(0).sub(month.mean({ axis: 0 }));
await anomaly.compute();

// %% [markdown]
// ## Exercise: every second point, stored

// %% Solution
const coarse = month.get(":", "::2", "::2");
await coarse.toZarr("data/month.zarr", { overwrite: true });

// %% Other targets: HDF5, or anything with a `write`
await da.toHdf5("data/month.hdf5", { "/t2m": coarse });

// %% [markdown]
// ## Lennard-Jones: broadcasting with new axes
// The energy of a cluster of particles from the distances of all pairs.

// %% The potential of a squared distance. The lambda is read as an expression and becomes one kernel.
const lj = <N extends number>(r2: da.Array<"float64", N>) => da.expr(r => 4 * ((1 / r) ** 6 - (1 / r) ** 3), r2);

function energy(cluster: da.Array<"float64", 2>) {
  const diff = cluster.get(":", newaxis, ":").sub(cluster.get(newaxis, ":", ":"));
  const d2 = diff.mul(diff).sum({ axis: -1 });
  return da.nansum(lj(d2)).div(2); // a particle and itself: 1/0 - 1/0 is NaN, and is left out
}

// %% The same arithmetic as methods, for comparison
const ljMethods = (r2: da.Array<"float64", 2>) => {
  const s = r2.pow(-3);
  return s.mul(s).sub(s).mul(4);
};
ljMethods(da.ones([2, 2]));

// %% The energy of 2,000 particles: four million distances
const n = 2_000;
const cluster = da.random.defaultRng(1).normal(0, 10, { size: [n, 3], chunks: [Math.floor(n / availableParallelism()), 3] });
await energy(cluster).compute();

// %% [markdown]
// ## Chunks

// %% The graph of a sum: two chunks, two partial sums, one total
const o = da.ones(10, { chunks: 5 });
await o.sum().visualize();

// %% Chunks of both operands meet: an array and its transpose
const square = da.ones([1_000, 1_000], { chunks: [100, 100] });
await square.add(square.T).mean({ axis: 1 }).compute();

// %% Chosen for you: cubes of about 128 MiB
const cube = da.random.random({ size: [1_000, 1_000, 1_000] });
console.log(cube.chunksize, cube.chunks[0]); // [255, 255, 255], [255, 255, 255, 235]

// %% Rechunk: the first axis whole, 100 along the second, the third as suits
cube.rechunk({ 0: -1, 1: 100, 2: "auto" });

// %% Stored chunks decide: the same sum over good and over tiny chunks
await da.fromZarr<"float32", 1>("data/random.zarr").sum().compute();
// %% The tiny ones
await da.fromZarr<"float32", 1>("data/random_sc.zarr").sum().compute();
// %% Read many small ones as one
await da.fromZarr<"float32", 1>("data/random_sc.zarr", { chunks: 10_000_000 }).sum().compute();
