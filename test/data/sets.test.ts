/** What each data set is, and that a seed decides every byte of it. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import h5wasm from "h5wasm/node";
import { asyncBufferFromFile, parquetReadObjects, parquetSchema, parquetMetadataAsync } from "hyparquet";
import { describe, expect, test } from "vitest";
import * as zarr from "zarrita";
import { sets } from "../../scripts/data/sets.mjs";
import { ensure } from "../../scripts/data/make.mjs";
import { digests, makeAll, temporaryFolder } from "./folder.ts";

async function made(name: string, scale: number): Promise<string> {
  const set = sets.find(s => s.name === name);
  if (set === undefined) throw new Error(`no set ${name}`);
  const folder = temporaryFolder();
  await ensure(folder, set, { seed: 0, scale });
  return folder;
}

const table = (csv: string) => csv.trimEnd().split("\n").map(line => line.split(","));

test("a seed decides every byte, whenever it is used", async () => {
  const [first, second, other] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  await makeAll(first);
  // HDF5 would keep the time, to the second.
  await new Promise(resolve => setTimeout(resolve, 1100));
  await makeAll(second);
  await makeAll(other, { seed: 1 });
  const files = digests(first);
  expect(digests(second)).toEqual(files);
  const others = digests(other);
  expect(Object.keys(others)).toEqual(Object.keys(files));
  const alike = Object.keys(files).filter(name => files[name] === others[name]);
  expect(alike).toEqual(["holidays/part.0.parquet", "random.zarr/zarr.json", "random_sc.zarr/zarr.json"]);
});

test("accounts as CSV", async () => {
  const folder = await made("accounts-csv", 1);
  expect(Object.keys(digests(folder))).toEqual(["accounts.0.csv", "accounts.1.csv", "accounts.2.csv"]);
  const names = new Map<string, string>();
  for (const file of [0, 1, 2]) {
    const [header, ...rows] = table(readFileSync(join(folder, `accounts.${file}.csv`), "utf8"));
    expect(header).toEqual(["id", "names", "amount"]);
    expect(rows).toHaveLength(10_000);
    for (const [id, name, amount] of rows) {
      if (!/^\d+$/.test(id!) || !/^-?\d+$/.test(amount!)) expect.fail(`not whole: ${id}, ${amount}`);
      if ((names.get(id!) ?? name) !== name) expect.fail(`customer ${id} has two names`);
      names.set(id!, name!);
    }
  }
  expect(names.get("100")).toBeDefined();
  expect([...names.values()]).toContain("Alice");
});

test("accounts as JSON lines", async () => {
  const folder = await made("accounts-json", 0.1);
  const files = readdirSync(folder).filter(name => name.endsWith(".json.gz")).toSorted();
  expect(files).toHaveLength(50);
  expect(files[0]).toBe("accounts.00.json.gz");
  const customers = gunzipSync(readFileSync(join(folder, files[0]!))).toString().trimEnd().split("\n").map(line => JSON.parse(line));
  expect(customers.reduce((n, c) => n + c.transactions.length, 0)).toBe(1_000);
  expect(customers.filter(c => c.name === "Alice").length).toBeGreaterThanOrEqual(5);
  for (const customer of customers) {
    expect(Object.keys(customer)).toEqual(["id", "name", "transactions"]);
    for (const t of customer.transactions) {
      expect(Object.keys(t)).toEqual(["transaction-id", "amount"]);
      expect(Number.isInteger(t["transaction-id"]) && Number.isInteger(t.amount)).toBe(true);
    }
  }
});

describe("flights from New York", () => {
  const typeOf = (values: string[]) => {
    const present = values.filter(value => value !== "");
    if (present.length === 0) return "empty";
    if (present.every(value => /^-?\d+$/.test(value))) return present.length === values.length ? "int64" : "float64";
    return present.every(value => /^-?\d+(\.\d+)?$/.test(value)) ? "float64" : "string";
  };
  const types = ([header, ...rows]: string[][]) => Object.fromEntries(header!.map((name, i) => [name, typeOf(rows.map(row => row[i]!))]));

  test("ten years, in order of the date", async () => {
    const folder = join(await made("nycflights", 0.2), "nycflights");
    expect(readdirSync(folder).toSorted()).toEqual(Array.from({ length: 10 }, (_, i) => `${1990 + i}.csv`));
    let last = "";
    for (const file of readdirSync(folder).toSorted()) {
      const [header, ...rows] = table(readFileSync(join(folder, file), "utf8"));
      expect(header).toHaveLength(23);
      expect(header!.slice(0, 4)).toEqual(["Year", "Month", "DayofMonth", "DayOfWeek"]);
      expect(rows).toHaveLength(2_000);
      expect(new Set(rows.map(row => row[header!.indexOf("Origin")]))).toEqual(new Set(["EWR", "JFK", "LGA"]));
      for (const [year, month, day, weekday] of rows) {
        const date = new Date(Date.UTC(+year!, +month! - 1, +day!));
        if (date.toISOString() < last) expect.fail(`${date.toISOString()} comes after ${last}`);
        if ((date.getUTCDay() + 6) % 7 !== +weekday! - 1) expect.fail(`${date.toISOString()} is not weekday ${weekday}`);
        last = date.toISOString();
      }
    }
  });

  test("the start of the data shows neither that tails are text nor that planned times can be missing", async () => {
    const folder = join(await made("nycflights", 1), "nycflights");
    const first = readFileSync(join(folder, "1990.csv"), "utf8");
    const sample = first.slice(0, first.lastIndexOf("\n", 256_000));
    const inSample = types(table(sample));
    const inLast = types(table(readFileSync(join(folder, "1999.csv"), "utf8")));
    expect(sample.length).toBeGreaterThan(255_000);
    expect({ TailNum: inSample.TailNum, CRSElapsedTime: inSample.CRSElapsedTime }).toEqual({ TailNum: "empty", CRSElapsedTime: "int64" });
    expect({ TailNum: inLast.TailNum, CRSElapsedTime: inLast.CRSElapsedTime }).toEqual({ TailNum: "string", CRSElapsedTime: "float64" });
    // An empty column counts as floating point: nothing else changes.
    const asRead = (type: string) => (type === "empty" ? "float64" : type);
    const changed = Object.keys(inSample).filter(name => asRead(inSample[name]!) !== asRead(inLast[name]!));
    expect(changed).toEqual(["TailNum", "CRSElapsedTime"]);
    const last = table(readFileSync(join(folder, "1999.csv"), "utf8"));
    expect(last.some(row => row[last[0]!.indexOf("CRSElapsedTime")] === "")).toBe(true);
    expect(new Set(last.slice(1).map(row => row[last[0]!.indexOf("Cancelled")]))).toEqual(new Set(["0", "1"]));
  });
});

test("holidays as a Parquet folder", async () => {
  const folder = join(await made("holidays", 1), "holidays");
  expect(readdirSync(folder)).toEqual(["part.0.parquet"]);
  const file = await asyncBufferFromFile(join(folder, "part.0.parquet"));
  const columns = parquetSchema(await parquetMetadataAsync(file)).children.map(child => child.element);
  expect(columns.map(({ name, logical_type }) => [name, logical_type?.type])).toEqual([["Date", "TIMESTAMP"], ["holiday", "STRING"]]);
  const rows = await parquetReadObjects({ file });
  expect(rows).toHaveLength(100);
  const in1999 = rows.filter(row => row.Date.getUTCFullYear() === 1999).map(row => `${row.Date.toISOString().slice(5, 10)} ${row.holiday}`);
  expect(in1999).toEqual([
    "01-01 New Year's Day", "01-18 Martin Luther King Jr. Day", "02-15 Washington's Birthday", "05-31 Memorial Day",
    "07-04 Independence Day", "09-06 Labor Day", "10-11 Columbus Day", "11-11 Veterans Day", "11-25 Thanksgiving", "12-25 Christmas Day",
  ]);
});

/** A Zarr store over a folder. */
const store = (folder: string) => ({
  get: async (key: string) => {
    try {
      return new Uint8Array(readFileSync(join(folder, key)));
    } catch {
      return undefined;
    }
  },
});

test.each([0.0001, 0.001234, 0.02])("the same random numbers as HDF5 and as Zarr in two chunk sizes, at scale %f", async scale => {
  const folder = await made("random", scale);
  await h5wasm.ready;
  const file = new h5wasm.File(join(folder, "random.hdf5"), "r");
  const x = file.get("/x") as InstanceType<typeof h5wasm.Dataset>;
  const values = x.value as Float32Array;
  file.close();
  expect(values).toBeInstanceOf(Float32Array);
  expect(values).toHaveLength(Math.round(5_000_000 * scale));
  const chunks: number[] = [];
  for (const name of ["random.zarr", "random_sc.zarr"]) {
    const array = await zarr.open(store(join(folder, name)), { kind: "array" });
    expect(array.dtype).toBe("float32");
    chunks.push(array.chunks[0]!);
    expect((await zarr.get(array)).data).toEqual(values);
  }
  expect(chunks[0]).toBe(100 * chunks[1]!);
});

test("random numbers are exponential with mean 1", async () => {
  const folder = await made("random", 0.02);
  const { data } = await zarr.get(await zarr.open(store(join(folder, "random.zarr")), { kind: "array" }));
  const values = data as Float32Array;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  expect(mean).toBeCloseTo(1, 1);
  expect(variance).toBeCloseTo(1, 1);
});

test.each([["weather-small", 1, 180], ["weather-big", 0.25, 180], ["weather-big", 4, 720]] as const)("%s at scale %f: a month of days", async (name, scale, height) => {
  const folder = join(await made(name, scale), name);
  const days = readdirSync(folder).toSorted();
  expect(days).toHaveLength(31);
  await h5wasm.ready;
  for (const day of [days[0]!, days[30]!]) {
    const file = new h5wasm.File(join(folder, day), "r");
    const t2m = file.get("/t2m") as InstanceType<typeof h5wasm.Dataset>;
    const { shape, value, dtype } = { shape: t2m.shape, value: t2m.value as Float64Array, dtype: t2m.dtype };
    file.close();
    expect([shape, dtype]).toEqual([[height, 2 * height], "<d"]);
    expect(value.every(kelvin => kelvin > 200 && kelvin < 330)).toBe(true);
  }
});
