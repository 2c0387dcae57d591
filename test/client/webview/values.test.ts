import { describe, expect, it } from "vitest";
import { cellText, columnWidths, isNumeric, numberText } from "../../../client/webview/results/cell-text.ts";
import { bytes, duration, percent } from "../../../client/webview/shared/format.ts";
import { formatBytes } from "../../../runtime/meta/format.ts";

describe("cells of tables and arrays", () => {
  it("show numbers raw", () => {
    expect([0, -0, 1439, 8.14, 1 / 3, 1e-9, 6.02e23, NaN, Infinity].map(numberText)).toEqual([
      "0",
      "-0",
      "1439",
      "8.14",
      "0.33333333",
      "1e-9",
      "6.02e+23",
      "NaN",
      "Infinity",
    ]);
  });
  it("mark what is missing", () => expect([null, undefined, "", true].map(cellText)).toEqual(["–", "", "", "true"]));
  it("know which columns are numbers", () =>
    expect(["int64", "float32", "uint8", "string", "datetime"].map(isNumeric)).toEqual([true, true, true, false, false]));
  it("have widths by head and rows", () => expect(columnWidths(["id", "a long head"], [[1234567, "x"]])).toEqual([7, 11]));
});

describe("figures", () => {
  it("are sizes as the analysis writes them", () => {
    for (const value of [0, 1, 999, 1000, 32_000, 9960, 99_960, 10_100_000, 128_000_000, 999_600, 3.2e9]) expect(bytes(value)).toBe(formatBytes(value));
  });
  it("are times", () =>
    expect([0, 0.42, 5, 62.4, 1620, 41_200, 200_000, 7_500_000].map(duration)).toEqual([
      "0 ms",
      "0.42 ms",
      "5 ms",
      "62 ms",
      "1.6 s",
      "41.2 s",
      "3 min 20 s",
      "2 h 5 min",
    ]));
  it("are shares that reach 100 only at the end", () => expect([percent(999, 1000), percent(1000, 1000), percent(0, 0)]).toEqual(["99 %", "100 %", "0 %"]));
});
