/** The flights of the examples: the CSV files hold the rows of the Parquet file, in its order. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { expect, test } from "vitest";
import { ensureFlights } from "../../scripts/data/flights.mjs";
import { temporaryFolder } from "./folder.ts";

test("three million rows in ten files, made once", async () => {
  const folder = temporaryFolder();
  const silent = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;
  const { parquet, csv, made } = await ensureFlights(folder, { stderr: silent });
  expect(made).toBe(true);
  expect(csv).toEqual(Array.from({ length: 10 }, (_, i) => join(folder, `flights-${i}.csv`)));
  const file = await asyncBufferFromFile(parquet);

  for (const [i, path] of csv.entries()) {
    const bytes = readFileSync(path);
    let lines = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
    expect(lines).toBe(300_001);
    const text = bytes.toString("latin1");
    expect(text.slice(0, text.indexOf("\n"))).toBe("date,delay,distance,origin,destination");
    const rows = (piece: string) => piece.trimEnd().split("\n");
    const expected = async (start: number, end: number) => (await parquetReadObjects({ file, compressors, rowStart: start, rowEnd: end, useOffsetIndex: true }))
      .map(r => `${r.date.toISOString().slice(0, 16).replace("T", " ")},${r.delay},${r.distance},${r.origin},${r.destination}`);
    if (i % 3 !== 0) continue;
    expect(rows(text.slice(0, 100_000)).slice(1, 1_001)).toEqual(await expected(i * 300_000, i * 300_000 + 1_000));
    expect(rows(text.slice(-100_000)).slice(-1_000)).toEqual(await expected((i + 1) * 300_000 - 1_000, (i + 1) * 300_000));
  }
  expect((await ensureFlights(folder, { stderr: silent })).made).toBe(false);
}, 90_000);
