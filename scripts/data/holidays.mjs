/** `holidays/`: the federal holidays of the United States, 1990 to 1999, as a folder with one Parquet part (Date, holiday). */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteFile } from "hyparquet-writer";
import { FIRST_YEAR, YEARS } from "./years.mjs";

const MONDAY = 1;
const THURSDAY = 4;

/** @param {number} year @param {number} month from 1 @param {number} day */
const date = (year, month, day) => new Date(Date.UTC(year, month - 1, day));

/**
 * The nth such weekday of a month.
 * @param {number} year @param {number} month @param {number} weekday from Sunday, 0 @param {number} n from 1
 */
function nth(year, month, weekday, n) {
  const first = date(year, month, 1).getUTCDay();
  return date(year, month, 1 + ((weekday - first + 7) % 7) + 7 * (n - 1));
}

/** @param {number} year */
function lastMondayOfMay(year) {
  const fifth = nth(year, 5, MONDAY, 5);
  return fifth.getUTCMonth() === 4 ? fifth : nth(year, 5, MONDAY, 4);
}

/**
 * The holidays of a year in order. Days are those of the calendar; a holiday on a Sunday is not moved to Monday.
 * @param {number} year
 * @returns {{ Date: Date; holiday: string }[]}
 */
export function holidaysOf(year) {
  return [
    { Date: date(year, 1, 1), holiday: "New Year's Day" },
    { Date: nth(year, 1, MONDAY, 3), holiday: "Martin Luther King Jr. Day" },
    { Date: nth(year, 2, MONDAY, 3), holiday: "Washington's Birthday" },
    { Date: lastMondayOfMay(year), holiday: "Memorial Day" },
    { Date: date(year, 7, 4), holiday: "Independence Day" },
    { Date: nth(year, 9, MONDAY, 1), holiday: "Labor Day" },
    { Date: nth(year, 10, MONDAY, 2), holiday: "Columbus Day" },
    { Date: date(year, 11, 11), holiday: "Veterans Day" },
    { Date: nth(year, 11, THURSDAY, 4), holiday: "Thanksgiving" },
    { Date: date(year, 12, 25), holiday: "Christmas Day" },
  ];
}

/** @type {import("./make.mjs").DataSet} */
export const holidays = {
  name: "holidays",
  version: 1,
  make(folder) {
    const rows = Array.from({ length: YEARS }, (_, i) => holidaysOf(FIRST_YEAR + i)).flat();
    mkdirSync(join(folder, "holidays"));
    parquetWriteFile({
      filename: join(folder, "holidays", "part.0.parquet"),
      createdBy: "bask",
      // A wall-clock date, as the dates of the flights are: no zone is meant.
      schema: [
        { name: "root", num_children: 2 },
        { name: "Date", type: "INT64", repetition_type: "REQUIRED", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" } },
        { name: "holiday", type: "BYTE_ARRAY", repetition_type: "REQUIRED", converted_type: "UTF8", logical_type: { type: "STRING" } },
      ],
      columnData: [
        { name: "Date", data: rows.map(row => row.Date) },
        { name: "holiday", data: rows.map(row => row.holiday) },
      ],
    });
  },
};
