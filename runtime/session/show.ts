/** Values as the results panel shows them: plain data, big ones by pages. */

import { inspect } from "node:util";
import type { CellValue, Shown } from "../../protocol/session.ts";
import { chunkGridSvg } from "../meta/chunk-grid.ts";
import { exprOf, isLazy } from "../collections/lazy.ts";
import { graphView } from "../view/graph-view.ts";
import { Column } from "../values/column.ts";
import { NDArray } from "../values/ndarray.ts";
import { Table } from "../values/table.ts";
import { Timedelta } from "../values/timedelta.ts";
import { arrayPreview } from "./show-array.ts";

const FIRST_ROWS = 100;
const TEXT_LIMIT = 20_000;
/** Shown values that can still be scrolled. */
const KEPT = 200;

export interface Pages {
  show(value: unknown, title: string): Promise<Shown>;
  rows(id: string, start: number, end: number): CellValue[][];
}

export function createPages(): Pages {
  const tables = new Map<string, Grid>();
  let next = 1;
  const keep = (grid: Grid): string => {
    const id = `r${next++}`;
    tables.set(id, grid);
    if (tables.size > KEPT) tables.delete(tables.keys().next().value!);
    return id;
  };
  return {
    async show(value, title) {
      if (value === undefined) return { kind: "value", title, text: "" };
      if (isLazy(value)) return { kind: "lazy", title, text: String(value), view: viewOf(value), ...drawn(value) };
      const grid = gridOf(value);
      if (grid !== undefined) {
        return {
          kind: "table",
          id: keep(grid),
          title,
          rows: grid.length,
          columns: grid.columns,
          index: grid.index,
          first: grid.rows(0, Math.min(grid.length, FIRST_ROWS)),
        };
      }
      if (value instanceof NDArray && value.ndim > 0) return { ...arrayPreview(value, cell), id: `a${next++}`, title };
      if (value instanceof NDArray) return { kind: "value", title, text: inspect(value.item()), type: value.dtype };
      return (
        (await richDisplay(value, title)) ?? {
          kind: "value",
          title,
          text: shorten(typeof value === "string" ? value : inspect(value, { depth: 5, maxArrayLength: 100, breakLength: 100 })),
        }
      );
    },
    rows(id, start, end) {
      const grid = tables.get(id);
      if (grid === undefined) throw new RangeError("the result is not held any more: run its cell again");
      return grid.rows(Math.max(0, start), Math.min(grid.length, end));
    },
  };
}

/** Anything with rows and columns. */
interface Grid {
  readonly length: number;
  readonly columns: readonly { readonly name: string; readonly dtype: string }[];
  readonly index: readonly string[];
  rows(start: number, end: number): CellValue[][];
}

function gridOf(value: unknown): Grid | undefined {
  if (value instanceof Table) {
    const columns = value.columns.map(name => value.get(name) as Column);
    return grid(value.length, columns, value.index as Column);
  }
  if (value instanceof Column) return grid(value.length, [value], value.index as Column);
  if (Array.isArray(value) && value.length > 0 && value.every(isRow)) return rowsGrid(value as Record<string, unknown>[]);
  return undefined;
}

function grid(length: number, columns: readonly Column[], index: Column): Grid {
  return {
    length,
    columns: columns.map(column => ({ name: column.name ?? "", dtype: column.dtype })),
    index: [index.name ?? ""],
    rows: (start, end) =>
      Array.from({ length: Math.max(0, end - start) }, (_, i) => [cell(index.at(start + i)), ...columns.map(column => cell(column.at(start + i)))]),
  };
}

function rowsGrid(rows: readonly Record<string, unknown>[]): Grid {
  const names = [...new Set(rows.slice(0, 1000).flatMap(row => Object.keys(row)))];
  return {
    length: rows.length,
    columns: names.map(name => ({ name, dtype: typeof rows[0]![name] })),
    index: [""],
    rows: (start, end) => rows.slice(start, end).map((row, i) => [start + i, ...names.map(name => cell(row[name]))]),
  };
}
const isRow = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length > 0;

function cell(value: unknown): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean") return typeof value === "string" ? shorten(value, 500) : value;
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date)
    return Number.isNaN(+value)
      ? null
      : value
          .toISOString()
          .replace("T", " ")
          .replace(/(:00)?\.000Z$|Z$/, "");
  if (value instanceof Timedelta) return String(value);
  if (Array.isArray(value)) return value.map(item => String(cell(item))).join(", ");
  return shorten(inspect(value, { depth: 2, breakLength: Infinity }), 500);
}

/** Pictures of ours, and whatever shows itself as Deno's and Jupyter's values do. */
async function richDisplay(value: unknown, title: string): Promise<Shown | undefined> {
  if (typeof value !== "object" || value === null) return undefined;
  const picture = value as { toSvg?: () => Promise<string> };
  if (typeof picture.toSvg === "function") return { kind: "svg", title, text: await picture.toSvg() };
  const own = (value as Record<symbol, unknown>)[Symbol.for("Jupyter.display")];
  if (typeof own !== "function") return undefined;
  const bundle = (await (own as () => unknown).call(value)) as Record<string, unknown>;
  for (const [mime, kind] of [
    ["image/svg+xml", "svg"],
    ["text/html", "html"],
    ["text/markdown", "markdown"],
    ["text/plain", "value"],
  ] as const) {
    if (typeof bundle[mime] === "string") return { kind, title, text: bundle[mime] };
  }
  return undefined;
}

/** The chunk grid of an array whose sizes are known. */
function drawn(value: Parameters<typeof exprOf>[0]): { svg?: string } {
  const { meta } = exprOf(value);
  const svg = meta.kind === "array" ? chunkGridSvg(meta) : undefined;
  return svg === undefined ? {} : { svg };
}

function viewOf(value: Parameters<typeof exprOf>[0]) {
  try {
    return graphView([{ expr: exprOf(value) }]);
  } catch {
    return null;
  }
}

const shorten = (text: string, limit = TEXT_LIMIT): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}\n... ${(text.length - limit).toLocaleString("en-US")} characters more`;
