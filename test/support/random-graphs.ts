import fc from "fast-check";

/** Up to `most` tasks, each with a few inputs among the earlier ones. */
export const randomDeps = (most: number): fc.Arbitrary<number[][]> =>
  fc
    .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: most })
    .map(rows => rows.map((row, task) => (task === 0 ? [] : row.map(n => n % task))));
