import fc from "fast-check";
import { writeFileSync } from "node:fs";
import { crc32 } from "../../support/crc32.ts";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { decodePng } from "../../../runtime/io/image/png.ts";
import { FileError, NotSupportedError, TaskError } from "../../../runtime/errors.ts";
import { flat } from "../../support/arrays.ts";
import { sync, testFolder } from "../storage/folder.ts";

const at = testFolder("images");

interface Given {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly samples: number;
  /** As they are stored, row after row. */
  readonly values: readonly number[];
  readonly filter: number;
  readonly interlaced?: boolean;
  readonly palette?: readonly number[];
  readonly opacity?: readonly number[];
}

/** A PNG file by the specification, any filter, in one pass or seven, its data cut in two. */
function png(given: Given): Buffer {
  const { width, height, depth, colour, samples, filter, interlaced = false } = given;
  const passes = interlaced
    ? [
        [0, 0, 8, 8],
        [4, 0, 8, 8],
        [0, 4, 4, 8],
        [2, 0, 4, 4],
        [0, 2, 2, 4],
        [1, 0, 2, 2],
        [0, 1, 1, 2],
      ]
    : [[0, 0, 1, 1]];
  const lines: Buffer[] = [];
  const back = Math.max(1, (samples * depth) >> 3);
  for (const [left, top, right, down] of passes as [number, number, number, number][]) {
    let above: number[] | undefined;
    for (let y = top; y < height; y += down) {
      const bits: number[] = [];
      for (let x = left; x < width; x += right)
        for (let s = 0; s < samples; s++) for (let bit = depth - 1; bit >= 0; bit--) bits.push((given.values[(y * width + x) * samples + s]! >> bit) & 1);
      if (bits.length === 0) break;
      const raw = Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
        Array.from({ length: 8 }, (_, bit) => bits[i * 8 + bit] ?? 0).reduce((n, b) => 2 * n + b, 0),
      );
      const line = raw.map((byte, i) => {
        const [a, b, c] = [i < back ? 0 : raw[i - back]!, above?.[i] ?? 0, i < back ? 0 : (above?.[i - back] ?? 0)];
        const p = a + b - c;
        const paeth = [a, b, c].reduce((best, each) => (Math.abs(p - each) < Math.abs(p - best) ? each : best));
        return (byte - [0, a, b, Math.floor((a + b) / 2), paeth][filter]!) & 255;
      });
      lines.push(Buffer.from([filter, ...line]));
      above = raw;
    }
  }
  const chunk = (type: string, body: Uint8Array): Buffer => {
    const named = Buffer.concat([Buffer.from(type), body]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    check.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  const data = deflateSync(Buffer.concat(lines));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("tEXt", Buffer.from("Title\0a picture")),
    ...(given.palette ? [chunk("PLTE", Buffer.from(given.palette))] : []),
    ...(given.opacity ? [chunk("tRNS", Buffer.from(given.opacity))] : []),
    chunk("IDAT", data.subarray(0, 5)),
    chunk("IDAT", data.subarray(5)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const kinds = [
  ...[1, 2, 4, 8, 16].map(depth => ({ colour: 0, samples: 1, depth })),
  ...[2, 4, 6].flatMap(colour => [8, 16].map(depth => ({ colour, samples: { 2: 3, 4: 2, 6: 4 }[colour]!, depth }))),
];
const pictures = fc
  .record({ kind: fc.constantFrom(...kinds), width: fc.integer({ min: 1, max: 11 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ kind, width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      depth: fc.constant(kind.depth),
      colour: fc.constant(kind.colour),
      samples: fc.constant(kind.samples),
      values: fc.array(fc.nat((1 << kind.depth) - 1), { minLength: width * height * kind.samples, maxLength: width * height * kind.samples }),
      filter: fc.nat(4),
      interlaced: fc.boolean(),
    }),
  );

describe("image.imread", () => {
  test("pictures of any kind, filter and order of lines", () => {
    fc.assert(
      fc.property(pictures, given => {
        const { data, channels } = decodePng(png(given), "x.png");
        expect(channels).toBe(given.samples);
        const scale = given.depth < 8 ? 255 / ((1 << given.depth) - 1) : 1;
        expect([...data]).toEqual(given.values.map(value => value * scale));
      }),
      { numRuns: 200 },
    );
  });

  test("a stack of files: one a block, known before anything is read, slices of it", async () => {
    const [width, height, n] = [7, 5, 4];
    const values = (file: number) => Array.from({ length: width * height * 3 }, (_, i) => (i * 7 + file * 31) % 256);
    for (let file = 0; file < n; file++)
      writeFileSync(at(`p-${file}.png`), png({ width, height, depth: 8, colour: 2, samples: 3, filter: 4, values: values(file) }));
    const x = da.image.imread(at("p-*.png"));
    expect([x.shape, x.chunksize, x.dtype]).toEqual([[n, height, width, 3], [1, height, width, 3], "uint8"]);
    expect(flat(await x.compute(sync))).toEqual([0, 1, 2, 3].flatMap(values));
    const part = await x.get("1:", "::-2", 3, 1).compute(sync);
    expect(flat(part)).toEqual([1, 2, 3].flatMap(file => [4, 2, 0].map(row => values(file)[(row * width + 3) * 3 + 1])));
    expect(da.image.imread(at("p-*.png"), { chunks: [2, -1, -1, -1] }).chunks[0]).toEqual([2, 2]);
  });

  test("palettes give their colours, with opacity where there is some", async () => {
    const base = { width: 4, height: 1, depth: 2, colour: 3, samples: 1, filter: 0, values: [0, 2, 1, 0], palette: [1, 2, 3, 40, 50, 60, 7, 8, 9] };
    writeFileSync(at("palette.png"), png(base));
    expect(flat(await da.image.imread(at("palette.png")).compute(sync))).toEqual([1, 2, 3, 7, 8, 9, 40, 50, 60, 1, 2, 3]);
    writeFileSync(at("clear.png"), png({ ...base, opacity: [0, 128] }));
    const clear = da.image.imread(at("clear.png"));
    expect(clear.shape).toEqual([1, 1, 4, 4]);
    expect(flat(await clear.compute(sync))).toEqual([1, 2, 3, 0, 7, 8, 9, 255, 40, 50, 60, 128, 1, 2, 3, 0]);
  });

  test("what cannot be read says so", async () => {
    const grey = { depth: 8, colour: 0, samples: 1, filter: 1, height: 2 };
    writeFileSync(at("m-0.png"), png({ ...grey, width: 2, values: [1, 2, 3, 4] }));
    writeFileSync(at("m-1.png"), png({ ...grey, width: 3, values: [1, 2, 3, 4, 5, 6] }));
    await expect(da.image.imread(at("m-*.png")).compute(sync)).rejects.toThrow(/expected pictures of \(2, 2\) uint8.*m-1\.png is \(2, 3\)/s);
    writeFileSync(at("cut.png"), png({ ...grey, width: 2, values: [1, 2, 3, 4] }).subarray(0, -20));
    await expect(da.image.imread(at("cut.png")).compute(sync)).rejects.toThrow(TaskError);
    writeFileSync(at("x.jpg"), Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(64)]));
    expect(() => da.image.imread(at("x.jpg"))).toThrow(NotSupportedError);
    writeFileSync(at("x.txt"), "a text that is long enough to be looked at as a picture");
    expect(() => da.image.imread(at("x.txt"))).toThrow(FileError);
    expect(() => da.image.imread(at("none-*.png"))).toThrow(FileError);
  });
});
