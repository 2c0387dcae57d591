import { expect, test } from "vitest";
import { completionsAt, FLIGHTS, folderOf } from "./fixture.ts";

const before = `import * as dd from "bask/dataframe";\nconst flights = dd.readCsv("data/flights-*.csv");\n`;
test.each(["flights.col.$0", "flights.col.de$0", "flights.filter(r => r.$0)", "flights.assign({ x: row => row.$0 });"])("columns after %s", async text => {
  expect(await completionsAt(before + text, folderOf(FLIGHTS))).toEqual(
    ["date: datetime", "delay: int64", "origin: string"].map(each => expect.stringMatching(new RegExp(`^${each.split(":")[0]}: `))),
  );
});
test.each(["flights.$0", "flights.filter(r => s.$0)", "$0", "const x = 1$0"])("nothing after %s", async text => {
  expect(await completionsAt(before + text, folderOf(FLIGHTS))).toEqual([]);
});

const COLUMNS = ["date", "delay", "origin"];
test.each([
  'flights.groupby("$0")',
  'flights.groupby("$0',
  'flights.get(["date", "$0"])',
  'flights.get(["$0',
  'flights.dropna({ subset: ["$0"] })',
  'flights.merge(flights, { on: "$0" })',
  'flights.groupby("date").get("$0")',
  'flights.assign({ a: r => r["$0"] })',
  "flights.groupby('date').agg({ $0 })",
])("columns in %s", async text => {
  expect((await completionsAt(before + text, folderOf(FLIGHTS))).map(each => each.split(":")[0])).toEqual(COLUMNS);
});
test.each(['"$0"', 'flights.groupby("date").agg({ delay: "$0" })', 'const a = { b: "$0" }', "flights.groupby(`${$0}`)"])("no columns in %s", async text => {
  expect(await completionsAt(before + text, folderOf(FLIGHTS))).toEqual([]);
});
test("files that exist, folders and patterns", async () => {
  const folder = folderOf(FLIGHTS);
  expect(await completionsAt('import * as dd from "bask/dataframe";\ndd.readCsv("$0")', folder)).toEqual(["data/: undefined"]);
  expect(await completionsAt('import * as dd from "bask/dataframe";\ndd.readCsv("data/fl$0', folder)).toEqual([
    "data/flights-*.csv: 2 files",
    expect.stringMatching(/^data\/flights-0.csv: \d+ B$/),
    expect.stringMatching(/^data\/flights-1.csv: \d+ B$/),
  ]);
  expect(await completionsAt('import * as dd from "bask/dataframe";\ndd.readCsv("../$0")', folder)).toEqual([]);
  expect(await completionsAt('readCsv("$0")', folder)).toEqual([]);
});
const array = 'import * as da from "bask/array";\nconst x = da.ones([10000, 10000], { chunks: [1000, 5000] });\n';
test("options with what holds without them", async () => {
  const found = await completionsAt(`${array}x.sum({ $0 });`);
  expect(found).toContain("axis: default: all axes");
  expect(found).toContain("keepdims: default: false");
  expect(await completionsAt(`${array}x.sum({ axis: 0, $0 });`)).not.toContain("axis: default: all axes");
  expect(await completionsAt(`${before}dd.readCsv("a.csv", { $0 })`)).toContain("sample: default: 256000");
  expect(await completionsAt("foo.sum({ $0 });")).toEqual([]);
});
test("axes with their lengths", async () => {
  expect(await completionsAt(`${array}x.sum({ axis: $0 });`)).toEqual(["0: 10,000 elements in 10 blocks", "1: 10,000 elements in 2 blocks"]);
});
test("sizes of blocks with what they come to", async () => {
  const sizes = await completionsAt(`${array}x.rechunk([$0]);`);
  expect(sizes[0]).toMatch(/^1000, 1000: .*, 100 blocks$/);
  expect(await completionsAt(`${array}da.zeros([100000], { chunks: [$0] });`)).toEqual([expect.stringMatching(/^100000: .*, 1 block$/)]);
  expect(await completionsAt(`${array}da.zeros([n], { chunks: [$0] });`)).toEqual([]);
});
