/** One line after each cell that ran, a mark on the line that failed, and the heat of each line. Line ends only: no text moves. */
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { fileOf } from "../panels/reveal.ts";
import { lastLine, type Notebook } from "../session/notebook.ts";
import { isStale, lineEnd } from "../session/slots.ts";
import type { CellRun } from "../session/state.ts";
import { heatText, strengthOf, type LineHeat } from "../session/heat.ts";
import { settings } from "../settings.ts";
import { heatNow } from "./heat.ts";

type Kind = "done" | "muted" | "error" | "failedLine" | "heat1" | "heat2" | "heat3";
const STRENGTHS = [1, 2, 3] as const;

export function lineEnds(app: Pick<App, "notebooks" | "session" | "context">): vscode.Disposable {
  const after = (color: string) =>
    vscode.window.createTextEditorDecorationType({
      after: { color: new vscode.ThemeColor(color), margin: "0 0 0 3ch" },
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
  const types = {
    done: after("descriptionForeground"),
    muted: after("editorCodeLens.foreground"),
    error: after("editorError.foreground"),
    failedLine: vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor("diffEditor.removedTextBackground"),
      overviewRulerColor: new vscode.ThemeColor("editorError.foreground"),
      overviewRulerLane: vscode.OverviewRulerLane.Right,
      gutterIconPath: vscode.Uri.joinPath(app.context.extensionUri, "media", "erred.svg"),
      gutterIconSize: "70%",
      after: { color: new vscode.ThemeColor("editorError.foreground"), margin: "0 0 0 3ch" },
    }),
  } as Record<Kind, vscode.TextEditorDecorationType>;

  const edge = (strength: 1 | 2 | 3) =>
    vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      borderStyle: "solid",
      borderWidth: "0 0 0 3px",
      borderColor: new vscode.ThemeColor(`bask.heat${strength}`),
      overviewRulerColor: new vscode.ThemeColor(`bask.heat${strength}`),
      overviewRulerLane: vscode.OverviewRulerLane.Left,
    });
  Object.assign(types, Object.fromEntries(STRENGTHS.map(strength => [`heat${strength}`, edge(strength)])));

  const draw = (editor: vscode.TextEditor) => {
    const notebook = app.notebooks.file(editor.document.uri.fsPath);
    const ranges: Record<Kind, vscode.DecorationOptions[]> = { done: [], muted: [], error: [], failedLine: [], heat1: [], heat2: [], heat3: [] };
    const heat = settings.heat() ? heatNow(app, editor.document) : new Map<number, LineHeat>();
    if (notebook && settings.lineEnds()) collect(app, notebook, editor.document, ranges, heat);
    const said = new Set((["done", "muted", "error", "failedLine"] as const).flatMap(kind => ranges[kind].map(({ range }) => range.start.line)));
    for (const [line, each] of heat) {
      if (line >= editor.document.lineCount) continue;
      const { range } = editor.document.lineAt(line);
      ranges[`heat${strengthOf(each.share)}`].push({ range, hoverMessage: `${heatText(each)} of the work of the last runs` });
      if (!said.has(line)) ranges.muted.push({ range: new vscode.Range(range.end, range.end), renderOptions: { after: { contentText: heatText(each) } } });
    }
    for (const kind of Object.keys(types) as Kind[]) editor.setDecorations(types[kind], ranges[kind]);
  };
  const drawAll = () => vscode.window.visibleTextEditors.forEach(draw);
  let timer: NodeJS.Timeout | undefined;
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      drawAll();
    }, 100);
  };

  return vscode.Disposable.from(
    ...Object.values(types),
    app.session.onDidChangeCell(soon),
    app.notebooks.onDidChange(soon),
    vscode.window.onDidChangeVisibleTextEditors(drawAll),
    vscode.workspace.onDidChangeConfiguration(change => change.affectsConfiguration("bask.results") && drawAll()),
    { dispose: () => clearTimeout(timer) },
  );
}

function collect(
  app: Pick<App, "session">,
  notebook: Notebook,
  document: vscode.TextDocument,
  ranges: Record<Kind, vscode.DecorationOptions[]>,
  heat: ReadonlyMap<number, LineHeat>,
): void {
  /** Heat and a result on one line are one decoration: the editor does not keep the order of two. */
  const withHeat = (text: string, line: number) => (heat.has(line) ? `${text}\u2003${heatText(heat.get(line)!)}` : text);
  const at = (line: number) => document.lineAt(Math.min(line, document.lineCount - 1)).range;
  for (const { id, cell } of notebook.cells) {
    const run = app.session.state.cells.get(id);
    if (run === undefined) continue;
    const stale = isStale(cell, run);
    const failed = stale ? undefined : failedLine(run, notebook.file, cell.startLine);
    if (failed !== undefined && failed.line < document.lineCount) {
      ranges.failedLine.push({ range: at(failed.line), renderOptions: { after: { contentText: withHeat(failed.message, failed.line) } } });
      if (failed.line === lastLine(cell)) continue;
    }
    const range = at(lastLine(cell));
    const kind: Kind = run.status === "error" ? "error" : run.status === "ok" && !stale && run.isGone !== true ? "done" : "muted";
    ranges[kind].push({
      range: new vscode.Range(range.end, range.end),
      renderOptions: { after: { contentText: withHeat(lineEnd(cell, run), range.end.line) } },
    });
  }
}

/** Where a run failed, in lines of the present text: the run knows the lines of the text that it was given. */
export function failedLine(run: CellRun, file: string, startLine: number): { readonly line: number; readonly message: string } | undefined {
  const frame = run.error?.frames.find(each => fileOf(each.file) === file);
  if (run.error === null || frame === undefined) return undefined;
  const text = `${run.error.name}: ${run.error.message}`.split("\n", 1)[0]!;
  return { line: frame.line - run.job.cell.startLine + startLine, message: text.length > 120 ? `${text.slice(0, 119)}…` : text };
}
