/** What both panels share: one webview at most, beside the editor, restored after a reload, its errors in the log. */
import * as vscode from "vscode";
import type { FromView, ToView, ViewCommand } from "../../protocol/view.ts";
import { pageOf, panelOptions } from "./html.ts";
import { revealPlace, revealSite } from "./reveal.ts";

/** A panel's buttons may ask for these and no others. */
const ALLOWED: ReadonlySet<ViewCommand> = new Set<ViewCommand>([
  "bask.makeCells",
  "bask.runAll",
  "bask.runCell",
  "bask.interrupt",
  "bask.restart",
  "bask.visualizeGraph",
  "bask.showResults",
  "bask.showLog",
  "workbench.trust.manage",
  "bask.openExample",
]);

export interface PanelParts {
  readonly name: "graph" | "profile" | "results";
  readonly icon: string;
  /** The page is up (again): send everything. */
  ready(): void;
  /** What is not common to both. */
  received(message: FromView): void;
  gone(): void;
}

export class Panel {
  #panel: vscode.WebviewPanel | undefined;
  #isReady = false;
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #parts: PanelParts;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, parts: PanelParts) {
    this.#context = context;
    this.#log = log;
    this.#parts = parts;
  }

  get isOpen(): boolean {
    return this.#panel !== undefined;
  }

  get isVisible(): boolean {
    return this.#panel?.visible === true;
  }

  /** Opens the panel or brings it to the front; the editor keeps the focus unless `focus`. */
  show(title: string, focus = false): void {
    if (this.#panel === undefined) {
      const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: !focus };
      this.adopt(vscode.window.createWebviewPanel(`bask.${this.#parts.name}`, title, place, panelOptions(this.#context.extensionUri)));
    } else if (!this.#panel.visible || focus) this.#panel.reveal(undefined, !focus);
    this.title(title);
  }

  adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    this.#isReady = false;
    panel.iconPath = new vscode.ThemeIcon(this.#parts.icon) as unknown as vscode.Uri;
    panel.webview.options = panelOptions(this.#context.extensionUri);
    panel.webview.onDidReceiveMessage((message: FromView) => this.#received(message));
    panel.onDidChangeViewState(() => {
      // A hidden page is gone; it says `ready` when it is back.
      if (!panel.visible) this.#isReady = false;
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#isReady = false;
      this.#parts.gone();
    });
    panel.webview.html = pageOf(panel.webview, this.#context.extensionUri, this.#parts.name);
  }

  title(title: string): void {
    if (this.#panel !== undefined && this.#panel.title !== title) this.#panel.title = title;
  }

  post(message: ToView): void {
    if (this.#panel !== undefined && this.#isReady) void this.#panel.webview.postMessage(message);
  }

  asset(name: string): string {
    return this.#panel?.webview.asWebviewUri(vscode.Uri.joinPath(this.#context.extensionUri, "dist", "webview", name)).toString() ?? "";
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #received(message: FromView): void {
    switch (message.type) {
      case "ready":
        this.#isReady = true;
        this.#parts.ready();
        return;
      case "problem":
        this.#log.error(`The ${this.#parts.name} view: ${message.message}\n${message.stack}`);
        return;
      case "command":
        if (ALLOWED.has(message.command)) void vscode.commands.executeCommand(message.command);
        return;
      case "reveal":
        void revealSite(message.site, message.focus);
        return;
      case "revealPlace":
        void revealPlace(message.file, message.line, message.character);
        return;
      case "toEditor":
        void backToEditor();
        return;
      case "copy":
        void vscode.env.clipboard.writeText(message.text).then(() => vscode.window.setStatusBarMessage(`Bask: ${message.what} copied`, 3000));
        return;
      default:
        this.#parts.received(message);
    }
  }
}

/** To the text editor beside the panel, at the place where it was left. */
async function backToEditor(): Promise<void> {
  const [editor] = vscode.window.visibleTextEditors.filter(each => each.document.uri.scheme === "file");
  if (editor)
    await vscode.window.showTextDocument(editor.document, {
      ...(editor.viewColumn === undefined ? {} : { viewColumn: editor.viewColumn }),
      selection: editor.selection,
    });
  else await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
}
