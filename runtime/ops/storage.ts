/** Arrays in files and other stores: reading them, and writing blocks to them. */

import type { Meta } from "../meta/meta.ts";
import { gridMeta } from "./creation.ts";
import type { OperationTable, Params } from "./operation.ts";

/** What a block is written to, and where its grid begins there. */
export interface SavedArray {
  readonly chunks: readonly (readonly number[])[];
  readonly start: readonly number[];
  readonly step: readonly number[];
}

const nameOf = (params: Params): string => String(params["label"] ?? "");
const blocksOf = (inputs: readonly Meta[]): number =>
  inputs.reduce((n, meta) => n + (meta.kind === "array" ? meta.chunks.reduce((m, axis) => m * ("unknown" in axis ? 1 : axis.length), 1) : 1), 0);

export const STORAGE: OperationTable = {
  /** `params.source` is plain data that says where the array is; `params.axes` which parts of it (as in `array.read`). */
  "array.load": {
    work: "makes",
    result: "array",
    infer: (_inputs, params) => gridMeta(params),
    lower: { as: "source", kernel: "array.load" },
    prefix: params => String(params["prefix"]),
    label: nameOf,
    how: () => "Each block reads its part of the file; only the stored chunks that it needs are decoded.",
  },
  /** `array.read` by one task after another. */
  "array.readLocked": {
    work: "makes",
    result: "array",
    infer: (_inputs, params) => gridMeta(params),
    lower: { as: "custom", form: "array.inTurn" },
    prefix: () => "array",
    label: () => "read, one at a time",
    how: () => "The source is locked: each block is read when the one before it is there.",
  },
  /** One delayed value as an array of one block. */
  "array.fromDelayed": {
    work: "blockwise",
    result: "array",
    infer: (_inputs, params) => gridMeta(params),
    lower: { as: "blockwise", kernel: "array.fromDelayed" },
    prefix: () => "from-value",
    label: () => "fromDelayed",
    acceptsUnknown: true,
  },
  /** Blocks of all inputs to where they belong; the blocks are receipts. `params.inTurn`: one task after another. */
  "array.save": {
    work: "moves",
    result: "bag",
    infer: inputs => ({ kind: "bag", npartitions: blocksOf(inputs) }),
    lower: { as: "custom", form: "array.save" },
    prefix: params => String(params["prefix"]),
    label: nameOf,
    how: () => "Each block is written to its place beside the target; the target appears when the last one is there.",
  },
  /** Gives the written files their names, when all receipts are there. */
  "array.commit": {
    work: "moves",
    result: "delayed",
    infer: () => ({ kind: "delayed" }),
    lower: { as: "custom", form: "array.commit" },
    prefix: params => `${String(params["prefix"])}-commit`,
    label: params => `${nameOf(params)} commit`,
    how: () => "What was written gets its name, all at once.",
  },
};
