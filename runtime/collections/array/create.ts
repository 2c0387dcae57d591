/** New arrays: filled, counted, and from data in memory. */

import { DTypeError, ShapeError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { offsetsOf } from "../../meta/block-grid.ts";
import { evenBlocks, normalizeChunks } from "../../meta/chunks.ts";
import { type Dim, isUnknown } from "../../meta/dim.ts";
import type { DType } from "../../meta/dtype.ts";
import { methodOf } from "../../io/array/own-object.ts";
import type { ReadAxis } from "../../ops/creation.ts";
import { build, exprOf, isLazy } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { blockOf, checkDType, fromData, isBlock, isComplexNumber, isScalar, knownDType, metaOf } from "./operands.ts";

export function shapeOf(given: unknown, where: string): Dim[] {
  const shape = (Array.isArray(given) ? given : [given]) as Dim[];
  for (const n of shape) {
    if (!isUnknown(n) && (typeof n !== "number" || n < 0 || (!Number.isInteger(n) && !Number.isNaN(n))))
      throw new ShapeError(`${where}: expected a shape of integers of at least 0, got ${JSON.stringify(given)}`, ["integers"], []);
  }
  return shape;
}

/** `chunks` and `dtype` of an array to be made, checked. */
function grid(shape: readonly Dim[], chunks: unknown, dtype: DType) {
  return { dtype, chunks: normalizeChunks(chunks ?? "auto", shape, { dtype }), ...(shape.some(isUnknown) ? { shape } : {}) };
}

const FILLED = { ones: 1, zeros: 0, empty: 0 } as const;
const filledSig = (name: string) => sig(name, "shape", "dtype chunks name");

export function filled(name: keyof typeof FILLED, args: readonly unknown[]): Expr {
  const { shape, dtype = "float64", chunks } = bind(filledSig(name), args);
  return build(`array.${name}`, [], { ...grid(shapeOf(shape, name), chunks, checkDType(dtype, name)), value: FILLED[name] });
}

const FULL = sig("full", "shape value", "fillValue dtype chunks name");
/** A complex value is data, and not a record of options. */
const named = (args: readonly unknown[]): readonly unknown[] =>
  isComplexNumber(args[1]) ? [args[0], { ...(args[2] as object | undefined), fillValue: args[1] }] : args;

export function full(args: readonly unknown[]): Expr {
  const { shape, value, fillValue = value, dtype = dtypeOfValue(fillValue), chunks } = bind(FULL, named(args));
  return build("array.full", [], { ...grid(shapeOf(shape, "full"), chunks, checkDType(dtype, "full")), value: fillValue });
}

function dtypeOfValue(value: unknown): DType {
  if (isComplexNumber(value)) return "complex128";
  if (!isScalar(value)) throw new DTypeError(`full: expected a number (a complex one as { re, im }), a bigint or a boolean, got ${String(value)}`);
  return typeof value === "boolean" ? "bool" : typeof value === "bigint" || Number.isInteger(value) ? "int64" : "float64";
}

export function filledLike(name: keyof typeof FILLED | "full", args: readonly unknown[]): Expr {
  const {
    x,
    value,
    fillValue = value,
    dtype,
    chunks,
    shape,
  } = bind(sig(`${name}Like`, name === "full" ? "x value" : "x", "fillValue dtype chunks name shape"), named(args));
  const like = exprOf(x);
  const meta = metaOf(like);
  const type = dtype === undefined ? (knownDType(like) ?? "float64") : checkDType(dtype, `${name}Like`);
  const size = shape === undefined ? meta.shape : shapeOf(shape, name);
  const blocks =
    chunks === undefined && shape === undefined
      ? { dtype: type, chunks: meta.chunks, ...(meta.shape.some(isUnknown) ? { shape: meta.shape } : {}) }
      : grid(size, chunks, type);
  return build(`array.${name}`, [], { ...blocks, value: name === "full" ? fillValue : FILLED[name] });
}

const ARANGE = sig("arange", "start stop step", "dtype chunks");
export function arange(args: readonly unknown[]): Expr {
  const given = bind(ARANGE, args);
  const { step = 1, chunks } = given;
  const [start, stop] = given["stop"] === undefined ? [0, given["start"]] : [given["start"] ?? 0, given["stop"]];
  if ([start, stop, step].some(isUnknown)) return ofUnknownLength([start, stop, step].find(isUnknown) as Dim, checkDType(given["dtype"] ?? "int64", "arange"));
  if (typeof stop !== "number" || typeof start !== "number" || typeof step !== "number" || step === 0)
    throw new ShapeError(`arange: expected numbers and a step other than 0, got start ${start}, stop ${stop}, step ${step}`, ["numbers"], []);
  const dtype = given["dtype"] === undefined ? ([start, stop, step].every(Number.isInteger) ? "int64" : "float64") : checkDType(given["dtype"], "arange");
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return build("array.arange", [], { ...grid([count], chunks, dtype), start, step });
}

const ofUnknownLength = (length: Dim, dtype: DType): Expr => build("array.arange", [], { dtype, shape: [length], chunks: [length], start: 0, step: 1 });

const LINSPACE = sig("linspace", "start stop num", "endpoint chunks dtype");
export function linspace(args: readonly unknown[]): Expr {
  const { start, stop, num = 50, endpoint = true, chunks, dtype = "float64" } = bind(LINSPACE, args);
  if (isUnknown(num)) return ofUnknownLength(num, "float64");
  if (!Number.isInteger(num) || num < 0) throw new ShapeError(`linspace: expected num as an integer of at least 0, got ${num}`, ["at least 0"], [num]);
  return build("array.linspace", [], { ...grid([num], chunks, checkDType(dtype, "linspace")), start, stop, count: num, endpoint });
}

const EYE = sig("eye", "n", "m k dtype chunks");
export function eye(args: readonly unknown[]): Expr {
  const { n, m = n, k = 0, dtype = "float64", chunks } = bind(EYE, args);
  return build("array.eye", [], { ...grid(shapeOf([n, m], "eye"), chunks, checkDType(dtype, "eye")), k });
}

const INDICES = sig("indices", "shape", "dimensions dtype chunks");
export function indices(args: readonly unknown[]): Expr {
  const { shape, dimensions = shape, dtype = "int64", chunks } = bind(INDICES, args);
  const sizes = shapeOf(dimensions, "indices");
  const type = checkDType(dtype, "indices");
  return build("array.indices", [], { dtype: type, chunks: [sizes.map(() => 1), ...normalizeChunks(chunks ?? "auto", sizes, { dtype: type })] });
}

const FROM_ARRAY = sig("fromArray", "source", "chunks dtype name lock asarray inlineArray");
/** An NDArray, a typed array, nested lists, or a source with `read`; a lazy array is itself. */
export function fromArray(args: readonly unknown[]): Expr {
  // A source written as an object literal has `chunks` and `dtype` as options have: alone it is the source.
  const { source, chunks = "auto", dtype, lock = false } = bind(FROM_ARRAY, args.length === 1 && isSource(args[0]) ? [args[0], {}] : args);
  if (isLazy(source)) return exprOf(source);
  if (isSource(source)) return fromSource(source, chunks, lock === true);
  const type = dtype === undefined ? undefined : checkDType(dtype, "fromArray");
  return fromData(blockOf(source, type), chunks);
}

interface ArraySource {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly chunks?: readonly number[];
  read(region: readonly (readonly [start: number, stop: number])[]): unknown;
}
const isSource = (value: unknown): value is ArraySource => typeof value === "object" && value !== null && "read" in value && !isBlock(value);

/** Blocks are read where they are needed, each with a region of its own. */
function fromSource(source: ArraySource, chunks: unknown, lock: boolean): Expr {
  const shape = shapeOf(source.shape, "fromArray") as number[];
  const dtype = checkDType(source.dtype, "fromArray");
  const previousChunks = source.chunks?.map((size, axis) => evenBlocks(shape[axis]!, size));
  const blocks = normalizeChunks(chunks, shape, { dtype, ...(previousChunks === undefined ? {} : { previousChunks }) }) as (readonly number[])[];
  const axes: ReadAxis[] = blocks.map(axis => {
    const offsets = offsetsOf(axis);
    return { pieces: axis.map((count, i) => ({ start: offsets[i]!, step: 1, count })) };
  });
  const read = environment().functionRef(methodOf(source, "read"));
  return build(lock ? "array.readLocked" : "array.read", [], { read, axes, dtype, chunks: blocks });
}

const FROM_DELAYED = sig("fromDelayed", "value", "shape dtype name");
/** One delayed value as an array of one block, which it must be of `shape` and `dtype`. */
export function fromDelayed(args: readonly unknown[]): Expr {
  const { value, shape, dtype = "float64" } = bind(FROM_DELAYED, args);
  if (!isLazy(value)) throw new TypeError(`fromDelayed: expected a delayed value, got ${value === null ? "null" : typeof value}`);
  const sizes = shapeOf(shape, "fromDelayed");
  return build("array.fromDelayed", [exprOf(value)], {
    dtype: checkDType(dtype, "fromDelayed"),
    chunks: sizes.map(n => (isUnknown(n) ? n : [n])),
    ...(sizes.some(isUnknown) ? { shape: sizes } : {}),
  });
}
