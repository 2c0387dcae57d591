/** Indexing by values: assignment, points, positions that are computed, diagonals. */

import { isUnknown } from "../meta/dim.ts";
import type { DType } from "../meta/dtype.ts";
import { axisLength, type ArrayMeta, type AxisChunks, type Meta } from "../meta/meta.ts";
import type { IndexEntry } from "../meta/slice.ts";
import type { Operation, OperationTable } from "./operation.ts";

const array = (meta: Meta | undefined): ArrayMeta => meta as ArrayMeta;

/** Where a diagonal runs through one block: `count` elements from row `row` and column `column` of it. */
export interface DiagonalPiece {
  readonly blocks: readonly [row: number, column: number];
  readonly row: number;
  readonly column: number;
  readonly count: number;
}

/** Shape and blocks stand in `params.chunks`. */
const gridOf = (dtype: ArrayMeta["dtype"], chunks: readonly AxisChunks[]): ArrayMeta => ({ kind: "array", dtype, shape: chunks.map(axisLength), chunks });

const blockwise = (kernel: string, infer: Operation["infer"], prefix = kernel): Operation => ({
  work: "blockwise",
  result: "array",
  infer,
  lower: { as: "blockwise", kernel: `array.${kernel}` },
  prefix: () => prefix,
});

export const INDEXING: OperationTable = {
  /** `params.index` of the first input becomes the second input, whose blocks fit the parts that are set, or `params.value`. */
  "array.setItem": {
    work: "moves",
    result: "array",
    infer: ([input]) => array(input),
    lower: { as: "custom", form: "array.setItem" },
    prefix: () => "setitem",
    label: params => `set ${(params["index"] as readonly IndexEntry[]).length === 0 ? "the element" : "a part"}`,
  },
  /** Points: `params.positions[k]` along `params.axes[k]`; the axis of points comes first. */
  "array.points": {
    work: "moves",
    result: "array",
    infer: ([input], params) => {
      const { chunks, dtype } = array(input);
      return gridOf(dtype, [params["blocks"] as readonly number[], ...chunks.filter((_, axis) => !(params["axes"] as readonly number[]).includes(axis))]);
    },
    lower: { as: "custom", form: "array.points" },
    prefix: () => "vindex",
    label: params => `${(params["positions"] as readonly (readonly number[])[])[0]!.length.toLocaleString("en-US")} points`,
  },
  /** Positions along `params.axis` are the elements of the second input. */
  "array.takeLazy": {
    work: "moves",
    result: "array",
    infer: ([input, positions], params) => {
      const axis = params["axis"] as number;
      const { shape, chunks } = array(positions);
      const meta = array(input);
      return { ...meta, shape: meta.shape.with(axis, shape[0]!), chunks: meta.chunks.with(axis, chunks[0]!) };
    },
    lower: { as: "custom", form: "array.takeLazy" },
    prefix: () => "getitem",
    label: params => `take along axis ${String(params["axis"])}`,
  },
  /** The first input, once the second, one number, is seen to be `params.count`. */
  "array.counted": blockwise("counted", ([input]) => array(input), "counted"),
  /** Which positions of an axis a list of positions names, one boolean each; with `params.count`, which of so many names it last, -1 for none. */
  "array.positionMask": {
    work: "moves",
    result: "array",
    infer: (_inputs, params) => gridOf(params["count"] === undefined ? "bool" : "int64", [params["chunks"] as AxisChunks]),
    lower: { as: "custom", form: "array.positionMask" },
    prefix: () => "positions",
  },
  /** The diagonal of `params.axes`, its pieces in `params.pieces`, as the last axis. */
  "array.diagonal": {
    work: "moves",
    result: "array",
    infer: ([input], params) => {
      const { chunks, dtype } = array(input);
      const pieces = params["pieces"] as readonly DiagonalPiece[] | AxisChunks;
      const along = isUnknown(pieces) ? pieces : (pieces as readonly DiagonalPiece[]).map(piece => piece.count);
      return gridOf(dtype, [...chunks.filter((_, axis) => !(params["axes"] as readonly number[]).includes(axis)), along]);
    },
    lower: { as: "custom", form: "array.diagonal" },
    prefix: () => "diagonal",
  },
  /** The bytes of each block read as another dtype. */
  "array.view": blockwise("view", ([input], params) => {
    const { shape, chunks } = array(input);
    return params["chunks"] === undefined
      ? { ...array(input), dtype: params["dtype"] as DType }
      : {
          kind: "array",
          dtype: params["dtype"] as DType,
          shape: shape.with(-1, axisLength(params["chunks"] as AxisChunks)),
          chunks: chunks.with(-1, params["chunks"] as AxisChunks),
        };
  }),
};
