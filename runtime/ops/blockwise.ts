/** Functions over blocks. Which blocks a task gets is said by axes: `params.axes[k][a]` is the axis of the result that axis a of input k follows. */

import { isUnknown, unknown } from "../meta/dim.ts";
import type { DType } from "../meta/dtype.ts";
import type { ArrayMeta, AxisChunks, Meta } from "../meta/meta.ts";
import type { Dim } from "../meta/dim.ts";
import type { Operation, OperationTable, Params } from "./operation.ts";

/** The axis is not one of the result: a task gets all blocks along it. */
export const CONTRACTED = -1;

/** The meta that building worked out. Where the number of axes is not known, nothing is. */
export function givenMeta(_inputs: readonly Meta[], params: Params): Meta {
  const shape = params["shape"];
  if (isUnknown(shape)) return { kind: "unknown", why: shape };
  return { kind: "array", dtype: params["dtype"] as DType, shape: shape as Dim[], chunks: params["chunks"] as AxisChunks[] };
}
const nameOf = (params: Params): string => (params["f"] as { name: string }).name;
const byFunction = (title: string, form: string, more: Partial<Operation> = {}): Operation => ({
  work: "function",
  result: "array",
  lower: { as: "custom", form },
  infer: givenMeta,
  prefix: params => (params["name"] as string | undefined) ?? nameOf(params),
  label: params => `${title} ${nameOf(params)}`,
  ...more,
});

export const BLOCKWISE: OperationTable = {
  /** `params.args` is a template of the function's arguments; contracted axes come as lists of blocks, or joined with `params.concatenate`. */
  "array.blockwise": byFunction("blockwise", "array.blockwise"),
  /** With several outputs blocks are lists, one entry an output, along the loops. */
  "array.gufunc": byFunction("applyGufunc", "array.blockwise"),
  /** Entry `params.output` of blocks that are lists. */
  "array.output": {
    work: "blockwise",
    result: "array",
    lower: { as: "custom", form: "array.output" },
    infer: givenMeta,
    prefix: params => `${params["name"] as string}_${params["output"] as number}`,
    label: params => `output ${params["output"] as number}`,
  },
  "array.coarsen": {
    work: "blockwise",
    result: "array",
    lower: { as: "custom", form: "array.same-blocks" },
    infer: givenMeta,
    prefix: () => "coarsen",
    label: params => `coarsen ${(params["factors"] as readonly number[]).join(" × ")}`,
  },
  /** Functions of the user on blocks, on what those gave, joined, and on the last of it; `params.size` elements stay on reduced axes between. */
  "array.reduction": {
    work: "reduces",
    result: "array",
    lower: { as: "custom", form: "array.reduction" },
    infer: givenMeta,
    prefix: params => (params["name"] as string | undefined) ?? "reduction",
    label: params => `reduction ${(params["chunk"] as { name: string }).name}`,
    how: () => "Your functions on every block, on groups of what they gave, and on the last group.",
  },
  /** How probable it is that a statistic is as far out, by `params.tail`; degrees of freedom stand in params or are inputs. */
  "array.tail": {
    work: "blockwise",
    result: "array",
    lower: { as: "blockwise", kernel: "array.tail" },
    infer: ([x]) => ({ ...arrayOf(x!), dtype: "float64" }),
    prefix: () => "pvalue",
    label: params => `p of ${params["tail"] as string}`,
  },
  /** `{ statistic, pvalue }` of two values. */
  "array.testResult": {
    work: "blockwise",
    result: "delayed",
    lower: { as: "call", kernel: "array.testResult" },
    infer: () => ({ kind: "delayed" }),
    acceptsUnknown: true,
    prefix: () => "test_result",
    label: () => "statistic, p",
  },
  /** Data and its mask as one. Operations on it are made of operations on the two: collections/array/masked-rules.ts. */
  "array.masked": {
    work: "blockwise",
    result: "array",
    lower: { as: "blockwise", kernel: "array.masked" },
    infer: ([data]) => data!,
    prefix: () => "masked_array",
    label: () => "masked",
  },
  /** Each block with rows of its neighbours. */
  "array.overlap": {
    work: "moves",
    result: "array",
    lower: { as: "custom", form: "array.overlap" },
    infer: givenMeta,
    prefix: () => "overlap",
    label: params => `overlap ${depthText(params["depth"])}`,
    how: () => "Each block with what lies next to it in its neighbours, or beyond the edge as the boundary says.",
  },
  /** The function on blocks with rows of their neighbours; its result is trimmed. */
  "array.mapOverlap": byFunction("mapOverlap", "array.mapOverlap", {
    how: () => "Your function on each block together with what lies next to it in its neighbours; what it gives is cut back to the block.",
  }),
  /** Every window as axes of their own, at the end. */
  "array.windows": {
    work: "moves",
    result: "array",
    lower: { as: "custom", form: "array.windows" },
    infer: givenMeta,
    prefix: () => "sliding_window_view",
    label: params => `windows of ${(params["window"] as readonly number[]).join(" × ")}`,
  },
  /** The blocks of the input without what the depths say, on both sides. */
  "array.trim": {
    work: "moves",
    result: "array",
    lower: { as: "custom", form: "array.same-blocks" },
    infer: givenMeta,
    prefix: () => "trim",
    label: () => "trim",
  },
};

function depthText(depth: unknown): string {
  return (depth as readonly (readonly [number, number])[]).map(([before, after]) => (before === after ? String(before) : `${before}+${after}`)).join(" × ");
}

export const sizes = (chunks: readonly AxisChunks[]): Dim[] => chunks.map(axis => (isUnknown(axis) ? axis : axis.reduce((n, size) => n + size, 0)));
export const arrayOf = (meta: Meta): ArrayMeta => (meta.kind === "array" ? meta : { kind: "array", dtype: unknown("not an array"), shape: [], chunks: [] });
