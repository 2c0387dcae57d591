import { expect, test } from "vitest";
import * as db from "../../runtime/bag.ts";
import { compute } from "../../runtime/index.ts";

const noted: number[] = [];
Object.assign(globalThis, { noteValue: (x: number) => (noted.push(x), x + 1) });
declare const noteValue: (x: number) => number;
const sync = { scheduler: "sync" } as const;
const bag = () => db.fromSequence([1, 2, 3, 4, 5, 6], { npartitions: 2 });

test("the first values of a mapped bag call the function that often", async () => {
  noted.length = 0;
  expect(
    await bag()
      .map((x: number) => noteValue(x))
      .map((x: number) => x * 10)
      .take(2, sync),
  ).toEqual([20, 30]);
  expect(noted).toEqual([1, 2]);
});

test("not where values may be left out, and not where others want them all", async () => {
  noted.length = 0;
  expect(
    await bag()
      .map((x: number) => noteValue(x))
      .filter((x: number) => x > 2)
      .take(2, sync),
  ).toEqual([3, 4]);
  expect(noted).toEqual([1, 2, 3]);
  noted.length = 0;
  const mapped = bag().map((x: number) => noteValue(x));
  expect(await compute(mapped.take(1, { compute: false }), mapped.sum(), sync)).toEqual([[2], 27]);
  expect(noted.toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
});

test("several partitions, and fewer values than asked for", async () => {
  expect(
    await bag()
      .map((x: number) => x * 2)
      .take(4, { npartitions: -1, ...sync }),
  ).toEqual([2, 4, 6, 8]);
  expect(
    await bag()
      .map((x: number) => x * 2)
      .take(5, sync),
  ).toEqual([2, 4, 6]);
});
