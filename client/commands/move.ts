/** Commands that move the cursor between cells or add one. */
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { lastLine, type NotebookCell } from "../session/notebook.ts";
import { run, saysNoCells } from "./run.ts";
import { documentOf, targetOf, type Target } from "./target.ts";

const editorOf = (document: vscode.TextDocument): vscode.TextEditor | undefined =>
  vscode.window.activeTextEditor?.document === document
    ? vscode.window.activeTextEditor
    : vscode.window.visibleTextEditors.find(each => each.document === document);

/** To the first line with code, so that typing goes on there. */
function moveTo(document: vscode.TextDocument, { cell }: NotebookCell): void {
  const editor = editorOf(document);
  if (editor === undefined) return;
  const line = Math.min(cell.codeStartLine, document.lineCount - 1);
  editor.selection = new vscode.Selection(line, 0, line, 0);
  editor.revealRange(
    new vscode.Range(cell.startLine, 0, Math.min(cell.endLine, document.lineCount - 1), 0),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}

/** A new cell after this one; the cursor goes into it. */
async function insertAfter({ document, cell }: Target): Promise<void> {
  const editor = editorOf(document);
  if (editor === undefined) return;
  const line = lastLine(cell.cell);
  await editor.edit(edit => edit.insert(document.lineAt(line).range.end, "\n\n// %%\n"));
  editor.selection = new vscode.Selection(line + 3, 0, line + 3, 0);
  editor.revealRange(editor.selection);
}

export const runCellAndAdvance = async (app: App): Promise<void> => {
  const target = await targetOf(app);
  if (target === undefined || saysNoCells(app, target)) return;
  const next = target.notebook.cells[target.cell.cell.index + 1];
  if (!run(app, target.document, [target.cell])) return;
  if (next) moveTo(target.document, next);
  else await insertAfter(target);
};

export const runAndInsert = async (app: App): Promise<void> => {
  const target = await targetOf(app);
  if (target === undefined || saysNoCells(app, target)) return;
  if (run(app, target.document, [target.cell])) await insertAfter(target);
};

async function step(app: App, by: -1 | 1): Promise<void> {
  const target = await targetOf(app);
  const cell = target?.notebook.cells[target.cell.cell.index + by];
  if (target && cell) moveTo(target.document, cell);
}
export const previousCell = (app: App): Promise<void> => step(app, -1);
export const nextCell = (app: App): Promise<void> => step(app, 1);

export const goToCell = async (app: App, id: string): Promise<void> => {
  const found = app.notebooks.find(id);
  if (found === undefined) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(found.notebook.file));
  await vscode.window.showTextDocument(document);
  moveTo(document, found.cell);
};

/** A marker before each group of statements that stands after a blank line at the outermost level. */
export const makeCells = async (app: App): Promise<void> => {
  const document = documentOf(app);
  const editor = document && editorOf(document);
  if (document === undefined || editor === undefined) return;
  const lines: number[] = [];
  let inImports = true;
  for (let line = 0; line < document.lineCount; line++) {
    const { text, isEmptyOrWhitespace } = document.lineAt(line);
    if (isEmptyOrWhitespace || /^\s/.test(text) || /^[)\]}]/.test(text)) continue;
    const first = inImports && !/^(import\b|\/\/|\/\*|\*|["']use )/.test(text);
    if (first) inImports = false;
    if (first || (!inImports && line > 0 && document.lineAt(line - 1).isEmptyOrWhitespace)) lines.push(line);
  }
  if (lines.length === 0) lines.push(0);
  await editor.edit(edit => lines.forEach(line => edit.insert(new vscode.Position(line, 0), "// %%\n")));
};
