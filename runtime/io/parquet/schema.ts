/** Columns of a Parquet schema and their dtypes here. */

import type { FileMetaData, SchemaElement } from "hyparquet";
import type { ColumnType } from "../../meta/dtype.ts";

export interface ParquetColumn {
  readonly name: string;
  readonly dtype: ColumnType;
  /** Its path in statistics; null for nested columns and those that stand in folder names. */
  readonly leaf: string | null;
  /** Milliseconds a stored unit, for durations. */
  readonly unit?: number;
  /** From folder names like `year=2001`. */
  readonly folder?: boolean;
}

/** The top-level columns, in the order of the file. */
export function columnsOf(metadata: FileMetaData): ParquetColumn[] {
  const { schema } = metadata;
  const own = ownMetadata(metadata);
  const columns: ParquetColumn[] = [];
  let at = 1;
  for (let child = 0; child < (schema[0]?.num_children ?? 0); child++) {
    const element = schema[at]!;
    const nested = (element.num_children ?? 0) > 0 || element.repetition_type === "REPEATED";
    const said = own?.dtypes?.[element.name];
    const { dtype, unit } = nested ? { dtype: "object" as const, unit: undefined } : dtypeOf(element);
    columns.push({
      name: element.name,
      dtype: said ?? dtype,
      leaf: nested ? null : element.name,
      ...(said === "timedelta" ? { unit: 1 } : unit === undefined ? {} : { unit }),
    });
    at = after(schema, at);
  }
  return columns;
}

/** The position behind an element and all below it. */
function after(schema: readonly SchemaElement[], at: number): number {
  let next = at + 1;
  for (let child = 0; child < (schema[at]!.num_children ?? 0); child++) next = after(schema, next);
  return next;
}

function dtypeOf({ type, converted_type: converted, logical_type: logical }: SchemaElement): { dtype: ColumnType; unit?: number } {
  if (converted === "DECIMAL") return { dtype: "float64" };
  if (logical?.type === "TIMESTAMP" || /^TIMESTAMP_/.test(converted ?? "") || converted === "DATE" || logical?.type === "DATE" || type === "INT96")
    return { dtype: "datetime" };
  if (logical?.type === "TIME") return { dtype: "timedelta", unit: logical.unit === "MILLIS" ? 1 : logical.unit === "MICROS" ? 1e-3 : 1e-6 };
  const integer = /^(U?)INT_(8|16|32|64)$/.exec(converted ?? "");
  switch (type) {
    case "BOOLEAN":
      return { dtype: "bool" };
    case "INT32":
    case "INT64":
      if (integer !== null) return { dtype: `${integer[1] === "U" ? "uint" : "int"}${integer[2]}` as ColumnType };
      if (logical?.type === "INTEGER") return { dtype: `${logical.isSigned ? "int" : "uint"}${logical.bitWidth}` as ColumnType };
      return { dtype: type === "INT32" ? "int32" : "int64" };
    case "FLOAT":
      return { dtype: "float32" };
    case "DOUBLE":
      return { dtype: "float64" };
    case "BYTE_ARRAY":
      return { dtype: converted === "JSON" || logical?.type === "JSON" || logical?.type === "GEOMETRY" || logical?.type === "GEOGRAPHY" ? "object" : "string" };
    default:
      return { dtype: logical?.type === "UUID" ? "string" : logical?.type === "FLOAT16" ? "float32" : "object" };
  }
}

interface OwnMetadata {
  readonly index?: readonly string[];
  readonly dtypes?: Readonly<Record<string, ColumnType>>;
}
export const OWN_KEY = "bask";
/** Columns that hold an index without a name. */
const UNNAMED = /^__(null_dask_index__|index_level_\d+__)$/;
export const UNNAMED_INDEX = "__null_dask_index__";
export const labelName = (column: string): string => (UNNAMED.test(column) ? "" : column);

function ownMetadata(metadata: FileMetaData): OwnMetadata | undefined {
  return parsed(metadata, OWN_KEY) as OwnMetadata | undefined;
}

/** The columns that the writer said are the index: ours, or pandas. */
export function indexColumns(metadata: FileMetaData): readonly string[] {
  const own = ownMetadata(metadata);
  if (own !== undefined) return own.index ?? [];
  const pandas = parsed(metadata, "pandas") as { index_columns?: readonly unknown[] } | undefined;
  return (pandas?.index_columns ?? []).filter(column => typeof column === "string") as string[];
}

function parsed(metadata: FileMetaData, key: string): unknown {
  const text = metadata.key_value_metadata?.find(entry => entry.key === key)?.value;
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
