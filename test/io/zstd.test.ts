import { decompress as inJavaScript } from "fzstd";
import Zstd from "numcodecs/zstd";
import { describe, expect, it } from "vitest";
import { contentSize, search, unzstd, unzstdInto } from "../../runtime/io/bytes/zstd.ts";

const encoder = Zstd.fromConfig({ id: "zstd", level: 3 });
const bytesOf = (length: number, of: (i: number) => number): Uint8Array => Uint8Array.from({ length }, (_, i) => of(i));

describe("zstd", () => {
  it.each([
    ["nothing", new Uint8Array(0)],
    ["one byte", Uint8Array.of(9)],
    ["zeros", new Uint8Array(100_000)],
    ["noise of an odd length", bytesOf(65_537, i => Math.imul(i, 2_654_435_761) >>> 24)],
    ["a pattern of several blocks", bytesOf(400_003, i => (i % 251) ^ (i >> 12))],
  ])("is decoded as JavaScript does it: %s", async (_, bytes) => {
    const packed = await encoder.encode(bytes);
    const decode = await unzstd();
    // In the middle of a larger buffer, as pages are.
    expect(contentSize(packed) ?? bytes.length).toBe(bytes.length);
    const inside = new Uint8Array(packed.length + 7);
    inside.set(packed, 3);
    const found = await decode(inside.subarray(3, 3 + packed.length));
    expect(Buffer.compare(found, bytes)).toBe(0);
    expect(Buffer.compare(inJavaScript(Uint8Array.from(packed)), bytes)).toBe(0);
  });
  it("says its size in one, two, four and eight bytes", () => {
    const header = (descriptor: number, ...rest: number[]) =>
      contentSize(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, descriptor, ...rest, ...new Array<number>(16).fill(0)));
    expect(header(0x20, 77)).toBe(77);
    expect(header(0x00, 77)).toBeUndefined();
    expect(header(0x40, 9, 1, 2)).toBe(1 + 2 * 256 + 256);
    expect(header(0xa0, 1, 2, 3, 0)).toBe(1 + 2 * 256 + 3 * 65_536);
    expect(header(0xe1, 200, 5, 0, 0, 0, 1)).toBe(5 + 2 ** 32);
    expect(contentSize(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });
  it("is decoded natively where its package is installed", async () => {
    expect(await search()).not.toBe(inJavaScript);
  });
  it("is refused where it is broken", async () => {
    const decode = await unzstd();
    const packed = await encoder.encode(bytesOf(5_000, i => i % 7));
    await expect((async () => decode(packed.subarray(0, packed.length - 4)))()).rejects.toThrow();
    await expect((async () => decode(Uint8Array.of(1, 2, 3, 4, 5, 6)))()).rejects.toThrow();
  });
  it("fills memory that is there, where the size is right", async () => {
    for (const bytes of [bytesOf(100_003, i => (i % 251) ^ (i >> 12)), new Uint8Array(3_000_000), bytesOf(65_537, i => Math.imul(i, 2_654_435_761) >>> 24)]) {
      const packed = await encoder.encode(bytes);
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 11)).fill(9);
      expect(await unzstdInto(packed, shared.subarray(5, 5 + bytes.length))).toBe(true);
      expect(Buffer.compare(Uint8Array.from(shared.subarray(5, 5 + bytes.length)), bytes)).toBe(0);
      expect([...shared.subarray(0, 5), ...shared.subarray(5 + bytes.length)]).toEqual(new Array<number>(11).fill(9));
      expect(await unzstdInto(packed, new Uint8Array(bytes.length + 1))).toBe(false);
    }
    expect(await unzstdInto(Uint8Array.of(1, 2, 3), new Uint8Array(8))).toBe(false);
    const broken = Uint8Array.from(await encoder.encode(bytesOf(5_000, i => (i * i) % 251)));
    broken.fill(255, 20);
    await expect(unzstdInto(broken, new Uint8Array(5_000))).rejects.toThrow("the frame is damaged");
  });
});
