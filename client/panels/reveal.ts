/** From a mark in a panel to the user's text: the call that stands at a site is selected. */
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import * as vscode from "vscode";
import type { Site } from "../../protocol/graph.ts";
import { callEnd } from "./call-end.ts";

/** The server speaks of files as URIs, the session as paths. */
export const fileOf = (file: string): string => (file.startsWith("file:") ? fileURLToPath(file) : file);

async function show(file: string, focus: boolean): Promise<vscode.TextEditor | undefined> {
  const path = fileOf(file);
  if (!isAbsolute(path)) return undefined;
  const open = vscode.window.visibleTextEditors.find(editor => editor.document.uri.fsPath === path);
  const options = { preserveFocus: !focus, preview: true, viewColumn: open?.viewColumn ?? columnOf(path) ?? vscode.ViewColumn.One };
  return vscode.window.showTextDocument(vscode.Uri.file(path), options);
}

/** The group that has the file in a tab already. */
const columnOf = (path: string): vscode.ViewColumn | undefined =>
  vscode.window.tabGroups.all.find(group => group.tabs.some(tab => tab.input instanceof vscode.TabInputText && tab.input.uri.fsPath === path))?.viewColumn;

export async function revealSite(site: Site, focus: boolean): Promise<void> {
  const editor = await show(site.file, focus);
  if (editor === undefined) return;
  const start = editor.document.validatePosition(new vscode.Position(site.line, site.character));
  const text = editor.document.getText();
  const end = editor.document.positionAt(callEnd(text, editor.document.offsetAt(start)));
  // The caret stands at the start: the editor keeps the caret in view, and a long call must not push its line aside.
  editor.selection = new vscode.Selection(end, start);
  editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

export async function revealPlace(file: string, line: number, character: number): Promise<void> {
  const editor = await show(file, true);
  if (editor === undefined) return;
  const at = editor.document.validatePosition(new vscode.Position(line, character));
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
