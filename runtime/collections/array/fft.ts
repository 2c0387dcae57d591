/** `da.fft`: NumPy's transforms, along axes of one block. */

import { DTypeError, ShapeError, UnknownSizeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { type Dim, isKnown, isUnknown, unknown } from "../../meta/dim.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import type { FftStep } from "../../ops/fft.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axesOf, axisOf } from "./axes.ts";
import { arange } from "./create.ts";
import { elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { BaskArray } from "./handle.ts";
import { concatenate } from "./join.ts";
import { asExpr, knownDType, metaOf } from "./operands.ts";

type Kind = FftStep["kind"];
type Norm = "backward" | "ortho" | "forward";

function scaleOf(n: number, inverse: boolean, norm: unknown, where: string): number {
  const named = (norm ?? "backward") as Norm;
  if (named !== "backward" && named !== "ortho" && named !== "forward")
    throw new TypeError(`${where}: norm is "backward", "ortho" or "forward", got ${JSON.stringify(norm)}`);
  if (named === "ortho") return 1 / Math.sqrt(n);
  return (named === "forward") === inverse ? 1 : 1 / n;
}

/** Steps along `axes`: the last one of its kind, the others complex. */
function transform(
  name: string,
  given: unknown,
  kind: Kind,
  inverse: boolean,
  axes: readonly number[],
  sizes: readonly (Dim | undefined)[],
  norm: unknown,
): Expr {
  const where = `fft.${name}`;
  const node = asExpr(given, where);
  const { shape, chunks } = metaOf(node);
  const dtype = knownDType(node);
  if (kind === "r2c" && dtype !== undefined && DTYPE_INFO[dtype].category === "complex") throw new DTypeError(`${where} takes real numbers, got ${dtype}`);
  for (const axis of axes) {
    const blocks = chunks[axis]!;
    if (!isUnknown(blocks) && blocks.length > 1)
      throw new ShapeError(`${where}: axis ${axis} must be one block, it has ${blocks.length}. Rechunk: x.rechunk({ ${axis}: -1 })`, [1], [blocks.length]);
    if (!isUnknown(shape[axis]!) && Number.isNaN(shape[axis]))
      throw new UnknownSizeError(`${where}: the size of axis ${axis} is not known: await computeChunkSizes() first`);
  }
  const last = axes.length - 1;
  const lengthOf = (i: number): Dim => {
    const [asked, own] = [sizes[i], shape[axes[i]!]!];
    if (asked !== undefined && asked !== null) return asked;
    return kind === "c2r" && i === last ? (isKnown(own) ? 2 * (own - 1) : own) : own;
  };
  const step = (i: number): FftStep => {
    const n = lengthOf(i);
    if (!isUnknown(n) && (!Number.isInteger(n) || n < 1))
      throw new ShapeError(`${where}: expected at least 1 point along axis ${axes[i]}, got ${n}`, ["1 or more"], [n]);
    return { axis: axes[i]!, n: n as number, kind: i === last ? kind : "c2c", inverse, scale: isUnknown(n) ? 1 : scaleOf(n, inverse, norm, where) };
  };
  // A real transform comes first, the way back to real numbers last.
  const order = axes.map((_, i) => i);
  const steps = (kind === "c2r" ? order : order.toReversed()).map(step);
  const single = dtype === "float32" || dtype === "complex64";
  const out = dtype === undefined ? metaOf(node).dtype : kind === "c2r" ? (single ? "float32" : "float64") : single ? "complex64" : "complex128";
  return build("array.fft", [node], { name, steps, dtype: isUnknown(out) ? unknown("the dtype of the input") : out, single });
}

const one = (name: string, kind: Kind, inverse: boolean) => {
  const signature = sig(`fft.${name}`, "n axis norm");
  return (x: unknown, ...args: unknown[]): BaskArray => {
    const { n, axis = -1, norm } = bind(signature, args);
    return new BaskArray(transform(name, x, kind, inverse, [axisOf(axis, metaOf(asExpr(x, `fft.${name}`)).shape.length, `fft.${name}`)], [n], norm));
  };
};
const many = (name: string, kind: Kind, inverse: boolean, count?: number) => {
  const signature = sig(`fft.${name}`, "s axes norm");
  return (x: unknown, ...args: unknown[]): BaskArray => {
    const { s, axes, norm } = bind(signature, args);
    const { shape } = metaOf(asExpr(x, `fft.${name}`));
    const wanted = (axes ?? Array.from({ length: count ?? s?.length ?? shape.length }, (_, i) => i - (count ?? s?.length ?? shape.length))) as number[];
    const list = wanted.map(axis => axisOf(axis, shape.length, `fft.${name}`));
    if (list.length === 0 || new Set(list).size !== list.length)
      throw new ShapeError(`fft.${name}: expected different axes, at least one, got (${list.join(", ")})`, ["1 or more"], list);
    if (s !== undefined && s !== null && (s as number[]).length !== list.length)
      throw new ShapeError(`fft.${name}: s has ${(s as number[]).length} sizes for ${list.length} axes`, [list.length], [(s as number[]).length]);
    return new BaskArray(transform(name, x, kind, inverse, list, (s ?? []) as number[], norm));
  };
};

const shift = (name: string, inverse: boolean) => {
  const signature = sig(`fft.${name}`, "axes");
  return (x: unknown, ...args: unknown[]): BaskArray => {
    let node = asExpr(x, `fft.${name}`);
    for (const axis of axesOf(bind(signature, args)["axes"], metaOf(node).shape.length, `fft.${name}`)) node = shifted(node, axis, inverse, `fft.${name}`);
    return new BaskArray(node);
  };
};

/** The zero frequency to the middle, or back; the blocks stay what they were where there is one. */
function shifted(node: Expr, axis: number, inverse: boolean, where: string): Expr {
  const { shape, chunks } = metaOf(node);
  const n = shape[axis]!;
  if (isUnknown(n)) return node;
  if (Number.isNaN(n)) throw new UnknownSizeError(`${where}: the size of axis ${axis} is not known: await computeChunkSizes() first`);
  const cut = inverse ? Math.floor(n / 2) : Math.ceil(n / 2);
  const along = (text: string) =>
    getitem(
      node,
      shape.map((_, k) => (k === axis ? text : ":")),
    );
  const moved = concatenate([along(`${cut}:`), along(`:${cut}`)], axis);
  const one = !isUnknown(chunks[axis]!) && chunks[axis]!.length === 1;
  return one ? build("array.rechunk", [moved], { chunks: metaOf(moved).chunks.with(axis, chunks[axis]!) }) : moved;
}

const FREQUENCIES = sig("fft.fftfreq", "n d", "chunks");
function frequencies(args: readonly unknown[], half: boolean): BaskArray {
  const { n, d = 1, chunks } = bind(FREQUENCIES, args);
  if (isUnknown(n)) return new BaskArray(arange([n, { dtype: "float64" }]));
  if (!Number.isInteger(n) || n < 1)
    throw new ShapeError(`fft.${half ? "rfftfreq" : "fftfreq"}: expected n as an integer of at least 1, got ${String(n)}`, ["1 or more"], [Number(n)]);
  const count = half ? Math.floor(n / 2) + 1 : n;
  const k = arange([count, { dtype: "float64", ...(chunks === undefined ? {} : { chunks }) }]);
  const signed = half ? k : elementwise("where", [elementwise("lt", [k, Math.ceil(n / 2)]), k, elementwise("sub", [k, n])]);
  return new BaskArray(elementwise("div", [signed, n * d]));
}

export const fft = {
  fft: one("fft", "c2c", false),
  ifft: one("ifft", "c2c", true),
  rfft: one("rfft", "r2c", false),
  irfft: one("irfft", "c2r", true),
  hfft: one("hfft", "c2r", false),
  ihfft: one("ihfft", "r2c", true),
  fft2: many("fft2", "c2c", false, 2),
  ifft2: many("ifft2", "c2c", true, 2),
  rfft2: many("rfft2", "r2c", false, 2),
  irfft2: many("irfft2", "c2r", true, 2),
  fftn: many("fftn", "c2c", false),
  ifftn: many("ifftn", "c2c", true),
  rfftn: many("rfftn", "r2c", false),
  irfftn: many("irfftn", "c2r", true),
  fftshift: shift("fftshift", false),
  ifftshift: shift("ifftshift", true),
  fftfreq: (...args: unknown[]): BaskArray => frequencies(args, false),
  rfftfreq: (...args: unknown[]): BaskArray => frequencies(args, true),
};
