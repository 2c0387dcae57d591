/** The status bar's one item: what the session does; a click is the obvious next thing. */
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { hasCells } from "../notebooks.ts";
import { statusOf } from "../session/status.ts";
import { staleCells } from "./context-keys.ts";

export function statusBar(app: Pick<App, "notebooks" | "session">): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("bask.session", vscode.StatusBarAlignment.Right, 100);
  item.name = "Bask";
  let ticking: NodeJS.Timeout | undefined;
  const draw = () => {
    const { state } = app.session;
    const status = statusOf(state, Date.now(), staleCells(app));
    item.text = status.text;
    item.tooltip = status.tooltip;
    item.command = status.command;
    item.backgroundColor = status.warning ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    const document = vscode.window.activeTextEditor?.document;
    if (state.phase !== "off" || (document && hasCells(app.notebooks.file(document.uri.fsPath)))) item.show();
    else item.hide();
    // A stage of stopping shows its timer.
    if (state.stopping?.until != null) ticking ??= setInterval(draw, 500);
    else {
      clearInterval(ticking);
      ticking = undefined;
    }
  };
  draw();
  return vscode.Disposable.from(item, app.session.onDidChange(draw), app.notebooks.onDidChange(draw), vscode.window.onDidChangeActiveTextEditor(draw), {
    dispose: () => clearInterval(ticking),
  });
}
