import * as fc from "fast-check";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { crc32c } from "../../../runtime/io/zarr/codecs.ts";
import { DTYPES } from "../../../runtime/meta/dtype.ts";
import { arrayCase, blockOf, flat, lazyOf } from "../../support/arrays.ts";
import { sync, testFolder } from "./folder.ts";

const at = testFolder("zarr");
const ramp = (shape: readonly number[], chunks: readonly number[]) =>
  da
    .arange(shape.reduce((n, k) => n * k, 1))
    .reshape(shape)
    .rechunk(chunks)
    .astype("float64");
const json = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Record<string, any>;

describe("an array", () => {
  test("comes back from every version, compressor and order", async () => {
    await fc.assert(
      fc.asyncProperty(
        arrayCase(
          DTYPES.filter(dtype => !dtype.startsWith("complex")),
          { maxSize: 6 },
        ),
        fc.constantFrom(2, 3),
        fc.constantFrom("zstd", "blosc", "gzip", "lz4", "zlib", null),
        fc.constantFrom("C", "F"),
        fc.integer({ min: 1, max: 4 }),
        async (given, zarrFormat, compressor, order, size) => {
          const block = blockOf(given);
          const x = da.fromArray(block, { chunks: given.shape.map(n => Math.min(n, size) || 1) });
          await da.toZarr(x, at("any.zarr"), { zarrFormat, compressor, order, overwrite: true, ...sync });
          const back = da.fromZarr(at("any.zarr"));
          expect([back.shape, back.dtype]).toEqual([x.shape, x.dtype]);
          if (!given.shape.includes(0)) expect(back.chunks).toEqual(x.chunks);
          expect(flat(await back.compute(sync))).toEqual(flat(await x.compute(sync)));
        },
      ),
      { numRuns: 30 },
    );
  });

  test("complex numbers, with attributes, names of axes and a fill value", async () => {
    const z = da.fromArray(new da.NDArray(Float64Array.of(1, 2, 3, Number.NaN), [2], "complex128"), { chunks: 1 });
    await z.toZarr(at("c.zarr"), { attributes: { units: "K" }, dimensionNames: ["t"], ...sync } as never);
    const { attributes, dimension_names: names, data_type: type } = json(at("c.zarr", "zarr.json"));
    expect([attributes, names, type]).toEqual([{ units: "K" }, ["t"], "complex128"]);
    const back = (await da.fromZarr(at("c.zarr")).compute(sync)) as da.NDArray;
    expect([...back.data]).toEqual([1, 2, 3, Number.NaN]);
  });

  test("is overwritten only when asked, and then as a whole", async () => {
    await ramp([4], [2]).toZarr(at("o.zarr"), sync as never);
    await expect(async () => ramp([4], [2]).toZarr(at("o.zarr"), sync as never)).rejects.toThrow("say overwrite: true");
    await ramp([2], [1]).toZarr(at("o.zarr"), { overwrite: true, ...sync } as never);
    expect(flat(await da.fromZarr(at("o.zarr")).compute(sync))).toEqual([0, 1]);
    expect(readdirSync(at("o.zarr", "c")).sort()).toEqual(["0", "1"]);
  });

  test("of blocks of several sizes says how to mend it", () => {
    expect(() => da.toZarr(da.ones([10], { chunks: [[3, 4, 3]] }), at("i.zarr"))).toThrow(/blocks along axis 0 are \(3, 4, 3\): call rechunk/);
  });

  test("with compute: false waits for its compute", async () => {
    const later = da.toZarr(ramp([3], [2]), at("later.zarr"), { compute: false }) as unknown as { compute(options: object): Promise<unknown> };
    expect(existsSync(at("later.zarr"))).toBe(false);
    await later.compute(sync);
    expect(flat(await da.fromZarr(at("later.zarr")).compute(sync))).toEqual([0, 1, 2]);
  });
});

describe("groups", () => {
  test.each([2, 3])("version %i: a component, its groups, and what is consolidated", async zarrFormat => {
    const root = at(`g${zarrFormat}.zarr`);
    await da.toZarr(ramp([3], [2]), root, { component: "a/b", zarrFormat, ...sync });
    const group = zarrFormat === 2 ? ".zgroup" : "zarr.json";
    expect([existsSync(`${root}/${group}`), existsSync(`${root}/a/${group}`)]).toEqual([true, true]);
    const all = zarrFormat === 2 ? `${root}/.zmetadata` : `${root}/zarr.json`;
    const before = zarrFormat === 2 ? { zarr_consolidated_format: 1, metadata: {} } : { ...json(all), consolidated_metadata: { kind: "inline", metadata: {} } };
    writeFileSync(all, JSON.stringify(before));
    await da.toZarr(ramp([4], [2]), root, { component: "d", zarrFormat, ...sync });
    const members = zarrFormat === 2 ? json(all)["metadata"] : json(all)["consolidated_metadata"].metadata;
    expect(Object.keys(members as object)).toEqual([zarrFormat === 2 ? "d/.zarray" : "d"]);
    expect(flat(await da.fromZarr(root, { component: "/a/b/" }).compute(sync))).toEqual([0, 1, 2]);
    expect(() => da.fromZarr(root)).toThrow("is a Zarr group");
    expect(() => da.fromZarr(root, { component: "../x" })).toThrow("leads out of the store");
  });
});

describe("regions", () => {
  test("are written into an array that is there; blocks that meet in a chunk wait for each other", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.nat(4), fc.nat(3), async (b, c, i, j) => {
        await ramp([7, 6], [3, 2]).toZarr(at("r.zarr"), { overwrite: true, ...sync } as never);
        const part = da.full([3, 3], -1, { chunks: [b, c], dtype: "float64" });
        await da.toZarr(part, at("r.zarr"), { region: [da.slice(i, i + 3), da.slice(j, j + 3)], ...sync });
        const got = flat(await da.fromZarr(at("r.zarr")).compute(sync));
        expect(got).toEqual(Array.from({ length: 42 }, (_, k) => (inside(Math.floor(k / 6), i) && inside(k % 6, j) ? -1 : k)));
      }),
      { numRuns: 6 },
    );
    expect(() => da.toZarr(da.ones([2, 2]), at("r.zarr"), { region: [da.slice(0, 3), da.slice(0, 2)] })).toThrow("the region has shape (3, 2)");
    expect(() => da.toZarr(da.ones([2]), at("none.zarr"), { region: [":"] })).toThrow("no array");
  });
});
const inside = (n: number, from: number): boolean => n >= from && n < from + 3;

describe("reading", () => {
  test("touches the chunks that a slice needs and no others", async () => {
    await ramp([12, 12], [3, 4]).toZarr(at("s.zarr"), { compressor: "gzip", ...sync } as never);
    for (const row of readdirSync(at("s.zarr", "c"))) {
      for (const column of readdirSync(at("s.zarr", "c", row)))
        if (!(row === "3" && ["0", "1"].includes(column))) writeFileSync(at("s.zarr", "c", row, column), "broken");
    }
    const x = da.fromZarr(at("s.zarr"));
    expect(flat(await x.get(10, da.slice(7, null, -3)).compute(sync))).toEqual([127, 124, 121]);
    expect(
      flat(
        await da
          .fromZarr(at("s.zarr"), { chunks: 12 })
          .get(10, da.slice(0, 8, 7))
          .compute(sync),
      ).length,
    ).toBe(2);
    await expect(x.get(5).compute(sync)).rejects.toThrow(/c\/1\/0 is not gzip data/);
  }, 20_000);

  test("a slice of a block of many stored chunks reads few of them", async () => {
    await ramp([100], [2]).toZarr(at("m.zarr"), { compressor: null, ...sync } as never);
    for (const name of readdirSync(at("m.zarr", "c"))) if (!["0", "24", "49"].includes(name)) writeFileSync(at("m.zarr", "c", name), "x");
    expect(
      flat(
        await da
          .fromZarr(at("m.zarr"), { chunks: 100 })
          .get(da.slice(0, null, 49))
          .compute(sync),
      ),
    ).toEqual([0, 49, 98]);
  });

  test("a chunk that is not there has the fill value", async () => {
    const fill = async (zarrFormat: number, value: unknown) => {
      await da.toZarr(da.ones([4], { chunks: 2 }), at("f.zarr"), { zarrFormat, overwrite: true, dimensionSeparator: ".", ...sync });
      const file = at("f.zarr", zarrFormat === 2 ? ".zarray" : "zarr.json");
      writeFileSync(file, JSON.stringify({ ...json(file), fill_value: value }));
      writeFileSync(at("f.zarr", zarrFormat === 2 ? "1" : "c.1"), "");
      const { rmSync } = await import("node:fs");
      rmSync(at("f.zarr", zarrFormat === 2 ? "1" : "c.1"));
      return flat(await da.fromZarr(at("f.zarr")).compute(sync)).slice(2);
    };
    for (const version of [2, 3]) {
      expect(await fill(version, "NaN")).toEqual([Number.NaN, Number.NaN]);
      expect(await fill(version, "-Infinity")).toEqual([-Infinity, -Infinity]);
      expect(await fill(version, 7)).toEqual([7, 7]);
    }
    expect(await fill(3, "0x7ff0000000000000")).toEqual([Infinity, Infinity]);
    expect(await fill(2, Buffer.from(Float64Array.of(1.5).buffer).toString("base64"))).toEqual([1.5, 1.5]);
    expect(await fill(2, null)).toEqual([0, 0]);
  });

  test("shards: only the inner chunks that are wanted, by an index with a checksum", async () => {
    mkdirSync(at("sh.zarr", "c"), { recursive: true });
    const codecs = [{ name: "bytes", configuration: { endian: "little" } }];
    const index = [...codecs, { name: "crc32c" }];
    const metadata = {
      zarr_format: 3,
      node_type: "array",
      shape: [6],
      data_type: "int32",
      chunk_grid: { name: "regular", configuration: { chunk_shape: [6] } },
      chunk_key_encoding: { name: "default" },
      fill_value: -5,
      codecs: [{ name: "sharding_indexed", configuration: { chunk_shape: [2], codecs, index_codecs: index, index_location: "end" } }],
    };
    writeFileSync(at("sh.zarr", "zarr.json"), JSON.stringify(metadata));
    const places = new BigUint64Array([0n, 8n, 2n ** 64n - 1n, 2n ** 64n - 1n, 8n, 8n]);
    const sum = Uint32Array.of(crc32c(new Uint8Array(places.buffer)));
    writeFileSync(at("sh.zarr", "c", "0"), Buffer.concat([Buffer.from(Int32Array.of(1, 2, 3, 4).buffer), Buffer.from(places.buffer), Buffer.from(sum.buffer)]));
    const x = da.fromZarr(at("sh.zarr"));
    expect(flat(await x.compute(sync))).toEqual([1, 2, -5, -5, 3, 4]);
    expect(flat(await x.get(da.slice(null, null, -2)).compute(sync))).toEqual([4, -5, 2]);
    writeFileSync(at("sh.zarr", "c", "0"), Buffer.concat([Buffer.alloc(16), Buffer.from(places.buffer), Buffer.alloc(4)]));
    await expect(x.compute(sync)).rejects.toThrow("the checksum does not agree");
  });

  test("shards are written: their chunks, and nothing for chunks beyond the end; regions change them", async () => {
    const given = arrayCase(["float64", "int16", "bool"], { minRank: 1, minSize: 1, maxSize: 7 });
    await fc.assert(
      fc.asyncProperty(given, fc.constantFrom(null, "zstd"), fc.constantFrom("C", "F"), async (a, compressor, order) => {
        const x = lazyOf(a).rechunk(2);
        await da.toZarr(x, at("s.zarr"), {
          shards: x.chunksize.map((size, k) => (k === 0 ? 2 : 1) * size),
          compressor,
          order,
          overwrite: true,
          ...sync,
        } as never);
        expect(flat(await da.fromZarr(at("s.zarr"), { chunks: 3 }).compute(sync))).toEqual(flat(await x.compute(sync)));
      }),
      { numRuns: 30 },
    );
    const grid = da.arange(77).reshape([7, 11]).rechunk([2, 3]);
    await da.toZarr(grid, at("rs.zarr"), { shards: [4, 6], ...sync } as never);
    expect(readdirSync(at("rs.zarr", "c")).length).toBe(2);
    const part = da.full([3, 5], -1, { dtype: "int64", chunks: [2, 2] } as never) as unknown as da.BaskArray;
    await da.toZarr(part, at("rs.zarr"), { region: [da.slice(2, 5), da.slice(4, 9)], ...sync });
    const expected = Array.from({ length: 77 }, (_, i) => (i / 11 >= 2 && i / 11 < 5 && i % 11 >= 4 && i % 11 < 9 ? -1 : i));
    expect(flat(await da.fromZarr(at("rs.zarr")).compute(sync))).toEqual(expected);
    expect(() => da.toZarr(grid, at("no.zarr"), { shards: [3, 6], ...sync } as never)).toThrow("whole numbers of chunks");
    expect(() => da.toZarr(grid, at("no.zarr"), { shards: [4, 6], zarrFormat: 2, ...sync } as never)).toThrow("no shards");
  });
  test("several stores are stacked", async () => {
    await ramp([2, 3], [2, 2]).toZarr(at("k0.zarr"), sync as never);
    await ramp([2, 3], [2, 2])
      .mul(10)
      .toZarr(at("k1.zarr"), sync as never);
    const x = (da.fromZarr as (paths: unknown) => da.BaskArray)([at("k0.zarr"), at("k1.zarr")]);
    expect([x.shape, x.chunks]).toEqual([
      [2, 2, 3],
      [[1, 1], [2], [2, 1]],
    ]);
    expect(flat(await x.get(":", 1, 2).compute(sync))).toEqual([5, 50]);
  });

  test("what cannot be read is said at the call", () => {
    expect(() => da.fromZarr(at("nothing.zarr"))).toThrow("there is no zarr.json and no .zarray");
    mkdirSync(at("b.zarr"), { recursive: true });
    const write = (change: object) =>
      writeFileSync(
        at("b.zarr", ".zarray"),
        JSON.stringify({ zarr_format: 2, shape: [2], chunks: [2], dtype: "<f8", compressor: null, fill_value: 0, order: "C", filters: null, ...change }),
      );
    write({ compressor: { id: "bz2", level: 1 } });
    expect(() => da.fromZarr(at("b.zarr"))).toThrow('codec "bz2" is not supported');
    write({ dtype: "<M8[ns]" });
    expect(() => da.fromZarr(at("b.zarr"))).toThrow("elements of type");
    write({ shape: "x" });
    expect(() => da.fromZarr(at("b.zarr"))).toThrow("expected a list of integers");
    writeFileSync(at("b.zarr", ".zarray"), "{");
    expect(() => da.fromZarr(at("b.zarr"))).toThrow("is not metadata of a Zarr array");
  });
});
