import { expect, test } from "vitest";
import { hintsShown, inlayHints } from "../../../server/features/inlay-hints.ts";
import { FLIGHTS, folderOf, hinted, snapshotOf } from "./fixture.ts";

test("facts where they change, nothing where they stay", async () => {
  expect(
    await hinted(
      `import * as dd from "bask/dataframe";
import * as da from "bask/array";
const flights = dd.readCsv("data/flights-*.csv");
const late = flights.filter(r => r.delay > 1);
const byOrigin = late.groupby("origin").get("delay").mean();
const delay = flights.col.delay;
const x = da.ones([10, 20], { chunks: 5 });
const y = x.add(1);
const m = y.mean({ axis: 0 }), n = y.sum();
`,
      folderOf(FLIGHTS),
    ),
  ).toBe(`import * as dd from "bask/dataframe";
import * as da from "bask/array";
const flights«: 2 partitions × 3 columns» = dd.readCsv("data/flights-*.csv");
const late = flights.filter(r => r.delay > 1);
const byOrigin«: 1 partition» = late.groupby("origin").get("delay").mean();
const delay = flights.col.delay;
const x«: [10 × 20] float64» = da.ones([10, 20], { chunks: 5 });
const y = x.add(1);
const m«: [20] float64» = y.mean({ axis: 0 }), n = y.sum();
`);
});
test.each([
  ["changes", 2],
  ["all", 3],
  ["off", 0],
  ["nonsense", 2],
] as const)("as many as the setting says: %s", async (setting, count) => {
  const text = 'import * as da from "bask/array";\nconst x = da.ones([10, 20], { chunks: 5 });\nconst y = x.add(1);\nconst m = y.mean({ axis: 0 });\n';
  expect(inlayHints(await snapshotOf(text), 0, text.length, hintsShown(setting))).toHaveLength(count);
});
