/** Frames whose partitions are made, picked, joined or counted as wholes; of series too where a row says nothing else. */

import { fewerRows, openDtype, withGaps } from "../meta/columns.ts";
import { type Dim, dimText, isKnown, isUnknown } from "../meta/dim.ts";
import { type ColumnMeta, DEFAULT_INDEX, type Divisions, type FrameMeta, type Meta } from "../meta/meta.ts";
import { type ColumnType, isDType, promote } from "../meta/dtype.ts";
import type { LocPart } from "./frame-params.ts";
import type { OperationTable, Params } from "./operation.ts";

const frame = (inputs: readonly Meta[]): FrameMeta => inputs[0] as FrameMeta;

const known = (meta: FrameMeta): readonly ColumnMeta[] => (isUnknown(meta.columns) ? [] : meta.columns);

export const PARTITIONS: OperationTable = {
  "frame.fromMap": {
    work: "function",
    result: "frame",
    lower: { as: "source", kernel: "frame.fromMap" },
    prefix: () => "fromMap",
    label: params => `fromMap ${String(params["text"])}`,
    infer: (_inputs, params) => ({
      kind: "frame",
      columns: (params["columns"] as readonly ColumnMeta[] | undefined) ?? openDtype(),
      index: DEFAULT_INDEX,
      npartitions: (params["parts"] as readonly unknown[]).length,
      divisions: null,
    }),
  },
  "frame.fromDelayed": {
    work: "blockwise",
    result: "frame",
    lower: { as: "custom", form: "gatherTables" },
    prefix: () => "fromDelayed",
    infer: (inputs, params) => ({
      kind: "frame",
      columns: (params["columns"] as readonly ColumnMeta[] | undefined) ?? openDtype(),
      index: DEFAULT_INDEX,
      npartitions: inputs.length,
      divisions: (params["divisions"] as Divisions | undefined) ?? null,
    }),
  },
  "frame.head": {
    work: "reduces",
    result: "frame",
    infer: (inputs, params) => ends(inputs[0] as FrameMeta, 0, params["npartitions"] as number),
    lower: { as: "custom", form: "headPartitions" },
    prefix: () => "head",
    label: params => `head ${String(params["n"])}`,
    how: (_inputs, params) =>
      params["npartitions"] === 1
        ? "Reads the first partition only."
        : `Reads ${Number(params["npartitions"]) < 0 ? "all" : String(params["npartitions"])} partitions.`,
  },
  "frame.tail": {
    work: "reduces",
    result: "frame",
    infer: inputs => ends(inputs[0] as FrameMeta, -2, -1),
    lower: { as: "custom", form: "tailPartition" },
    prefix: () => "tail",
    label: params => `tail ${String(params["n"])}`,
    how: () => "Reads the last partition only.",
  },
  "frame.partitions": {
    work: "moves",
    result: "frame",
    infer: pickedMeta,
    lower: { as: "custom", form: "pickPartitions" },
    prefix: () => "partitions",
    label: params => `partitions ${(params["indices"] as readonly number[]).join(", ")}`,
  },
  "frame.loc": {
    work: "blockwise",
    result: "frame",
    lower: { as: "custom", form: "locPartitions" },
    prefix: () => "loc",
    infer: (inputs, params) =>
      fewerRows({ ...frame(inputs), npartitions: (params["parts"] as readonly LocPart[]).length, divisions: params["divisions"] as Divisions | null }),
    how: (inputs, params) =>
      frame(inputs).divisions === null
        ? "The divisions are not known: looks in every partition."
        : `Looks in ${(params["parts"] as readonly LocPart[]).length} of ${dimText(frame(inputs).npartitions)} partitions.`,
  },
  "frame.repartition": {
    work: "moves",
    result: "frame",
    infer: repartitionMeta,
    lower: { as: "custom", form: "repartitionFrame" },
    prefix: () => "repartition",
    label: params => `repartition ${String(params["npartitions"])}`,
  },
  "frame.concat": {
    work: "moves",
    result: "frame",
    infer: concatMeta,
    lower: { as: "custom", form: "concatFrames" },
    prefix: () => "concat",
  },
  "frame.length": {
    work: "reduces",
    result: "scalar",
    infer: () => ({ kind: "scalar", dtype: "int64" }),
    prefix: () => "length",
    lower: { as: "tree", chunk: "frame.length.chunk", combine: "frame.length.combine", aggregate: "frame.length.combine", splitEvery: 16 },
  },
  "frame.knownLength": {
    work: "makes",
    result: "scalar",
    infer: () => ({ kind: "scalar", dtype: "int64" }),
    prefix: () => "length",
    lower: { as: "source", kernel: "frame.knownLength" },
    how: () => "From the metadata: nothing is read.",
  },
};

export function onePartition(meta: Meta): Meta {
  return fewerRows({ ...(meta as FrameMeta), npartitions: 1, divisions: null });
}

/** One partition between two of the divisions, counted as lists are. */
function ends(meta: FrameMeta, from: number, to: number): Meta {
  const [first, last] = [meta.divisions?.at(from), meta.divisions?.at(to)];
  return fewerRows({ ...meta, npartitions: 1, divisions: first === undefined || last === undefined ? null : [first, last] });
}

function pickedMeta(inputs: readonly Meta[], params: Params): Meta {
  const meta = inputs[0] as FrameMeta;
  const indices = params["indices"] as readonly number[];
  const ascending = indices.every((index, i) => i === 0 || index > indices[i - 1]!);
  const divisions =
    meta.divisions === null || !ascending || indices.length === 0 ? null : [...indices.map(i => meta.divisions![i]!), meta.divisions[indices.at(-1)! + 1]!];
  return fewerRows({ ...meta, npartitions: indices.length, divisions });
}

function repartitionMeta(inputs: readonly Meta[], params: Params): Meta {
  const meta = inputs[0] as FrameMeta;
  const npartitions = params["npartitions"] as number;
  const p = meta.npartitions;
  if (!isKnown(p)) return { ...meta, npartitions, divisions: null };
  let divisions: Divisions | null = null;
  if (meta.divisions !== null && npartitions <= p)
    divisions = Array.from({ length: npartitions + 1 }, (_, i) => meta.divisions![Math.floor((i * p) / npartitions)]!);
  return { ...meta, npartitions, divisions };
}

/** A column of several frames: numbers are promoted, what is missing in one of them has gaps. */
function joint(name: string, frames: readonly (readonly ColumnMeta[])[]): ColumnMeta {
  const own = frames.map(columns => columns.find(column => column.name === name));
  const types = own.filter(column => column !== undefined).map(column => column.dtype);
  const dtype = types.reduce((a, b) =>
    isUnknown(a) || isUnknown(b) ? openDtype() : a === b ? a : isDType(a) && isDType(b) ? (promote(a, b) as ColumnType) : "object",
  );
  return { name, dtype: own.includes(undefined) ? withGaps(dtype) : dtype };
}

function concatMeta(inputs: readonly Meta[]): Meta {
  const metas = inputs as readonly FrameMeta[];
  let npartitions: Dim = 0;
  for (const meta of metas)
    npartitions = isKnown(npartitions) && isKnown(meta.npartitions) ? npartitions + meta.npartitions : isKnown(npartitions) ? meta.npartitions : npartitions;
  const columns: ColumnMeta[] = [];
  for (const meta of metas)
    for (const column of known(meta)) if (!columns.some(c => c.name === column.name)) columns.push(joint(column.name, metas.map(known)));
  const open = metas.find(meta => isUnknown(meta.columns));
  const divisions = metas.every((meta, i) => meta.divisions !== null && (i === 0 || (metas[i - 1]!.divisions?.at(-1) ?? 0)! < meta.divisions[0]!))
    ? [...metas.flatMap(meta => meta.divisions!.slice(0, -1)), metas.at(-1)!.divisions!.at(-1)!]
    : null;
  return { kind: "frame", columns: open?.columns ?? columns, index: metas[0]!.index, npartitions, divisions };
}
