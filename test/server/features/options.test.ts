/** The options that completion tells of against the declarations: an option that no call takes, or a call that is not there, is a drift. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { OPTIONS_OF } from "../../../server/features/options.ts";

const api = join(import.meta.dirname, "../../../runtime/api");
const declared = ["array", "bag", "dataframe", "index"].map(name => readFileSync(join(api, `${name}.d.ts`), "utf8")).join("\n");

/** Names that stand as a property somewhere in the declarations: `name?: type`, `name: type`. */
const properties = new Set([...declared.matchAll(/\b([A-Za-z]\w*)\??:/g)].map(match => match[1]!));
/** Names that are called: functions, methods, and constants of a call signature. */
const called = new Set([...declared.matchAll(/\b([A-Za-z]\w*)(?:<[^(;]*>)?\(/g), ...declared.matchAll(/\bconst ([A-Za-z]\w*):/g)].map(match => match[1]!));

it("each call is declared", () => {
  expect([...OPTIONS_OF.keys()].filter(name => !called.has(name) && !new RegExp(`\\b${name}\\b[^\\n]*[:(]`).test(declared))).toEqual([]);
});

it("each option is declared", () => {
  const unknown = [...OPTIONS_OF].flatMap(([call, options]) => options.filter(({ name }) => !properties.has(name)).map(({ name }) => `${call}: ${name}`));
  expect(unknown).toEqual([]);
});

it("a default that the declarations tell is the one that the table tells", () => {
  const told = [...declared.matchAll(/\/\*\*[^*]*\bDefault ([^.*]+)\.[^*]*\*\/\s*([A-Za-z]\w*)\?:/g)].map(([, usual, name]) => ({
    name: name!,
    usual: usual!,
  }));
  expect(told).toContainEqual({ name: "pure", usual: "false" });
  for (const { name, usual } of told) for (const option of [...OPTIONS_OF.values()].flat()) if (option.name === name) expect(option.usual, name).toBe(usual);
});

it("no option of a call stands twice, and each has its words", () => {
  for (const [call, options] of OPTIONS_OF) {
    expect(new Set(options.map(({ name }) => name)).size, call).toBe(options.length);
    for (const { name, usual, about } of options)
      expect(
        [usual, about].every(text => text.trim() !== ""),
        `${call}.${name}`,
      ).toBe(true);
  }
});
