import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { chunkGridSvg } from "../../../runtime/meta/chunk-grid.ts";
import { unknown } from "../../../runtime/meta/dim.ts";

const lines = (svg: string): number => svg.match(/stroke=/g)!.length;
/** Numbers of all paths: none may be NaN, all lie inside the picture. */
function checked(svg: string): string {
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
  for (const [, x, y] of svg.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)) {
    expect(Number(x)).toBeGreaterThanOrEqual(0);
    expect(Number(x)).toBeLessThanOrEqual(width!);
    expect(Number(y)).toBeGreaterThanOrEqual(0);
    expect(Number(y)).toBeLessThanOrEqual(height!);
  }
  return svg;
}

describe("toSvg", () => {
  test("one, two and three axes, and more as a stack", () => {
    expect(checked(da.ones(10, { chunks: 5 }).toSvg())).toContain("<title>(10) in 2 chunks</title>");
    const flat = checked(da.ones([1000, 500], { chunks: [100, 250] }).toSvg());
    expect(flat).toContain(">1,000</text>");
    expect(flat.match(/M/g)!.length).toBeGreaterThan(13);
    const box = checked(da.ones([31, 5760, 11520], { chunks: [1, 500, 500] }).toSvg());
    expect(box).toContain(">31</text>");
    expect(lines(box)).toBe(1);
    const stack = checked(da.ones([7, 4, 3, 5, 6], { chunks: [7, 2, 1, 5, 3] }).toSvg());
    expect(lines(stack)).toBe(3);
    expect(stack).toContain("7 × 4 of these, in 1 × 2 chunks");
  });

  test("many chunks stay few lines, the size is the longest side's", () => {
    const many = checked(da.ones([100_000, 100_000], { chunks: [10, 10] }).toSvg());
    expect(many.length).toBeLessThan(5000);
    const [small, large] = [60, 600].map(size => Number(/width="(\d+)"/.exec(checked(da.ones([8, 8], { chunks: 1 }).toSvg({ size })))![1]));
    expect(large! - small!).toBeGreaterThan(500);
    expect(() => da.ones(3).toSvg({ size: 1 })).toThrow("expected a size of 20 to 4000 pixels");
  });

  test("what has no grid", () => {
    expect(() => da.ones([]).toSvg()).toThrow("without axes");
    expect(() => da.ones([0, 3]).toSvg()).toThrow("not known or zero");
    const x = da.arange(6, { chunks: 3 });
    expect(() => x.get(x.gt(2)).toSvg()).toThrow("computeChunkSizes");
    expect(chunkGridSvg({ shape: [unknown("a file")], chunks: [unknown("a file")] })).toBeUndefined();
  });
});
