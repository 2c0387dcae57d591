/** Operations on whole elements that are checked in the run: choices by number, flat and unravelled positions, values carried forward. */

import { DTypeError } from "../errors.ts";
import { isUnknown } from "../meta/dim.ts";
import type { DType } from "../meta/dtype.ts";
import type { ArrayMeta, Meta } from "../meta/meta.ts";
import { asArray, broadcastGrid } from "./elementwise.ts";
import type { Operation, OperationTable } from "./operation.ts";

const blockwise = (kernel: string, infer: Operation["infer"]): Operation => ({
  work: "blockwise",
  result: "array",
  infer,
  lower: { as: "blockwise", kernel: `array.${kernel}` },
  prefix: () => kernel,
});
const positions = (inputs: readonly Meta[], where: string): ArrayMeta => {
  const metas = inputs.map(asArray);
  for (const { dtype } of metas) if (!isUnknown(dtype) && !/^u?int/.test(dtype)) throw new DTypeError(`${where} takes integers, got ${dtype}`);
  return { kind: "array", dtype: "int64", ...broadcastGrid(metas) };
};

export const CHOOSING: OperationTable = {
  /** The first input says which of the others each element is of; `params.dtype` is theirs. */
  "array.choose": blockwise("choose", (inputs, params) => {
    positions(inputs.slice(0, 1), "choose");
    return { kind: "array", dtype: params["dtype"] as DType, ...broadcastGrid(inputs.map(asArray)) };
  }),
  /** Index `params.axis` of flat positions in an array of `params.shape`. */
  "array.unravelIndex": blockwise("unravelIndex", inputs => positions(inputs, "unravelIndex")),
  /** Flat positions of indices, one input an axis of `params.shape`. */
  "array.ravelMultiIndex": blockwise("ravelMultiIndex", inputs => positions(inputs, "ravelMultiIndex")),
  /** What is missing is the last value before it along `params.axis`, at most `params.n` away. */
  "array.push": {
    work: "moves",
    result: "array",
    infer: ([input]) => asArray(input!),
    lower: { as: "custom", form: "array.push" },
    prefix: () => "push",
  },
};
