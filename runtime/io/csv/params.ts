/** What a `readCsv` expression carries: everything its kernel needs, as plain data. */

import type { ColumnType } from "../../meta/dtype.ts";
import type { Unknown } from "../../meta/dim.ts";
import type { PlannedPart } from "../bytes/plan.ts";

export interface CsvColumn {
  readonly name: string;
  readonly dtype: ColumnType;
  /** Positions of the fields it is made of; several are put together to a date. */
  readonly from: readonly number[];
  /** Its dtype was said, not seen in the sample. */
  readonly given: boolean;
}

export interface CsvDialect {
  readonly separator: string;
  /** Texts that mean "missing". */
  readonly missing: readonly string[];
  /** Names of all fields of a line. */
  readonly fields: readonly string[];
  /** A file begins with a line of names. */
  readonly header: boolean;
  /** Names are given, whatever the header says. */
  readonly renamed: boolean;
  /** Lines before that. */
  readonly skiprows: number;
  readonly comment: string | null;
}

export interface CsvParams extends CsvDialect {
  /** Every column there is to read. */
  readonly schema: readonly CsvColumn[] | Unknown;
  /** Names of those that are wanted, in order: the projection. */
  readonly columns: readonly string[];
  readonly parts: readonly PlannedPart[] | Unknown;
  /** Stands for the files' sizes and times: other contents are another expression. */
  readonly stamp: string;
  /** Bytes of text a byte of the wanted columns in memory stands for, as seen in the sample. */
  readonly rowsPerByte: number;
}

/** The texts that mean "missing" unless said otherwise, as in pandas. */
export const MISSING: readonly string[] = [
  "",
  "#N/A",
  "#N/A N/A",
  "#NA",
  "-1.#IND",
  "-1.#QNAN",
  "-NaN",
  "-nan",
  "1.#IND",
  "1.#QNAN",
  "<NA>",
  "N/A",
  "NA",
  "NULL",
  "NaN",
  "None",
  "n/a",
  "nan",
  "null",
];
