/** Fixes of what is wrong: those that the rules give, the nearest name, a comment that silences; and all safe ones of a kind at once. */

import { type CodeAction, CodeActionKind, type Diagnostic, type TextEdit } from "vscode-languageserver";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";
import type { Edit, Fix } from "../rules/rule.ts";
import type { DiagnosticData } from "./diagnostics.ts";

type Text = Pick<Snapshot, "uri" | "text">;

/** `all` are the diagnostics of the whole text, for fixing them together. */
export function codeActions(snapshot: Text, given: readonly Diagnostic[], all: readonly Diagnostic[] = given): CodeAction[] {
  const starts = lineStarts(snapshot.text);
  const actions: CodeAction[] = [];
  for (const diagnostic of given) {
    if (diagnostic.source !== "bask") continue;
    const fix = fixOf(snapshot, starts, diagnostic);
    if (fix !== undefined) {
      actions.push(action(snapshot, starts, fix.title, fix.edits, [diagnostic], true));
      const others = all.filter(each => each.code === diagnostic.code && each.source === "bask" && fixOf(snapshot, starts, each)?.safe === true);
      if (fix.safe === true && others.length > 1) {
        const edits = apart(others.flatMap(each => fixOf(snapshot, starts, each)!.edits));
        actions.push(action(snapshot, starts, `Fix all ${others.length} of ${diagnostic.code}`, edits, others, false));
      }
    }
    if (diagnostic.codeDescription !== undefined) actions.push(silence(snapshot, starts, diagnostic));
  }
  return actions;
}

/** Everything that can be fixed without changing what is computed. */
export function fixAll(snapshot: Text, all: readonly Diagnostic[]): CodeAction[] {
  const starts = lineStarts(snapshot.text);
  const fixes = all.flatMap(each => fixOf(snapshot, starts, each) ?? []).filter(fix => fix.safe === true);
  if (fixes.length === 0) return [];
  return [
    {
      ...action(snapshot, starts, "Fix all that is safe to fix", apart(fixes.flatMap(fix => fix.edits)), [], false),
      kind: `${CodeActionKind.SourceFixAll}.bask`,
    },
  ];
}

function fixOf({ text }: Text, starts: readonly number[], { data, range, source }: Diagnostic): Fix | undefined {
  const { closest, fix } = (data as DiagnosticData | undefined) ?? {};
  if (source !== "bask") return undefined;
  if (fix !== undefined) return fix.edits.every(({ start, end }) => start <= end && end <= text.length) ? fix : undefined;
  if (typeof closest !== "string") return undefined;
  const start = (starts[range.start.line] ?? 0) + range.start.character;
  const end = (starts[range.end.line] ?? 0) + range.end.character;
  const written = text.slice(start, end);
  const quote = /^(["'`]).*\1$/s.exec(written)?.[1];
  if (quote === undefined && !/^[\w$]+$/.test(written)) return undefined;
  return { title: `Change to ${closest}`, edits: [{ start, end, text: quote === undefined ? closest : `${quote}${closest}${quote}` }] };
}

const toEdits = (starts: readonly number[], edits: readonly Edit[]): TextEdit[] =>
  edits.map(({ start, end, text }) => ({ range: { start: positionAt(starts, start), end: positionAt(starts, end) }, newText: text }));

function action(
  { uri }: Text,
  starts: readonly number[],
  title: string,
  edits: readonly Edit[],
  diagnostics: readonly Diagnostic[],
  isPreferred: boolean,
): CodeAction {
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [...diagnostics],
    ...(isPreferred ? { isPreferred } : {}),
    edit: { changes: { [uri]: toEdits(starts, edits) } },
  };
}

/** Those that do not touch one before them. */
function apart(edits: readonly Edit[]): Edit[] {
  const kept: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = kept.at(-1);
    if (last === undefined || last.end < edit.start || (last.end === edit.start && last.start < last.end)) kept.push(edit);
  }
  return kept;
}

function silence(snapshot: Text, starts: readonly number[], diagnostic: Diagnostic): CodeAction {
  const start = starts[diagnostic.range.start.line] ?? 0;
  const indent = /^[ \t]*/.exec(snapshot.text.slice(start))![0];
  const edit = { start, end: start, text: `${indent}// bask-ignore ${diagnostic.code} \n` };
  return action(snapshot, starts, `Ignore ${diagnostic.code} here`, [edit], [diagnostic], false);
}
