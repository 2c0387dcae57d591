/** Which cell a command means: the one a lens names, else the one under the cursor. */
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { hasCells, isScript } from "../notebooks.ts";
import type { Notebook, NotebookCell } from "../session/notebook.ts";

export interface Target {
  readonly document: vscode.TextDocument;
  readonly notebook: Notebook;
  /** Undefined in a file without cells. */
  readonly cell: NotebookCell;
}

/** The document a command is about: the active editor's, or, from a panel, the last one with cells. */
export function documentOf(app: App): vscode.TextDocument | undefined {
  const active = vscode.window.activeTextEditor?.document;
  if (active && isScript(active)) return active;
  return vscode.window.visibleTextEditors.map(editor => editor.document).find(document => isScript(document) && hasCells(app.notebooks.of(document)));
}

/** Lenses and hovers name a file and a cell; menus hand over objects of their own, which name nothing here. */
export const named = (uri: unknown, index: unknown): { readonly uri: string | undefined; readonly index: number | undefined } => ({
  uri: typeof uri === "string" ? uri : undefined,
  index: typeof uri === "string" && typeof index === "number" ? index : undefined,
});

export async function targetOf(app: App, given?: unknown, cellIndex?: unknown): Promise<Target | undefined> {
  const { uri, index } = named(given, cellIndex);
  const document = uri === undefined ? documentOf(app) : await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  if (document === undefined || !isScript(document)) {
    void vscode.window
      .showInformationMessage("Bask: open a TypeScript file with cells first.", "Open an Example")
      .then(chosen => chosen && vscode.commands.executeCommand("bask.openExample"));
    return undefined;
  }
  const notebook = app.notebooks.of(document);
  const editor = vscode.window.visibleTextEditors.find(each => each.document === document);
  const cell = index === undefined ? app.notebooks.at(document, editor?.selection.active ?? new vscode.Position(0, 0)) : notebook.cells[index];
  return cell && { document, notebook, cell };
}
