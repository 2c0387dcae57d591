/** Operations in which each partition goes on from what the ones before (or after) it hand on: running totals, fills, shifts. */

import { columnOf, frameOf, seriesOf } from "../meta/columns.ts";
import { type ColumnType, isDType } from "../meta/dtype.ts";
import { isUnknown, type Unknown } from "../meta/dim.ts";
import type { ColumnMeta, FrameMeta, Meta, SeriesMeta } from "../meta/meta.ts";
import { DTypeError } from "../errors.ts";
import type { OperationTable, Params } from "./operation.ts";

export const SCAN: OperationTable = {
  /** `params.code`: cumsum, cumprod, cummax, cummin, ffill, bfill, shift, diff. Of a frame or a series. */
  "frame.scan": {
    work: "moves",
    result: "frame",
    lower: { as: "custom", form: "scanParts" },
    prefix: params => params["code"] as string,
    label: params => `${params["code"] as string}${"periods" in params ? ` ${String(params["periods"])}` : ""}`,
    infer: (inputs, params) => {
      const meta = inputs[0] as FrameMeta | SeriesMeta;
      const scanned = (column: ColumnMeta): ColumnMeta => ({ name: column.name, dtype: scanDtype(params["code"] as string, column) });
      if (meta.kind === "series") return seriesOf(meta, scanned(meta.column));
      return isUnknown(meta.columns) ? meta : frameOf(meta, meta.columns.map(scanned));
    },
    how: (_inputs, params) =>
      params["reverse"] === true
        ? "Each partition hands its first rows to the one before."
        : "Each partition hands on its last values; only these go from one to the next.",
  },
  /** `params.code`: cumsum, cumprod or cumcount within each group, one row a row. */
  "groupby.scan": {
    work: "moves",
    result: "series",
    lower: { as: "custom", form: "scanParts" },
    prefix: params => `groupby-${params["code"] as string}`,
    label: params => `groupby.${params["code"] as string}`,
    infer: groupScanMeta,
    how: () => "Each partition hands on the total of every group.",
  },
};

function groupScanMeta(inputs: readonly Meta[], params: Params): Meta {
  const meta = inputs[0] as FrameMeta;
  const code = params["code"] as string;
  if (code === "cumcount") return seriesOf(meta, { name: "", dtype: "int64" });
  const columns = (params["columns"] as readonly string[]).map(name => ({ name, dtype: scanDtype(code, columnOf(meta, name)) }));
  return params["series"] === true ? seriesOf(meta, columns[0]!) : frameOf(meta, columns);
}

function scanDtype(code: string, { name, dtype }: ColumnMeta): ColumnType | Unknown {
  if (isUnknown(dtype) || code === "ffill" || code === "bfill") return dtype;
  if (code === "shift") return isDType(dtype) && dtype !== "float32" && dtype !== "float64" ? (dtype === "bool" ? "object" : "float64") : dtype;
  if (!isDType(dtype) && dtype !== "bigint") throw new DTypeError(`${code} of column "${name}": expected numbers, got ${dtype}`);
  if (code === "diff") return "float64";
  return dtype === "bool" ? "int64" : dtype;
}
