/** Assignment that gives a new array, as `Array.prototype.with` does: the indexed part is replaced, everything else stays. */

import { DTypeError, IndexError, NotSupportedError, ShapeError, UnknownSizeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { sliceChunks } from "../../meta/block-grid.ts";
import { type Dim, isKnown, isUnknown } from "../../meta/dim.ts";
import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import type { Scalar } from "../../meta/scalar.ts";
import { type IndexEntry, newaxis, readIndex, slice } from "../../meta/slice.ts";
import { build } from "../lazy.ts";
import { astype, elementwise } from "./elementwise.ts";
import { eager, getitem, isMask, lazyAxes, nodeOf, take } from "./get.ts";
import { isSingle, placesOf, ranks, setCounted, taken } from "./set-counted.ts";
import { asExpr, isScalar, knownDType, metaOf } from "./operands.ts";
import { rechunkTo } from "./rechunk.ts";

type Plain = Exclude<IndexEntry, { kind: "other" | "newaxis" }>;
type Computed = Extract<IndexEntry, { kind: "other" }>;

/**
 * `index` has one entry an axis: integers, slices, one list or mask, or one mask of all axes. `value` is a number or an array that broadcasts to
 * the indexed part; it is converted to the array's dtype.
 */
export function setItem(node: Expr, index: unknown, value: unknown): Expr {
  const meta = metaOf(node);
  const given = (Array.isArray(index) ? (index as unknown[]) : [index]).map(eager);
  if (given.includes(newaxis)) throw new IndexError("setItem: an index that is set has no new axes: give the value the axes instead");
  const entries = readIndex(given, meta.shape, one => {
    const chosen = nodeOf(one);
    return chosen === undefined ? undefined : lazyAxes(chosen);
  });
  if (entries.filter(entry => entry.kind === "list" || entry.kind === "other").length > 1)
    throw new NotSupportedError("setItem: an index that is set can have one list or mask");
  const set = converted(value, node);
  const computed = entries.find(entry => entry.kind === "other");
  return computed === undefined ? setPart(node, entries as Plain[], set) : setChosen(node, entries, computed, set);
}

/** The value in the dtype of the array, as NumPy converts it. */
function converted(value: unknown, node: Expr): Expr | Scalar {
  const dtype = knownDType(node);
  if (!isScalar(value)) {
    const array = asExpr(value, "setItem");
    return dtype === undefined ? array : astype(array, dtype);
  }
  if (dtype === undefined) return value;
  const { category } = DTYPE_INFO[dtype];
  if (category === "bool") return Boolean(value);
  if (category !== "int" && category !== "uint") return Number(value);
  if (typeof value === "number" && !Number.isFinite(value)) throw new DTypeError(`setItem: ${value} cannot be an ${dtype}`);
  const integer = typeof value === "number" ? Math.trunc(value) : BigInt(value);
  if (!fits(dtype, integer)) throw new DTypeError(`setItem: ${value} is out of bounds for ${dtype}`);
  return integer;
}

function fits(dtype: DType, integer: number | bigint): boolean {
  const bits = BigInt(DTYPE_INFO[dtype].size * 8);
  const big = BigInt(integer);
  return (DTYPE_INFO[dtype].category === "int" ? BigInt.asIntN(Number(bits), big) : BigInt.asUintN(Number(bits), big)) === big;
}

function setPart(node: Expr, entries: readonly Plain[], value: Expr | Scalar): Expr {
  const { chunks } = metaOf(node);
  const sizes = entries.flatMap(entry => (entry.kind === "int" ? [] : [entry.kind === "list" ? entry.positions.length : entry.length]));
  const fitted = isScalar(value) ? value : trimmed(value, sizes);
  if (sizes.includes(0)) return node;
  const kept = entries.filter(entry => entry.kind !== "int");
  const list = entries.find(entry => entry.kind === "list");
  const last = list === undefined || chunks.some(isUnknown) ? undefined : lastOfEach(list.positions);
  const index = entries.map(entry => (entry.kind === "list" && last !== undefined ? { ...entry, positions: last.map(([position]) => position) } : entry));
  if (isScalar(fitted)) return build("array.setItem", [node], { index, value: fitted });
  const shift = kept.length - metaOf(fitted).shape.length;
  const own = kept.findIndex(entry => entry.kind === "list") - shift;
  // The elements of a list that is set in the order of the array's blocks, the last of those that name one position.
  const ordered =
    last === undefined || own < 0 || metaOf(fitted).shape[own] === 1
      ? fitted
      : take(
          fitted,
          last.map(([, from]) => from),
          own,
        );
  return build(
    "array.setItem",
    [
      node,
      laidOut(
        ordered,
        kept.slice(shift),
        chunks,
        last?.map(([position]) => position),
      ),
    ],
    { index },
  );
}

/** Positions in ascending order, each once, with the place in the list that named it last. */
function lastOfEach(positions: readonly number[]): [position: number, from: number][] {
  return [...new Map(positions.map((position, from) => [position, from]))].sort((a, b) => a[0] - b[0]);
}

/** The value without leading axes of one that the part has not; it must broadcast to the part. */
function trimmed(value: Expr, sizes: readonly Dim[]): Expr {
  const { shape } = metaOf(value);
  const extra = Math.max(0, shape.length - sizes.length);
  const own = shape.slice(extra);
  const target = sizes.slice(sizes.length - own.length);
  const misfit = shape.slice(0, extra).some(n => isKnown(n) && n !== 1) || own.some((n, k) => isKnown(n) && n !== 1 && isKnown(target[k]!) && n !== target[k]);
  if (misfit) {
    const text = (dims: readonly Dim[]) => `(${dims.map(n => (isKnown(n) ? n : "?")).join(", ")})`;
    throw new ShapeError(
      `setItem: a value of shape ${text(shape)} does not broadcast to the indexed part of shape ${text(sizes)}`,
      sizes.map(n => (isKnown(n) ? n : "?")),
      shape.map(n => (isKnown(n) ? n : Number.NaN)),
    );
  }
  return extra === 0
    ? value
    : getitem(
        value,
        Array.from({ length: extra }, () => 0),
      );
}

/** The value in blocks that fit what is set of each block of the array; axes of one element stay. */
function laidOut(value: Expr, kept: readonly Plain[], chunks: readonly AxisChunks[], listed: readonly number[] | undefined): Expr {
  const meta = metaOf(value);
  const wanted = kept.map((entry, k): AxisChunks => {
    const blocks = chunks[entry.axis]!;
    if (meta.shape[k] === 1) return [1];
    if (isUnknown(blocks) || entry.kind === "int") return meta.chunks[k]!;
    if (entry.kind === "list") return listed === undefined ? meta.chunks[k]! : counts(listed, blocks);
    if (entry.full) return blocks;
    return isUnknown(entry.length) ? meta.chunks[k]! : sliceChunks(blocks, entry.start, entry.step, entry.length).map(piece => piece.count);
  });
  if (wanted.some(isUnknown) || meta.chunks.some(isUnknown)) return value;
  return rechunkTo(value, wanted);
}

/** How many of ascending positions are in each block that has any. */
function counts(positions: readonly number[], blocks: readonly number[]): number[] {
  const result: number[] = [];
  let [end, next] = [0, 0];
  for (const size of blocks) {
    end += size;
    const first = next;
    while (next < positions.length && positions[next]! < end) next++;
    if (next > first) result.push(next - first);
  }
  return result;
}

/** Where a mask holds, or where computed positions are. Beside it, the index may have integers and slices. */
function setChosen(node: Expr, entries: readonly IndexEntry[], computed: Computed, value: Expr | Scalar): Expr {
  const chosen = nodeOf(computed.value)!;
  const { shape } = metaOf(node);
  const others = entries.filter(entry => entry !== computed);
  const trivial = others.every(entry => entry.kind === "slice" && entry.full);
  if (isMask(chosen) && computed.axes === shape.length && computed.axes !== 1) {
    for (const [k, n] of metaOf(chosen).shape.entries()) checkSize(shape, k, n, metaOf(chosen).shape);
    return isScalar(value) || isSingle(value) ? where(node, chosen, value) : setCounted(node, chosen, value);
  }
  if (computed.axes > 1) throw new NotSupportedError(`setItem: a mask of ${computed.axes} axes must cover the array, which has ${shape.length}`);
  const index = entries.map(entry => (entry === computed ? slice(null, null) : entry.kind === "int" ? entry.at : asSlice(entry)));
  const part = trivial ? node : getitem(node, index);
  const axis = entries.slice(0, entries.indexOf(computed)).filter(entry => entry.kind !== "int").length;
  const { shape: inPart, chunks } = metaOf(part);
  checkAlong(inPart, axis, value);
  if (isMask(chosen)) checkSize(inPart, axis, metaOf(chosen).shape[0]!, metaOf(chosen).shape);
  const own = isScalar(value) ? -1 : metaOf(value).shape.length - inPart.length + axis;
  const each = own >= 0 && !isSingle(value as Expr, own) ? (value as Expr) : undefined;
  const places = each === undefined ? undefined : isMask(chosen) ? ranks(chosen, each, own) : placesOf(chosen, each, own, chunks[axis]!, axis);
  const mask = isMask(chosen) ? chosen : places === undefined ? maskOf(chosen, chunks[axis]!, axis) : elementwise("ge", [places, 0]);
  const spread = places === undefined ? value : taken(each!, places, own);
  const aligned = getitem(mask, [":", ...Array.from({ length: inPart.length - axis - 1 }, () => newaxis)]);
  const changed = where(part, aligned, spread);
  return trivial ? changed : setPart(node, entries.map(entry => (entry === computed ? wholeOf(entry.axis, shape[entry.axis]!) : entry)) as Plain[], changed);
}

const where = (node: Expr, mask: Expr, value: Expr | Scalar): Expr => {
  const result = elementwise("where", [mask, value, node]);
  const dtype = knownDType(node);
  const { chunks } = metaOf(node);
  const known = !chunks.some(blocks => isUnknown(blocks) || blocks.some(Number.isNaN));
  const laid = known ? rechunkTo(result, chunks) : result;
  return dtype === undefined ? laid : astype(laid, dtype);
};
const wholeOf = (axis: number, length: Dim): Plain => ({ kind: "slice", axis, start: 0, step: 1, length, full: true });

function asSlice(entry: IndexEntry): unknown {
  if (entry.kind !== "slice" || entry.full || isUnknown(entry.length)) return slice(null, null);
  const stop = entry.start + entry.length * entry.step;
  return slice(entry.start, stop < 0 ? null : stop, entry.step);
}

function maskOf(chosen: Expr, blocks: AxisChunks, axis: number): Expr {
  if (!isUnknown(blocks) && blocks.some(Number.isNaN))
    throw new UnknownSizeError(`setItem: axis ${axis} has an unknown size, so it cannot be indexed by positions: await computeChunkSizes() first`);
  const positions = metaOf(chosen).shape.length === 0 ? getitem(chosen, [newaxis]) : chosen;
  return build("array.positionMask", [positions], { chunks: blocks, axis });
}

function checkAlong(shape: readonly Dim[], axis: number, value: Expr | Scalar): void {
  if (isScalar(value)) return;
  const own = metaOf(value).shape;
  if (own.length > shape.length)
    throw new ShapeError(`setItem: the value has ${own.length} axes, the indexed part ${shape.length}`, [shape.length], [own.length]);
  for (const [k, n] of own.entries()) {
    const target = shape[shape.length - own.length + k]!;
    if (isKnown(n) && n !== 1 && isKnown(target) && n !== target && own.length - shape.length + axis !== k)
      throw new ShapeError(`setItem: the value has ${n} elements on axis ${k}, the indexed part ${target}`, [target], [n]);
  }
}

function checkSize(shape: readonly Dim[], axis: number, got: Dim, of: readonly Dim[]): void {
  const own = shape[axis]!;
  if (isKnown(own) && isKnown(got) && own !== got)
    throw new ShapeError(
      `setItem: a mask must have the size of the axes it stands for: expected ${own} on axis ${axis}, got ${got}`,
      shape.map(n => (isKnown(n) ? n : "?")),
      of.map(n => (isKnown(n) ? n : Number.NaN)),
    );
}
