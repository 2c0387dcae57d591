/** What is known of a value, in rows and in one line. */

import { dimText, isUnknown } from "../meta/dim.ts";
import { formatBytes } from "../meta/format.ts";
import { bytesOf, type ColumnMeta, type Divisions, type Meta } from "../meta/meta.ts";

const dtypeText = (dtype: ColumnMeta["dtype"]): string => (isUnknown(dtype) ? "?" : dtype);

/** `30 × 5 cols, 16 MB`; `20 × 20 blocks, 3.2 GB`. */
export function summaryOf(meta: Meta): string {
  const bytes = bytesOf(meta);
  const size = bytes === null ? "" : `, ${formatBytes(bytes)}`;
  switch (meta.kind) {
    case "array": {
      const dtype = isUnknown(meta.dtype) ? "?" : meta.dtype;
      return meta.shape.length === 0 ? dtype : `${meta.shape.map(dimText).join(" × ")} ${dtype}${size}`;
    }
    case "frame":
      return `${dimText(meta.npartitions)} × ${isUnknown(meta.columns) ? "?" : meta.columns.length} cols${size}`;
    case "series":
      return `${dimText(meta.npartitions)} × ${dtypeText(meta.column.dtype)}${size}`;
    case "bag":
      return `${dimText(meta.npartitions)} partitions${size}`;
    case "scalar":
    case "delayed":
      return meta.dtype === undefined || isUnknown(meta.dtype) ? "one value" : meta.dtype;
    case "unknown":
      return "?";
  }
}

export function factsOf(meta: Meta): [name: string, value: string][] {
  const bytes = bytesOf(meta);
  const size: [string, string][] = [["size", bytes === null ? "?" : formatBytes(bytes)]];
  switch (meta.kind) {
    case "array":
      return [
        ["kind", `array, ${isUnknown(meta.dtype) ? "?" : meta.dtype}`],
        ["shape", `[${meta.shape.map(dimText).join(" × ")}]`],
        ["chunks", meta.chunks.map(axis => (isUnknown(axis) ? "?" : axis.length)).join(" × ")],
        ["largest block", `[${meta.chunks.map(axis => (isUnknown(axis) ? "?" : dimText(Math.max(0, ...axis)))).join(" × ")}]`],
        ...size,
      ];
    case "frame":
      return [
        ["kind", "frame"],
        ["columns", isUnknown(meta.columns) ? `?, because ${meta.columns.unknown}` : String(meta.columns.length)],
        ...indexRow(meta.index),
        ["partitions", dimText(meta.npartitions)],
        ["divisions", divisionsText(meta.divisions)],
        ...size,
      ];
    case "series":
      return [
        ["kind", `series, ${dtypeText(meta.column.dtype)}`],
        ["name", meta.column.name],
        ...indexRow(meta.index),
        ["partitions", dimText(meta.npartitions)],
        ["divisions", divisionsText(meta.divisions)],
        ...size,
      ];
    case "bag":
      return [["kind", "bag"], ["partitions", dimText(meta.npartitions)], ...size];
    case "scalar":
    case "delayed":
      return [
        ["kind", meta.kind === "scalar" ? "one value" : "delayed"],
        ...(meta.dtype === undefined || isUnknown(meta.dtype) ? [] : [["dtype", meta.dtype] as [string, string]]),
      ];
    case "unknown":
      return [["kind", `?, because ${meta.why.unknown}`]];
  }
}

const indexRow = (index: readonly ColumnMeta[]): [string, string][] =>
  index.every(column => column.name === "") ? [] : [["index", index.map(column => `${column.name}, ${dtypeText(column.dtype)}`).join("; ")]];

function divisionsText(divisions: Divisions | null): string {
  if (divisions === null) return "unknown";
  if (divisions.length <= 3) return divisions.map(String).join(" … ");
  return `${String(divisions[0])} … ${String(divisions.at(-1))}`;
}
