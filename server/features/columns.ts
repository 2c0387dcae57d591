/** From a column's name to where the column was made, to every place that names it, and to another name. */

import type { Location, Range, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { callThatMade, type ColumnUse, columnsOf, columnUses, originOf, sameOrigin, useAt } from "./column-uses.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";

interface At {
  readonly analysis: Analysis;
  readonly use: ColumnUse;
}

function at({ analysis, text, toAnalysed }: Snapshot, offset: number): At | undefined {
  const place = analysis === undefined ? undefined : toAnalysed(offset);
  const use = place === undefined || text === "" ? undefined : useAt(analysis!, place);
  return use === undefined ? undefined : { analysis: analysis!, use };
}

function rangeOf(snapshot: Snapshot, starts: readonly number[], from: number, to: number): Range | undefined {
  const [start, end] = [snapshot.fromAnalysed(from), snapshot.fromAnalysed(to)];
  return start === undefined || end === undefined ? undefined : { start: positionAt(starts, start), end: positionAt(starts, end) };
}

/** The name that an assignment or a renaming gives it, else the call that gave the column, such as the reader. */
export function definition(snapshot: Snapshot, offset: number): Location | undefined {
  const found = at(snapshot, offset);
  if (found === undefined) return undefined;
  const { analysis, use } = found;
  const origin = originOf(use.frame, use.name);
  const starts = lineStarts(snapshot.text);
  const made = columnUses(analysis).find(each => each.makes && sameOrigin(originOf(each.frame, each.name), origin));
  const call = made === undefined ? callThatMade(analysis, origin.expr) : undefined;
  const range =
    made !== undefined
      ? rangeOf(snapshot, starts, made.start, made.end)
      : call === undefined
        ? undefined
        : rangeOf(snapshot, starts, call.at.getStart(analysis.source), call.at.end);
  return range === undefined ? undefined : { uri: snapshot.uri, range };
}

function alike({ analysis, use }: At): ColumnUse[] {
  const origin = originOf(use.frame, use.name);
  return columnUses(analysis).filter(each => each.name === use.name && sameOrigin(originOf(each.frame, each.name), origin));
}

export function references(snapshot: Snapshot, offset: number, withDeclaration = true): Location[] {
  const found = at(snapshot, offset);
  if (found === undefined) return [];
  const starts = lineStarts(snapshot.text);
  return alike(found).flatMap(each => {
    const range = each.makes && !withDeclaration ? undefined : rangeOf(snapshot, starts, each.start, each.end);
    return range === undefined ? [] : [{ uri: snapshot.uri, range }];
  });
}

/** What can be renamed at a place; a text says why a column cannot; nothing where there is no column. */
export function renamable(snapshot: Snapshot, offset: number): { readonly range: Range; readonly placeholder: string } | string | undefined {
  const found = at(snapshot, offset);
  if (found === undefined || snapshot.analysis!.text !== snapshot.text) return undefined;
  const { use } = found;
  if (!alike(found).some(each => each.makes))
    return `the column ${use.name} comes from ${originOf(use.frame, use.name).expr.prefix}: rename it with df.rename({ columns: { ${use.name}: "..." } })`;
  const range = rangeOf(snapshot, lineStarts(snapshot.text), use.start, use.end);
  return range === undefined ? undefined : { range, placeholder: use.name };
}

/** The edits in all cells; a text says why there are none. */
export function rename(snapshot: Snapshot, offset: number, name: string): WorkspaceEdit | string | undefined {
  const can = renamable(snapshot, offset);
  if (can === undefined || typeof can === "string") return can;
  const uses = alike(at(snapshot, offset)!);
  if (name === "" || /["'`\\\n]/.test(name)) return `${JSON.stringify(name)} cannot be a column's name here`;
  const isName = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name);
  if (!isName && uses.some(each => each.as === "member")) return `${JSON.stringify(name)} cannot stand after a dot: take a name of letters and digits`;
  if (uses.some(each => columnsOf(each.frame.meta)?.some(column => column.name === name))) return `there is a column ${name} already`;
  const starts = lineStarts(snapshot.text);
  const key = isName ? name : JSON.stringify(name);
  const edits = uses.map(({ as, start, end, name: before }): TextEdit => ({
    range: { start: positionAt(starts, start), end: positionAt(starts, end) },
    newText: as === "shorthand" ? `${key}: ${before}` : as === "key" ? key : name,
  }));
  return { changes: { [snapshot.uri]: edits } };
}
