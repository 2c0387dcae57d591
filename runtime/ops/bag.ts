/** Bags: partitions of JavaScript values. */

import type { FunctionRef } from "../expr/function-ref.ts";
import { isKnown, type Dim, type Unknown } from "../meta/dim.ts";
import { BaskError, ShapeError } from "../errors.ts";
import type { BagMeta, Meta } from "../meta/meta.ts";
import type { Operation, OperationTable, Params } from "./operation.ts";

const partitionsOf = (meta: Meta | undefined): Dim => (meta !== undefined && "npartitions" in meta ? meta.npartitions : 1);
const bag = (npartitions: Dim): BagMeta => ({ kind: "bag", npartitions });
const functionName = (params: Params): string => (params["function"] as FunctionRef).name;

/** Partition by partition; further bags must have as many partitions. */
function each(name: string, row: Partial<Operation> = {}): Operation {
  return {
    work: "blockwise",
    result: "bag",
    infer: inputs => {
      const bags = inputs.filter(meta => meta.kind === "bag");
      const npartitions = partitionsOf(bags[0]);
      for (const other of bags) {
        if (isKnown(other.npartitions) && isKnown(npartitions) && other.npartitions !== npartitions) {
          throw new ShapeError(`bag.${name}: expected bags of ${npartitions} partitions, got one of ${other.npartitions}`, [npartitions], [other.npartitions]);
        }
      }
      return bag(npartitions);
    },
    lower: { as: "blockwise", kernel: `bag.${name}` },
    prefix: () => name,
    ...row,
  };
}
/** Calls the user's function for values. */
const calls = (name: string): Operation => each(name, { work: "function", label: params => `${name} ${functionName(params)}` });

/** One value from all partitions, by a tree. */
function reduction(name: string, row: Partial<Operation> = {}): Operation {
  return {
    work: "reduces",
    result: "scalar",
    infer: () => ({ kind: "scalar" }),
    lower: { as: "tree", chunk: `bag.${name}.chunk`, combine: `bag.${name}.combine`, aggregate: `bag.${name}.aggregate`, splitEvery: 8 },
    prefix: () => name,
    how: inputs => `One partial ${name} a partition, joined by a tree that takes 8 at a time (${partitionText(partitionsOf(inputs[0]))}).`,
    ...row,
  };
}
/** A tree whose result is a bag of one partition. */
const toOne = (name: string, row: Partial<Operation> = {}): Operation => reduction(name, { result: "bag", infer: () => bag(1), ...row });

const partitionText = (n: Dim): string => (isKnown(n) ? `${n} → 1` : "? → 1");

export const BAG: OperationTable = {
  readText: {
    work: "makes",
    result: "bag",
    lower: { as: "source", kernel: "text.read" },
    infer: (_inputs, params) => ({
      kind: "bag",
      npartitions: (params["parts"] as unknown[] | undefined)?.length ?? (params["why"] as Unknown),
      ...(params["bytes"] === undefined ? {} : { bytes: params["bytes"] as number }),
    }),
    how: () => "A task a file, or a byte range of one; every line is in exactly one.",
  },
  "bag.fromSequence": {
    work: "makes",
    result: "bag",
    infer: (_inputs, params) => bag((params["parts"] as unknown[]).length),
    lower: { as: "source", kernel: "bag.part" },
    prefix: () => "fromSequence",
  },
  "bag.range": {
    work: "makes",
    result: "bag",
    infer: (_inputs, params) => bag((params["parts"] as unknown[]).length),
    lower: { as: "source", kernel: "bag.range" },
    prefix: () => "range",
  },
  "bag.fromDelayed": {
    work: "blockwise",
    result: "bag",
    infer: inputs => bag(inputs.length),
    lower: { as: "custom", form: "gatherParts" },
    prefix: () => "fromDelayed",
  },
  "bag.map": calls("map"),
  "bag.filter": calls("filter"),
  "bag.remove": calls("remove"),
  "bag.starmap": calls("starmap"),
  "bag.mapPartitions": calls("mapPartitions"),
  "bag.pluck": each("pluck", { label: params => `pluck ${JSON.stringify(params["key"])}` }),
  "bag.flatten": each("flatten"),
  "bag.zip": each("zip"),
  "bag.str": each("str", { prefix: params => String(params["method"]), label: params => `str.${String(params["method"])}` }),
  "bag.randomSample": each("randomSample"),
  "bag.join": each("join", { work: "function" }),
  "bag.concat": {
    work: "blockwise",
    result: "bag",
    infer: inputs => bag(inputs.reduce<number>((n, meta) => n + Number(partitionsOf(meta)), 0)),
    lower: { as: "custom", form: "concatParts" },
    prefix: () => "concat",
  },
  "bag.product": {
    work: "moves",
    result: "bag",
    infer: inputs => bag(Number(partitionsOf(inputs[0])) * Number(partitionsOf(inputs[1]))),
    lower: { as: "custom", form: "productParts" },
    prefix: () => "product",
  },
  "bag.repartition": {
    work: "moves",
    result: "bag",
    infer: (_inputs, params) => bag(params["npartitions"] as number),
    lower: { as: "custom", form: "repartitionParts" },
    prefix: () => "repartition",
  },
  "bag.accumulate": each("accumulate", { work: "function", lower: { as: "custom", form: "accumulateParts" } }),
  "bag.take": {
    work: "reduces",
    result: "bag",
    infer: takeMeta,
    lower: { as: "custom", form: "takeParts" },
    prefix: () => "take",
    label: params => `take ${String(params["k"])}`,
  },
  "bag.groupby": {
    work: "moves",
    result: "bag",
    infer: (inputs, params) => bag((params["npartitions"] as number | undefined) ?? partitionsOf(inputs[0])),
    lower: { as: "custom", form: "shuffleParts" },
    prefix: () => "groupby",
    how: () => "Every value moves to the partition of its key. Prefer foldby where a fold will do.",
  },
  "bag.sum": reduction("sum"),
  "bag.mean": reduction("mean"),
  "bag.count": reduction("count"),
  "bag.min": reduction("min"),
  "bag.max": reduction("max"),
  "bag.any": reduction("any"),
  "bag.all": reduction("all"),
  "bag.var": reduction("var"),
  "bag.std": reduction("std"),
  "bag.fold": reduction("fold", { work: "function" }),
  "bag.reduction": reduction("reduction", { work: "function" }),
  "bag.frequencies": toOne("frequencies"),
  "bag.distinct": toOne("distinct"),
  "bag.topk": toOne("topk", { label: params => `topk ${String(params["k"])}` }),
  "bag.foldby": toOne("foldby", { work: "function" }),
};

function takeMeta(inputs: readonly Meta[], params: Params): BagMeta {
  const have = partitionsOf(inputs[0]);
  const wanted = params["npartitions"] as number;
  if (isKnown(have) && wanted > have) throw new BaskError("INDEX", `bag.take: expected at most ${have} partitions, got npartitions: ${wanted}`);
  return bag(1);
}
