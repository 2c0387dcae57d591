/** Running cells: what is asked goes to the session's queue, with the set-up cell before it where that has to run. */
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { hasCells } from "../notebooks.ts";
import { isStale } from "../session/slots.ts";
import { runnable, type Notebook, type NotebookCell } from "../session/notebook.ts";
import type { Job } from "../session/state.ts";
import { settings } from "../settings.ts";
import { targetOf, type Target } from "./target.ts";

/** Runs cells of one file in their order. False: nothing was asked, and the user knows why. */
export function run(app: App, document: vscode.TextDocument, cells: readonly NotebookCell[]): boolean {
  if (!vscode.workspace.isTrusted) {
    void vscode.window
      .showWarningMessage("Bask: nothing runs in restricted mode. Cells run code of this folder.", "Trust This Folder")
      .then(chosen => chosen && vscode.commands.executeCommand("workbench.trust.manage"));
    return false;
  }
  const notebook = app.notebooks.of(document);
  const wanted = withSetup(app, notebook, cells);
  if (wanted.length === 0) {
    void vscode.window.setStatusBarMessage("Bask: nothing to run here", 3000);
    return false;
  }
  const fileText = document.getText();
  app.flows.asked(document.uri, fileText);
  app.session.ask(wanted.map(each => jobOf(notebook.file, each, document.version, fileText)));
  const only = wanted.at(-1)!.id;
  // Who watches the graph keeps it: the results do not come in front of it.
  if (settings.resultsOpen() === "whenRun" && !app.graph.isVisible) app.results.show(notebook.file, { id: only });
  return true;
}

/** Code before the first marker runs before any other cell, and again when its text changed. */
function withSetup(app: App, notebook: Notebook, cells: readonly NotebookCell[]): NotebookCell[] {
  const setup = runnable(notebook).find(each => each.cell.index === 0);
  const wanted = cells.filter(each => runnable(notebook).includes(each));
  if (setup === undefined || wanted.length === 0 || wanted.includes(setup)) return wanted;
  const ran = app.session.state.cells.get(setup.id);
  const here =
    ran !== undefined &&
    (ran.status === "ok" || ran.status === "queued" || ran.status === "running") &&
    app.session.state.phase !== "off" &&
    app.session.state.phase !== "failed";
  return here && ran.sessionLife === app.session.state.life && !isStale(setup.cell, ran) ? wanted : [setup, ...wanted];
}

function jobOf(file: string, { id, cell }: NotebookCell, documentVersion: number, fileText: string): Job {
  return { id, cell: { file, index: cell.index, title: cell.title, startLine: cell.startLine, text: cell.text }, documentVersion, fileText };
}

/** A file without cells: its panel says so and offers what to do. */
export function saysNoCells(app: App, { notebook }: Target): boolean {
  if (hasCells(notebook)) return false;
  app.results.show(notebook.file);
  return true;
}

export const runCell = async (app: App, uri?: unknown, index?: unknown): Promise<void> => {
  const target = await targetOf(app, uri, index);
  if (target === undefined || (typeof index !== "number" && saysNoCells(app, target))) return;
  run(app, target.document, [target.cell]);
};

export const runAbove = async (app: App, uri?: unknown, index?: unknown): Promise<void> => {
  const target = await targetOf(app, uri, index);
  if (target === undefined || saysNoCells(app, target)) return;
  run(
    app,
    target.document,
    target.notebook.cells.filter(each => each.cell.index < target.cell.cell.index),
  );
};

/** The cell itself and all below it. */
export const runBelow = async (app: App, uri?: unknown, index?: unknown): Promise<void> => {
  const target = await targetOf(app, uri, index);
  if (target === undefined || saysNoCells(app, target)) return;
  run(
    app,
    target.document,
    target.notebook.cells.filter(each => each.cell.index >= target.cell.cell.index),
  );
};

/** In a file without cells, the whole file. */
export const runAll = async (app: App): Promise<void> => {
  const target = await targetOf(app);
  if (target) run(app, target.document, target.notebook.cells);
};

/** Those whose results are not what their text says, and what they need for it. */
export const runNeeded = async (app: App): Promise<void> => {
  const target = await targetOf(app);
  if (target === undefined || saysNoCells(app, target)) return;
  const indices = await app.flows.needed(target.document.uri);
  const needed = target.notebook.cells.filter(each => {
    if (indices !== undefined) return indices.includes(each.cell.index);
    const ran = app.session.state.cells.get(each.id);
    return ran === undefined || ran.status === "error" || ran.status === "interrupted" || isStale(each.cell, ran);
  });
  run(app, target.document, needed);
};

/** By the id that trees and slots carry. */
export const runNamedCell = async (app: App, named: string | { readonly id?: string }): Promise<void> => {
  const id = typeof named === "string" ? named : (named.id ?? "");
  const found = app.notebooks.find(id);
  if (found) run(app, await vscode.workspace.openTextDocument(vscode.Uri.file(found.notebook.file)), [found.cell]);
};
