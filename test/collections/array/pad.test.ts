import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { flat } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

/** Where element `i` of the padded axis comes from, for each mode; undefined is the constant. */
const FROM: Readonly<Record<string, (i: number, n: number) => number | undefined>> = {
  constant: (i, n) => (i >= 0 && i < n ? i : undefined),
  edge: (i, n) => Math.min(Math.max(i, 0), n - 1),
  reflect: (i, n) => (i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i),
  symmetric: (i, n) => (i < 0 ? -i - 1 : i >= n ? 2 * n - 1 - i : i),
  wrap: (i, n) => (i + n) % n,
};

test("a padded array takes each element from where the mode says", async () => {
  const sizes = fc.tuple(fc.integer({ min: 4, max: 7 }), fc.integer({ min: 4, max: 6 }));
  const width = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));
  await fc.assert(
    fc.asyncProperty(
      sizes,
      fc.integer({ min: 1, max: 4 }),
      fc.tuple(width, width),
      fc.constantFrom(...Object.keys(FROM)),
      async ([n, m], chunks, [rows, columns], mode) => {
        const x = da
          .arange(n * m, { chunks: n * m })
          .reshape([n, m])
          .rechunk(chunks);
        const padded = da.pad(x, [rows, columns], { mode: mode as "edge", constantValues: -1 });
        const expected: number[] = [];
        for (let i = 0 - rows[0]; i < n + rows[1]; i++)
          for (let j = 0 - columns[0]; j < m + columns[1]; j++) {
            const [row, column] = [FROM[mode]!(i, n), FROM[mode]!(j, m)];
            expected.push(row === undefined || column === undefined ? -1 : row * m + column);
          }
        expect(padded.shape).toEqual([n + rows[0] + rows[1], m + columns[0] + columns[1]]);
        expect(flat(await computed(padded as never))).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

test("blocks, widths, and what is refused", async () => {
  const x = da.arange(6, { chunks: 3 });
  expect(da.pad(x, 2).chunks).toEqual([[2, 3, 3, 2]]);
  expect(flat(await computed(da.pad(x, [[1, 0]], { mode: "maximum" }) as never))).toEqual([5, 0, 1, 2, 3, 4, 5]);
  expect(() => da.pad(da.zeros(0), 7, { mode: "reflect" })).toThrow(/without elements/);
  expect(() => da.pad(x, 1, { mode: "median" })).toThrow(/mode/);
  expect(() => da.pad(x, [1, 2, 3])).toThrow(/width/);
});
