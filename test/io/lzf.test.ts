import { expect, test } from "vitest";
import { unlzf } from "../../runtime/io/bytes/lzf.ts";

const bytes = (text: string) => Uint8Array.from(text, character => character.charCodeAt(0));

test("literals, copies that run into what they make, and long ones", () => {
  expect(unlzf(Uint8Array.of(2, ...bytes("abc"), 0x20, 2), 6)).toEqual(bytes("abcabc"));
  expect(unlzf(Uint8Array.of(0, ...bytes("x"), 0x60, 0), 6)).toEqual(bytes("xxxxxx"));
  // Seven says that a byte with more of the length comes before the distance.
  expect(unlzf(Uint8Array.of(1, ...bytes("ab"), 0xe0, 11, 1), 22)).toEqual(bytes("ab".repeat(11)));
});
test("what is none is an error", () => {
  for (const [packed, length] of [
    [[2, 1, 2], 3],
    [[0, 1, 0x20, 5], 4],
    [[0, 1, 0x20], 4],
    [[0, 1], 3],
    [[1, 1, 2], 1],
  ] as const)
    expect(() => unlzf(Uint8Array.from(packed), length)).toThrow("not lzf data");
});
