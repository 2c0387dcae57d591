import fc from "fast-check";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { blockRanges } from "../../runtime/io/bytes/blocks.ts";
import { cutRange, type ReadRange } from "../../runtime/io/bytes/cut.ts";
import { decompressStart } from "../../runtime/io/bytes/decompress.ts";
import { planFiles, planParts } from "../../runtime/io/bytes/plan.ts";
import { readBytes, splitLines } from "../../runtime/io/bytes/read-bytes.ts";
import { diskHost } from "../../runtime/io/host/disk.ts";

const folder = mkdtempSync(join(tmpdir(), "bask-bytes-"));
afterAll(() => rmSync(folder, { recursive: true }));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

function blocksOf(content: string, blocksize: number, delimiter: string): string[] {
  const data = bytes(content);
  const read: ReadRange = (start, end) => data.subarray(start, end);
  return blockRanges(data.length, blocksize).map(({ start, end }) => text(data.subarray(...cutRange(read, data.length, start, end, bytes(delimiter)))));
}

describe("block ranges", () => {
  it("spread the remainder", () => {
    expect(blockRanges(19, 10)).toEqual([{ start: 0, end: 19 }]);
    expect(blockRanges(20, 10)).toEqual([
      { start: 0, end: 10 },
      { start: 10, end: 20 },
    ]);
    expect(blockRanges(100, 30).map(range => range.start)).toEqual([0, 33, 66]);
    expect(blockRanges(0, 10)).toEqual([]);
    expect(blockRanges(7, null)).toEqual([{ start: 0, end: 7 }]);
  });
  it("cover the file, none above twice the blocksize", () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 1, max: 6000 }), (size, blocksize) => {
        const ranges = blockRanges(size, blocksize);
        expect(ranges.map(range => range.start)).toEqual([...(size > 0 ? [0] : []), ...ranges.slice(0, -1).map(range => range.end)]);
        if (size > 0) expect(ranges.at(-1)!.end).toBe(size);
        for (const { start, end } of ranges) expect(end - start).toBeLessThan(2 * blocksize + 1);
      }),
    );
  });
});

describe("the delimiter rule", () => {
  it("gives a line that begins at a cut to the block before", () => {
    expect(blocksOf("aaaa\nbbbb\ncccc\n", 5, "\n")).toEqual(["aaaa\nbbbb\n", "cccc\n", ""]);
    expect(blocksOf("aaa\r\nbbb\r\nccc\r\n", 4, "\r\n")).toEqual(["aaa\r\nbbb\r\n", "ccc\r\n", ""]);
  });
  it("gives every line exactly once", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r\n"), maxLength: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom("\n", "\r\n", "ab"),
        (content, blocksize, delimiter) => {
          expect(blocksOf(content, blocksize, delimiter).join("")).toBe(content);
        },
      ),
    );
  });
});

describe("lines", () => {
  it("have no line ends", () => {
    expect(splitLines(bytes("a\r\nb\n\nc"))).toEqual(["a", "b", "", "c"]);
    expect(splitLines(bytes("a|b|"), "|")).toEqual(["a", "b"]);
    expect(splitLines(bytes(""))).toEqual([]);
  });
});

describe("files", () => {
  const host = diskHost(folder);
  for (const name of ["f1.txt", "f10.txt", "f2.txt", "sub/g.txt", "sub/deep/h.txt", "odd[1].txt", ".hidden.txt"]) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), `${name}\n`);
  }
  const names = (pattern: string): readonly string[] => {
    const answer = host.list(pattern);
    return answer.state === "known" ? answer.value.map(path => path.slice(folder.length + 1)) : [answer.state];
  };
  it("are listed by pattern in lexical order", () => {
    expect(names("f*.txt")).toEqual(["f1.txt", "f10.txt", "f2.txt"]);
    expect(names("f?.txt")).toEqual(["f1.txt", "f2.txt"]);
    expect(names("f[2-9].txt")).toEqual(["f2.txt"]);
    expect(names("{f1,f2}.txt")).toEqual(["f1.txt", "f2.txt"]);
    expect(names("**/[gh].txt")).toEqual(["sub/deep/h.txt", "sub/g.txt"]);
    expect(names(join(folder, "sub/*.txt"))).toEqual(["sub/g.txt"]);
    expect(names("./sub/../f1.txt")).toEqual(["f1.txt"]);
    expect(names("odd[1].txt")).toEqual(["odd[1].txt"]);
  });
  it("are missed by name", () => {
    expect(() => planFiles(host, "none*.csv")).toThrow(`no files match none*.csv in ${folder}`);
    expect(() => planFiles(host, "none.csv")).toThrow("no such file: none.csv");
    expect(() => readBytes({ path: join(folder, "gone"), start: 0, end: 1 }, null)).toThrow("no such file");
    expect(() => planFiles(host, "https://example.org/x.csv")).toThrow("only files of this machine");
    expect(() => planFiles(host, ["f1.txt"], "lzma")).toThrow("gzip and zstd");
  });
  it("are read in parts", () => {
    const files = planFiles(host, ["f*.txt"]) as never;
    const parts = planParts(files, 4);
    expect(parts.length).toBe(4);
    expect(parts.map(part => text(readBytes(part, "\n"))).join("")).toBe("f1.txt\nf10.txt\nf2.txt\n");
  });
  it("are decompressed as wholes, their start alone too", () => {
    const content = "line\n".repeat(1000);
    const path = join(folder, "z.txt.gz");
    writeFileSync(path, gzipSync(content));
    const parts = planParts(planFiles(host, "z.txt.gz") as never, 10);
    expect(parts.length).toBe(1);
    expect(text(readBytes(parts[0]!, "\n"))).toBe(content);
    expect(content.startsWith(text(decompressStart(gzipSync(content).subarray(0, 25), "gzip", path)))).toBe(true);
    writeFileSync(path, "not compressed");
    expect(() => readBytes({ path, start: 0, end: 14, compression: "gzip" }, "\n")).toThrow("z.txt.gz is not gzip data");
  });
});
