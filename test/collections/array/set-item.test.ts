import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { arrayCase, type Case, blocking, blockOf, flat, indicesOf, lazyOf } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const dtypes = ["float64", "int64", "int8", "bool", "float32", "uint16"] as const;
const bound = fc.option(fc.integer({ min: -7, max: 7 }), { nil: null });
const step = fc.option(
  fc.integer({ min: -3, max: 3 }).filter(s => s !== 0),
  { nil: null },
);

/** An entry an axis; at most one of them a list. */
const indexFor = (shape: readonly number[]) =>
  fc
    .tuple(
      ...shape.map(n => {
        const slice = fc.tuple(bound, bound, step).map(([a, b, c]) => da.slice(a, b, c));
        return n === 0 ? slice : fc.oneof(slice, fc.integer({ min: -n, max: n - 1 }), fc.constant(":"));
      }),
    )
    .chain(index =>
      fc.tuple(fc.nat({ max: Math.max(0, shape.length - 1) }), fc.boolean()).chain(([axis, listed]) => {
        const n = shape[axis] ?? 0;
        if (!listed || n === 0) return fc.constant(index as unknown[]);
        return fc.array(fc.integer({ min: -n, max: n - 1 }), { maxLength: 6 }).map(list => (index as unknown[]).with(axis, list));
      }),
    );

/** A value whose shape broadcasts to `part`. */
const valueFor = (part: readonly number[], dtype: Case["dtype"]) =>
  fc
    .tuple(fc.nat({ max: part.length }), fc.array(fc.boolean(), { minLength: part.length, maxLength: part.length }))
    .map(([skip, ones]) => part.map((n, k) => (ones[k] ? 1 : n)).slice(skip))
    .chain(shape =>
      fc
        .tuple(
          fc.array(fc.integer({ min: 0, max: 100 }), { minLength: shape.reduce((n, k) => n * k, 1), maxLength: shape.reduce((n, k) => n * k, 1) }),
          fc.tuple(...shape.map(blocking)),
        )
        .map(([values, chunks]): Case => ({ shape, values, chunks, dtype })),
    );

function reference(a: Case, index: readonly unknown[], value: Case): number[] {
  const size = a.values.length;
  const places = blockOf({ shape: a.shape, values: Array.from({ length: size }, (_, i) => i), dtype: "int32" }).get(...index);
  const result = flat(blockOf(a));
  const source = flat(blockOf({ ...value, dtype: value.dtype }));
  for (const [k, at] of indicesOf(places.shape).entries()) {
    const own = at.slice(at.length - value.shape.length).map((i, axis) => (value.shape[axis] === 1 ? 0 : i));
    const from = own.reduce((sum, i, axis) => sum * value.shape[axis]! + i, 0);
    result[flat(places)[k]!] = Number(a.dtype === "bool" ? source[from] !== 0 : source[from]);
  }
  return result;
}

describe("setItem", () => {
  test("is NumPy's assignment, in every blocking", async () => {
    const given = arrayCase(dtypes, { maxSize: 5 }).chain(a =>
      indexFor(a.shape).chain(index =>
        fc.tuple(fc.constant(a), fc.constant(index), valueFor(blockOf(a).get(...index).shape, a.dtype === "bool" ? "bool" : "int16")),
      ),
    );
    await fc.assert(
      fc.asyncProperty(given, async ([a, index, value]) => {
        const v = { ...value, values: value.dtype === "bool" ? value.values.map(x => x % 2) : value.values };
        const result = lazyOf(a).setItem(index, lazyOf(v));
        expect(result.chunks).toEqual(lazyOf(a).chunks);
        expect(flat(await computed(result))).toEqual(reference(a, index, v));
      }),
      { numRuns: 250 },
    );
  });

  test("numbers, masks and positions that are computed", async () => {
    await fc.assert(
      fc.asyncProperty(
        arrayCase(["float64", "int64", "int8"], { minRank: 1, maxSize: 5, minSize: 1 }),
        fc.integer({ min: -9, max: 9 }),
        fc.nat({ max: 2 }),
        async (a, value, pick) => {
          const x = lazyOf(a);
          const before = flat(blockOf(a));
          expect(flat(await computed(x.setItem(x.gt(0), value)))).toEqual(before.map(n => (n > 0 ? value : n)));
          const axis = pick % a.shape.length;
          const n = a.shape[axis]!;
          const inner = a.shape.slice(axis + 1).reduce((k, size) => k * size, 1);
          const at = (i: number) => Math.floor(i / inner) % n;
          const index = a.shape.map((_, k): unknown => (k === axis ? da.arange(n, { chunks: 2 }).mod(2).eq(0) : ":"));
          const odd = a.shape.map((_, k): unknown => (k === axis ? da.arange(1, n, { step: 2, chunks: 2 } as never) : ":"));
          expect(flat(await computed(x.setItem(index, value)))).toEqual(before.map((b, i) => (at(i) % 2 === 0 ? value : b)));
          if (n > 1) expect(flat(await computed(x.setItem(odd, value)))).toEqual(before.map((b, i) => (at(i) % 2 === 1 ? value : b)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a mask beside slices and integers", async () => {
    const x = da.arange(24, { chunks: 5 }).reshape([4, 6]);
    const changed = x.setItem([da.slice(1, null, 2), da.arange(6).gt(3)], [[-1], [-2]]);
    expect(((await computed(changed)) as da.NDArray).toArray()).toEqual([
      [0, 1, 2, 3, 4, 5],
      [6, 7, 8, 9, -1, -1],
      [12, 13, 14, 15, 16, 17],
      [18, 19, 20, 21, -2, -2],
    ]);
  });

  test("the last of several values for one position stays", async () => {
    expect(flat(await computed(da.zeros(5, { chunks: 2 }).setItem([[3, 0, 3, -5]], [1, 2, 3, 4])))).toEqual([4, 0, 0, 3, 0]);
  });

  test("what does not fit is an error of the call", () => {
    const x = da.arange(10, { chunks: 4 });
    const code = (f: () => unknown) => {
      try {
        f();
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return undefined;
    };
    expect(code(() => x.setItem([":3"], [1, 2]))).toBe("SHAPE");
    expect(code(() => x.setItem([12], 1))).toBe("INDEX");
    expect(code(() => x.setItem([0], Number.NaN))).toBe("DTYPE");
    expect(code(() => x.astype("int8").setItem([0], 300))).toBe("DTYPE");
    expect(code(() => x.setItem([da.newaxis, 0], 1))).toBe("INDEX");
    expect(code(() => x.setItem([da.ones(7).gt(0)], 1))).toBe("SHAPE");
    expect(code(() => x.setItem([da.arange(3)], [1, 2]))).toBe("SHAPE");
    expect(code(() => x.reshape([2, 5]).setItem([x.reshape([2, 5]).gt(3)], [[1, 2]]))).toBe("SHAPE");
    expect(code(() => x.setItem([x.gt(3)], x.get(x.gt(3))))).toBe("UNKNOWN_SIZE");
    expect(code(() => x.get(x.gt(3)).setItem([2], 1))).toBe("UNKNOWN_SIZE");
  });

  test("arrays of unknown sizes are set as a whole, or by their own masks", async () => {
    const some = da.arange(10, { chunks: 4 }).get(da.arange(10, { chunks: 4 }).mod(2).eq(0));
    expect(flat(await computed(some.setItem([":"], 7)))).toEqual([7, 7, 7, 7, 7]);
    expect(flat(await computed(some.setItem([some.gt(4)], 0)))).toEqual([0, 2, 4, 0, 0]);
  });

  test("a lazy mask takes as many values as it chooses, in C order; a lazy list one a position", async () => {
    const given = arrayCase(["float64", "int64", "int8"], { minRank: 1, maxSize: 4 }).chain(a =>
      fc.record({
        a: fc.constant(a),
        flags: fc.array(fc.boolean(), { minLength: a.values.length, maxLength: a.values.length }),
        pick: fc.nat({ max: a.shape.length - 1 }),
        blocks: fc.integer({ min: 1, max: 4 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(given, async ({ a, flags, pick, blocks }) => {
        const x = lazyOf(a);
        const before = flat(blockOf(a));
        const whole = da.fromArray(blockOf({ shape: a.shape, values: flags.map(Number), dtype: "bool" }), { chunks: blocks });
        const chosen = flags.flatMap((flag, i) => (flag ? [i] : []));
        const numbers = chosen.map((_, i) => i + 10);
        const result = x.setItem([whole], da.fromArray(Float64Array.from(numbers), { chunks: blocks }));
        expect(result.chunks).toEqual(x.chunks);
        expect(flat(await computed(result))).toEqual(before.map((b, i) => (flags[i] ? chosen.indexOf(i) + 10 : b)));
        if (chosen.length > 0) await expect(computed(x.setItem([whole], [...numbers, 1, 1]))).rejects.toThrow(/chooses \d+ positions, and there are/);

        // Along one axis: the values have that axis, and the last one.
        const n = a.shape[pick]!;
        const line = flags.slice(0, n);
        const count = line.filter(Boolean).length;
        const width = pick === a.shape.length - 1 ? 1 : a.shape.at(-1)!;
        const values = da.arange(count * width, { chunks: 3 }).add(20);
        const inner = a.shape.slice(pick + 1);
        const shaped = values.reshape([count, ...inner.map((size, k) => (k === inner.length - 1 ? size : 1))]);
        const index = (one: unknown) => a.shape.map((_, k): unknown => (k === pick ? one : ":"));
        const size = inner.reduce((product, k) => product * k, 1);
        const at = (i: number) => Math.floor(i / size) % n;
        const set = (i: number, place: number) => place * width + (width === 1 ? 0 : i % width) + 20;
        const along = await computed(x.setItem(index(da.fromArray(blockOf({ shape: [n], values: line.map(Number), dtype: "bool" }), { chunks: 2 })), shaped));
        expect(flat(along)).toEqual(before.map((b, i) => (line[at(i)] ? set(i, line.slice(0, at(i)).filter(Boolean).length) : b)));
        const list = line.flatMap((flag, i) => (flag ? [(i * 7) % n] : []));
        const listed = await computed(x.setItem(index(da.fromArray(blockOf({ shape: [list.length], values: list, dtype: "int64" }), { chunks: 2 })), shaped));
        expect(flat(listed)).toEqual(before.map((b, i) => (list.includes(at(i)) ? set(i, list.lastIndexOf(at(i))) : b)));
      }),
      { numRuns: 80 },
    );
  });

  test("masked arrays: what is set is no longer masked, unless the value is", async () => {
    const x = da.ma.maskedGreater(da.arange(6, { chunks: 4 }), 2);
    const list = async (value: unknown) => ((await computed(value as never)) as { toArray(): unknown }).toArray();
    expect(await list(x.setItem([da.slice(3, 5)], 9))).toEqual([0, 1, 2, 9, 9, null]);
    expect(await list(x.setItem([[0, 5]], da.ma.maskedEqual(da.fromArray([7, 8]), 7)))).toEqual([null, 1, 2, null, null, 8]);
    expect(await list(x.setItem([da.arange(6).gt(4)], 1))).toEqual([0, 1, 2, null, null, 1]);
    expect(await list(da.arange(4).setItem([1], x.get(4)))).toEqual([0, null, 2, 3]);
  });
});
