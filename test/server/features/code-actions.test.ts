import { expect, test } from "vitest";
import { codeActions } from "../../../server/features/code-actions.ts";
import { diagnostics } from "../../../server/features/diagnostics.ts";
import { FLIGHTS, folderOf, snapshotOf } from "./fixture.ts";

test.each([
  ["a.col.dely;", "delay"],
  ['a.get("orign");', '"origin"'],
  ["a.filter(r => r.dely > 1);", "delay"],
])("%s becomes %s", async (line, expected) => {
  const shot = await snapshotOf(`import * as dd from "bask/dataframe";\nconst a = dd.readCsv("data/flights-*.csv");\n${line}`, folderOf(FLIGHTS));
  const [action] = codeActions(shot, diagnostics(shot));
  expect(Object.values(action!.edit!.changes!)[0]).toMatchObject([{ newText: expected }]);
});
test("nothing where nothing is near", async () => {
  const shot = await snapshotOf(`import * as dd from "bask/dataframe";\nconst a = dd.readCsv("data/flights-*.csv");\na.col.somethingElse;`, folderOf(FLIGHTS));
  expect(codeActions(shot, diagnostics(shot)).map(action => action.title)).toEqual(["Ignore DF24 here"]);
});
