/** The cells of every open file, followed through edits. A line scan: nothing here waits for the server. */
import * as vscode from "vscode";
import { splitCells } from "../runtime/cells/split.ts";
import { cellAt, emptyNotebook, follow, type Notebook, type NotebookCell } from "./session/notebook.ts";

const SCRIPTS = new Set(["typescript", "typescriptreact", "javascript", "javascriptreact"]);
export const isScript = (document: vscode.TextDocument): boolean => document.uri.scheme === "file" && SCRIPTS.has(document.languageId);

export class Notebooks implements vscode.Disposable {
  readonly #notebooks = new Map<string, Notebook>();
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #subscriptions: vscode.Disposable[];
  /** A file whose cells changed. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.onDidOpenTextDocument(document => this.#read(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => contentChanges.length > 0 && this.#read(document)),
    ];
    for (const document of vscode.workspace.textDocuments) this.#read(document);
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  /** The cells of a document, up to date with its text. */
  of(document: vscode.TextDocument): Notebook {
    return this.#notebooks.get(document.uri.fsPath) ?? this.#read(document) ?? emptyNotebook(document.uri.fsPath);
  }

  file(file: string): Notebook | undefined {
    return this.#notebooks.get(file);
  }

  all(): Iterable<Notebook> {
    return this.#notebooks.values();
  }

  /** The notebook and cell behind a cell's id. */
  find(id: string): { readonly notebook: Notebook; readonly cell: NotebookCell } | undefined {
    for (const notebook of this.#notebooks.values()) {
      const cell = notebook.cells.find(each => each.id === id);
      if (cell) return { notebook, cell };
    }
    return undefined;
  }

  at(document: vscode.TextDocument, position: vscode.Position): NotebookCell | undefined {
    return cellAt(this.of(document), position.line);
  }

  #read(document: vscode.TextDocument): Notebook | undefined {
    if (!isScript(document)) return undefined;
    const file = document.uri.fsPath;
    const notebook = follow(this.#notebooks.get(file) ?? emptyNotebook(file), splitCells(document.getText()));
    this.#notebooks.set(file, notebook);
    this.#changed.fire(file);
    return notebook;
  }
}

/** More than the set-up cell: there is at least one marker. */
export const hasCells = (notebook: Notebook | undefined): boolean => (notebook?.cells.length ?? 0) > 1;
