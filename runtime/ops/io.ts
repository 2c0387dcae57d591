/** Sources and sinks of frames. */

import { isUnknown, type Unknown } from "../meta/dim.ts";
import { columnBytes, type ColumnMeta, DEFAULT_INDEX, type Divisions, type FrameMeta, type Meta } from "../meta/meta.ts";
import type { Operation, OperationTable, Params } from "./operation.ts";

interface Part {
  readonly start?: number;
  readonly end?: number;
  readonly rows?: number;
}

const partitionsOf = (parts: readonly Part[] | Unknown): number | Unknown => (isUnknown(parts) ? parts : parts.length);

/** The columns that are wanted, of all there are. */
function projected(params: Params): readonly ColumnMeta[] | Unknown {
  const schema = params["schema"] as readonly ColumnMeta[] | Unknown;
  if (isUnknown(schema)) return schema;
  return (params["columns"] as readonly string[]).map(name => {
    const { dtype, categories } = schema.find(column => column.name === name)!;
    return categories === undefined ? { name, dtype } : { name, dtype, categories };
  });
}

const estimated = (rows: number, columns: readonly ColumnMeta[] | Unknown): { bytes?: number } =>
  isUnknown(columns) || !Number.isFinite(rows) ? {} : { bytes: Math.ceil(rows * columns.reduce((sum, column) => sum + columnBytes(column.dtype), 0)) };

const columnList = (params: Params): string => {
  const schema = params["schema"] as readonly unknown[] | Unknown;
  const columns = params["columns"] as readonly string[];
  if (isUnknown(schema)) return "";
  return columns.length < schema.length ? ` Only ${columns.length === 1 ? "column" : "columns"} ${columns.join(", ")} of ${schema.length}.` : "";
};

const readCsv: Operation = {
  work: "makes",
  result: "frame",
  infer(_inputs, params): FrameMeta {
    const parts = params["parts"] as readonly Required<Part>[] | Unknown;
    const columns = projected(params);
    const size = isUnknown(parts) ? Number.NaN : parts.reduce((sum, part) => sum + part.end - part.start, 0);
    return {
      kind: "frame",
      columns,
      index: DEFAULT_INDEX,
      npartitions: partitionsOf(parts),
      divisions: null,
      ...estimated(size * (params["rowsPerByte"] as number), columns),
    };
  },
  lower: { as: "source", kernel: "csv.read" },
  label: params => `readCsv ${params["path"] as string}`,
  how: (_inputs, params) => `Each partition parses one block of bytes of ${params["path"] as string}: the lines that begin in it.${columnList(params)}`,
};

const readJson: Operation = {
  ...readCsv,
  lower: { as: "source", kernel: "json.read" },
  label: params => `readJson ${params["path"] as string}`,
  how: (_inputs, params) =>
    `Each partition parses the records of ${params["lines"] === true ? "one block of lines" : "one file"} of ${params["path"] as string}.${columnList(params)}`,
};

const readParquet: Operation = {
  work: "makes",
  result: "frame",
  infer(_inputs, params): FrameMeta {
    const parts = params["parts"] as readonly Required<Part>[] | Unknown;
    const columns = projected(params);
    const rows = isUnknown(parts) ? Number.NaN : parts.reduce((sum, part) => sum + part.rows, 0);
    const exact = params["filters"] === null && Number.isFinite(rows);
    return {
      kind: "frame",
      columns,
      index: params["index"] as readonly ColumnMeta[],
      npartitions: partitionsOf(parts),
      divisions: params["divisions"] as Divisions | null,
      ...(exact ? { rows } : {}),
      ...estimated(rows, columns),
    };
  },
  lower: { as: "source", kernel: "parquet.read" },
  label: params => `readParquet ${params["path"] as string}`,
  how(_inputs, params) {
    const pruned = params["pruned"] as number;
    const filters = params["filters"] === null ? "" : " Rows that the filters leave out are dropped after reading.";
    return `Each partition decodes row groups of ${params["path"] as string}.${columnList(params)}${pruned > 0 ? ` ${pruned} row ${pruned === 1 ? "group is" : "groups are"} left out by their statistics.` : ""}${filters}`;
  },
};

const fromTable: Operation = {
  work: "makes",
  result: "frame",
  infer(_inputs, params): FrameMeta {
    const parts = params["parts"] as readonly Required<Part>[];
    return {
      kind: "frame",
      columns: projected(params),
      index: params["index"] as readonly ColumnMeta[],
      npartitions: parts.length,
      divisions: params["divisions"] as Divisions | null,
      rows: parts.reduce((sum, part) => sum + part.rows, 0),
      bytes: params["bytes"] as number,
    };
  },
  lower: { as: "source", kernel: "table.part" },
  label: params => `fromTable (${(params["columns"] as readonly string[]).join(", ")})`,
  how: () => "Rows in memory, cut at labels of the index.",
};

/** A file a partition; the blocks are what was written. */
const write = (kernel: string, what: string): Operation => ({
  work: "moves",
  result: "bag",
  infer: (inputs): Meta => {
    const [input] = inputs;
    return { kind: "bag", npartitions: input !== undefined && "npartitions" in input ? input.npartitions : 1 };
  },
  lower: { as: "blockwise", kernel },
  label: params => `${what} ${params["path"] as string}`,
  how: (_inputs, params) => `Each partition is written to a file of its own in ${params["path"] as string}; all take their names when the last one is there.`,
});

export const IO: OperationTable = {
  readCsv,
  readJson,
  readParquet,
  fromTable,
  toCsv: write("csv.write", "toCsv"),
  toJson: write("json.write", "toJson"),
  toParquet: write("parquet.write", "toParquet"),
};
