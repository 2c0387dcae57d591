/** Blocks as terminals show them: nested brackets, numbers aligned, the middle of long axes left out. */

import type { Complex } from "./element.ts";
import { cellText, decimalsOf } from "./format-table.ts";
import type { NDArray } from "./ndarray.ts";

/** Elements shown at each end of a long axis. */
const EDGE = 3;

export function formatArray(block: NDArray): string {
  const head = String(block);
  if (block.size === 0) return `${head} []`;
  const values = shown(block, []);
  const floats = block.dtype.startsWith("float") ? decimalsOf(values.map(value => value as number)) : 0;
  const texts = values.map(value => elementText(value, floats));
  if (block.ndim === 0) return `${head} ${texts[0]}`;
  const width = Math.max(...texts.map(text => text.length));
  const queue = texts.map(text => text.padStart(width)).values();
  const body = (axis: number): string => {
    const parts = ends(block.shape[axis]!).map(i => (i < 0 ? "..." : axis === block.ndim - 1 ? (queue.next().value as string) : body(axis + 1)));
    const separator = axis === block.ndim - 1 ? ", " : `,${"\n".repeat(block.ndim - axis - 1)}${" ".repeat(axis + 1)}`;
    return `[${parts.join(separator)}]`;
  };
  return `${head}\n${body(0)}`;
}

/** Positions along an axis; -1 stands for those left out. */
const ends = (n: number): number[] =>
  n <= 2 * EDGE + 1
    ? Array.from({ length: n }, (_, i) => i)
    : [...Array.from({ length: EDGE }, (_, i) => i), -1, ...Array.from({ length: EDGE }, (_, i) => n - EDGE + i)];

/** Integers as they are in the block: the exact ones beyond 2^53 too. */
function shown(block: NDArray, index: readonly number[]): unknown[] {
  if (index.length === block.ndim) {
    const position = index.reduce((sum, i, axis) => sum + i * block.strides[axis]!, block.offset);
    return [/^u?int64$/.test(block.dtype) ? block.data[position] : block.item(...index)];
  }
  return ends(block.shape[index.length]!).flatMap(i => (i < 0 ? [] : shown(block, [...index, i])));
}

function elementText(value: unknown, decimals: number): string {
  if (typeof value === "number" && decimals > 0) return value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential(3) : cellText(value, decimals);
  if (typeof value !== "object" || value === null) return String(value);
  const { re, im } = value as Complex;
  return `${re}${im < 0 ? "-" : "+"}${Math.abs(im)}j`;
}
