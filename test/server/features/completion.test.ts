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
