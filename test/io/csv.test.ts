import fc from "fast-check";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { SchemaError } from "../../runtime/errors.ts";
import type { FrameMeta } from "../../runtime/meta/meta.ts";
import { readCsv, type ReadCsvOptions } from "../../runtime/io/csv/read-csv.ts";
import { parseRecords } from "./reference-csv.ts";
import { blocksOf, tableOf, within } from "./run-blocks.ts";

const folder = mkdtempSync(join(tmpdir(), "bask-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));
let next = 0;
function write(files: Readonly<Record<string, string | Uint8Array>>): string {
  const dir = join(folder, String(next++));
  mkdirSync(dir);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}
const build = (files: Readonly<Record<string, string | Uint8Array>>, options: ReadCsvOptions = {}, pattern = "*.csv*") =>
  within(write(files), () => readCsv(pattern, options));
const metaOf = (files: Readonly<Record<string, string>>, options: ReadCsvOptions = {}): FrameMeta => build(files, options).meta as FrameMeta;
const dtypes = (text: string, options: ReadCsvOptions = {}): unknown => {
  const { columns } = metaOf({ "a.csv": text }, options);
  return Object.fromEntries((columns as FrameMeta["columns"] & readonly { name: string; dtype: string }[]).map(({ name, dtype }) => [name, dtype]));
};
const read = async (text: string, options: ReadCsvOptions = {}): Promise<unknown[]> => (await tableOf(build({ "a.csv": text }, options))).toArray();

const PEOPLE = "id,name,amount\n0,Alice,0.0\n1,Bob,1.5\n2,Charlie,3.0\n3,Dan,4.5\n4,Edith,6.0\n5,Frank,7.5\n";

describe("what the start of the first file tells", () => {
  it("is names and dtypes", () => {
    expect(dtypes(PEOPLE)).toEqual({ id: "int64", name: "string", amount: "float64" });
    expect(dtypes("a,b,c,d,e\n1,True,,x,NA\n,false,,1,1.5\n")).toEqual({ a: "float64", b: "bool", c: "float64", d: "string", e: "float64" });
    expect(dtypes("a,b\n12345678901234567890,99999999999999999999\n")).toEqual({ a: "uint64", b: "string" });
    expect(dtypes("a,a,,a\n1,2,3,4\n")).toEqual({ a: "int64", "a.1": "int64", "Unnamed: 2": "int64", "a.2": "int64" });
  });
  it("is refused where the options make no sense", () => {
    expect(() => within(folder, () => readCsv(undefined as never))).toThrow("readCsv: expected a path or a list of paths, got undefined");
    expect(() => dtypes(PEOPLE, { dtype: { id: "float99" as never } })).toThrow(/readCsv: expected a dtype such as string.*got "float99"/);
  });
  it("follows the options", () => {
    expect(dtypes(PEOPLE, { dtype: { id: "float64" } })).toEqual({ id: "float64", name: "string", amount: "float64" });
    expect(dtypes(PEOPLE, { usecols: ["amount", "id"] })).toEqual({ id: "int64", amount: "float64" });
    expect(dtypes(PEOPLE, { assumeMissing: true })).toEqual({ id: "float64", name: "string", amount: "float64" });
    expect(dtypes(PEOPLE, { schema: { amount: "float32", id: "bigint" } })).toEqual({ amount: "float32", id: "bigint" });
    expect(dtypes("a,b\n1,2000-01-01\n", { parseDates: ["b"] })).toEqual({ a: "int64", b: "datetime" });
    expect(Object.keys(dtypes("y,m,d,v\n1990,1,2,5\n", { parseDates: { Date: [0, 1, "d"] } }) as object)).toEqual(["Date", "v"]);
    expect(dtypes("1,2\n3,4\n", { header: null, names: ["p", "q"] })).toEqual({ p: "int64", q: "int64" });
    expect(dtypes("a;b\n1;2\n", { sep: ";" })).toEqual({ a: "int64", b: "int64" });
    expect(() => dtypes(PEOPLE, { dtype: { ammount: "float64" } })).toThrow(/no column "ammount".*Did you mean "amount"/);
    expect(() => dtypes(PEOPLE, { usecols: ["nme"] })).toThrow(/no column "nme"/);
    expect(() => dtypes(PEOPLE, { sep: "::" })).toThrow("one ASCII character");
  });
  it("is the number of partitions", () => {
    expect(metaOf({ "a.csv": PEOPLE, "b.csv": PEOPLE }).npartitions).toBe(2);
    expect(metaOf({ "a.csv": PEOPLE }, { blocksize: 40 }).npartitions).toBe(2);
    expect(metaOf({ "a.csv": PEOPLE }, { blocksize: "60B" }).npartitions).toBe(1);
    expect(metaOf({ "a.csv": PEOPLE }, { blocksize: null }).npartitions).toBe(1);
    expect(metaOf({ "a.csv": PEOPLE }).bytes).toBeGreaterThan(50);
  });
  it("fails at the call where there is nothing", () => {
    expect(() => build({}, {}, "*.txt")).toThrow(/no files match \*\.txt/);
    expect(() => build({ "a.csv": "" })).toThrow("is empty");
  });
});

describe("partitions", () => {
  it("hold the lines that begin in their block, and restart the index", async () => {
    const parts = await blocksOf(build({ "a.csv": "1,2\n3,4\n5,6\n" }, { header: null, names: ["p", "q"], blocksize: 6 }));
    expect(parts.map(part => part.toArray())).toEqual([
      [
        { p: 1, q: 2 },
        { p: 3, q: 4 },
      ],
      [{ p: 5, q: 6 }],
    ]);
    expect(parts[1].index.toArray()).toEqual([0]);
  });
  it("give every record once for every blocksize", async () => {
    const whole = await read(PEOPLE);
    for (let blocksize = 5; blocksize < PEOPLE.length + 2; blocksize++) expect(await read(PEOPLE, { blocksize })).toEqual(whole);
    expect(await read(PEOPLE.trimEnd(), { blocksize: 50 })).toEqual(whole);
    expect(await read(PEOPLE.replaceAll("\n", "\r\n"), { blocksize: 30 })).toEqual(whole);
  });
  it("are read of compressed files as wholes", async () => {
    expect((await tableOf(build({ "a.csv.gz": gzipSync(PEOPLE) }))).toArray()).toEqual(await read(PEOPLE));
  });
  it("read the wanted columns only", async () => {
    const node = build({ "a.csv": PEOPLE });
    const { withInputs } = await import("../../runtime/expr/expr.ts");
    const less = withInputs(node, [], { ...node.params, columns: ["name"] });
    expect((less.meta as FrameMeta).columns).toEqual([{ name: "name", dtype: "string" }]);
    expect((await tableOf(less)).toArray()[1]).toEqual({ name: "Bob" });
  });
});

describe("values", () => {
  it("are missing by their text", async () => {
    expect(await read("a,b,c\n1,NA,\n-,x,True\n3,NULL,False\n", { naValues: ["-"] })).toEqual([
      { a: 1, b: null, c: null },
      { a: Number.NaN, b: "x", c: true },
      { a: 3, b: null, c: false },
    ]);
    expect(await read("a,b\nNA,1\n", { keepDefaultNa: false })).toEqual([{ a: "NA", b: 1 }]);
  });
  it("are numbers as JavaScript reads them", async () => {
    const texts = [
      "0",
      "-0.0",
      "1.5",
      "123456789012345678.5",
      "1e-7",
      "-2.5E+10",
      ".5",
      "5.",
      "0.1",
      "2.2250738585072014e-308",
      "-inf",
      "17976931348623157e292",
      "9007199254740993",
    ];
    const back = (await read(`v\n${texts.join("\n")}\n`)) as { v: number }[];
    expect(back.map(row => row.v)).toEqual(texts.map(text => (text === "-inf" ? -Infinity : Number(text))));
  });
  it("keep 64-bit integers exact", async () => {
    const back = (await read("v\n9223372036854775807\n-9223372036854775808\n-1\n4294967296\n", { dtype: { v: "bigint" } })) as { v: bigint }[];
    expect(back.map(row => row.v)).toEqual([9223372036854775807n, -9223372036854775808n, -1n, 4294967296n]);
    await expect(read("v\n9223372036854775807\n")).rejects.toThrow('dtype: { v: "bigint" }');
  });
  it("are dates in several forms", async () => {
    const forms = [
      "2001-02-03",
      "2001-02-03 04:05",
      "2001-02-03 04:05:06",
      "2001-02-03T04:05:06.789Z",
      "2/3/2001",
      "2001/2/3 4:05",
      "20010203",
      "3 Feb 2001",
      "NA",
      "2001-02-03T04:05:06+02:00",
    ];
    const back = (await read(`d\n${forms.join("\n")}\n`, { parseDates: ["d"] })) as { d: Date | null }[];
    const day = Date.UTC(2001, 1, 3);
    expect(back.map(row => (row.d === null ? null : +row.d - day))).toEqual([0, 14_700_000, 14_706_000, 14_706_789, 0, 14_700_000, 0, 0, null, 7_506_000]);
    expect(await read("y,m,d\n1990,1,2\n2000,2,29\n1999,NA,1\n", { parseDates: { at: [0, 1, 2] } })).toEqual([
      { at: new Date("1990-01-02") },
      { at: new Date("2000-02-29") },
      { at: null },
    ]);
  });
  it("are small integers and flags on request", async () => {
    expect(await read("a,b,c\n1,1,x\n-2,0,y\n", { dtype: { a: "int8", b: "bool", c: "category" } })).toEqual([
      { a: 1, b: true, c: "x" },
      { a: -2, b: false, c: "y" },
    ]);
    await expect(read("a\n300\n", { dtype: { a: "int8" } })).rejects.toThrow(SchemaError);
  });
  it("skip lines before the header, comments and blank lines", async () => {
    expect(await read("# one\n# two\na,b\n1,2\n\n3,4\n", { skiprows: 2 })).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    expect(await read("a,b\n#x\n1,2\n", { comment: "#" })).toEqual([{ a: 1, b: 2 }]);
    expect(await read("\ufeffa,b\n1,2\n")).toEqual([{ a: 1, b: 2 }]);
  });
  it("have the names that are given", async () => {
    expect(await read("1,2\n3,4\n", { names: ["p", "q"] })).toEqual([
      { p: 1, q: 2 },
      { p: 3, q: 4 },
    ]);
    expect(await read("a,b\n1,2\n", { names: ["p", "q"], header: 0 })).toEqual([{ p: 1, q: 2 }]);
    expect(await read("1,2\n", { header: null })).toEqual([{ 0: 1, 1: 2 }]);
  });
  it("are missing where a line is short", async () => {
    expect(await read("a,b,c\n1,2,3\n4\n", { dtype: { b: "float64", c: "float64" } })).toEqual([
      { a: 1, b: 2, c: 3 },
      { a: 4, b: Number.NaN, c: Number.NaN },
    ]);
  });
});

describe("errors", () => {
  const surprise = `a,b,c\n${"1,2,\n".repeat(10)}x,1.5,N1\n`;
  it("are a table of columns and the option that mends them", async () => {
    const failing = read(surprise, { sample: 30 });
    await expect(failing).rejects.toBeInstanceOf(SchemaError);
    const error = (await failing.catch((e: unknown) => e)) as SchemaError;
    expect(error.fix).toEqual({ a: "string", b: "float64", c: "string" });
    expect(error.message).toContain('Add to the options of readCsv: dtype: { a: "string", b: "float64", c: "string" }');
    expect(error.message).toContain("assumeMissing: true");
    expect(error.message).toMatch(/column {2}found {4}expected {2}example\n {2}a {7}string {3}int64 {5}"x"/);
    expect(await read(surprise, { sample: 30, dtype: error.fix as never })).toHaveLength(11);
  });
  it("tell whole numbers from missing ones", async () => {
    const text = `a,b\n${"1,2\n".repeat(10)},3\n`;
    await expect(read(text, { sample: 30 })).rejects.toMatchObject({ fix: { a: "float64" } });
    expect(await read(text, { sample: 30, assumeMissing: true })).toHaveLength(11);
  });
  it("name file and line of a record that is too long", async () => {
    const text = `a,b\n${"1,2\n".repeat(20)}1,2,3\n`;
    await expect(read(text, { sample: 10, blocksize: 20 })).rejects.toThrow(/a\.csv:22: expected 2 fields, got 3$/);
    expect(() => build({ "a.csv": text })).toThrow(/a\.csv:22: expected 2 fields, got 3$/);
  });
  it("name file, line and column of a quote that nothing closes", async () => {
    const at = (line: number, field: string, end = "file") =>
      new RegExp(`a\\.csv:${line}: expected a closing quote \\("\\) for field ${field.replace(/[()]/g, "\\$&")}, got the end of the ${end}`);
    expect(() => build({ "a.csv": 'a,b\n1,"open\n2,3' })).toThrow(at(2, '2 (column "b")'));
    expect(() => build({ "a.csv": 'a,b\n\n0,"x\ny"\n"1,2\n3,4\n' })).toThrow(at(5, '1 (column "a")'));
    expect(() => build({ "a.csv": 'a,"b\n1,2\n' })).toThrow(at(1, "2"));
    expect(() => build({ "a.csv": '1,"2\n3,4\n' }, { header: null })).toThrow(at(1, "2"));
    expect(() => build({ "a.csv": 'a,b\n1,"""' })).toThrow(at(2, '2 (column "b")'));
    expect(() => build({ "a.csv": 'a,b\r\n1,""""\r\n2,"""\r\n' })).toThrow(at(3, '2 (column "b")'));
    await expect(tableOf(build({ "a.csv": "a,b\n1,2\n", "b.csv": 'a,b\n1,2\n3,"4\n5,6\n' }))).rejects.toThrow(/b\.csv:3: expected a closing quote/);
    await expect(tableOf(build({ "a.csv": "a,b\n1,2\n", "b.csv": 'a,"b\n1,2\n' }))).rejects.toThrow(/b\.csv:1: expected a closing quote/);
    const late = `a,b\n${"1,x\n".repeat(30)}7,"open\n${"1,x\n".repeat(30)}`;
    await expect(read(late, { sample: 20 })).rejects.toThrow(at(32, '2 (column "b")'));
    await expect(read(late, { sample: 20, blocksize: 40 })).rejects.toThrow(at(32, '2 (column "b")'));
    const far = `${late}${"1,x\n".repeat(60_000)}`;
    await expect(read(far, { sample: 20, blocksize: 80_000 })).rejects.toThrow(at(32, '2 (column "b")', "block; .*blocksize: null"));
    await expect(tableOf(build({ "a.csv.gz": gzipSync(late) }, { sample: 20 }))).rejects.toThrow(/a\.csv\.gz:32: expected a closing quote/);
  });
  it("do not come of a sample that ends inside quotes, nor of quotes inside fields", async () => {
    const text = 'a,b,c\n1,"x\ny",2\n3,"z\nw",4\n5,"u\nv",6\n';
    for (let sample = 1; sample <= text.length; sample++) expect(dtypes(text, { sample })).toMatchObject({ a: "int64" });
    expect(dtypes(text, { sample: 18 })).toEqual({ a: "int64", b: "string", c: "int64" });
    expect(await read('a,b\n1,x"y\n2,"x"y\n')).toEqual([
      { a: 1, b: 'x"y' },
      { a: 2, b: "xy" },
    ]);
    expect(dtypes('"1","x\ny"\n2,z\n', { header: null })).toEqual({ "0": "int64", "1": "string" });
  });
  it("name the file whose header differs", async () => {
    await expect(tableOf(build({ "a.csv": "a,b\n1,2\n", "b.csv": "a,c\n1,2\n" }))).rejects.toThrow(
      /b\.csv has other columns than the first file: expected a, b, got a, c/,
    );
  });
});

describe("any table of texts", () => {
  const cell = fc.oneof(fc.string({ unit: fc.constantFrom("a", "b", ",", '"', "\n", "\r\n", " ", "é", "x"), maxLength: 6 }), fc.constantFrom("plain", "", "1"));
  const quote = (text: string, always: boolean): string => (always || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  it("comes back whatever is in quotes and wherever blocks are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 4 }).chain(width => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 25 })),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        fc.integer({ min: 3, max: 200 }),
        async (records, newline, always, blocksize) => {
          const names = records[0]!.map((_, i) => `c${i}`);
          const text = [names, ...records].map(record => record.map(value => quote(value, always)).join(",")).join(newline) + newline;
          const expected = parseRecords(text).slice(1);
          const rows = (await read(text, { blocksize, dtype: "string", keepDefaultNa: false })) as Record<string, string>[];
          expect(rows.map(row => names.map(name => row[name]))).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });
  it("comes back without quotes: long and short lines, blank ones, both line ends", async () => {
    const plain = fc.string({ unit: fc.constantFrom("a", "b", " ", "-", "7", "é", "\r"), maxLength: 20 }).map(text => text.replace(/\r+$/, ""));
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 2, max: 6 })
          .chain(width => fc.tuple(fc.constant(width), fc.array(fc.array(plain, { minLength: 1, maxLength: width }), { minLength: 1, maxLength: 60 }))),
        fc.array(fc.constantFrom("\n", "\r\n", "\n\n", "\r\n\r\n"), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 10, max: 2000 }),
        fc.boolean(),
        async ([width, records], ends, blocksize, trailing) => {
          const names = Array.from({ length: width }, (_, i) => `c${i}`);
          const kept = records.filter(record => record.length > 1 || record[0] !== "");
          let text = `${names.join(",")}\n${kept.map((record, i) => record.join(",") + ends[i % ends.length]!).join("")}`;
          if (!trailing) text = text.replace(/[\r\n]+$/, "");
          const rows = (await read(text, { blocksize, dtype: "string", keepDefaultNa: false })) as Record<string, string>[];
          expect(rows.map(row => names.map(name => row[name]))).toEqual(kept.map(record => names.map((_, i) => record[i] ?? "")));
        },
      ),
      { numRuns: 150 },
    );
  });
  it("is longer than a window", async () => {
    const long = "y".repeat(700_000);
    const rows = (await read(`a,b\n1,"${long}\n${long}"\n2,z\n`)) as { a: number; b: string }[];
    expect(rows.map(row => [row.a, row.b.length])).toEqual([
      [1, 1_400_001],
      [2, 1],
    ]);
  });
  it("comes back from more records than one batch holds", async () => {
    const n = 60_000;
    const text = `i,f,s\n${Array.from({ length: n }, (_, i) => `${i},${i / 8},t${i % 100}`).join("\n")}\n`;
    const rows = (await read(text, { blocksize: 300_000 })) as { i: number; f: number; s: string }[];
    expect(rows.length).toBe(n);
    for (const i of [0, 1, 12_345, n - 1]) expect(rows[i]).toEqual({ i, f: i / 8, s: `t${i % 100}` });
  });
});
