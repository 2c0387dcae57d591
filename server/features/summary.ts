/** A lazy value in the fewest words: its kind, and what a hint says of it. */

import { type Dim, dimText, isKnown, isUnknown } from "../../runtime/meta/dim.ts";
import type { Meta } from "../../runtime/meta/meta.ts";

const KINDS: Readonly<Record<Meta["kind"], string>> = {
  array: "Array",
  frame: "DataFrame",
  series: "Series",
  bag: "Bag",
  scalar: "Item",
  delayed: "Delayed",
  unknown: "?",
};
export const kindOf = (meta: Meta): string => KINDS[meta.kind];

const counted = (n: Dim, one: string): string => `${dimText(n)} ${one}${isKnown(n) && n === 1 ? "" : "s"}`;

/** `30 partitions × 5 columns`; empty where there is nothing to say. */
export function hintOf(meta: Meta): string {
  switch (meta.kind) {
    case "array":
      return meta.shape.length === 0 ? dtypeText(meta.dtype) : `[${meta.shape.map(dimText).join(" × ")}] ${dtypeText(meta.dtype)}`;
    case "frame":
      return `${counted(meta.npartitions, "partition")} × ${isUnknown(meta.columns) ? "? columns" : counted(meta.columns.length, "column")}`;
    case "series":
    case "bag":
      return counted(meta.npartitions, "partition");
    default:
      return "";
  }
}

/** What stands beside the kind in a hover: `float64 [20,000 × 20,000]`. */
export function headlineOf(meta: Meta): string {
  switch (meta.kind) {
    case "array":
      return meta.shape.length === 0 ? dtypeText(meta.dtype) : `${dtypeText(meta.dtype)} [${meta.shape.map(dimText).join(" × ")}]`;
    case "series":
      return `${dtypeText(meta.column.dtype)}, ${counted(meta.npartitions, "partition")}`;
    case "scalar":
    case "delayed":
      return meta.dtype === undefined || isUnknown(meta.dtype) ? "one value" : meta.dtype;
    case "unknown":
      return meta.why.unknown;
    default:
      return hintOf(meta);
  }
}

export const dtypeText = (dtype: unknown): string => (typeof dtype === "string" ? dtype : "?");
