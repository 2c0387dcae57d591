/** Completion inside texts: columns where a call takes their names, files where one takes paths. */

import type TS from "typescript";
import { type CompletionItem, CompletionItemKind, type TextEdit } from "vscode-languageserver";
import type { Expr } from "../../runtime/expr/expr.ts";
import type { Host } from "../../runtime/expr/host.ts";
import { formatBytes } from "../../runtime/meta/format.ts";
import { nodeAt } from "../analysis/lookup.ts";
import { lineStarts, positionAt } from "../analysis/snapshot.ts";
import { ts } from "../analysis/typescript.ts";
import { type Call, type Subject } from "../rules/subject.ts";
import { columnsOf, FIRST, frameOf, KEYED, membersOf, OPTIONS } from "./column-uses.ts";
import { dtypeText } from "./summary.ts";

export const PATHS = /^bask(\/\w+)?\.(\w+\.)*(read[A-Z]\w*|from(Zarr|NpyStack|Hdf5?|Netcdf))$/;

/** Undefined where the place is in no text. */
export function inText(s: Subject, offset: number, host: Host | undefined): CompletionItem[] | undefined {
  const node = nodeAt(s.source, offset);
  const at = ts.isStringLiteralLike(node)
    ? node
    : ts.isStringLiteralLike(nodeAt(s.source, offset - 1))
      ? (nodeAt(s.source, offset - 1) as TS.StringLiteral)
      : undefined;
  if (at === undefined || offset <= at.getStart(s.source)) return undefined;
  const start = at.getStart(s.source) + 1;
  const written = s.source.text.slice(start, offset);
  // A text that is not closed reaches to the end of its line.
  const closed = (at as TS.StringLiteral & { isUnterminated?: boolean }).isUnterminated !== true;
  const starts = lineStarts(s.source.text);
  const edit = (newText: string): TextEdit => ({ range: { start: positionAt(starts, start), end: positionAt(starts, closed ? at.end - 1 : offset) }, newText });
  const frame = frameAt(s, at);
  if (frame !== undefined)
    return (columnsOf(frame.meta) ?? []).map(({ name, dtype }, i) => ({
      label: name,
      kind: CompletionItemKind.Field,
      detail: dtypeText(dtype),
      sortText: String(i).padStart(4, "0"),
      filterText: name,
      textEdit: edit(name),
    }));
  const call = host === undefined ? undefined : s.callOf(ts.isArrayLiteralExpression(at.parent) ? at.parent.parent : at.parent);
  if (call?.origin === undefined || !PATHS.test(call.origin)) return [];
  return files(written, host!).map(({ path, detail }) => ({
    label: path,
    kind: path.endsWith("/") ? CompletionItemKind.Folder : CompletionItemKind.File,
    ...(detail === undefined ? {} : { detail }),
    filterText: path,
    textEdit: edit(path),
  }));
}

/** The frame whose columns a text may name. */
function frameAt(s: Subject, node: TS.StringLiteralLike): Expr | undefined {
  let { parent }: { parent: TS.Node } = node;
  let child: TS.Node = node;
  if (ts.isElementAccessExpression(parent) && parent.argumentExpression === node) return membersOf(s, parent.expression);
  if (ts.isArrayLiteralExpression(parent)) [child, parent] = [parent, parent.parent];
  if (ts.isCallExpression(parent)) {
    const call = s.callOf(parent);
    return call !== undefined && call.args[0] === child && FIRST.has(call.name) ? frameOf(s, call.on) : undefined;
  }
  if (!ts.isPropertyAssignment(parent) || parent.initializer !== child || !ts.isCallExpression(parent.parent.parent)) return undefined;
  const call = s.callOf(parent.parent.parent);
  const name = parent.name.getText(s.source);
  if (call === undefined || !OPTIONS.has(name) || KEYED.has(call.name) || call.name === "assign") return undefined;
  return name === "rightOn" ? frameOf(s, call.args[0]) : (frameOf(s, call.on) ?? s.lazy(call.node));
}

const MAX_FILES = 100;
/** Files and folders that a path may go on with, and a pattern for files that differ in a number. */
function files(written: string, host: Host): { path: string; detail: string | undefined }[] {
  if (/[*?[{]/.test(written)) return [];
  const folder = written.slice(0, written.lastIndexOf("/") + 1);
  const base = folder === "" ? host.cwd : folder.startsWith("/") ? folder : `${host.cwd}/${folder}`;
  const under = base.endsWith("/") ? base : `${base}/`;
  const found = new Map<string, string | undefined>();
  for (const pattern of [`${written}*`, `${folder}*/*`, `${folder}*/*/*`]) {
    const answer = host.list(pattern);
    if (answer.state !== "known") continue;
    for (const path of answer.value.slice(0, 2000)) {
      if (!path.startsWith(under)) continue;
      const rest = path.slice(under.length);
      const cut = rest.indexOf("/");
      const next = folder + (cut < 0 ? rest : rest.slice(0, cut + 1));
      if (!next.startsWith(written) || found.has(next) || found.size >= MAX_FILES) continue;
      const stat = cut < 0 ? host.stat(next) : undefined;
      found.set(next, stat?.state === "known" ? formatBytes(stat.value.size) : undefined);
    }
  }
  const series = new Map<string, number>();
  for (const path of found.keys()) {
    const name = path.slice(folder.length);
    const pattern = name.endsWith("/") ? name : folder + name.replace(/\d+(?=\D*$)/, "*");
    if (pattern.includes("*")) series.set(pattern, (series.get(pattern) ?? 0) + 1);
  }
  const patterns = [...series].filter(([, n]) => n > 1).map(([path, n]) => ({ path, detail: `${n} files` }));
  return [...patterns, ...[...found].map(([path, detail]) => ({ path, detail }))];
}

/** The call around a place, innermost. */
export function callAround(s: Subject, offset: number): Call | undefined {
  for (let node: TS.Node | undefined = nodeAt(s.source, Math.max(0, offset - 1)); node !== undefined; node = node.parent)
    if (ts.isCallExpression(node) && node.expression.end < offset) return s.callOf(node);
  return undefined;
}
