/** Generalized functions: core axes stand last and come whole, the function is applied over all other axes. */

import { ShapeError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { type Dim, isKnown, isUnknown, unknown, type Unknown } from "../../meta/dim.ts";
import type { DType } from "../../meta/dtype.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { type GufuncSignature, parseSignature } from "../../meta/signature-text.ts";
import { CONTRACTED, sizes } from "../../ops/blockwise.ts";
import { build } from "../lazy.ts";
import { sig } from "../signature.ts";
import { axisOf, expandDims, moveaxis } from "./axes.ts";
import { type Argument, dtypeOfResult, tried } from "./block-function.ts";
import { chunksByLetter } from "./blockwise.ts";
import { nameOption, split } from "./map-blocks.ts";
import { asExpr, blockOf, checkDType, isBlock, metaOf } from "./operands.ts";
import { unify } from "./unify.ts";

export const GUFUNC = sig("applyGufunc", "", "axes axis keepdims outputDtypes outputSizes vectorize allowRechunk meta name");

export interface GufuncResult {
  readonly nodes: readonly Expr[];
  readonly single: boolean;
}

export function applyGufunc(f: unknown, text: unknown, args: readonly unknown[]): GufuncResult {
  const { given, options } = split(GUFUNC, args);
  const signature = parseSignature(text);
  if (given.length !== signature.inputs.length)
    throw new ShapeError(
      `applyGufunc: "${String(text)}" takes ${signature.inputs.length} inputs, got ${given.length}`,
      [signature.inputs.length],
      [given.length],
    );
  const nodes = given.map(value => asExpr(value, "applyGufunc"));
  const axes = axesOfCores(signature, options, nodes);
  const moved = nodes.map((node, k) => coreLast(node, signature.inputs[k]!, axes[k], k));
  const results = gufunc(f, signature, moved, options);
  const placed = results.map((node, k) => {
    const core = signature.outputs[k]!.length;
    if (options["keepdims"] === true) {
      if (core > 0) throw new ShapeError("applyGufunc: keepdims needs outputs without core axes", [], []);
      const rank = metaOf(node).shape.length + signature.inputs[0]!.length;
      return expandDims(
        node,
        (axes[0] ?? signature.inputs[0]!.map((_, i) => rank - signature.inputs[0]!.length + i)).map(axis => axisOf(axis, rank, "applyGufunc")),
      );
    }
    const wanted = axes[signature.inputs.length + k];
    if (wanted === undefined || core === 0) return node;
    const rank = metaOf(node).shape.length;
    return moveaxis(
      node,
      wanted.map((_, i) => rank - core + i),
      wanted,
    );
  });
  return { nodes: placed, single: signature.single };
}

/** Where the core axes of each input, and then of each output, are; undefined: last. */
function axesOfCores(signature: GufuncSignature, options: Record<string, unknown>, nodes: readonly Expr[]): (number[] | undefined)[] {
  const { axes, axis } = options;
  if (axis !== undefined && axis !== null) {
    if (axes !== undefined && axes !== null) throw new TypeError("applyGufunc: expected axis or axes, got both");
    if (signature.inputs.some(core => core.length !== 1)) throw new ShapeError("applyGufunc: axis needs inputs of one core axis each", [1], []);
    return [...nodes.map(() => [axis as number]), ...signature.outputs.map(core => (core.length === 0 ? undefined : [axis as number]))];
  }
  if (axes === undefined || axes === null) return [];
  if (!Array.isArray(axes)) throw new TypeError("applyGufunc: expected axes as a list with an entry for each input and output");
  return axes.map(entry => (entry === undefined || entry === null ? undefined : ([entry].flat() as number[])));
}

function coreLast(node: Expr, core: readonly string[], axes: readonly number[] | undefined, k: number): Expr {
  const rank = metaOf(node).shape.length;
  if (rank < core.length) throw new ShapeError(`applyGufunc: input ${k} has ${rank} axes, its core has ${core.length}`, [core.length], [rank]);
  if (axes === undefined || core.length === 0) return node;
  if (axes.length !== core.length)
    throw new ShapeError(`applyGufunc: axes of input ${k}: expected ${core.length}, got ${axes.length}`, [core.length], [axes.length]);
  return moveaxis(
    node,
    axes,
    axes.map((_, i) => rank - axes.length + i),
  );
}

/** Core axes stand last. One node an output, their core axes last as well. */
export function gufunc(f: unknown, signature: GufuncSignature, given: readonly Expr[], options: Record<string, unknown>): Expr[] {
  const where = "applyGufunc";
  const loops = Math.max(0, ...given.map((node, k) => metaOf(node).shape.length - signature.inputs[k]!.length));
  const letters = given.map((node, k) => {
    const core = signature.inputs[k]!;
    const own = metaOf(node).shape.length - core.length;
    return [...Array.from({ length: own }, (_, i) => `loop ${loops - own + i}`), ...core];
  });
  const wholes = given.map((node, k) => whole(node, signature.inputs[k]!, options["allowRechunk"] === true, where));
  const sizesGiven = (options["outputSizes"] ?? {}) as Record<string, number>;
  const lengths = new Map<string, Dim>(Object.entries(sizesGiven));
  for (const [k, node] of wholes.entries())
    for (const [i, letter] of signature.inputs[k]!.entries()) {
      const size = metaOf(node).shape[metaOf(node).shape.length - signature.inputs[k]!.length + i]!;
      const before = lengths.get(letter);
      if (before !== undefined && isKnown(before) && isKnown(size) && before !== size)
        throw new ShapeError(`${where}: core axis "${letter}" has ${before} and ${size} elements`, [before], [size]);
      lengths.set(letter, size);
    }
  const names = [...new Set(letters.flat())];
  const nodes = unify(
    wholes,
    letters.map(own => own.map(letter => names.indexOf(letter))),
  );
  const along = chunksByLetter(nodes, letters);
  const loopChunks = Array.from({ length: loops }, (_, i): AxisChunks => along.get(`loop ${i}`) ?? [1]);
  const cores = signature.outputs.map(core =>
    core.map((letter): Dim => {
      const size = lengths.get(letter);
      if (size === undefined) throw new ShapeError(`${where}: the size of the core axis "${letter}" is not known; say it in outputSizes`, [letter], []);
      return size;
    }),
  );
  const ref = environment().functionRef(f);
  const vectorize = options["vectorize"] === true;
  const dtypes = outputDTypes(f, signature, nodes, options, vectorize);
  const outputs = cores.map((core, k) => {
    const chunks = [...loopChunks, ...core.map((size): AxisChunks => (isUnknown(size) ? size : [size as number]))];
    return { dtype: dtypes[k]!, chunks, shape: [...sizes(loopChunks), ...core] };
  });
  const params = {
    f: ref,
    loops,
    vectorize,
    cores: signature.inputs.map(core => core.length),
    axes: letters.map(own => own.map(letter => (letter.startsWith("loop ") ? Number(letter.slice(5)) : CONTRACTED))),
    outputs: outputs.map(({ dtype }, k) => ({ dtype, core: cores[k]! })),
    ...nameOption(options),
  };
  if (outputs.length === 1) return [build("array.gufunc", nodes, { ...params, ...outputs[0]! })];
  const all = build("array.gufunc", nodes, { ...params, dtype: outputs[0]!.dtype, chunks: loopChunks, shape: sizes(loopChunks) });
  return outputs.map((output, k) => build("array.output", [all], { ...output, output: k, name: params.name ?? ref.name }));
}

/** Core axes in one block. */
function whole(node: Expr, core: readonly string[], allowRechunk: boolean, where: string): Expr {
  const { chunks, shape } = metaOf(node);
  const first = chunks.length - core.length;
  const several = chunks.findIndex((blocks, axis) => axis >= first && !isUnknown(blocks) && blocks.length > 1);
  if (several < 0) return node;
  if (!allowRechunk)
    throw new ShapeError(
      `${where}: core axis "${core[several - first]}" has ${(chunks[several] as readonly number[]).length} blocks, it must be one: rechunk({ ${several}: -1 }) first, or allowRechunk`,
      [1],
      [(chunks[several] as readonly number[]).length],
    );
  return build("array.rechunk", [node], { chunks: chunks.map((blocks, axis) => (axis < first || isUnknown(shape[axis]) ? blocks : [shape[axis] as number])) });
}

function outputDTypes(
  f: unknown,
  signature: GufuncSignature,
  nodes: readonly Expr[],
  options: Record<string, unknown>,
  vectorize: boolean,
): (DType | Unknown)[] {
  const count = signature.outputs.length;
  const meta = options["meta"];
  if (meta !== undefined && meta !== null) return [meta].flat().map(block => (isBlock(block) ? block.dtype : checkDType(block, "applyGufunc meta")));
  const given = options["outputDtypes"];
  if (given !== undefined && given !== null) {
    const list = [given].flat().map(dtype => checkDType(dtype, "applyGufunc"));
    if (list.length !== count && list.length !== 1)
      throw new ShapeError(`applyGufunc: expected ${count} outputDtypes, got ${list.length}`, [count], [list.length]);
    return Array.from({ length: count }, (_, k) => list[k] ?? list[0]!);
  }
  if (environment().trial === undefined) return Array.from({ length: count }, () => unknown("the dtype that the function gives: say outputDtypes"));
  const samples = nodes.map((node, k): Argument => {
    const core = signature.inputs[k]!.length;
    const shape = metaOf(node).shape.map(size => (isKnown(size) ? size : 1));
    return { node, shape: vectorize ? shape.slice(shape.length - core) : shape.map((n, axis) => (axis < shape.length - core ? Math.min(n, 1) : n)) };
  });
  const result = tried(f, samples);
  return Array.from({ length: count }, (_, k) => dtypeOfResult(count === 1 ? result : (result as unknown[] | undefined)?.[k]) ?? "float64");
}

/** `f` on every line along an axis: what it gives stands in the place of the axis. */
export function applyAlongAxis(f: unknown, axis: unknown, x: unknown, options: { dtype?: unknown; shape?: unknown }): Expr {
  const where = "applyAlongAxis";
  const given = asExpr(x, where);
  const rank = metaOf(given).shape.length;
  const along = axisOf(axis, rank, where);
  const node = moveaxis(given, along, rank - 1);
  const length = metaOf(node).shape.at(-1)!;
  let { dtype, shape } = options as { dtype: unknown; shape: readonly number[] | number | undefined };
  if (dtype === undefined || shape === undefined) {
    const line = isKnown(length) ? length : 1;
    const result = tried(f, [{ node, shape: [line] }]);
    const block = result === undefined ? undefined : blockOf(result);
    if (shape === undefined && block === undefined) {
      const why = environment().trial === undefined ? unknown("the shape that the function gives: say `shape`") : undefined;
      if (why === undefined)
        throw new ShapeError(`${where}: the function fails on a line of ones, so that its result is not known: say \`shape\` and \`dtype\``, [], []);
      return build("array.gufunc", [node], { f: environment().functionRef(f), shape: why });
    }
    shape ??= block!.shape;
    dtype ??= block?.dtype;
  }
  const core = [shape].flat() as number[];
  const names = core.map((_, k) => `out${k}`);
  const [result] = gufunc(f, { inputs: [["in"]], outputs: [names], single: true }, [node], {
    vectorize: true,
    allowRechunk: true,
    outputSizes: Object.fromEntries(names.map((name, k) => [name, core[k]!])),
    ...(dtype === undefined ? {} : { outputDtypes: dtype }),
  });
  return core.length === 0
    ? result!
    : moveaxis(
        result!,
        core.map((_, k) => rank - 1 + k),
        core.map((_, k) => along + k),
      );
}
