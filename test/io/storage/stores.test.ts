/** The same array in a folder, in a zip file and on a server. */

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Worker } from "node:worker_threads";
import { deflateRawSync, crc32 as nodeCrc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { flat } from "../../support/arrays.ts";
import { sync, testFolder } from "./folder.ts";

const at = testFolder("stores");
const files = (folder: string): string[] =>
  readdirSync(folder).flatMap(name => (statSync(join(folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)]));

/** A zip file of a folder, every other file deflated. */
function zipOf(folder: string): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [i, file] of files(folder).entries()) {
    const data = readFileSync(file);
    const method = i % 2 === 0 ? 0 : 8;
    const packed = method === 0 ? data : deflateRawSync(data);
    const name = Buffer.from(relative(folder, file));
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(method, 4);
    facts.writeUInt32LE((nodeCrc32 as ((data: Buffer) => number) | undefined)?.(data) ?? 0, 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(data.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), facts, rest, name);
    parts.push(Buffer.from("PK\x03\x04", "latin1"), facts, name, packed);
    offset += 30 + name.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(files(folder).length, 8);
  end.writeUInt16LE(files(folder).length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}

/** In a thread of its own: building asks for metadata while this thread waits. It counts what is asked for. */
const SERVER = `
const { createServer } = require("node:http");
const { readFileSync } = require("node:fs");
const { parentPort, workerData } = require("node:worker_threads");
const asked = [];
const server = createServer((request, response) => {
  const path = decodeURIComponent(request.url);
  if (path === "/asked") return void response.end(JSON.stringify(asked));
  asked.push(path + (request.headers.range ?? ""));
  let bytes;
  try { bytes = readFileSync(workerData + path); } catch { response.statusCode = 404; return void response.end(); }
  const range = /^bytes=(\\d*)-(\\d*)$/.exec(request.headers.range ?? "");
  if (range === null) return void response.end(bytes);
  const [start, end] = range[1] === "" ? [bytes.length - range[2], bytes.length] : [Number(range[1]), Number(range[2]) + 1];
  response.statusCode = 206;
  response.end(bytes.subarray(start, end));
}).listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;
let server: Worker;
let address: string;

beforeAll(async () => {
  await da.toZarr(da.arange(30).reshape([5, 6]).rechunk([2, 3]), at("x.zarr"), sync);
  await da.toZarr(da.arange(30).reshape([5, 6]).rechunk([2, 3]), at("g.zarr"), { component: "a/b", zarrFormat: 2, ...sync });
  server = new Worker(SERVER, { eval: true, workerData: at() });
  address = await new Promise(resolve => server.once("message", port => resolve(`http://127.0.0.1:${port}`)));
});
afterAll(() => server.terminate());
const all = Array.from({ length: 30 }, (_, i) => i);

describe("zip files", () => {
  test("stored and deflated entries, whole and in parts", async () => {
    writeFileSync(at("x.zarr.zip"), zipOf(at("x.zarr")));
    const x = da.fromZarr(at("x.zarr.zip"));
    expect(x.chunks).toEqual([
      [2, 2, 1],
      [3, 3],
    ]);
    expect(flat(await x.compute(sync))).toEqual(all);
    writeFileSync(at("g.zip"), zipOf(at("g.zarr")));
    expect(flat(await da.fromZarr(at("g.zip"), { component: "a/b" }).get(4).compute(sync))).toEqual(all.slice(24));
  });
  test("are written whole, array by array, and keep what else is in them", async () => {
    const write = (x: da.BaskArray, options: object) => da.toZarr(x, at("w.zip"), { ...options, ...sync });
    for (const zarrFormat of [2, 3]) {
      const grid = da.arange(30).reshape([5, 6]).rechunk([2, 3]);
      await write(grid, { zarrFormat, overwrite: true });
      const bytes = readFileSync(at("w.zip"));
      expect(flat(await da.fromZarr(at("w.zip")).compute(sync))).toEqual(all);
      await write(grid, { zarrFormat, overwrite: true });
      expect(readFileSync(at("w.zip")).equals(bytes)).toBe(true);
      await write(grid, { zarrFormat, overwrite: true, component: "a/b" });
      await write(grid.add(1), { zarrFormat, component: "a/c" });
      expect(() => write(grid, { zarrFormat, component: "a/c" })).toThrow("not empty");
      await write(grid.add(2), { zarrFormat, component: "a/c", overwrite: true });
      const back = async (component: string) => flat(await da.fromZarr(at("w.zip"), { component }).get(4).compute(sync));
      expect([await back("a/b"), await back("a/c")]).toEqual([all.slice(24), all.slice(24).map(i => i + 2)]);
    }
    expect(() => write(da.ones([2]), {})).toThrow("not empty");
    expect(() => write(da.ones([2, 3]), { component: "a/b", region: [da.slice(0, 2), da.slice(0, 3)] })).toThrow("no regions are written into zip files");
    expect(readdirSync(at()).filter(name => name.startsWith("w.zip"))).toEqual(["w.zip"]);
    expect(() => da.toZarr(da.ones([2]), "http://127.0.0.1:1/x.zarr")).toThrow("servers are read");
  });
  test("a write that fails leaves the file as it was", async () => {
    await da.toZarr(da.ones([4], { chunks: 2 }), at("kept.zip"), sync);
    const before = readFileSync(at("kept.zip"));
    const fails = da.ones([4], { chunks: 2 }).mapBlocks(
      (): never => {
        throw new Error("no block");
      },
      { dtype: "float64" },
    );
    await expect(da.toZarr(fails, at("kept.zip"), { overwrite: true, ...sync })).rejects.toThrow("no block");
    expect(readFileSync(at("kept.zip")).equals(before)).toBe(true);
    expect(readdirSync(at()).filter(name => name.startsWith("kept.zip"))).toEqual(["kept.zip"]);
  });
  test("that are none say so", () => {
    writeFileSync(at("no.zip"), "no zip file at all, but long enough to be one");
    expect(() => da.fromZarr(at("no.zip"))).toThrow("is not a zip file");
  });
});

describe("servers", () => {
  test("only the chunks of a slice are asked for", async () => {
    const x = da.fromZarr(`${address}/x.zarr`);
    expect([x.shape, x.dtype]).toEqual([[5, 6], "int64"]);
    expect(flat(await x.get(da.slice(3, null), 5).compute(sync))).toEqual([23, 29]);
    const asked = (await (await fetch(`${address}/asked`)).json()) as string[];
    expect(asked.filter(path => path.includes("/c/"))).toEqual(["/x.zarr/c/1/1", "/x.zarr/c/2/1"]);
    expect(flat(await da.fromZarr(`${address}/g.zarr`, { component: "a/b" }).compute(sync))).toEqual(all);
  });
  test("what is not there says what the server answered", () => {
    expect(() => da.fromZarr(`${address}/none.zarr`)).toThrow(/there is no zarr.json and no .zarray .*404/);
    expect(() => da.fromZarr("http://127.0.0.1:1/x.zarr")).toThrow(/ECONNREFUSED|bad port|fetch failed/i);
  });
});
