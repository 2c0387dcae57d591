/** Series: partitions of one column. Binary operations take a series, a single lazy value, or `params.scalar` (on the left where `flip`). */

import { type AggregationSpec, aggregatedDtype } from "../meta/aggregation.ts";
import { ARITHMETIC, type BinaryCode, binaryDtype, COMPARISONS, LOGICAL, scalarKind } from "../meta/column-arithmetic.ts";
import { fewerRows, frameOf, openDtype, seriesOf, withGaps } from "../meta/columns.ts";
import type { ColumnType, DType } from "../meta/dtype.ts";
import { isDType, promoteScalar } from "../meta/dtype.ts";
import { isUnknown, type Unknown } from "../meta/dim.ts";
import { type ColumnMeta, DEFAULT_INDEX, type Meta, type SeriesMeta } from "../meta/meta.ts";
import { DTypeError } from "../errors.ts";
import { aligned, lambdas, treeText } from "./frame.ts";
import type { Lambda } from "./frame-params.ts";
import type { Operation, OperationTable, Params } from "./operation.ts";
import { onePartition } from "./partitions.ts";

const series = (inputs: readonly Meta[]): SeriesMeta => inputs[0] as SeriesMeta;
const column = (meta: SeriesMeta, dtype: ColumnType | Unknown, name = meta.column.name): SeriesMeta => seriesOf(meta, { name, dtype });

function each(name: string, infer: (meta: SeriesMeta, params: Params, inputs: readonly Meta[]) => Meta, row: Partial<Operation> = {}): Operation {
  return {
    work: "blockwise",
    result: "series",
    infer: (inputs, params) => infer(series(inputs), params, inputs),
    lower: { as: "blockwise", kernel: `series.${name}` },
    prefix: () => name,
    ...row,
  };
}

/** A scalar as it stands in a label. */
const scalarText = (params: Params): string =>
  "scalar" in params
    ? ` ${params["scalar"] instanceof Date ? params["scalar"].toISOString().slice(0, 10) : JSON.stringify(params["scalar"], (_key, value) => (typeof value === "bigint" ? String(value) : value))}`
    : "";

const binary = (code: BinaryCode): Operation =>
  each(
    code,
    (meta, params, inputs) => {
      aligned(code, inputs);
      const other = inputs[1];
      const left = meta.column.dtype;
      if (other === undefined) {
        const scalar = scalarKind(params["scalar"]);
        return column(meta, params["flip"] === true ? binaryDtype(code, scalar, left) : binaryDtype(code, left, scalar));
      }
      if (other.kind !== "series") return column(meta, binaryDtype(code, left, openDtype("a computed value")));
      return column(meta, binaryDtype(code, left, other.column.dtype), other.column.name === meta.column.name ? meta.column.name : "");
    },
    { label: params => `${code}${scalarText(params)}` },
  );

const numbers = (name: string, row: Partial<Operation> = {}): Operation =>
  each(
    name,
    meta => {
      const { dtype } = meta.column;
      if (!isUnknown(dtype) && dtype !== "timedelta" && dtype !== "bigint" && dtype !== "object" && !isDType(dtype))
        throw new DTypeError(`${name}: expected numbers, got ${dtype}`);
      return column(meta, dtype === "bool" ? "int64" : dtype);
    },
    row,
  );

const STRING_DTYPES: Readonly<Record<string, ColumnType>> = {
  len: "int64",
  contains: "bool",
  startswith: "bool",
  endswith: "bool",
  match: "bool",
  find: "int64",
  count: "int64",
  split: "object",
};

export const SERIES: OperationTable = {
  ...Object.fromEntries([...ARITHMETIC, ...COMPARISONS, ...LOGICAL].map(code => [`series.${code}`, binary(code)])),
  "series.not": each("not", meta => column(meta, binaryDtype("and", meta.column.dtype, meta.column.dtype))),
  "series.neg": numbers("neg"),
  "series.abs": numbers("abs"),
  "series.round": numbers("round", { label: params => `round ${String(params["decimals"])}` }),
  "series.clip": each(
    "clip",
    (meta, params) => {
      const { dtype } = meta.column;
      const bounds = [params["min"], params["max"]].filter((bound): bound is number => typeof bound === "number");
      return column(meta, isUnknown(dtype) || !isDType(dtype) ? dtype : (bounds.reduce<DType>((d, bound) => promoteScalar(d, bound), dtype) as ColumnType));
    },
    { label: params => `clip ${String(params["min"])}, ${String(params["max"])}` },
  ),
  "series.between": each("between", meta => column(meta, "bool"), {
    label: params => `between ${JSON.stringify(params["min"])}, ${JSON.stringify(params["max"])}`,
  }),
  "series.isin": each("isin", meta => column(meta, "bool")),
  "series.isna": each("isna", meta => column(meta, "bool"), { prefix: params => (params["present"] === true ? "notnull" : "isna") }),
  "series.fillna": each(
    "fillna",
    (meta, params) => {
      const { dtype } = meta.column;
      return column(
        meta,
        isUnknown(dtype) || !isDType(dtype) || typeof params["scalar"] !== "number" ? dtype : (promoteScalar(dtype, params["scalar"]) as ColumnType),
      );
    },
    { label: params => `fillna${scalarText(params)}` },
  ),
  "series.dropna": each("dropna", meta => fewerRows(meta)),
  "series.astype": each("astype", (meta, params) => column(meta, params["dtype"] as ColumnType), { label: params => `astype ${String(params["dtype"])}` }),
  "series.rename": each("rename", (meta, params) => column(meta, meta.column.dtype, params["name"] as string), {
    label: params => `rename ${JSON.stringify(params["name"])}`,
  }),
  "series.mapValues": each("mapValues", (meta, params) => column(meta, params["dtype"] as ColumnType | Unknown), { prefix: () => "map" }),
  "series.where": each(
    "where",
    (meta, params, inputs) => {
      aligned("where", inputs);
      const { dtype } = meta.column;
      if (typeof params["scalar"] === "number" && !isUnknown(dtype) && isDType(dtype) && dtype !== "bool")
        return column(meta, promoteScalar(dtype, params["scalar"]) as ColumnType);
      return column(meta, params["scalar"] === undefined && inputs.length === 2 ? withGaps(dtype) : dtype);
    },
    { prefix: params => (params["inverse"] === true ? "mask" : "where") },
  ),
  ...lambdas("series.apply", work =>
    each(
      "apply",
      (meta, params) => column(meta, (params["dtype"] as ColumnType | undefined) ?? openDtype(), (params["name"] as string | undefined) ?? meta.column.name),
      {
        label: params => `apply ${(params["lambda"] as Lambda).text}`,
        ...work,
      },
    ),
  ),
  ...lambdas("series.filter", work => each("filter", meta => fewerRows(meta), { label: params => `filter ${(params["lambda"] as Lambda).text}`, ...work })),
  "series.mask": each(
    "mask",
    (meta, _params, inputs) => {
      aligned("get", inputs);
      return fewerRows(meta);
    },
    { prefix: () => "filter", label: () => "get mask" },
  ),
  "series.mapPartitions": each(
    "mapPartitions",
    (meta, params) => fewerRows(column(meta, openDtype(), (params["name"] as string | undefined) ?? meta.column.name)),
    { work: "function", label: params => `mapPartitions ${String(params["text"])}` },
  ),
  "series.str": each(
    "str",
    (meta, params) => {
      const { dtype } = meta.column;
      if (!isUnknown(dtype) && dtype !== "string" && dtype !== "category" && dtype !== "object")
        throw new DTypeError(`str.${String(params["method"])}: expected a column of text, got ${dtype}`);
      return column(meta, STRING_DTYPES[params["method"] as string] ?? "string");
    },
    { prefix: params => params["method"] as string, label: params => `str.${String(params["method"])}` },
  ),
  "series.dt": each(
    "dt",
    (meta, params) => {
      const { dtype } = meta.column;
      if (!isUnknown(dtype) && dtype !== "datetime" && dtype !== "object")
        throw new DTypeError(`dt.${String(params["field"])}: expected a column of dates, got ${dtype}`);
      return column(meta, params["dtype"] as ColumnType);
    },
    { prefix: params => params["field"] as string, label: params => `dt.${String(params["field"])}` },
  ),
  "series.toTimedelta": each("toTimedelta", meta => column(meta, "timedelta"), { label: params => `toTimedelta ${String(params["unit"])}` }),
  "series.toFrame": each("toFrame", (meta, params) => frameOf(meta, [{ name: params["name"] as string, dtype: meta.column.dtype }]), {
    result: "frame",
    label: params => `toFrame ${JSON.stringify(params["name"])}`,
  }),
  "series.resetIndex": each(
    "resetIndex",
    (meta, params) => ({
      ...frameOf(meta, [
        ...meta.index.map(level => (level.name === "" ? { ...level, name: "index" } : level)),
        { name: (params["name"] as string | undefined) ?? (meta.column.name === "" ? "0" : meta.column.name), dtype: meta.column.dtype },
      ] as ColumnMeta[]),
      index: DEFAULT_INDEX,
      divisions: null,
    }),
    { result: "frame" },
  ),
  "series.index": each("index", meta => seriesOf(meta, meta.index[0]!)),
  "series.toBag": { ...each("toBag", meta => ({ kind: "bag", npartitions: meta.npartitions })), result: "bag" },
  "series.reduce": {
    work: "reduces",
    result: "scalar",
    prefix: params => params["how"] as string,
    label: params => params["how"] as string,
    infer: (inputs, params) => {
      const [spec] = params["aggs"] as readonly AggregationSpec[];
      return { kind: "scalar", dtype: aggregatedDtype(spec!.how, series(inputs).column, series(inputs).index[0]?.dtype) };
    },
    lower: { as: "tree", chunk: "reduce.chunk", combine: "reduce.combine", aggregate: "series.reduce.aggregate", splitEvery: 8 },
    how: (inputs, params) => treeText(String(params["how"]), series(inputs).npartitions, 8),
  },
  "series.reduction": {
    work: "function",
    result: "scalar",
    infer: () => ({ kind: "scalar" }),
    prefix: () => "reduction",
    label: params => `reduction ${String(params["text"])}`,
    lower: { as: "tree", chunk: "series.reduction.chunk", combine: "series.reduction.combine", aggregate: "series.reduction.aggregate", splitEvery: 8 },
  },
  "series.mode": {
    work: "reduces",
    result: "series",
    prefix: () => "mode",
    infer: inputs => ({ kind: "series", column: series(inputs).column, index: DEFAULT_INDEX, npartitions: 1, divisions: null }),
    lower: { as: "tree", chunk: "groupby.chunk", combine: "groupby.combine", aggregate: "series.mode.aggregate", splitEvery: 8 },
  },
  "series.replace": each(
    "replace",
    (meta, params) => column(meta, replacedDtype(meta.column.dtype, params["entries"] as readonly (readonly [unknown, unknown])[])),
    { label: () => "replace" },
  ),
  "series.describe": {
    work: "reduces",
    result: "series",
    prefix: () => "describe",
    infer: inputs => ({
      kind: "series",
      column: { name: series(inputs).column.name, dtype: "float64" },
      index: [{ name: "", dtype: "string" }],
      npartitions: 1,
      divisions: null,
    }),
    lower: { as: "tree", chunk: "reduce.chunk", combine: "reduce.combine", aggregate: "series.describe.aggregate", splitEvery: 8 },
  },
  "series.quantile": {
    work: "reduces",
    result: "scalar",
    prefix: () => "quantile",
    label: params => `quantile ${String(params["q"])}`,
    infer: (inputs, params) =>
      typeof params["q"] === "number"
        ? { kind: "scalar", dtype: "float64" }
        : {
            kind: "series",
            column: { name: series(inputs).column.name, dtype: "float64" },
            index: [{ name: "", dtype: "float64" }],
            npartitions: 1,
            divisions: null,
          },
    lower: { as: "tree", chunk: "series.values.chunk", combine: "series.values.combine", aggregate: "series.quantile.aggregate", splitEvery: 8 },
    how: () => "All values come together in one task: exact, and as large as the column.",
  },
  "series.nlargest": {
    work: "reduces",
    result: "series",
    infer: inputs => onePartition(inputs[0]!),
    prefix: params => (params["largest"] === true ? "nlargest" : "nsmallest"),
    label: params => `${params["largest"] === true ? "nlargest" : "nsmallest"} ${String(params["n"])}`,
    lower: { as: "tree", chunk: "series.nlargest", combine: "series.nlargest.combine", aggregate: "series.nlargest.combine", splitEvery: 8 },
  },
};

/** The values that come in may need a wider dtype. */
function replacedDtype(dtype: ColumnType | Unknown, entries: readonly (readonly [unknown, unknown])[]): ColumnType | Unknown {
  if (isUnknown(dtype) || !isDType(dtype)) return dtype;
  return entries.reduce<DType>(
    (wide, [, to]) => (typeof to === "number" ? promoteScalar(wide, to) : to === null ? promoteScalar(wide, 0.5) : wide),
    dtype,
  ) as ColumnType;
}
