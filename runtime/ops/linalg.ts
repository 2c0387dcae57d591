/** Decompositions of matrices. Those with several results are a list a block, of which `linalg.part` is one result. */

import type { Dim, Unknown } from "../meta/dim.ts";
import { isUnknown } from "../meta/dim.ts";
import type { DType } from "../meta/dtype.ts";
import type { ArrayMeta, AxisChunks, BagMeta, Meta } from "../meta/meta.ts";
import type { Operation, OperationTable, Params } from "./operation.ts";

const blocks = (meta: Meta | undefined): Dim => {
  if (meta?.kind === "bag") return meta.npartitions;
  return (meta as ArrayMeta).chunks.reduce<Dim>((n, axis) => (isUnknown(n) ? n : isUnknown(axis) ? axis : n * axis.length), 1);
};
const bag = (npartitions: Dim): BagMeta => ({ kind: "bag", npartitions });
/** What `params` say the result is. */
const said = ({ shape, chunks, dtype }: Params): ArrayMeta => ({
  kind: "array",
  dtype: dtype as DType | Unknown,
  shape: shape as Dim[],
  chunks: chunks as AxisChunks[],
});
const row = (name: string, form: string, infer: Operation["infer"], more: Partial<Operation> = {}): Operation => ({
  work: "blockwise",
  result: "array",
  infer,
  lower: { as: "custom", form: `linalg.${form}` },
  prefix: () => name,
  label: () => name,
  ...more,
});

export const LINALG: OperationTable = {
  /** Result `part` of each block's list. */
  "linalg.part": row("part", "inOrder", (_inputs, params) => said(params), {
    prefix: params => params["name"] as string,
    label: params => params["name"] as string,
  }),
  /** Blocks side by side below each other: a QR each. */
  "linalg.qr": row("qr", "inOrder", ([input]) => bag(blocks(input))),
  /** Their R's, `fanIn` at a time: a QR each. */
  "linalg.qrStack": row("qr-stack", "qrStack", ([input], params) => bag(stacked(blocks(input), params["fanIn"] as number)), { work: "reduces" }),
  /** The topmost Q, times a second input where there is one. */
  "linalg.qrTop": row("q", "inOrder", ([input], params) => (params["shape"] === undefined ? bag(blocks(input)) : said(params))),
  /** Q's times their part of the stack's. */
  "linalg.qrDown": row("q", "qrDown", ([input], params) => (params["shape"] === undefined ? bag(blocks(input)) : said(params))),
  "linalg.svd": row("svd", "inOrder", ([input]) => bag(blocks(input))),
  "linalg.cholesky": row("cholesky", "cholesky", ([input], params) => ({ ...(input as ArrayMeta), dtype: params["dtype"] as DType })),
  "linalg.triangular": row("solve-triangular", "triangular", ([, input]) => input as ArrayMeta),
  /** Panels of whole columns, factored from left to right with the greatest pivot of each column, and then how rows moved. */
  "linalg.lu": row("lu", "lu", ([input]) => {
    const count = blocks(input);
    return bag(isUnknown(count) ? count : count + 1);
  }),
  "linalg.luPart": row("lu-part", "luPart", (_inputs, params) => said(params), {
    prefix: params => `lu-${params["which"] as string}`,
    label: params => `lu ${(params["which"] as string).toUpperCase()}`,
  }),
  "linalg.permuteRows": row("permute", "permuteRows", ([input]) => input as ArrayMeta, { work: "moves" }),
};
const stacked = (n: Dim, fanIn: number): Dim => (isUnknown(n) ? n : Math.ceil(n / fanIn));
