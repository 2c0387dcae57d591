/** The context keys that keybindings and menus ask for. */
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { hasCells } from "../notebooks.ts";
import { isStale } from "../session/slots.ts";

export function contextKeys(app: Pick<App, "notebooks" | "session">): vscode.Disposable {
  const known = new Map<string, boolean>();
  const set = (key: string, value: boolean) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  };
  const update = () => {
    const document = vscode.window.activeTextEditor?.document;
    const { phase, stopping } = app.session.state;
    // A panel in front does not take the file's keys away: the editor beside it keeps them.
    if (document !== undefined || vscode.window.visibleTextEditors.length === 0)
      set("bask.hasCells", document !== undefined && hasCells(app.notebooks.file(document.uri.fsPath)));
    set("bask.canInterrupt", phase === "running" || phase === "starting" || stopping !== null);
    set("bask.canRestart", phase !== "off");
    set("bask.isStopping", stopping !== null);
    set("bask.hasStaleCells", staleCells(app) > 0);
  };
  update();
  return vscode.Disposable.from(
    app.session.onDidChange(update),
    app.notebooks.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.window.onDidChangeVisibleTextEditors(update),
  );
}

/** How many cells of the file in front changed since they ran. */
export function staleCells(app: Pick<App, "notebooks" | "session">): number {
  const file = vscode.window.activeTextEditor?.document.uri.fsPath;
  const notebook = file === undefined ? undefined : app.notebooks.file(file);
  if (notebook === undefined) return 0;
  return notebook.cells.filter(({ id, cell }) => {
    const run = app.session.state.cells.get(id);
    return run?.status === "ok" && isStale(cell, run);
  }).length;
}
