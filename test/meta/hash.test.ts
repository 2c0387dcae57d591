import { describe, expect, it } from "vitest";
import { hashOf } from "../../runtime/meta/hash.ts";

describe("hashOf", () => {
  it("tells many small values apart", () => {
    const seen = new Set<string>();
    for (let i = -60_000; i < 60_000; i++) seen.add(hashOf([i]));
    for (let i = 0; i < 60_000; i++) seen.add(hashOf(`k${i}`));
    for (let i = 0; i < 300; i++) for (let j = 0; j < 300; j++) seen.add(hashOf([i, j]));
    expect(seen.size).toBe(270_000);
  });
  it("is equal for equal content, whatever the order of keys", () => {
    expect(hashOf({ a: 1, b: [2, "x"] })).toBe(hashOf({ b: [2, "x"], a: 1 }));
    expect(hashOf(new Float64Array([1, 2]))).toBe(hashOf(new Float64Array([1, 2])));
  });
  it("tells kinds apart", () => {
    const kinds: unknown[] = [
      0,
      -0,
      "0",
      false,
      null,
      undefined,
      [],
      {},
      [0],
      new Float64Array(1),
      new Float32Array(1),
      0n,
      new Date(0),
      /0/,
      new Map(),
      new Set(),
      Number.NaN,
      0.5,
    ];
    expect(new Set(kinds.map(hashOf)).size).toBe(kinds.length);
  });
});
