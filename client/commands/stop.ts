/** Interrupt, its later stages, and restart. */
import * as vscode from "vscode";
import type { App } from "../app.ts";

export const interrupt = (app: App): void => app.session.dispatch({ type: "interrupt" });
/** The next stage of stopping, without waiting for its timer. */
export const stopNow = (app: App): void => app.session.dispatch({ type: "stopNow" });
export const holdStop = (app: App): void => app.session.dispatch({ type: "hold" });

export const restart = async (app: App): Promise<void> => {
  const { phase } = app.session.state;
  if (!vscode.workspace.isTrusted) return;
  if (phase !== "off" && phase !== "failed") {
    const chosen = await vscode.window.showWarningMessage(
      "Restart the session?",
      { modal: true, detail: "Its variables and the blocks in memory go. Your files stay as they are." },
      "Restart",
    );
    if (chosen !== "Restart") return;
  }
  app.session.dispatch({ type: "restart" });
};
