import fc from "fast-check";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { csvBytes, floatText } from "../../runtime/io/csv/write-kernel.ts";
import { readCsv } from "../../runtime/io/csv/read-csv.ts";
import { toCsv } from "../../runtime/io/csv/to-csv.ts";
import { fromTable } from "../../runtime/io/table/from-table.ts";
import { partNames } from "../../runtime/io/write/files.ts";
import { fromRows, type Table, table } from "../../runtime/values/index.ts";
import { rowsArbitrary, SCHEMA } from "../values/rows.ts";
import { counters, tableOf, within } from "./run-blocks.ts";

const folder = mkdtempSync(join(tmpdir(), "bask-to-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));
const text = (value: Table, form: Partial<Parameters<typeof csvBytes>[1]> = {}): string =>
  Buffer.from(csvBytes(value, { header: true, index: false, separator: ",", ...form })).toString();

describe("CSV text", () => {
  it("is as pandas writes it", () => {
    expect(text(table({ a: [0, 1, 2] }), { index: true })).toBe(",a\n0,0\n1,1\n2,2\n");
    expect(
      text(
        fromRows([{ f: 1, s: 'say "x", y', b: true, d: new Date("2000-01-02"), n: null }], {
          f: "float64",
          s: "string",
          b: "bool",
          d: "datetime",
          n: "float64",
        }),
      ),
    ).toBe('f,s,b,d,n\n1.0,"say ""x"", y",True,2000-01-02,\n');
    expect([0.1, 1e-5, 1e16, 123456.5, -0, Infinity].map(floatText)).toEqual(["0.1", "1e-05", "1e+16", "123456.5", "-0.0", "inf"]);
  });
  it("reads back", async () => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary, async rows => {
        const given = rows.map(row => ({ ...row, s: row.s === "" ? "-" : row.s }));
        const path = join(folder, "back.csv");
        const { writeFileSync } = await import("node:fs");
        writeFileSync(path, csvBytes(fromRows(given, SCHEMA), { header: true, index: false, separator: "," }));
        const schema = { ...SCHEMA, n: "float64" } as const;
        const back = await tableOf(within(folder, () => readCsv("back.csv", { schema, keepDefaultNa: false, naValues: [""] })));
        expect(back.toArray()).toEqual(given);
      }),
      { numRuns: 60 },
    );
  });
});

describe("files", () => {
  it("are named by partition", () => {
    expect(partNames("out/*.csv", 2)).toEqual(["out/0.csv", "out/1.csv"]);
    expect(partNames("out/x-*.csv", 11)[3]).toBe("out/x-03.csv");
    expect(partNames("out/", 1)).toEqual(["out/0.part"]);
    expect(() => partNames("*/*.csv", 2)).toThrow("one *");
  });
  it("are written and counted", async () => {
    counters.written = 0;
    const names = await within(folder, () => toCsv(fromTable(table({ a: [0, 1, 2] }) as Table, { npartitions: 2 }), "w/*.csv"));
    expect(names).toEqual([join(folder, "w/0.csv"), join(folder, "w/1.csv")]);
    expect(names.map(name => readFileSync(name, "utf8"))).toEqual([",a\n0,0\n1,1\n", ",a\n2,2\n"]);
    expect(counters.written).toBe(18);
  });
  it("are none where one fails", async () => {
    const bad = table({
      a: [1, 2],
      o: [
        1n,
        {
          toJSON: () => {
            throw new Error("cannot be text");
          },
        },
      ],
    });
    await expect(within(folder, () => toCsv(fromTable(bad as unknown as Table, { npartitions: 2 }), "bad/*.csv"))).rejects.toThrow("cannot be text");
    expect(readdirSync(folder)).not.toContain("bad");
  });
});
