/** Files that pyarrow wrote, in every codec: plain values in pages of the first version, and dictionaries in pages of the second. 40 rows in groups of 16. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readParquet } from "../../runtime/io/parquet/read-parquet.ts";
import { tableOf, within } from "./run-blocks.ts";

const folder = join(import.meta.dirname, "fixtures");
const files = readdirSync(folder).filter(name => name.endsWith(".parquet"));
const row = (i: number) => ({
  id: i,
  x: i * 1.5 - 7,
  n: i * i - 100,
  f: i / 4,
  y: i % 7 === 0 ? Number.NaN : i * 0.5,
  t: new Date(1_577_836_800_000 + i * 17_000),
  s: `k${i % 3}`,
  b: i % 3 === 0,
});

describe("files of others", () => {
  it("are there", () => expect(files.length).toBe(12));
  it.each(files)("%s", async name => {
    const read = await tableOf(within(folder, () => readParquet(name, {})));
    expect(read.toArray()).toEqual(Array.from({ length: 40 }, (_, i) => row(i)));
  });
});
