import { existsSync, readdirSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { delayed } from "../../../runtime/index.ts";
import { flat } from "../../support/arrays.ts";
import { bundle } from "../../support/engine.ts";
import { sync, testFolder } from "./folder.ts";

const at = testFolder("store");
type Region = readonly (readonly [number, number])[];

describe("store", () => {
  test("several arrays into arrays in memory, in regions, converted", async () => {
    const [a, b] = [da.ndarray(new Float64Array(6).fill(-1), [2, 3]), da.ndarray(new Int32Array(12).fill(-1), [3, 4])];
    const x = da.arange(6).reshape([2, 3]).rechunk([1, 2]).astype("float64");
    await da.store([x, x.get(":", da.slice(0, 2))], [a, b], {
      regions: [
        [":", ":"],
        [da.slice(1, 3), da.slice(2, 4)],
      ],
      ...sync,
    });
    expect(flat(a)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(flat(b)).toEqual([-1, -1, -1, -1, -1, -1, 0, 1, -1, -1, 3, 4]);
    const back = (await da.store([x], [a], { returnStored: true, ...sync })) as unknown as da.BaskArray[];
    expect([back[0]!.chunks, await back[0]!.sum().compute(sync)]).toEqual([x.chunks, 15]);
  });

  test("targets of the user's own are written where they are, block by block", async () => {
    const got: unknown[] = [];
    class Target {
      readonly shape = [3];
      #count = 0;
      async write(region: Region, block: da.NDArray): Promise<void> {
        got.push([this.#count++, region, flat(block)]);
        await Promise.resolve();
      }
    }
    await da.arange(3, { chunks: 2 }).store(new Target() as never, sync);
    expect(got).toEqual([
      [0, [[0, 2]], [0, 1]],
      [1, [[2, 3]], [2]],
    ]);
  });

  test("mistakes are said at the call", () => {
    const target = da.ndarray(new Float64Array(4));
    expect(() => da.store([da.ones([3])], [target])).toThrow("say which part with regions");
    expect(() => da.store([da.ones([3])], [])).toThrow("a target for each of 1 arrays");
    expect(() => da.store([da.ones([3])], [{} as never])).toThrow("write(region, block)");
    expect(() => da.store([da.ones([4])], [target], { compute: false } as never)).toThrow("lock: false");
  });
});

describe("fromArray", () => {
  class Squares {
    readonly shape = [10];
    readonly dtype = "float64";
    readonly chunks = [4];
    readonly log: Region[] = [];
    readonly factor: number;
    constructor(factor: number) {
      this.factor = factor;
    }
    read(region: Region): Float64Array {
      this.log.push(region);
      const [from, to] = region[0]!;
      return Float64Array.from({ length: to - from }, (_, i) => this.factor * (from + i) ** 2);
    }
  }
  test("an object literal alone is the source, whatever else it holds; with settings too", async () => {
    const source = { shape: [4], dtype: "float64", chunks: [2], base: 10, read: readFrom };
    const alone = da.fromArray(source as never);
    expect([alone.shape, flat(await alone.compute(sync))]).toEqual([[4], [10, 11, 12, 13]]);
    const cut = da.fromArray(source as never, { chunks: 3 });
    expect([cut.chunks, flat(await cut.compute(sync))]).toEqual([[[3, 1]], [10, 11, 12, 13]]);
  });

  test("an instance of a class: only what a slice needs is read", async () => {
    const source = new Squares(2);
    const x = da.fromArray(source as never, { chunks: 4 });
    expect(x.chunks).toEqual([[4, 4, 2]]);
    expect(flat(await x.get(da.slice(5, 9, 2)).compute(sync))).toEqual([50, 98]);
    expect(source.log).toEqual([[[5, 8]]]);
  });
  test("with a lock, one block at a time", async () => {
    const x = da.fromArray(new Squares(1) as never, { lock: true });
    expect(await x.sum().compute(sync)).toBe(285);
    expect(flat(await x.get(da.slice(null, null, -4)).compute(sync))).toEqual([81, 25, 1]);
  });
  test("an object whose read uses this; private fields are refused", async () => {
    const own = { shape: [4], dtype: "int32", data: Int32Array.of(1, 2, 3, 4), read: readOwn };
    expect(flat(await da.fromArray(own as never, { chunks: 3 }).compute(sync))).toEqual([1, 2, 3, 4]);
    class Hidden {
      readonly shape = [1];
      readonly dtype = "int32";
      readonly #data = Int32Array.of(1);
      read(): Int32Array {
        return this.#data;
      }
    }
    expect(() => da.fromArray(new Hidden() as never)).toThrow("private fields");
  });
});
function readFrom(this: { readonly base: number }, [[from, to]]: readonly [readonly [number, number]]): Float64Array {
  return Float64Array.from({ length: to - from }, (_, i) => this.base + from + i);
}
function readOwn(this: { data: Int32Array }, [[from, to]]: [[number, number]]): Int32Array {
  return this.data.slice(from, to);
}

test("fromDelayed: a block as promised", async () => {
  const block = delayed(() => Float64Array.of(1, 2, 3, 4)) as unknown as () => object;
  expect(
    await da
      .fromDelayed(block(), { shape: [2, 2] })
      .T.get(0, 1)
      .compute(sync),
  ).toBe(3);
  await expect(da.fromDelayed(block(), { shape: [5] }).compute(sync)).rejects.toThrow("promised");
  await expect(da.fromDelayed(block(), { shape: [2, 2], dtype: "int32" }).compute(sync)).rejects.toThrow("promised");
});

test("a write that fails below a file says why, not how it was cleaned up", async () => {
  await da.toNpyStack(at("stack"), da.ones([2]), sync);
  const write = async (): Promise<unknown> => da.toZarr(da.ones([2]), join(at("stack"), "info", "x.zarr"), sync);
  await expect(write()).rejects.toMatchObject({ name: "TaskError" });
});

describe("a killed write", () => {
  test("never looks whole, and goes with the next one", async () => {
    const [fresh, old] = [at("new.zarr"), at("old.zarr")];
    await da.toZarr(da.ones([8], { chunks: 2 }), old, sync);
    await killWhileWriting(fresh, old);
    expect(readdirSync(at()).filter(name => /\.zarr\.tmp-/.test(name)).length).toBe(2);
    expect(existsSync(fresh)).toBe(false);
    expect(await da.fromZarr(old).sum().compute(sync)).toBe(8);
    for (const path of [fresh, old]) {
      await da.toZarr(da.full([8], 2, { chunks: 2 }), path, { overwrite: true, ...sync });
      expect(await da.fromZarr(path).sum().compute(sync)).toBe(16);
    }
    expect(readdirSync(at()).filter(name => name.includes(".tmp-") || name.includes(".old-"))).toEqual([]);
  }, 60_000);
});

async function killWhileWriting(...paths: string[]): Promise<void> {
  const script = pathToFileURL(await bundle("test/io/storage/slow-writer.ts")).href;
  const child = spawn(process.execPath, ["-e", `import(${JSON.stringify(script)})`, "slow-writer", ...paths], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise(resolve => child.once("exit", resolve));
  let said = "";
  await new Promise<void>(resolve =>
    child.stdout.on("data", (text: Buffer) => void ((said += String(text)).split("third").length > paths.length && resolve())),
  );
  child.kill("SIGKILL");
  await ended;
}
