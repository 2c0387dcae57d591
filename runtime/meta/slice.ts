/** The index language of arrays: Python's slices as text or object, and where an index stands on its axis. */

import { IndexError, ShapeError, UnknownSizeError } from "../errors.ts";
import { type Dim, isKnown, isUnknown } from "./dim.ts";

export interface Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}

export const newaxis: unique symbol = Symbol.for("bask.newaxis") as never;
export const ellipsis = "...";

class SliceValue implements Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
  constructor(start: number | null, stop: number | null, step: number | null) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** `slice(stop)`, `slice(start, stop)`, `slice(start, stop, step)`; null is an open end. Bounds may be labels where `loc` takes them. */
export function slice<L = number>(...bounds: readonly (L | number | null)[]): Slice {
  const [start, stop, step] = bounds.length === 1 ? [null, bounds[0]!, null] : [bounds[0] ?? null, bounds[1] ?? null, bounds[2] ?? null];
  return new SliceValue(start as number | null, stop as number | null, step as number | null);
}
export const isSlice = (value: unknown): value is Slice => value instanceof SliceValue;

/** ":", "2:10", "::-1" as a slice; null if the text is none. */
export function parseSlice(text: string): Slice | null {
  const parts = text.split(":").map(part => part.trim());
  if (parts.length < 2 || parts.length > 3 || parts.some(part => !/^(?:[+-]?\d+)?$/.test(part))) return null;
  const [start, stop, step] = parts.map(part => (part === "" ? null : Number(part)));
  return new SliceValue(start!, stop!, step ?? null);
}

/** One entry of an index after reading: bounds are clipped as Python does, positions count from 0. */
export type IndexEntry =
  | { readonly kind: "int"; readonly axis: number; readonly at: number }
  | { readonly kind: "slice"; readonly axis: number; readonly start: number; readonly step: number; readonly length: Dim; readonly full: boolean }
  | { readonly kind: "newaxis" }
  | { readonly kind: "list"; readonly axis: number; readonly positions: readonly number[] }
  /** Something the caller knows: a lazy array. `axes` is how many axes it takes. */
  | { readonly kind: "other"; readonly axis: number; readonly axes: number; readonly value: unknown };

/** Reads an index over `shape`; `axesOf` says how many axes a value of another kind takes (undefined: it is no index). */
export function readIndex(index: readonly unknown[], shape: readonly Dim[], axesOf: (value: unknown) => number | undefined = () => undefined): IndexEntry[] {
  const taken = (entry: unknown): number => (entry === newaxis || entry === ellipsis ? 0 : (axesOf(entry) ?? 1));
  const used = index.reduce<number>((n, entry) => n + taken(entry), 0);
  if (used > shape.length) throw new IndexError(`too many indices: the array has ${shape.length} axes, the index names ${used}`);
  if (index.filter(entry => entry === ellipsis).length > 1) throw new IndexError('an index can have only one "..."');
  const entries: IndexEntry[] = [];
  let axis = 0;
  const whole = (count: number) => {
    for (let i = 0; i < count; i++, axis++) entries.push({ kind: "slice", axis, start: 0, step: 1, length: shape[axis]!, full: true });
  };
  for (const entry of index) {
    if (entry === newaxis) entries.push({ kind: "newaxis" });
    else if (entry === ellipsis) whole(shape.length - used);
    else {
      const axes = axesOf(entry);
      entries.push(axes === undefined ? readEntry(entry, axis, shape[axis]!) : { kind: "other", axis, axes, value: entry });
      axis += axes ?? 1;
    }
  }
  whole(shape.length - axis);
  return entries;
}

function readEntry(entry: unknown, axis: number, length: Dim): IndexEntry {
  if (typeof entry === "number" || typeof entry === "bigint") return readInteger(Number(entry), axis, length);
  if (typeof entry === "string") {
    const parsed = parseSlice(entry);
    if (parsed === null) throw new IndexError(`expected a slice such as "2:10" or "::-1" on axis ${axis}, got "${entry}"`);
    return readSlice(parsed, axis, length);
  }
  if (isSlice(entry)) return readSlice(entry, axis, length);
  if (Array.isArray(entry) || ArrayBuffer.isView(entry)) return readList(Array.from(entry as ArrayLike<unknown>), axis, length);
  throw new IndexError(
    `expected an integer, a slice, newaxis, "..." or a list on axis ${axis}, got ${entry === null ? "null (newaxis adds an axis)" : String(entry)}`,
  );
}

function readInteger(at: number, axis: number, length: Dim): IndexEntry {
  if (!Number.isInteger(at)) throw new IndexError(`expected an integer on axis ${axis}, got ${at}`);
  if (isUnknown(length)) return { kind: "int", axis, at };
  if (Number.isNaN(length)) throw unknownSize(axis);
  if (at < -length || at >= length) throw new IndexError(`index ${at} is out of bounds for axis ${axis} with size ${length}`);
  return { kind: "int", axis, at: at < 0 ? at + length : at };
}

function readSlice(given: Slice, axis: number, length: Dim): IndexEntry {
  const step = given.step ?? 1;
  if (step === 0 || !Number.isInteger(step)) throw new IndexError(`a slice's step must be an integer other than 0, got ${step} on axis ${axis}`);
  const full = step === 1 && (given.start === null || given.start === 0) && given.stop === null;
  if (full) return { kind: "slice", axis, start: 0, step: 1, length, full };
  if (isUnknown(length)) return { kind: "slice", axis, start: given.start ?? 0, step, length, full };
  if (Number.isNaN(length)) throw unknownSize(axis);
  const { start, count } = sliceBounds(given, length);
  return { kind: "slice", axis, start, step, length: count, full: start === 0 && step === 1 && count === length };
}

/** Python's `slice.indices(length)`: the first position and how many. */
export function sliceBounds(given: Slice, length: number): { start: number; step: number; count: number } {
  const step = given.step ?? 1;
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clip = (bound: number | null, fallback: number) => (bound === null ? fallback : Math.min(high, Math.max(low, bound < 0 ? bound + length : bound)));
  const start = clip(given.start, step > 0 ? low : high);
  const stop = clip(given.stop, step > 0 ? high : low);
  return { start, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

function readList(list: readonly unknown[], axis: number, length: Dim): IndexEntry {
  if (!isKnown(length)) {
    if (isUnknown(length))
      return {
        kind: "list",
        axis,
        positions: list.every(item => typeof item === "boolean") ? list.flatMap((item, i) => (item === true ? [i] : [])) : (list as number[]),
      };
    throw unknownSize(axis);
  }
  if (list.length > 0 && list.every(item => typeof item === "boolean")) {
    if (list.length !== length)
      throw new ShapeError(`a list of booleans on axis ${axis} must have one a position: expected ${length}, got ${list.length}`, [length], [list.length]);
    return { kind: "list", axis, positions: list.flatMap((item, i) => (item === true ? [i] : [])) };
  }
  const positions = list.map(item => {
    const at = Number(item);
    if ((typeof item !== "number" && typeof item !== "bigint") || !Number.isInteger(at))
      throw new IndexError(`a list index holds integers or booleans, got ${String(item)} on axis ${axis}`);
    if (at < -length || at >= length) throw new IndexError(`index ${at} is out of bounds for axis ${axis} with size ${length}`);
    return at < 0 ? at + length : at;
  });
  return { kind: "list", axis, positions };
}

const unknownSize = (axis: number) => new UnknownSizeError(`axis ${axis} has an unknown size, so it cannot be sliced: await computeChunkSizes() first`);
