/** Writes the drawn graph to a file. */
import { basename, extname } from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { documentOf } from "./target.ts";

async function exportGraph(app: App, format: "svg" | "dot", drawn?: string): Promise<void> {
  if (!app.graph.isOpen) {
    void vscode.window
      .showInformationMessage("Bask: open the graph first.", "Visualize Graph")
      .then(chosen => chosen && vscode.commands.executeCommand("bask.visualizeGraph"));
    return;
  }
  const text = drawn ?? (await app.graph.export(format));
  const document = documentOf(app);
  const name = document ? `${basename(document.uri.fsPath, extname(document.uri.fsPath))}.${format}` : `graph.${format}`;
  const near = document ? vscode.Uri.joinPath(document.uri, "..", name) : vscode.Uri.file(name);
  const target = await vscode.window.showSaveDialog({
    defaultUri: near,
    filters: format === "svg" ? { "SVG picture": ["svg"] } : { "Graphviz DOT": ["dot", "gv"] },
  });
  if (target) await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

export const exportGraphSvg = (app: App, drawn?: string): Promise<void> => exportGraph(app, "svg", typeof drawn === "string" ? drawn : undefined);
export const exportGraphDot = (app: App, drawn?: string): Promise<void> => exportGraph(app, "dot", typeof drawn === "string" ? drawn : undefined);
