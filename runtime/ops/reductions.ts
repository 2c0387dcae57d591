/** Reductions of arrays: a tree each. A row says which dtype comes out; its three kernels have the row's name. */

import { DTypeError, ShapeError } from "../errors.ts";
import { type Dim, isUnknown } from "../meta/dim.ts";
import { DTYPE_INFO } from "../meta/dtype.ts";
import type { ArrayMeta, AxisChunks, Meta } from "../meta/meta.ts";
import { type Reduction, REDUCTION_ROWS, type ReductionName } from "../meta/reduction.ts";
import type { Operation, OperationTable, Params } from "./operation.ts";

export const REDUCTIONS: OperationTable = Object.fromEntries(
  (Object.keys(REDUCTION_ROWS) as ReductionName[]).map(name => {
    const kernel = (stage: string) => `reduce.${name}.${stage}`;
    const row: Operation = {
      work: "reduces",
      result: "array",
      infer: (inputs, params) => reducedMeta(name, inputs[0]!, params),
      lower: { as: "tree", chunk: kernel("chunk"), combine: kernel("combine"), aggregate: kernel("aggregate"), splitEvery: 4 },
      prefix: () => name,
      label: params => labelOf(name, params),
    };
    return [`array.${name}`, row];
  }),
);

function reducedMeta(name: ReductionName, input: Meta, params: Params): ArrayMeta {
  const { shape, chunks, dtype } = (params["source"] ?? input) as ArrayMeta;
  const row: Reduction = REDUCTION_ROWS[name];
  const axes = params["axes"] as readonly number[];
  if (row.needsElements === true && axes.some(axis => shape[axis] === 0)) {
    throw new ShapeError(
      `${name} has no value without elements: the array has the shape (${shape.map(d => (isUnknown(d) ? "?" : d)).join(", ")})`,
      ["at least 1"],
      shape.map(d => (isUnknown(d) ? Number.NaN : d)),
    );
  }
  if (!isUnknown(dtype) && DTYPE_INFO[dtype].category === "complex" && row.complex !== true) throw new DTypeError(`${name} takes real numbers, got ${dtype}`);
  const kept = shape.map((_, axis) => !axes.includes(axis));
  const keepdims = params["keepdims"] === true;
  const reduce = <T>(all: readonly T[], one: T): T[] => (keepdims ? all.map((item, axis) => (kept[axis] ? item : one)) : all.filter((_, axis) => kept[axis]));
  return { kind: "array", dtype: isUnknown(dtype) ? dtype : row.dtype(dtype), shape: reduce<Dim>(shape, 1), chunks: reduce<AxisChunks>(chunks, [1]) };
}

function labelOf(name: string, params: Params): string {
  const axes = params["axes"] as readonly number[];
  return params["all"] === true ? name : `${name} axis ${axes.join(", ")}`;
}
