/** Arrays on a server: what is asked for, and what happens when the server cannot, will not, or does not send all of it. */

import { readFileSync, writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { npyHeader } from "../../../runtime/io/npy/header.ts";
import { flat } from "../../support/arrays.ts";
import { sync, testFolder } from "./folder.ts";

const at = testFolder("http");

/**
 * In a thread of its own: building asks for metadata while this thread waits. Files stand below `/`; a first part of the path says how they are served:
 * `/fails-N/` answers 503 to the first N requests for a file, `/short/` sends fewer bytes than it says (of chunks), `/cut/` says fewer too, `/closed/` forbids
 * chunks, `/whole/` knows no ranges.
 */
const SERVER = `
const { createServer } = require("node:http");
const { readFileSync } = require("node:fs");
const { parentPort, workerData } = require("node:worker_threads");
let asked = [];
const seen = new Map();
createServer((request, response) => {
  const url = decodeURIComponent(request.url);
  if (url === "/asked") {
    response.end(JSON.stringify(asked));
    asked = [];
    return;
  }
  const range = /^bytes=(\\d*)-(\\d*)$/.exec(request.headers.range ?? "");
  asked.push(url + " " + (request.headers.range ?? ""));
  const [, way = "", file] = /^(?:\\/(fails-\\d|short|cut|closed|whole))?(\\/.*)$/.exec(url);
  const data = /\\/c\\/|raw$/.test(file);
  const stop = status => { response.statusCode = status; response.end("no"); };
  seen.set(url, (seen.get(url) ?? 0) + 1);
  if (way.startsWith("fails") && seen.get(url) <= Number(way.slice(6))) return stop(503);
  if (way === "closed" && data) return stop(403);
  let bytes;
  try { bytes = readFileSync(workerData + file); } catch { return stop(404); }
  let [start, end] = [0, bytes.length];
  if (range !== null && way !== "whole") {
    [start, end] = range[1] === "" ? [Math.max(0, bytes.length - range[2]), bytes.length] : [Number(range[1]), Math.min(bytes.length, Number(range[2]) + 1)];
    response.statusCode = 206;
    response.setHeader("content-range", "bytes " + start + "-" + (end - 1) + "/" + bytes.length);
  }
  const body = bytes.subarray(start, end);
  const sent = (way === "short" || way === "cut") && data ? body.subarray(0, body.length - 1) : body;
  if (way !== "cut") response.setHeader("content-length", body.length);
  response.write(sent);
  if (sent.length < body.length && way === "short") setTimeout(() => response.destroy(), 5);
  else response.end();
}).listen(0, "127.0.0.1", function () { parentPort.postMessage(this.address().port); });
`;
let server: Worker;
let address: string;
const asked = async (): Promise<string[]> => (await (await fetch(`${address}/asked`)).json()) as string[];
const grid = da.arange(600).reshape([20, 30]).rechunk([10, 10]);
const all = Array.from({ length: 600 }, (_, i) => i);

beforeAll(async () => {
  await da.toZarr(grid, at("x.zarr"), sync);
  await da.toNpy(grid, at("x.npy"), sync);
  await da.toNpyStack(at("stack"), grid.rechunk([8, 30]), sync);
  await da.toNpy(da.arange(200_000).reshape([2000, 100]).astype("float64"), at("large.npy"), sync);
  writeFileSync(at("raw"), readFileSync(at("x.npy")).subarray(128));
  server = new Worker(SERVER, { eval: true, workerData: at() });
  address = await new Promise(resolve => server.once("message", port => resolve(`http://127.0.0.1:${port}`)));
});
afterAll(() => server.terminate());
beforeEach(() => asked());

test("a .npy file: its header, and then the ranges that a slice needs", async () => {
  const x = da.fromNpy(`${address}/large.npy`, { chunks: [1000, 100] });
  expect([x.shape, x.dtype]).toEqual([[2000, 100], "float64"]);
  expect(await asked()).toEqual(["/large.npy bytes=0-65535"]);
  expect(flat(await x.get(da.slice(1500, 1502), da.slice(3, 5)).compute(sync))).toEqual([150_003, 150_004, 150_103, 150_104]);
  const [one, ...more] = await asked();
  expect(more).toEqual([]);
  const [, from, to] = /bytes=(\d+)-(\d+)$/.exec(one!)!;
  expect(Number(to) - Number(from)).toBeLessThan(2 * 800);
  // Distant rows are asked for one by one, and not what lies between.
  expect(flat(await x.get(da.slice(null, null, 999), 0).compute(sync))).toEqual([0, 99_900, 199_800]);
  expect((await asked()).length).toBe(3);
});

test("stacks, raw files and archives", async () => {
  expect(flat(await da.fromNpyStack(`${address}/stack/`).compute(sync))).toEqual(all);
  expect(flat(await da.fromRaw(`${address}/raw`, { shape: [600], dtype: "int64", chunks: 250 }).compute(sync))).toEqual(all);
  expect(flat(await da.fromNpy(`${address}/whole/x.npy`, { chunks: [7, 30] }).compute(sync))).toEqual(all);
});

test("a server that cannot answer now is asked again, and no more than three times", async () => {
  expect(flat(await da.fromZarr(`${address}/fails-2/x.zarr`).compute(sync))).toEqual(all);
  const count = (await asked()).filter(line => line.includes("/c/0/0")).length;
  expect(count).toBe(3);
  expect(() => da.fromZarr(`${address}/fails-9/x.zarr`)).toThrow(/503/);
  const x = da.fromRaw(`${address}/raw`, { shape: [600], dtype: "int64" });
  expect(flat(await x.compute(sync))).toEqual(all);
}, 20_000);

test("fewer bytes than were promised, or than were asked for, are an error and no values", async () => {
  const zarr = (way: string) => da.fromZarr(`${address}/${way}/x.zarr`).compute(sync);
  await expect(zarr("short")).rejects.toThrow(/terminated|other side closed|aborted|ECONNRESET/i);
  await expect(zarr("cut")).rejects.toThrow(/zstd data|chunk of 800 bytes expected/);
  const raw = () => da.fromRaw(`${address}/cut/raw`, { shape: [600], dtype: "int64" });
  await expect((async () => raw().compute(sync))()).rejects.toThrow(/sent 4799|has changed|ends after 4799/);
});

test("what is forbidden is no missing chunk; what is not there is one", async () => {
  await expect(da.fromZarr(`${address}/closed/x.zarr`).compute(sync)).rejects.toThrow(/403/);
  await da.toZarr(da.ones([4], { chunks: 2 }), at("hole.zarr"), { fillValue: 7, ...sync });
  const meta = readFileSync(at("hole.zarr", "zarr.json"));
  expect(meta.length).toBeGreaterThan(0);
  const { rmSync } = await import("node:fs");
  rmSync(at("hole.zarr", "c", "1"));
  expect(flat(await da.fromZarr(`${address}/hole.zarr`).compute(sync))).toEqual([1, 1, 7, 7]);
  expect(() => da.fromNpy(`${address}/none.npy`)).toThrow(/404/);
});

test("compressed archives of NumPy, here and there", async () => {
  const npy = Buffer.concat([npyHeader([3, 4], "float64"), new Uint8Array(Float64Array.from({ length: 12 }, (_, i) => i / 2).buffer)]);
  const packed = deflateRawSync(npy);
  const name = Buffer.from("x.npy");
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(8, 4);
  facts.writeUInt32LE(packed.length, 14);
  facts.writeUInt32LE(npy.length, 18);
  facts.writeUInt16LE(name.length, 22);
  const head = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), facts, name, packed]);
  const list = Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), facts, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(head.length, 16);
  writeFileSync(at("x.npz"), Buffer.concat([head, list, end]));
  for (const path of [at("x.npz"), `${address}/x.npz`]) {
    const x = da.fromNpy(path);
    expect([x.shape, x.chunks]).toEqual([
      [3, 4],
      [[3], [4]],
    ]);
    expect(flat(await x.compute(sync))).toEqual(Array.from({ length: 12 }, (_, i) => i / 2));
    expect(flat(await da.fromNpy(path, { chunks: 2 }).get(2, da.slice(1, 3)).compute(sync))).toEqual([4.5, 5]);
  }
  const damaged = Buffer.concat([head, list, end]);
  damaged.fill(0xff, 40 + 60, 40 + 70);
  writeFileSync(at("bad.npz"), damaged);
  await expect((async () => da.fromNpy(at("bad.npz")).compute(sync))()).rejects.toThrow(/damaged|not a .npy|invalid/);
});
