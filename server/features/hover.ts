/** What a lazy value is and what it will take; after a run, what it took. */

import type { Hover } from "vscode-languageserver";
import { COMMANDS, type Theme } from "../../protocol/editor.ts";
import { siteKey } from "../../protocol/graph.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { postorder } from "../../runtime/expr/walk.ts";
import { isKnown, isUnknown } from "../../runtime/meta/dim.ts";
import { formatCount, formatMs } from "../../runtime/meta/format.ts";
import { type ArrayMeta, type ColumnMeta, type Meta, numblocks } from "../../runtime/meta/meta.ts";
import { operation } from "../../runtime/ops/index.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { uncertainty } from "../analysis/evaluate/join.ts";
import { exprOf } from "../analysis/evaluate/value.ts";
import { columnAt, doubtAt, type Found, lazyAt } from "../analysis/lookup.ts";
import type { Rates } from "../analysis/rates.ts";
import { type Measured, placeKey } from "../analysis/profiles.ts";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";
import { tasksOf } from "../analysis/tasks.ts";
import { costs } from "./costs.ts";
import { chunkGrid, sparkLine } from "./pictures.ts";
import { type Markup, markup, type Row } from "./markup.ts";
import { dtypeText, headlineOf, kindOf } from "./summary.ts";

export interface HoverOptions {
  readonly html: boolean;
  readonly theme: Theme;
  readonly trusted: boolean;
  /** What runs measured, by the place of the call in this text. */
  readonly measured: ReadonlyMap<string, Measured>;
  /** How long operations took in them. */
  readonly rates?: Rates | undefined;
}

export function hover(snapshot: Snapshot, offset: number, options: HoverOptions): Hover | null {
  const { analysis } = snapshot;
  const at = snapshot.toAnalysed(offset);
  if (analysis === undefined || at === undefined) return null;
  const found = lazyAt(analysis, at);
  if (found === undefined) return fieldHover(analysis, at, options) ?? doubtHover(snapshot, at, options);
  const start = snapshot.fromAnalysed(found.node.getStart(analysis.source));
  const end = snapshot.fromAnalysed(found.node.end);
  if (start === undefined || end === undefined) return null;
  const starts = lineStarts(snapshot.text);
  const node = exprOf(found.value as never);
  const cell = snapshot.cells.findLast(each => each.startOffset <= offset)?.index ?? 0;
  return {
    contents: { kind: "markdown", value: content(found, node, measuredOf(node, snapshot, starts, options), { uri: snapshot.uri, cell, ...options }) },
    range: { start: positionAt(starts, start), end: positionAt(starts, end) },
  };
}

/** A name whose value the analysis does not know, where it matters: it says why. */
function doubtHover({ analysis, fromAnalysed, text }: Snapshot, at: number, { html }: HoverOptions): Hover | null {
  const found = analysis === undefined ? undefined : doubtAt(analysis, at);
  const start = found === undefined ? undefined : fromAnalysed(found.node.getStart(analysis!.source));
  if (found === undefined || start === undefined) return null;
  const starts = lineStarts(text);
  const m = markup(html);
  return {
    contents: { kind: "markdown", value: `${m.code(`${found.name}: ?`)}&nbsp;&nbsp;${m.muted(`not known while editing, because ${found.why}`)}` },
    range: { start: positionAt(starts, start), end: positionAt(starts, start + found.name.length) },
  };
}

/** A field of a row, inside a function that is given rows: the column it stands for. */
function fieldHover(analysis: Analysis, at: number, { html }: HoverOptions): Hover | null {
  const column = columnAt(analysis, at);
  if (column === undefined) return null;
  const m = markup(html);
  const categories = column.categories === undefined ? "" : `&nbsp;&nbsp;${m.muted(`${formatCount(column.categories.length)} categories`)}`;
  return { contents: { kind: "markdown", value: `${m.code(`(column) ${column.name}: ${dtypeText(column.dtype)}`)}${categories}` } };
}

/** The measurement of the call that made an expression, at its place in the present text. */
function measuredOf(node: Expr, snapshot: Snapshot, starts: readonly number[], { measured }: HoverOptions): Measured | undefined {
  if (measured.size === 0) return undefined;
  const old = lineStarts(snapshot.analysis!.text);
  for (const site of new Map(node.sites.map(each => [siteKey(each), each])).values()) {
    if (site.file !== snapshot.file) continue;
    const offset = snapshot.fromAnalysed((old[site.line] ?? 0) + site.character);
    if (offset === undefined) continue;
    const { line, character } = positionAt(starts, offset);
    const entry = measured.get(placeKey(line, character));
    if (entry !== undefined) return entry;
  }
  return undefined;
}

interface Context extends HoverOptions {
  readonly uri: string;
  readonly cell: number;
}

function content(found: Found, node: Expr, measured: Measured | undefined, context: Context): string {
  const m = markup(context.html);
  const { meta } = node;
  const sections = [headline(found, node, measured, m)];
  if (found.isRow) sections.push(columnTable(columnsOf(meta), m));
  else {
    // First, for the editor cuts a hover at some 250 pixels and scrolls the rest.
    if (measured !== undefined) sections.push(pictures(meta, measured, context, m));
    sections.push(body(node, meta, measured, context, m));
    const note = notes(node, meta);
    if (note !== "") sections.push(m.muted(note));
    const from = operationsOf(node);
    if (from !== "") sections.push(m.muted(from));
  }
  sections.push(actions(found, node, measured, context, m));
  return sections.filter(section => section !== "").join(m.rule);
}

function headline({ name, declaration, isRow, several }: Found, { meta }: Expr, measured: Measured | undefined, m: Markup): string {
  const what = isRow ? `a row of a ${kindOf(meta)}` : kindOf(meta);
  const type = isRow || kindOf(meta) !== "Array" ? what : "Array";
  const shown = `${declaration === undefined ? "" : declaration === "parameter" ? "(parameter) " : `${declaration} `}${name}: ${type}`;
  const state = isRow ? "" : `, ${measured === undefined ? "lazy" : "measured"}${several ? ", here one of several" : ""}`;
  return `${m.code(shown)}&nbsp;&nbsp;${m.muted(`${headlineOf(meta)}${state}`)}`;
}

function body(node: Expr, meta: Meta, measured: Measured | undefined, context: Context, m: Markup): string {
  const rows = costs(node, meta, measured, context.rates);
  const table = m.table(rows, measured === undefined ? undefined : ["", { text: "predicted", right: true }, { text: "measured", right: true }, ""]);
  if (meta.kind === "array") {
    const grid = chunkGrid(meta, context.theme);
    // After a run the table has a column more: the grid stands above it then, beside the times.
    return grid === undefined || measured !== undefined ? table : m.beside(table, m.picture(grid, gridAlt(meta)));
  }
  if (meta.kind === "frame" || meta.kind === "series") return `${columnTable(columnsOf(meta), m)}${m.rule}${table}`;
  return table;
}

function notes(node: Expr, meta: Meta): string {
  const why = uncertainty(node);
  if (why !== undefined) return `Tasks are not known: ${why}.`;
  if (meta.kind === "frame" && isUnknown(meta.columns)) return `Columns are not known, because ${meta.columns.unknown}.`;
  const blocks = numblocks(meta).find(isUnknown);
  if (blocks !== undefined) return `Partitions are not known before it runs, because ${(blocks as { unknown: string }).unknown}.`;
  return tasksOf(node) === null ? "Too many blocks to count the tasks while editing." : "";
}

const MAX_COLUMNS = 12;
function columnsOf(meta: Meta): readonly ColumnMeta[] {
  if (meta.kind === "series") return [meta.column];
  return meta.kind === "frame" && !isUnknown(meta.columns) ? meta.columns : [];
}
function columnTable(columns: readonly ColumnMeta[], m: Markup): string {
  if (columns.length === 0) return "";
  const rows: Row[] = columns
    .slice(0, MAX_COLUMNS)
    .map(({ name, dtype, categories }) => [
      name,
      { text: dtypeText(dtype), muted: true },
      categories === undefined ? "" : `${formatCount(categories.length)} categories`,
    ]);
  if (columns.length > MAX_COLUMNS) rows.push([{ text: `and ${columns.length - MAX_COLUMNS} more`, muted: true }, "", ""]);
  return m.table(rows, ["column", "type", ""]);
}

/** Above the table of a measured array: its grid, and how long each task took. */
function pictures(meta: Meta, measured: Measured, context: Context, m: Markup): string {
  const grid = meta.kind === "array" ? chunkGrid(meta, context.theme, { small: true }) : undefined;
  const times = measured.layer.spark.length > 1 ? spark(measured, context, m) : "";
  if (grid === undefined || !context.html) return times;
  const drawn = m.picture(grid, gridAlt(meta as ArrayMeta));
  return times === "" ? drawn : m.beside(drawn, times);
}

const MOST_OPERATIONS = 8;

/** `from ones, add, mul`: the operations it comes from, the first first; those next to it where there are many. */
function operationsOf(node: Expr): string {
  const labels: string[] = [];
  for (const each of postorder([node])) {
    const label = operation(each.op).label?.(each.params) ?? each.prefix;
    if (each !== node && labels.at(-1) !== label) labels.push(label);
  }
  if (labels.length === 0) return "";
  const shown = labels.slice(-MOST_OPERATIONS);
  return `from ${shown.length < labels.length ? `${formatCount(labels.length - shown.length)} more, ` : ""}${shown.join(", ")}`;
}

function spark({ layer }: Measured, { theme }: Context, m: Markup): string {
  // The layer is the call under the mouse: of the key only the place in it is news, and a fused one's name is longer than the line.
  const slowest = layer.slowest === null ? "" : `, slowest ${/\([^()]*\)$/.exec(layer.slowest.key)?.[0] ?? layer.slowest.key} ${formatMs(layer.slowest.ms)}`;
  return `${m.picture(sparkLine(layer.spark, theme), `Time of each of the ${layer.tasks} tasks`)} ${m.muted(`median ${formatMs(layer.median)}${slowest}`)}`;
}

function actions({ isRow }: Found, node: Expr, measured: Measured | undefined, { uri, cell, trusted }: Context, m: Markup): string {
  if (isRow) return "";
  const links = [m.link("Graph", COMMANDS.visualizeGraph, [uri, cell, node.name], "type-hierarchy-sub")];
  if (trusted) links.push(m.link("Run cell", COMMANDS.runCell, [uri, cell], "run"));
  if (measured !== undefined) links.push(m.link("Profile", COMMANDS.showProfile, [uri, measured.run.cell], "graph"));
  const when = measured === undefined ? "not run yet" : `last run ${clock(measured.run.started)}, cell ${measured.run.cell}`;
  return `${links.join("&nbsp;&nbsp; ")}&nbsp;&nbsp; ${m.muted(when)}`;
}
function clock(started: string): string {
  const date = new Date(started);
  return Number.isNaN(+date) ? started : `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

function gridAlt(meta: ArrayMeta): string {
  const counts = meta.chunks.map(axis => (isUnknown(axis) ? "?" : axis.length));
  return `${counts.join(" by ")} ${counts.length === 1 && isKnown(counts[0] as never) && counts[0] === 1 ? "block" : "blocks"}`;
}
