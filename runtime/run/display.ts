/** `display(value)`: shown in the results panel where a session listens, printed in a terminal. */

import { inspect } from "node:util";
import type { GraphView } from "../../protocol/graph.ts";
import { isLazy } from "../collections/lazy.ts";
import type { Picture } from "../expr/environment.ts";
import { formatTable } from "../values/format-table.ts";
import { Column } from "../values/column.ts";
import { Table } from "../values/table.ts";

export type Display = (value: unknown) => void;
let show: Display = value => console.log(displayText(value));

export function setDisplay(next: Display): void {
  show = next;
}
export function display(value: unknown): void {
  show(value);
}

/** A value as text for a terminal. */
export function displayText(value: unknown): string {
  if (typeof value === "string") return value;
  if (isLazy(value)) return String(value);
  if (value instanceof Table) return formatTable(value);
  if (value instanceof Column) return formatTable(new Table({ fields: [value], levels: value.ownLevels, length: value.length }));
  if (isPicture(value)) return `Graph of ${value.view.nodes.length} expressions, ${value.view.tasks ?? "?"} tasks: its save(file) writes .svg, .dot or .json`;
  return inspect(value, { depth: 4, maxArrayLength: 20, breakLength: 100 });
}

const isPicture = (value: unknown): value is Picture & { readonly view: GraphView } =>
  typeof value === "object" && value !== null && "view" in value && "toSvg" in value && typeof value.toSvg === "function";
