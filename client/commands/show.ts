/** Commands that open panels, files and the log. */
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { revealPlace } from "../panels/reveal.ts";
import { documentOf, named, targetOf } from "./target.ts";

/** Of a cell; the button above the editor, which speaks of the file, shows all of it. */
export const visualizeGraph = async (app: App, uri?: unknown, index?: unknown): Promise<void> => {
  const target = await targetOf(app, uri, index);
  if (target) app.graph.show(target.document.uri.fsPath, target.cell.cell.index, uri instanceof vscode.Uri || target.notebook.cells.length === 1);
};

export const showResults = async (app: App, given?: unknown, cellIndex?: unknown): Promise<void> => {
  const { uri, index } = named(given, cellIndex);
  const document = uri === undefined ? documentOf(app) : await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const id = document && index !== undefined ? app.notebooks.of(document).cells[index]?.id : undefined;
  app.results.show(document?.uri.fsPath, { focus: uri === undefined, ...(id === undefined ? {} : { id }) });
};

/** Where the time of a cell's last run went. */
export const showProfile = async (app: App, uri?: unknown, index?: unknown): Promise<void> => {
  const target = await targetOf(app, uri, index);
  if (target) app.profile.show(target.document.uri.fsPath, target.cell.cell.index);
};

export const revealLine = (_app: App, uri: string, line: number): Promise<void> => revealPlace(vscode.Uri.parse(uri).fsPath, line, 0);

export const showLog = (app: App): void => app.log.show();

export const refreshVariables = (app: App): void => {
  const document = documentOf(app);
  if (document) app.session.askVariables(document.uri.fsPath);
};

/** The example is copied to where it may be edited and run; an edited copy stays. */
export const openExample = async (app: App): Promise<void> => {
  const folder = vscode.Uri.joinPath(app.context.globalStorageUri, "examples");
  const file = vscode.Uri.joinPath(folder, "first-steps.ts");
  const there = await vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  if (!there) {
    await vscode.workspace.fs.createDirectory(folder);
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(app.context.extensionUri, "media", "walkthrough", "example.ts"), file);
  }
  await vscode.window.showTextDocument(file);
};
