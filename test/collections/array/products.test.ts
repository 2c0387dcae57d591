/** Products against sums written out, over random shapes, blocks and dtypes. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { readSubscripts } from "../../../runtime/collections/array/einsum.ts";
import type { DType } from "../../../runtime/meta/dtype.ts";
import { blocking, blockOf, flat, flatIndex, indicesOf } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";
import { blockMemory } from "../../support/block-memory.ts";

interface Operand {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly lazy: da.BaskArray;
}

function reference(words: readonly string[], output: string, operands: readonly Operand[]): { shape: number[]; values: number[] } {
  const sizes = new Map<string, number>();
  for (const [k, word] of words.entries()) for (const [axis, l] of [...word].entries()) sizes.set(l, Math.max(sizes.get(l) ?? 0, operands[k]!.shape[axis]!));
  const inner = [...sizes.keys()].filter(l => !output.includes(l));
  const shape = [...output].map(l => sizes.get(l)!);
  const values = indicesOf(shape).map(outer => {
    let sum = 0;
    for (const term of indicesOf(inner.map(l => sizes.get(l)!))) {
      const at = (l: string) => (output.includes(l) ? outer[output.indexOf(l)]! : term[inner.indexOf(l)]!);
      sum += words.reduce(
        (p, word, k) =>
          p *
          operands[k]!.values[
            flatIndex(
              operands[k]!.shape,
              [...word].map((l, axis) => (operands[k]!.shape[axis] === 1 ? 0 : at(l))),
            )
          ]!,
        1,
      );
    }
    return sum;
  });
  return { shape, values };
}

const operandOf = (shape: readonly number[], dtype: DType): fc.Arbitrary<Operand> => {
  const size = shape.reduce((n, k) => n * k, 1);
  return fc
    .record({
      chunks: fc.tuple(...shape.map(blocking)),
      values: fc.array(fc.integer({ min: dtype.startsWith("u") ? 0 : -9, max: 9 }), { minLength: size, maxLength: size }),
    })
    .map(({ chunks, values }) => ({ shape, values, lazy: da.fromArray(blockOf({ shape, values, dtype }), { chunks }) }));
};

const WORDS = [
  "ij,jk->ik",
  "ij,jk",
  "ij->ji",
  "ij->",
  "ii->i",
  "ii",
  "bij,bjk->bik",
  "ij,kj->ki",
  "i,i->",
  "i,j->ij",
  "ij,ij->i",
  "ijk,k->ij",
  "ij,jk,kl->il",
  "i,ij,j->",
  "ijj,kj->ik",
  "aij,jb->bia",
  "ij,i->j",
];
const einsumCase = fc.constantFrom(...WORDS).chain(text => {
  const words = text.split("->")[0]!.split(",");
  const names = [...new Set(words.join(""))];
  return fc
    .record({
      sizes: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: names.length, maxLength: names.length }),
      dtype: fc.constantFrom<DType>("float64", "float32", "int32", "int64", "uint64", "int16"),
    })
    .chain(({ sizes, dtype }) =>
      fc
        .tuple(
          ...words.map(word =>
            operandOf(
              [...word].map(l => sizes[names.indexOf(l)]!),
              dtype,
            ),
          ),
        )
        .map(operands => ({ text, words, dtype, operands })),
    );
});

describe("einsum", () => {
  test("is the sum written out, for all subscripts, blocks and dtypes", async () => {
    await fc.assert(
      fc.asyncProperty(einsumCase, async ({ text, words, dtype, operands }) => {
        const result = da.einsum(text, ...operands.map(o => o.lazy));
        const { output } = readSubscripts(
          text,
          words.map(word => word.length),
        );
        const wanted = reference(words, output, operands);
        expect(result.dtype).toBe(dtype);
        expect(result.shape).toEqual(wanted.shape);
        // Signed zeros of empty and negative products are not told apart.
        expect(flat(await computed(result)).map(x => x + 0)).toEqual(wanted.values.map(x => (dtype === "int16" ? (x << 16) >> 16 : x) + 0));
      }),
      { numRuns: 150 },
    );
  });
  test("axes behind dots broadcast", async () => {
    const a = da.fromArray(
      da.ndarray(
        Float64Array.from({ length: 24 }, (_, i) => i),
        [2, 3, 4],
      ),
      { chunks: [1, 2, 3] },
    );
    const b = da.fromArray(
      da.ndarray(
        Float64Array.from({ length: 12 }, (_, i) => i % 5),
        [4, 3],
      ),
      { chunks: [2, 2] },
    );
    expect((await computed(da.einsum("...ij,jk->...ik", a, b))).toArray()).toEqual((await computed(da.matmul(a, b))).toArray());
    expect(da.einsum("i...->...", a).shape).toEqual([3, 4]);
  });
  test("says what is wrong with subscripts", () => {
    const a = da.ones([2, 3]);
    expect(() => da.einsum("ij,jk->ik", a)).toThrow(/names 2 operands, got 1/);
    expect(() => da.einsum("ijk->i", a)).toThrow(/names 3 axes, operand 1 has 2/);
    expect(() => da.einsum("ii->i", a)).toThrow(/axes of 2 and 3 elements/);
    expect(() => da.einsum("ij->k", a)).toThrow(/no operand/);
    expect(() => da.einsum("ij,jk->ik", a, a)).toThrow(/must be the same/);
  });
});

describe("matrix products", () => {
  const shapes = fc.constantFrom<readonly [number[], number[]]>(
    [[3], [3]],
    [[3], [3, 4]],
    [[2, 3], [3]],
    [
      [2, 3],
      [3, 4],
    ],
    [
      [5, 2, 3],
      [3, 2],
    ],
    [
      [5, 2, 3],
      [5, 3, 2],
    ],
    [
      [1, 2, 3],
      [4, 3, 2],
    ],
    [[3], [2, 3, 4]],
    [
      [2, 1, 2, 3],
      [5, 3, 1],
    ],
  );
  test("matmul broadcasts as NumPy's", async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes.chain(([s, t]) => fc.tuple(operandOf(s, "float64"), operandOf(t, "float64"))),
        async ([x, y]) => {
          const result = da.matmul(x.lazy, y.lazy);
          const batch = Math.max(0, x.shape.length - 2, y.shape.length - 2);
          const head = (n: number) => "abc".slice(batch - n, batch);
          const words = [x.shape.length === 1 ? "k" : `${head(x.shape.length - 2)}ik`, y.shape.length === 1 ? "k" : `${head(y.shape.length - 2)}kj`];
          const wanted = reference(words, "abc".slice(0, batch) + (x.shape.length === 1 ? "" : "i") + (y.shape.length === 1 ? "" : "j"), [x, y]);
          expect(result.shape).toEqual(wanted.shape);
          expect(flat(await computed(result)).map(v => v + 0)).toEqual(wanted.values.map(v => v + 0));
        },
      ),
      { numRuns: 60 },
    );
  });
  test("tensordot, inner, dot and vdot contract what they say", async () => {
    const a = da.fromArray(
      da.ndarray(
        Float64Array.from({ length: 24 }, (_, i) => i - 7),
        [2, 3, 4],
      ),
      { chunks: [1, 2, 2] },
    );
    const b = da.fromArray(
      da.ndarray(
        Float64Array.from({ length: 24 }, (_, i) => (i * 5) % 7),
        [3, 4, 2],
      ),
      { chunks: [2, 3, 1] },
    );
    const same = async (x: da.BaskArray, text: string) => expect((await computed(x)).toArray()).toEqual((await computed(da.einsum(text, a, b))).toArray());
    await same(da.tensordot(a, b), "ijk,jkl->il");
    await same(
      da.tensordot(a, b, {
        axes: [
          [1, 0],
          [0, 2],
        ],
      }),
      "ijk,jli->kl",
    );
    await same(da.tensordot(a, b, { axes: 0 }), "ijk,lmn->ijklmn");
    await same(da.dot(a, da.transpose(b, [0, 1, 2])), "ijk,lkm->ijlm");
    const row = a.get(0);
    expect((await computed(da.vdot(row, row))).toFixed(6)).toBe((await computed(row.mul(row).sum())).toFixed(6));
    expect(() => da.tensordot(a, b, { axes: [[0], [0]] })).toThrow(/axis 0 of the first has 2 elements/);
  });
  test("a long contraction is added in few terms at a time", async () => {
    const n = 4000;
    const x = da.ones([2, n], { chunks: [2, 20] });
    const product = da.matmul(x, x.T);
    expect(flat(await computed(product))).toEqual([n, n, n, n]);
  });
  test("wide integers wrap and stay exact; booleans say whether any", async () => {
    const big = da.fromArray(BigInt64Array.of(2n ** 62n + 1n, 3n), { chunks: 1 });
    const times = da.fromArray(BigInt64Array.of(4n, 5n), { chunks: 1 });
    expect((await computed(da.matmul(big.reshape([1, 2]), times.reshape([2, 1])))).data[0]).toBe(BigInt.asIntN(64, (2n ** 62n + 1n) * 4n + 15n));
    const flags = da
      .fromArray(Uint8Array.of(1, 0, 0, 0), { chunks: 2 })
      .astype("bool")
      .reshape([2, 2]);
    expect((await computed(da.matmul(flags, flags))).toArray()).toEqual([
      [true, false],
      [false, false],
    ]);
  });
  test("complex numbers", async () => {
    const z = da
      .fromArray(
        [
          { re: 1, im: 2 },
          { re: 3, im: -1 },
          { re: 0, im: 1 },
          { re: 2, im: 2 },
        ] as never,
        { chunks: 2 },
      )
      .reshape([2, 2]);
    expect((await computed(da.matmul(z, z))).toArray()).toEqual([
      [
        { re: -2, im: 7 },
        { re: 13, im: 9 },
      ],
      [
        { re: -4, im: 3 },
        { re: 1, im: 11 },
      ],
    ]);
    expect(await computed(da.vdot(z, z))).toEqual({ re: 24, im: 0 });
  });
});

test("vector kernels in block memory and plain loops agree", async () => {
  const [m, n, k] = [37, 29, 83];
  const values = (count: number) => Float64Array.from({ length: count }, (_, i) => Math.sin(i * 1.7));
  const [a, b] = [da.fromArray(da.ndarray(values(m * k), [m, k]), { chunks: [20, 40] }), da.fromArray(da.ndarray(values(k * n), [k, n]), { chunks: [40, 29] })];
  const { memory, alloc } = blockMemory(64).context;
  const inside = flat(await computed(da.matmul(a, b), { memory: memory!, alloc }));
  for (const [i, value] of inside.entries()) {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += Math.sin((Math.floor(i / n) * k + l) * 1.7) * Math.sin((l * n + (i % n)) * 1.7);
    expect(Math.abs(value - sum)).toBeLessThan(1e-12);
  }
});
