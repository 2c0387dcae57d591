/** An array as the results panel shows it: figures of its numbers, the values at its corners, a line of one axis, a sampled picture of two. */

import { inspect } from "node:util";
import type { CellValue, Shown } from "../../protocol/session.ts";
import { at } from "../values/element.ts";
import type { NDArray } from "../values/ndarray.ts";

const CORNER = 6;
/** Rows of a sampled picture; twice as many columns. */
const SAMPLE = 48;
/** Points of a line: each stands for a stretch of elements. */
const POINTS = 240;
/** Elements of a stretch that are looked at: of very long ones, evenly spaced. */
const LOOKED_AT = 4096;

type ShownArray = Omit<Extract<Shown, { kind: "array" }>, "id" | "title">;

export function arrayPreview(block: NDArray, cell: (value: unknown) => CellValue): ShownArray {
  const rows = block.ndim === 1 ? 1 : (block.shape[block.ndim - 2] as number);
  const columns = block.shape[block.ndim - 1] as number;
  const lead = new Array<number>(Math.max(0, block.ndim - 2)).fill(0);
  const item = (i: number, j: number): unknown => block.item(...(block.ndim === 1 ? [j] : [...lead, i, j]));
  const shown = (i: number, j: number): CellValue => {
    const element = item(i, j);
    return typeof element === "object" && element !== null ? inspect(element) : cell(element);
  };
  const preview = block.size === 0 ? [] : edge(rows).map(i => edge(columns).map(j => shown(i, j)));
  const isReal = block.size > 0 && numberOf(item(0, 0)) !== undefined;
  return {
    kind: "array",
    dtype: block.dtype,
    shape: [...(block.shape as readonly number[])],
    ...(isReal ? figuresOf(block) : { min: null, max: null, mean: null, missing: 0 }),
    preview,
    sample: isReal && block.ndim > 1 ? sampleOf(rows, columns, (i, j) => numberOf(item(i, j))) : null,
    line: isReal && block.ndim === 1 ? lineOf(columns, j => numberOf(item(0, j))) : null,
  };
}

const edge = (n: number): number[] =>
  n <= 2 * CORNER
    ? Array.from({ length: n }, (_, i) => i)
    : [...Array.from({ length: CORNER }, (_, i) => i), ...Array.from({ length: CORNER }, (_, i) => n - CORNER + i)];

/** undefined: not a number at all, as complex numbers and dates are not. */
function numberOf(element: unknown): number | undefined {
  if (typeof element === "number") return element;
  return typeof element === "bigint" || typeof element === "boolean" ? Number(element) : undefined;
}

/** Of the elements that are finite; how many are not a number. */
function figuresOf(block: NDArray): Pick<ShownArray, "min" | "max" | "mean" | "missing"> {
  let [min, max, sum, known, missing] = [Infinity, -Infinity, 0, 0, 0];
  const take = (value: number): void => {
    if (Number.isNaN(value)) missing++;
    if (!Number.isFinite(value)) return;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    known++;
  };
  const { data, offset, dtype, size } = block;
  if (block.contiguous) for (let i = 0; i < size; i++) take(numberOf(at(data, offset + i, dtype))!);
  else for (const element of elements(block)) take(numberOf(element)!);
  return known === 0 ? { min: null, max: null, mean: null, missing } : { min, max, mean: sum / known, missing };
}

/** Of a view, along its strides. */
function* elements({ data, shape, strides, offset, dtype }: NDArray, axis = 0, from = offset): Generator<unknown> {
  if (axis === shape.length) return void (yield at(data, from, dtype));
  const self = { data, shape, strides, offset, dtype } as NDArray;
  for (let i = 0; i < shape[axis]!; i++) yield* elements(self, axis + 1, from + i * strides[axis]!);
}

function sampleOf(rows: number, columns: number, number: (i: number, j: number) => number | undefined): ShownArray["sample"] {
  const [height, width] = [Math.min(rows, SAMPLE), Math.min(columns, 2 * SAMPLE)];
  const values = Array.from({ length: height * width }, (_, k) =>
    finite(number(Math.floor((Math.floor(k / width) * rows) / height), Math.floor(((k % width) * columns) / width))),
  );
  return { rows: height, columns: width, values };
}

/** The least and the greatest of each stretch, so that a spike shows at any length; null where none is a number. */
function lineOf(n: number, number: (j: number) => number | undefined): ShownArray["line"] {
  const points = Math.min(n, POINTS);
  const [low, high]: [(number | null)[], (number | null)[]] = [[], []];
  for (let p = 0; p < points; p++) {
    const [from, to] = [Math.floor((p * n) / points), Math.floor(((p + 1) * n) / points)];
    const step = Math.max(1, Math.floor((to - from) / LOOKED_AT));
    let [least, most] = [Infinity, -Infinity];
    for (let j = from; j < to; j += step) {
      const value = number(j)!;
      if (!Number.isFinite(value)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    low.push(least === Infinity ? null : least);
    high.push(least === Infinity ? null : most);
  }
  return { low, high };
}

const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
