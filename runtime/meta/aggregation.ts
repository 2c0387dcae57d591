/** Aggregations by name: what they accept and the dtype they give. One list for reductions of columns and for group-by. */

import { closestName, DTypeError, NotSupportedError } from "../errors.ts";
import { type ColumnType, DTYPE_INFO, isDType } from "./dtype.ts";
import { isUnknown, type Unknown, unknown } from "./dim.ts";

export const AGGREGATIONS = [
  "count",
  "size",
  "sum",
  "prod",
  "mean",
  "var",
  "std",
  "sem",
  "min",
  "max",
  "first",
  "last",
  "nunique",
  "any",
  "all",
  "median",
  "list",
  "idxmin",
  "idxmax",
] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];
export const isAggregation = (name: unknown): name is Aggregation => (AGGREGATIONS as readonly unknown[]).includes(name);

/** What other libraries call them. */
const OTHER_NAMES: Readonly<Record<string, Aggregation>> = {
  average: "mean",
  avg: "mean",
  stddev: "std",
  stdev: "std",
  variance: "var",
  product: "prod",
  total: "sum",
  minimum: "min",
  maximum: "max",
  len: "size",
  distinct: "nunique",
  collect: "list",
  argmin: "idxmin",
  argmax: "idxmax",
};

/** Lists what there is, and names the closest. */
export function unknownAggregation(how: unknown): NotSupportedError {
  const name = String(how);
  const closest = (Object.hasOwn(OTHER_NAMES, name.toLowerCase()) ? OTHER_NAMES[name.toLowerCase()] : undefined) ?? closestName(name, AGGREGATIONS);
  return new NotSupportedError(
    `agg: no aggregation "${name}"; expected one of ${AGGREGATIONS.join(", ")}.${closest === undefined ? "" : ` Did you mean "${closest}"?`}`,
  );
}

/** One aggregated column. */
export interface AggregationSpec {
  readonly out: string;
  readonly column: string;
  readonly how: Aggregation | "custom";
  /** Of a custom one: the user's functions, a stage each, as FunctionRefs. */
  readonly stages?: { readonly chunk: unknown; readonly combine: unknown; readonly finalize?: unknown };
  readonly ddof?: number;
  readonly skipna?: boolean;
  readonly minCount?: number;
}

const NUMBERS_ONLY: ReadonlySet<Aggregation> = new Set<Aggregation>(["sum", "prod", "mean", "var", "std", "sem", "median"]);

/** The dtype of an aggregation of a column; text under a numeric one is an error. */
export function aggregatedDtype(
  how: Aggregation | "custom",
  { name, dtype }: { readonly name: string; readonly dtype: ColumnType | Unknown },
  index: ColumnType | Unknown = "int64",
): ColumnType | Unknown {
  if (how === "custom") return unknown("the result of a function is not known before it runs");
  if (how === "count" || how === "size" || how === "nunique") return "int64";
  if (how === "any" || how === "all") return "bool";
  if (how === "list") return "object";
  if (how === "idxmin" || how === "idxmax") return index;
  if (isUnknown(dtype)) return how === "mean" || how === "var" || how === "std" || how === "sem" || how === "median" ? "float64" : dtype;
  if (!NUMBERS_ONLY.has(how) || dtype === "object") return dtype;
  if (dtype === "timedelta" && how !== "prod") return dtype;
  if (dtype === "datetime" && (how === "mean" || how === "median")) return dtype;
  if (dtype !== "bigint" && !isDType(dtype)) throw new DTypeError(`${how} of column "${name}": expected numbers, got ${dtype}`);
  if (how !== "sum" && how !== "prod") return "float64";
  if (dtype === "bigint") return how === "sum" ? "bigint" : "int64";
  const { category } = DTYPE_INFO[dtype];
  return category === "float" ? "float64" : category === "uint" && how === "sum" ? "uint64" : "int64";
}
