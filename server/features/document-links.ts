/** Paths of data files lead to the file, where it is there and may be seen. */

import type { DocumentLink } from "vscode-languageserver";
import type TS from "typescript";
import { URI } from "vscode-uri";
import type { Host } from "../../runtime/expr/host.ts";
import { formatBytes, formatCount } from "../../runtime/meta/format.ts";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";
import { ts } from "../analysis/typescript.ts";
import { subjectOf } from "../rules/subject.ts";
import { PATHS } from "./completion-text.ts";

/** A pattern leads to the first file that matches it. */
export function documentLinks(snapshot: Snapshot, host: Host): DocumentLink[] {
  const { analysis } = snapshot;
  if (analysis === undefined) return [];
  const starts = lineStarts(snapshot.text);
  const links: DocumentLink[] = [];
  const link = (node: TS.Expression): void => {
    if (ts.isArrayLiteralExpression(node)) node.elements.forEach(link);
    if (!ts.isStringLiteralLike(node)) return;
    const answer = host.list(node.text);
    const [from, to] = [snapshot.fromAnalysed(node.getStart(analysis.source) + 1), snapshot.fromAnalysed(node.end - 1)];
    if (answer.state !== "known" || answer.value[0] === undefined || from === undefined || to === undefined) return;
    links.push({
      range: { start: positionAt(starts, from), end: positionAt(starts, to) },
      target: URI.file(answer.value[0]).toString(),
      tooltip: told(answer.value, host),
    });
  };
  for (const call of subjectOf(analysis).calls) if (call.origin !== undefined && PATHS.test(call.origin) && call.args[0] !== undefined) link(call.args[0]);
  return links;
}

/** Sizes of the first files stand for a long list. */
function told(files: readonly string[], host: Host): string {
  const stats = files.slice(0, 200).map(file => host.stat(file));
  const bytes = stats.reduce((n, stat) => n + (stat.state === "known" ? stat.value.size : 0), 0);
  return `${formatCount(files.length)} ${files.length === 1 ? "file" : "files"}, ${files.length > 200 ? "over " : ""}${formatBytes(bytes)}`;
}
