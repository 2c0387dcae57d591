/** Places where no folder can be made: each writer says so at once, with the path. `/proc` answers "no such file" for any new name. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import * as da from "../../../runtime/array.ts";
import * as dd from "../../../runtime/dataframe.ts";
import { makeFolder } from "../../../runtime/make-folder.ts";
import { createSpill } from "../../../runtime/memory/spill.ts";
import { sync } from "./folder.ts";

const temporary = mkdtempSync(join(tmpdir(), "no-place-"));
afterAll(() => rmSync(temporary, { recursive: true }));
writeFileSync(join(temporary, "file"), "");

const array = () => da.ones([4], { chunks: 2 });
const frame = () => dd.fromTable([{ a: 1 }, { a: 2 }], { npartitions: 1 });

describe.each([
  ["a file system that takes no names", "/proc/bask-x"],
  ["a file where a folder is expected", join(temporary, "file", "x")],
])("%s", (_, path) => {
  if (path.startsWith("/proc") && !existsSync("/proc/self")) return;
  const said = {
    message: expect.stringContaining(path) as string,
    cause: { name: "FileError", code: "FILE", message: expect.stringContaining(path) as string },
  };
  it("toZarr", () => expect(da.toZarr(array(), `${path}.zarr`, sync)).rejects.toMatchObject(said));
  it("toNpyStack", () => expect(da.toNpyStack(path, array(), sync)).rejects.toMatchObject(said));
  it("toNpy", () => expect(array().toNpy(`${path}.npy`, sync)).rejects.toMatchObject(said));
  it("toHdf5", () => expect(array().toHdf5(`${path}.h5`, "/x", sync)).rejects.toMatchObject(said));
  it("toParquet", () => expect(frame().toParquet(path, sync)).rejects.toMatchObject(said));
  it("toCsv", () => expect(frame().toCsv(join(path, "*.csv"), sync)).rejects.toMatchObject(said));
  it("the folder of blocks that spill", () => {
    const spill = createSpill(join(path, "blocks"));
    expect(() => spill.write(new Uint8Array(10))).toThrow(path);
  });
});

describe("makeFolder", () => {
  it("makes what is missing, and is content with what is there", () => {
    const folder = join(temporary, "a", "b", "c");
    makeFolder(folder);
    makeFolder(folder);
    expect(existsSync(folder)).toBe(true);
  });
});
