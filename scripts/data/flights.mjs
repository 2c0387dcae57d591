/**
 * The flights of the examples: 3,000,000 departures in the United States in the first half of 2001, as the Parquet file that the
 * package `vega-datasets` ships and as ten CSV files with the same rows in the same order.
 */

import { closeSync, constants, copyFileSync, openSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { ensure } from "./make.mjs";

const PARQUET = "flights-3m.parquet";
const FILES = 10;
const COLUMNS = ["date", "delay", "distance", "origin", "destination"];
const HEADER = COLUMNS.join(",") + "\n";
const MINUTES_A_DAY = 1440;
/** More than the longest row: 16 of the date, two whole numbers of at most 20, two airport codes of at most 32, separators. */
const LONGEST_ROW = 128;

/** @returns {string} the Parquet file within the installed package */
function source() {
  return join(createRequire(import.meta.url).resolve("vega-datasets"), "..", "..", "data", PARQUET);
}

/** One text file, filled row by row as bytes: the rows of a whole file as JavaScript strings would take longer than reading them. */
function rowFile(/** @type {string} */ path) {
  const file = openSync(path, "w");
  const bytes = Buffer.allocUnsafe(1 << 20);
  let end = bytes.write(HEADER, "latin1");
  let lastDay = NaN;
  const date = Buffer.alloc(11);

  const flush = () => {
    for (let done = 0; done < end; ) done += writeSync(file, bytes, done, end - done);
    end = 0;
  };
  const twoDigits = (/** @type {number} */ value) => {
    bytes[end++] = 48 + Math.floor(value / 10);
    bytes[end++] = 48 + (value % 10);
  };
  const integer = (/** @type {number} */ value) => {
    if (value < 0) bytes[end++] = 45;
    const size = Math.abs(value);
    let unit = 1;
    while (unit * 10 <= size) unit *= 10;
    for (let rest = size; unit >= 1; unit /= 10) {
      const digit = Math.floor(rest / unit);
      bytes[end++] = 48 + digit;
      rest -= digit * unit;
    }
  };
  const text = (/** @type {string} */ value) => {
    for (let i = 0; i < value.length; i++) bytes[end++] = value.charCodeAt(i);
  };

  return {
    /** @param {number} minute since 1970 @param {number} delay @param {number} distance @param {string} origin @param {string} destination */
    write(minute, delay, distance, origin, destination) {
      if (end + LONGEST_ROW > bytes.length) flush();
      const day = Math.floor(minute / MINUTES_A_DAY);
      if (day !== lastDay) {
        date.write(`${new Date(day * 86_400_000).toISOString().slice(0, 10)} `, "latin1");
        lastDay = day;
      }
      date.copy(bytes, end);
      end += date.length;
      const ofDay = minute - day * MINUTES_A_DAY;
      twoDigits(Math.floor(ofDay / 60));
      bytes[end++] = 58;
      twoDigits(ofDay % 60);
      bytes[end++] = 44;
      integer(delay);
      bytes[end++] = 44;
      integer(distance);
      bytes[end++] = 44;
      text(origin);
      bytes[end++] = 44;
      text(destination);
      bytes[end++] = 10;
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}

/**
 * The rows of a Parquet file as `files` CSV files of equally many rows.
 * @param {string} parquet @param {string} folder @param {number} files
 * @param {(done: number, total: number) => void} progress
 */
async function writeCsv(parquet, folder, files, progress) {
  const file = await asyncBufferFromFile(parquet);
  const metadata = await parquetMetadataAsync(file);
  const total = Number(metadata.num_rows);
  const each = Math.ceil(total / files);
  let row = 0;
  /** @type {ReturnType<typeof rowFile> | undefined} */
  let out;
  for (const group of metadata.row_groups) {
    const end = row + Number(group.num_rows);
    /** @type {Record<string, ArrayLike<any>[]>} */
    const read = Object.fromEntries(COLUMNS.map(name => [name, []]));
    await parquetRead({
      file, metadata, compressors, columns: COLUMNS, rowStart: row, rowEnd: end,
      // Minutes, not dates: the file counts microseconds, and all of them are whole minutes.
      parsers: { timestampFromMicroseconds: micros => Number(micros / 60_000_000n) },
      onChunk: chunk => read[chunk.columnName]?.push(chunk.columnData),
    });
    const [date, delay, distance, origin, destination] = COLUMNS.map(name => whole(name, read[name] ?? [], end - row));
    for (let i = 0; row < end; i++, row++) {
      if (row % each === 0) {
        out?.close();
        out = rowFile(join(folder, `flights-${row / each}.csv`));
      }
      out?.write(date?.[i], Number(delay?.[i]), Number(distance?.[i]), origin?.[i], destination?.[i]);
    }
    progress(row, total);
  }
  out?.close();
}

/**
 * A column of one row group, whose values may come in several pieces.
 * @param {string} name @param {ArrayLike<any>[]} pieces @param {number} rows @returns {ArrayLike<any>}
 */
function whole(name, pieces, rows) {
  const values = pieces.length === 1 && pieces[0] ? pieces[0] : pieces.flatMap(piece => Array.from(piece));
  if (values.length !== rows) throw new Error(`${PARQUET}: expected ${rows} values of ${name} in a row group, got ${values.length}`);
  return values;
}

/** @param {(line: string) => void} log @returns {import("./make.mjs").DataSet} */
const flights = log => ({
  name: "flights",
  version: 1,
  async make(folder) {
    const parquet = join(folder, PARQUET);
    copyFileSync(source(), parquet, constants.COPYFILE_FICLONE);
    await writeCsv(parquet, folder, FILES, (done, total) => log(`flights: ${Math.floor((100 * done) / total)} % of ${total.toLocaleString("en")} rows`));
  },
});

/** A line on the terminal that is written over; elsewhere only the first and the last. @param {NodeJS.WriteStream} stream */
function progressLine(stream) {
  let first = true;
  return (/** @type {string} */ line, last = false) => {
    if (stream.isTTY) stream.write(`\r\u001b[K${line}${last ? "\n" : ""}`);
    else if (first || last) stream.write(`${line}\n`);
    first = false;
  };
}

/**
 * Makes the flights in a folder unless they are there. The first time takes some seconds and 110 MB.
 * @param {string} dir
 * @param {{ stderr?: NodeJS.WriteStream }} [options] where progress goes
 * @returns {Promise<{ parquet: string; csv: string[]; made: boolean }>} the paths, and whether they were made by this call
 */
export async function ensureFlights(dir, { stderr = process.stderr } = {}) {
  const line = progressLine(stderr);
  const { made } = await ensure(dir, flights(line), { seed: 0, scale: 1 }, line);
  if (made) line(`flights: 3,000,000 rows are in ${dir}`, true);
  return { parquet: join(dir, PARQUET), csv: Array.from({ length: FILES }, (_, i) => join(dir, `flights-${i}.csv`)), made };
}
