/** Frames: partitions of tables. Rows named `frame.*` give a frame from a frame unless they say otherwise. */

import { BaskError } from "../errors.ts";
import { binaryDtype, type BinaryCode, scalarKind } from "../meta/column-arithmetic.ts";
import { columnOf, fewerRows, frameOf, openDtype, seriesOf, withGaps } from "../meta/columns.ts";
import type { ColumnType } from "../meta/dtype.ts";
import { type Dim, dimText, isKnown, isUnknown, type Unknown } from "../meta/dim.ts";
import { type ColumnMeta, DEFAULT_INDEX, type Divisions, type FrameMeta, type Meta, type SeriesMeta } from "../meta/meta.ts";
import type { AssignSpec, Lambda } from "./frame-params.ts";
import type { Operation, OperationTable, Params } from "./operation.ts";

const frame = (inputs: readonly Meta[]): FrameMeta => inputs[0] as FrameMeta;
const names = (list: unknown): string => (list as readonly string[]).map(name => JSON.stringify(name)).join(", ");

/** Partition by partition, the index kept. */
function each(name: string, infer: (meta: FrameMeta, params: Params, inputs: readonly Meta[]) => Meta, row: Partial<Operation> = {}): Operation {
  return {
    work: "blockwise",
    result: "frame",
    infer: (inputs, params) => infer(frame(inputs), params, inputs),
    lower: { as: "blockwise", kernel: `frame.${name}` },
    prefix: () => name,
    ...row,
  };
}

const byRow = "The function is called row by row: it is not one expression of columns and constants.";
const byColumn = "The lambda is read as an expression and runs as one loop over the columns.";

/** Two rows over one kernel: `NAME` where lambdas are column kernels, `NAME.rows` where the user's function runs. */
export function lambdas(name: string, make: (work: Partial<Operation>) => Operation): OperationTable {
  return { [name]: make({ how: () => byColumn }), [`${name}.rows`]: make({ work: "function", how: () => byRow }) };
}
/** `kept` are the columns that somebody uses, where that is not all of them. */
function keptRows(meta: FrameMeta, { kept }: Params): FrameMeta {
  const { columns } = meta;
  return fewerRows(
    kept === undefined || isUnknown(columns)
      ? meta
      : frameOf(
          meta,
          columns.filter(column => (kept as readonly string[]).includes(column.name)),
        ),
  );
}
const lambdaLabel =
  (name: string) =>
  (params: Params): string =>
    `${name} ${(params["lambda"] as Lambda).text}`;

export const FRAME: OperationTable = {
  "frame.get": each("get", (meta, params) => seriesOf(meta, columnOf(meta, params["column"] as string)), {
    result: "series",
    label: params => `get ${JSON.stringify(params["column"])}`,
  }),
  "frame.project": each(
    "project",
    (meta, params) =>
      frameOf(
        meta,
        (params["columns"] as readonly string[]).map(name => columnOf(meta, name)),
      ),
    { label: params => `get [${names(params["columns"])}]` },
  ),
  "frame.drop": each(
    "drop",
    (meta, params) => {
      const gone = params["columns"] as readonly string[];
      if (isUnknown(meta.columns)) return meta;
      for (const name of gone) columnOf(frameOf(meta, meta.columns), name);
      return frameOf(
        meta,
        meta.columns.filter(column => !gone.includes(column.name)),
      );
    },
    { label: params => `drop ${names(params["columns"])}` },
  ),
  "frame.rename": each(
    "rename",
    (meta, params) => {
      const to = params["columns"] as Readonly<Record<string, string>>;
      return isUnknown(meta.columns)
        ? meta
        : frameOf(
            meta,
            meta.columns.map(column => ({ ...column, name: to[column.name] ?? column.name })),
          );
    },
    {
      label: params =>
        `rename ${Object.entries(params["columns"] as object)
          .map(([from, to]) => `${from} → ${String(to)}`)
          .join(", ")}`,
    },
  ),
  "frame.astype": each("astype", (meta, params) => {
    const to = params["dtypes"] as Readonly<Record<string, ColumnType>>;
    for (const name of Object.keys(to)) columnOf(meta, name);
    return isUnknown(meta.columns)
      ? meta
      : frameOf(
          meta,
          meta.columns.map(column => (to[column.name] === undefined ? column : { name: column.name, dtype: to[column.name]! })),
        );
  }),
  "frame.fillna": each("fillna", meta => meta, { label: params => `fillna ${JSON.stringify(params["values"] ?? params["value"])}` }),
  "frame.dropna": each("dropna", (meta, params) => {
    for (const name of (params["subset"] as readonly string[] | undefined) ?? []) columnOf(meta, name);
    return fewerRows(meta);
  }),
  "frame.isna": each("isna", meta =>
    isUnknown(meta.columns)
      ? meta
      : frameOf(
          meta,
          meta.columns.map(({ name }) => ({ name, dtype: "bool" as const })),
        ),
  ),
  ...lambdas("frame.filter", work => each("filter", keptRows, { label: lambdaLabel("filter"), ...work })),
  "frame.mask": each(
    "mask",
    (meta, params, inputs) => {
      aligned("get", inputs);
      return keptRows(meta, params);
    },
    { prefix: () => "filter", label: () => "get mask" },
  ),
  ...lambdas("frame.assign", work =>
    each("assign", assignMeta, {
      label: params => `assign ${(params["columns"] as readonly AssignSpec[]).map(spec => shownName(spec.name)).join(", ")}`,
      ...work,
    }),
  ),
  ...lambdas("frame.map", work =>
    each("map", (meta, params) => frameOf(meta, params["columns"] === undefined ? openDtype() : (params["columns"] as readonly ColumnMeta[])), work),
  ),
  ...lambdas("frame.apply", work =>
    each("apply", (meta, params) => seriesOf(meta, { name: params["name"] as string, dtype: (params["dtype"] as ColumnType | undefined) ?? openDtype() }), {
      result: "series",
      label: lambdaLabel("apply"),
      ...work,
    }),
  ),
  "frame.mapPartitions": each(
    "mapPartitions",
    (meta, params) =>
      fewerRows(frameOf({ ...meta, divisions: meta.divisions }, params["columns"] === undefined ? openDtype() : (params["columns"] as readonly ColumnMeta[]))),
    {
      work: "function",
      label: params => `mapPartitions ${String(params["text"])}`,
    },
  ),
  "frame.isin": each("isin", meta =>
    isUnknown(meta.columns)
      ? meta
      : frameOf(
          meta,
          meta.columns.map(({ name }) => ({ name, dtype: "bool" as const })),
        ),
  ),
  "frame.elementwise": each(
    "elementwise",
    (meta, params) =>
      isUnknown(meta.columns)
        ? meta
        : frameOf(
            meta,
            meta.columns.map(column => ({ name: column.name, dtype: elementDtype(params, column) })),
          ),
    {
      prefix: params => params["code"] as string,
      label: params => `${params["code"] as string} ${"scalar" in params ? JSON.stringify(params["scalar"]) : ""}`.trim(),
    },
  ),
  "frame.where": each(
    "where",
    (meta, params, inputs) => {
      aligned("where", inputs);
      const gaps = params["scalar"] === undefined && inputs.length === 2;
      return !gaps || isUnknown(meta.columns)
        ? meta
        : frameOf(
            meta,
            meta.columns.map(({ name, dtype }) => ({ name, dtype: withGaps(dtype) })),
          );
    },
    { prefix: params => (params["inverse"] === true ? "mask" : "where") },
  ),
  "frame.replace": each("replace", meta => meta, { label: () => "replace" }),
  "frame.index": each("index", meta => seriesOf(meta, meta.index[0]!), { result: "series" }),
  "frame.setIndex": each(
    "setIndex",
    (meta, params) => {
      const column = columnOf(meta, params["column"] as string);
      const columns = isUnknown(meta.columns) ? meta.columns : meta.columns.filter(other => other.name !== column.name);
      return { ...frameOf(meta, columns), index: [column], divisions: (params["divisions"] as Divisions | undefined) ?? null };
    },
    { label: params => `setIndex ${JSON.stringify(params["column"])}`, how: () => "The data is said to be sorted by the column: no row moves." },
  ),
  "frame.clearDivisions": each("clearDivisions", meta => ({ ...meta, divisions: null })),
  "frame.resetIndex": each("resetIndex", meta => ({
    ...frameOf(
      meta,
      isUnknown(meta.columns) ? meta.columns : [...meta.index.map(level => (level.name === "" ? { ...level, name: "index" } : level)), ...meta.columns],
    ),
    index: DEFAULT_INDEX,
    divisions: null,
  })),
  "frame.toBag": { ...each("toBag", meta => ({ kind: "bag", npartitions: meta.npartitions })), result: "bag" },
};

/** Hidden columns, of computed keys, begin with a zero character. */
export const shownName = (name: string): string => name.replaceAll("\u0000", "");

/** `30 → 4 → 1`. */
export function treeText(what: string, npartitions: Dim, splitEvery: number): string {
  const levels = [dimText(npartitions)];
  if (isKnown(npartitions)) {
    let n = npartitions;
    do levels.push(String((n = Math.ceil(n / splitEvery))));
    while (n > 1);
  } else levels.push("1");
  return `One partial ${what} a partition, joined by a tree of ${levels.join(" → ")}.`;
}

/** Frames and series that are put side by side have the same partitions. */
export function aligned(what: string, inputs: readonly Meta[]): void {
  const parts = inputs.filter((meta): meta is FrameMeta | SeriesMeta => meta.kind === "frame" || meta.kind === "series");
  const [first] = parts;
  for (const other of parts) {
    if (isKnown(other.npartitions) && isKnown(first!.npartitions) && other.npartitions !== first!.npartitions) {
      throw new BaskError(
        "DIVISIONS",
        `${what}: expected ${first!.npartitions} partitions, got ${other.npartitions}: only values with the same partitions go side by side`,
      );
    }
  }
}

function assignMeta(meta: FrameMeta, params: Params, inputs: readonly Meta[]): FrameMeta {
  aligned("assign", inputs);
  const specs = params["columns"] as readonly AssignSpec[];
  if (isUnknown(meta.columns)) return meta;
  const columns = [...meta.columns];
  for (const spec of specs) {
    const dtype =
      spec.input === undefined
        ? (spec.dtype ?? openDtype())
        : (inputs[spec.input] as SeriesMeta).kind === "series"
          ? (inputs[spec.input] as SeriesMeta).column.dtype
          : openDtype("a computed value");
    const at = columns.findIndex(column => column.name === spec.name);
    if (at < 0) columns.push({ name: spec.name, dtype });
    else columns[at] = { name: spec.name, dtype };
  }
  return frameOf(meta, columns);
}

function elementDtype(params: Params, column: ColumnMeta): ColumnType | Unknown {
  const code = params["code"] as string;
  if (code === "abs" || code === "round" || code === "neg" || !("scalar" in params)) return column.dtype;
  return binaryDtype(code as BinaryCode, column.dtype, scalarKind(params["scalar"]));
}
