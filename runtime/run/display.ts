/** `display(value)`: shown in the results panel where a session listens, printed in a terminal. */

import { inspect } from "node:util";
import { isLazy } from "../collections/lazy.ts";
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
  return inspect(value, { depth: 4, maxArrayLength: 20, breakLength: 100 });
}
