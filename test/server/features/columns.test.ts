import { describe, expect, it } from "vitest";
import type { Location, TextEdit } from "vscode-languageserver";
import { definition, references, renamable, rename } from "../../../server/features/columns.ts";
import { cursor, FLIGHTS, folderOf, snapshotOf } from "./fixture.ts";

const folder = folderOf(FLIGHTS);
const START = 'import * as dd from "bask/dataframe";\nconst flights = dd.readCsv("data/flights-*.csv");\n';
const TEXT = `${START}const late = flights.assign({ wait: r => r.delay + 5 });
// %% Groups
const busy = late.filter(r => r.wait > 10).groupby("origin").agg({ wait: "mean" });
// %% Names
const named = late.rename({ columns: { origin: "from" } }).get(["from", "wait"]);
const sorted = named.dropna({ subset: ["wait"] }).col.wait.mean();
`;
async function at(marked: string) {
  const { text, offset } = cursor(marked);
  return { shot: await snapshotOf(text, folder), offset, text };
}
/** The lines that places stand in, with the place marked. */
const shown = (text: string, places: readonly Pick<Location, "range">[]): string[] =>
  places.map(({ range: { start, end } }) => {
    const line = text.split("\n")[start.line]!;
    return `${start.line}: ${line.slice(Math.max(0, start.character - 6), start.character)}[${line.slice(start.character, end.character)}]`;
  });

describe("definition of a column", () => {
  const defined = async (marked: string) => {
    const { shot, offset, text } = await at(marked);
    const found = definition(shot, offset);
    return found === undefined ? "" : shown(text, [found])[0];
  };
  it("leads from a member, a text and a row's field to the assignment", async () => {
    expect(await defined(TEXT.replace("col.wait", "col.wa$0it"))).toBe("2: ign({ [wait]");
    expect(await defined(TEXT.replace('subset: ["wait', 'subset: ["wa$0it'))).toBe("2: ign({ [wait]");
    expect(await defined(TEXT.replace("r.wait", "r.wa$0it"))).toBe("2: ign({ [wait]");
  });
  it("leads to the new name of a renaming, and to the reader", async () => {
    expect(await defined(TEXT.replace('["from"', '["fr$0om"'))).toBe('6: gin: "[from]');
    expect(await defined(TEXT.replace("r.delay", "r.de$0lay"))).toBe("1:  = dd.[readCsv]");
  });
  it("says nothing of what is no column", async () => {
    expect(await defined(TEXT.replace("late.filter", "la$0te.filter"))).toBe("");
    expect(await defined(TEXT.replace('"mean"', '"me$0an"'))).toBe("");
  });
});

describe("references of a column", () => {
  it("are all places that name the same one, in every cell", async () => {
    const { shot, offset, text } = await at(TEXT.replace("r.wait", "r.wa$0it"));
    expect(shown(text, references(shot, offset))).toEqual([
      "2: ign({ [wait]",
      "4:  => r.[wait]",
      "4: agg({ [wait]",
      '6: om", "[wait]',
      '7: et: ["[wait]',
      "7: ).col.[wait]",
    ]);
    expect(references(shot, offset, false)).toHaveLength(5);
  });
  it("leave out a column of the same name that was made anew", async () => {
    const { shot, offset, text } = await at(`${START}const a = flights.assign({ delay: 1 });\nconst b = a.get("del$0ay");\nconst c = flights.get("delay");\n`);
    expect(shown(text, references(shot, offset))).toEqual(["2: ign({ [delay]", '3: .get("[delay]']);
  });
});

describe("rename of a column", () => {
  const renamed = async (marked: string, name: string) => {
    const { shot, offset, text } = await at(marked);
    const found = rename(shot, offset, name);
    if (found === undefined || typeof found === "string") return found;
    const lines = text.split("\n");
    for (const { range, newText } of (found.changes![shot.uri] as TextEdit[]).toReversed()) {
      const line = lines[range.start.line]!;
      lines[range.start.line] = line.slice(0, range.start.character) + newText + line.slice(range.end.character);
    }
    return lines.join("\n");
  };
  it("changes every cell that uses it, and nothing else", async () => {
    expect(await renamed(TEXT.replace("r.wait", "r.wa$0it"), "pause")).toBe(TEXT.replaceAll(/\bwait\b/g, "pause"));
  });
  it("writes a shorthand out", async () => {
    const text = `${START}const wait = r => r.delay;\nconst late = flights.assign({ wait });\nlate.get("wa$0it");\n`;
    expect(await renamed(text, "pause")).toBe(cursor(text).text.replace("{ wait }", "{ pause: wait }").replace('"wait"', '"pause"'));
  });
  it("says why it cannot", async () => {
    expect(await renamed(TEXT.replace("r.delay", "r.de$0lay"), "x")).toContain("the column delay comes from ");
    expect(await renamed(TEXT.replace("r.wait", "r.wa$0it"), "delay")).toBe("there is a column delay already");
    expect(await renamed(TEXT.replace("r.wait", "r.wa$0it"), "a b")).toContain("cannot stand after a dot");
    expect(await renamed(TEXT.replace("r.wait", "r.wa$0it"), 'a"b')).toContain("cannot be a column's name");
  });
  it("has nothing to say of other names", async () => {
    const { shot, offset } = await at(TEXT.replace("const late", "const la$0te"));
    expect(renamable(shot, offset)).toBeUndefined();
  });
});
