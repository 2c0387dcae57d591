/**
 * A program that does one thing to an array larger than its memory, and says what became of it: started by the tests of larger than
 * memory. Arguments: the case, bytes of the array, memory limit, a folder for what is stored. The values are random, so that blocks
 * cannot be made again where they are wanted; each case is checked against sums that need no block twice.
 */

import { random, fromZarr, arange } from "../../runtime/array.ts";
import { closeEngines } from "../../runtime/run/engines.ts";

const [name, bytesText, limitText, folder] = process.argv.slice(2) as [string, string, string, string];
const bytes = Number(bytesText);
const memoryLimit = Number(limitText);
/** Blocks of a fortieth of the budget: all workers' inputs and results fit at once, and there are many. */
const side = Math.max(64, Math.floor(Math.sqrt(memoryLimit / 40 / 8) / 32) * 32);
const blocks = Math.ceil(Math.sqrt(bytes / 8) / side);
const n = blocks * side;
const options = { memoryLimit };
const near = (a: number, b: number, what: string) => {
  if (!(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)))) throw new Error(`${what}: expected ${b}, got ${a}`);
};
const numbers = async (...lazy: { compute(options: object): Promise<unknown> }[]): Promise<number[]> => {
  const { compute } = await import("../../runtime/index.ts");
  return ((await compute(...(lazy as never[]), options as never)) as unknown[]).map(Number);
};
const square = () => random.defaultRng(7).random({ size: [n, n], chunks: [side, side] });

const CASES: Readonly<Record<string, () => Promise<void>>> = {
  async reductions() {
    const x = square();
    const [sum, mean, std] = await numbers(x.sum(), x.mean(), x.std());
    near(mean!, sum! / (n * n), "mean");
    if (Math.abs(mean! - 0.5) > 0.001 || Math.abs(std! - Math.sqrt(1 / 12)) > 0.001) throw new Error(`mean ${mean}, std ${std} of uniform numbers`);
  },
  async transposed() {
    const x = square();
    const y = x.add(x.T);
    const weights = arange(n, { chunks: side });
    const [got, skew] = await numbers(y.mul(weights).sum(), y.sum(0).sub(y.sum(1)).abs().max());
    const [rows, columns] = await numbers(x.mul(weights).sum(), x.T.mul(weights).sum());
    near(got!, rows! + columns!, "weighted sum of x + x.T");
    near(skew!, 0, "difference of sums of rows and columns");
  },
  async rechunk() {
    const x = random.defaultRng(7).random({ size: [n, n], chunks: [Math.max(1, Math.floor((side * side) / n)), n] });
    const y = x.rechunk([n, Math.max(1, Math.floor((side * side) / n))]);
    const weights = arange(n, { chunks: -1 });
    const [got] = await numbers(y.mul(weights).sum());
    const [expected] = await numbers(x.mul(weights).sum());
    near(got!, expected!, "weighted sum of the rechunked array");
  },
  async centred() {
    const x = square();
    const y = x.sub(x.mean(0));
    const [largest, squares] = await numbers(y.mean(0).abs().max(), y.mul(y).sum());
    const [expected] = await numbers(x.var(0).sum());
    near(largest!, 0, "largest mean of a column");
    near(squares!, expected! * n, "sum of squares");
  },
  async topk() {
    const x = square();
    const [top, second] = await numbers(x.topk(2, { axis: 0 }).max(), x.topk(2, { axis: 0 }).min(0).max());
    const [max, larger] = await numbers(x.max(), x.gt(second!).sum());
    near(top!, max!, "largest");
    if (larger! < 1) throw new Error(`nothing is larger than ${second}, the largest of those that come second`);
  },
  async matmul() {
    // Few, for the product costs as many operations an element.
    const columns = bytes > 1e9 ? 32 : 8;
    const rows = Math.floor((side * side) / columns);
    const x = random.defaultRng(7).random({ size: [rows * blocks * blocks, columns], chunks: [rows, columns] });
    const v = arange(columns, { chunks: -1 });
    const product = x.T.matmul(x);
    const [got] = await numbers(product.matmul(v as never).sum());
    const [expected] = await numbers(
      x
        .matmul(v as never)
        .mul(x.sum(1))
        .sum(),
    );
    near(got!, expected!, "sum of xᵀx v");
  },
  async stored() {
    const x = square();
    await x.toZarr(`${folder}/stored.zarr`, options as never);
    const [got] = await numbers(
      fromZarr(`${folder}/stored.zarr`)
        .mul(arange(n, { chunks: side }))
        .sum(),
    );
    const [expected] = await numbers(x.mul(arange(n, { chunks: side })).sum());
    near(got!, expected!, "weighted sum of what was stored");
  },
};

const began = performance.now();
await CASES[name]!();
const seconds = (performance.now() - began) / 1000;
await closeEngines();
console.log(JSON.stringify({ name, bytes: n * n * 8, blocks: blocks * blocks, seconds, peak: process.resourceUsage().maxRSS * 1024 }));
