/** Delayed calls and what is done to single values. Arguments are a template in which `{ $input: k }` stands for the k-th input. */

import type { FunctionRef } from "../expr/function-ref.ts";
import type { Meta } from "../meta/meta.ts";
import type { Operation, OperationTable, Params } from "./operation.ts";

/** One task that makes one value. */
const single = (kernel: string, row: Pick<Operation, "work"> & Partial<Operation>): Operation => ({
  result: "delayed",
  infer: () => ({ kind: "delayed" }),
  lower: { as: "call", kernel },
  acceptsUnknown: true,
  ...row,
});
const functionName = (params: Params) => (params["function"] as FunctionRef).name;

export const DELAYED: OperationTable = {
  call: single("delayed.call", { work: "function", prefix: functionName, how: () => "Your function, called once with the values of its arguments." }),
  method: single("delayed.method", { work: "function", prefix: params => String(params["method"]), label: params => `.${String(params["method"])}()` }),
  "delayed.get": single("delayed.get", { work: "blockwise", prefix: () => "getitem", label: params => `get ${keyText(params["key"])}` }),
  "delayed.value": single("delayed.value", { work: "makes", prefix: () => "value", label: () => "value" }),
  "delayed.operator": single("delayed.operator", {
    work: "blockwise",
    prefix: params => String(params["operator"]),
    label: params => String(params["operator"]),
  }),
  /** Blocks that were computed and kept. */
  persisted: {
    work: "makes",
    result: "unknown",
    infer: (_inputs, params) => params["meta"] as Meta,
    lower: { as: "source", kernel: "persisted" },
    how: () => "Computed before and kept in memory.",
  },
  /** One block of a collection, as a value. */
  "delayed.partition": single("identity", { work: "blockwise", lower: { as: "custom", form: "onePartition" }, prefix: () => "partition" }),
  /** All blocks of a collection put together as `compute` gives them. */
  assemble: single("assemble", {
    work: "reduces",
    infer: () => ({ kind: "delayed" }),
    label: () => "assemble",
    how: () => "All blocks put together as one value, for a function that takes it whole.",
  }),
};

const keyText = (key: unknown): string => (typeof key === "string" ? `"${key}"` : typeof key === "number" ? String(key) : "slice");
