/** Footers read out of memory that is not theirs alone: a Buffer is a view of a pool, and the pool is written again. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFooter } from "../../runtime/io/parquet/footer.ts";

const folder = join(import.meta.dirname, "fixtures");
const files = readdirSync(folder).filter(name => name.endsWith(".parquet"));

describe("a footer", () => {
  it.each(files)("%s is the same from a view, and stays so when its memory is used again", name => {
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const expected = readFooter<never>(name, bytes.length, (start, end) => bytes.slice(start, end));
    const pool = Buffer.alloc(bytes.length + 64, 0x5a);
    pool.set(bytes, 13);
    const found = readFooter<never>(name, bytes.length, (start, end) => pool.subarray(13 + start, 13 + end));
    pool.fill(0xff);
    expect(found).toEqual(expected);
    expect(found.row_groups.reduce((rows, group) => rows + Number(group.num_rows), 0)).toBe(40);
    expect(JSON.stringify(found, plain)).toBe(JSON.stringify(expected, plain));
  });
});

const plain = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}n` : value instanceof Uint8Array ? [...value] : value);
