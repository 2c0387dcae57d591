/** Fixes of what is wrong, from what the diagnostics carry. */

import { type CodeAction, CodeActionKind, type Diagnostic } from "vscode-languageserver";
import { lineStarts, type Snapshot } from "../analysis/snapshot.ts";

export function codeActions({ uri, text }: Pick<Snapshot, "uri" | "text">, diagnostics: readonly Diagnostic[]): CodeAction[] {
  const starts = lineStarts(text);
  return diagnostics.flatMap(diagnostic => {
    const closest = (diagnostic.data as { closest?: unknown } | undefined)?.closest;
    if (diagnostic.source !== "bask" || typeof closest !== "string") return [];
    const { start, end } = diagnostic.range;
    const written = text.slice((starts[start.line] ?? 0) + start.character, (starts[end.line] ?? 0) + end.character);
    const quote = /^(["'`]).*\1$/s.exec(written)?.[1];
    if (quote === undefined && !/^[\w$]+$/.test(written)) return [];
    const newText = quote === undefined ? closest : `${quote}${closest}${quote}`;
    return [
      {
        title: `Change to ${closest}`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: true,
        edit: { changes: { [uri]: [{ range: diagnostic.range, newText }] } },
      },
    ];
  });
}
