import { expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { flat } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const values = async (x: unknown): Promise<number[]> => flat(await computed(x as never));

test("numbers depend on seed, call and blocks alone", async () => {
  const [a, b, c] = [1, 1, 2].map(seed => da.random.defaultRng(seed));
  const options = { size: [20], chunks: 6 };
  const [first, second] = [a!.normal(0, 1, options), a!.normal(0, 1, options)];
  const numbers = await values(first);
  expect(await values(b!.normal(0, 1, options))).toEqual(numbers);
  expect(await values(second)).not.toEqual(numbers);
  expect(await values(c!.normal(0, 1, options))).not.toEqual(numbers);
  expect(new Set(numbers).size).toBe(20);
  expect(await values(first.get([13]))).toEqual([numbers[13]]);
  expect(first.chunks).toEqual([[6, 6, 6, 2]]);
});

test("parameters may be arrays, which broadcast", async () => {
  const rng = da.random.defaultRng(3);
  const loc = da.fromArray([0, 1000, 2000], { chunks: 2 });
  const drawn = rng.normal(loc, 0.5, { size: [4, 3], chunks: [2, 2] });
  expect(drawn.chunks).toEqual([
    [2, 2],
    [2, 1],
  ]);
  expect((await values(drawn)).map(x => Math.round(x / 1000) + 0)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
  const counts = rng.poisson(da.fromArray([[0], [5000]], { chunks: 1 }), { size: [2, 3] });
  const [none, , , many] = await values(counts);
  expect(none).toBe(0);
  expect(Math.abs(many! - 5000)).toBeLessThan(500);
  expect(rng.randint(da.fromArray([1, 5], { chunks: 1 }), 9).shape).toEqual([2]);
  await expect(values(rng.exponential(da.fromArray([1, -1], { chunks: 2 })))).rejects.toThrow(/no distribution/);
  expect(() => rng.normal(loc, 1, { size: [4] })).toThrow(/broadcast/);
});

test("whole numbers stay in their range and have the dtype asked for", async () => {
  const rng = da.random.defaultRng(4);
  const bytes = rng.integers(0, 255, { size: [500], dtype: "uint8", endpoint: true });
  expect(bytes.dtype).toBe("uint8");
  const numbers = await values(bytes);
  expect(Math.max(...numbers)).toBeGreaterThan(200);
  expect((await values(rng.randint(3, { size: [200], chunks: 60 }))).every(x => x >= 0 && x < 3)).toBe(true);
  const wide = await values(rng.randint(-(2 ** 45), 2 ** 45, { size: [200] }));
  expect(wide.every(x => x >= -(2 ** 45) && x < 2 ** 45)).toBe(true);
  expect(new Set(await values(rng.randomIntegers(2, { size: [100] })))).toEqual(new Set([1, 2]));
});

test("choice and permutation", async () => {
  const rng = da.random.defaultRng(5);
  const list = da.fromArray([10, 20, 30, 40], { chunks: 2 });
  expect((await values(rng.choice(list, { size: [50], chunks: 20 }))).every(x => [10, 20, 30, 40].includes(x))).toBe(true);
  expect(new Set(await values(rng.choice(list, { size: [50], p: [0, 0.5, 0, 0.5] })))).toEqual(new Set([20, 40]));
  expect(new Set(await values(rng.choice(list, { size: [50], p: da.fromArray([1, 0, 0, 0], { chunks: 1 }) })))).toEqual(new Set([10]));
  expect((await values(rng.choice(9, { size: [9], replace: false }))).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect((await values(rng.choice(3, { size: [2], replace: false, p: [0.5, 0, 0.5] }))).sort()).toEqual([0, 2]);
  expect(() => rng.choice(9, { size: [8], chunks: 4, replace: false })).toThrow(/one block/);
  expect(() => rng.choice(2, { size: [8], p: [0.5, 0.6] })).toThrow(/add up to 1/);
  const table = da.arange(20, { chunks: 20 }).reshape([10, 2]).rechunk([3, 2]);
  const mixed = rng.permutation(table);
  expect(mixed.chunks).toEqual([[3, 3, 3, 1], [2]]);
  const rows = await values(mixed);
  expect(rows.filter((_, i) => i % 2 === 0)).not.toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  expect(rows.every((x, i) => i % 2 === 0 || x === rows[i - 1]! + 1)).toBe(true);
  expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(rng.multinomial(5, [0.2, 0.8], { size: [4], chunks: 2 }).chunks).toEqual([[2, 2], [2]]);
  expect(await values(rng.multinomial(5, [0.2, 0.8], { size: [4], chunks: 2 }).sum({ axis: 1 }))).toEqual([5, 5, 5, 5]);
});

test("settings that no distribution has are refused where they are given", () => {
  expect(() => da.random.normal(0, -1, { size: 3 })).toThrow(/scale/);
  expect(() => da.random.hypergeometric(3, 2, 6, { size: 3 })).toThrow(/drawn/);
  expect(() => da.random.normal(0, 1)).toThrow(/size/);
  expect(() => da.random.zipf(1, { size: 3 })).toThrow(/above 1/);
});
