/** The language server: started at the first file with a cell or an import of bask, asked for graphs. */
import * as vscode from "vscode";
import { LanguageClient, TransportKind, type LanguageClientOptions } from "vscode-languageclient/node";
import {
  COMMANDS,
  NOTIFICATIONS,
  REQUESTS,
  type FlowAnswer,
  type NoAnswer,
  type NodeCost,
  type GraphAnswer,
  type InitializationOptions,
  type Theme,
} from "../protocol/editor.ts";
import { cacheDir } from "../runtime/profile/cache-dir.ts";
import { isScript } from "./notebooks.ts";

const WANTED = /^\/\/[ \t]*%%|\bfrom\s*["']bask(?:\/[\w-]+)?["']|\b(?:import|require)\s*\(?\s*["']bask(?:\/[\w-]+)?["']/m;

/** Only the open text decides; past the first million characters nothing is looked for. */
export const concernsBask = (text: string): boolean => WANTED.test(text.length > 1_000_000 ? text.slice(0, 1_000_000) : text);

/** Pictures in hovers cannot see the theme: the server is told. */
const theme = (): Theme => {
  const { kind } = vscode.window.activeColorTheme;
  return kind === vscode.ColorThemeKind.Dark ? "dark" : kind === vscode.ColorThemeKind.Light ? "light" : "hc";
};

const cellOf = (cell: number | null): { cell?: number } => (cell === null ? {} : { cell });
const textOf = (text: string | undefined): { text?: string } => (text === undefined ? {} : { text });

export class Server implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #news = new vscode.EventEmitter<string>();
  #client: LanguageClient | undefined;
  #started: Promise<void> | undefined;
  /** The facts or the measured figures of a file (as a URI) are new. */
  readonly onNews = this.#news.event;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
    const look = (document: vscode.TextDocument) => {
      if (this.#started === undefined && isScript(document) && concernsBask(document.getText())) void this.#start();
    };
    for (const document of vscode.workspace.textDocuments) look(document);
    this.#subscriptions.push(
      vscode.workspace.onDidOpenTextDocument(look),
      vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.#client?.sendNotification(NOTIFICATIONS.trust, { trusted: true })),
      vscode.window.onDidChangeActiveColorTheme(() => void this.#client?.sendNotification(NOTIFICATIONS.theme, { theme: theme() })),
    );
  }

  /** The graph of a cell, or of the whole file where `cell` is null; of the open text, or of the one that is given. */
  graph(uri: vscode.Uri, cell: number | null, optimized: boolean, text?: string): Promise<GraphAnswer> {
    return this.#ask<GraphAnswer>(REQUESTS.graph, { uri: uri.toString(), ...cellOf(cell), optimized, ...textOf(text) });
  }

  /** What a node of that graph takes. */
  cost(uri: vscode.Uri, cell: number | null, optimized: boolean, name: string): Promise<NodeCost | NoAnswer> {
    return this.#ask<NodeCost>(REQUESTS.cost, { uri: uri.toString(), ...cellOf(cell), optimized, name });
  }

  /** What the cells of a file need of each other: of its open text, or of the one that is given. */
  flow(uri: vscode.Uri, text?: string): Promise<FlowAnswer | NoAnswer> {
    return this.#ask<FlowAnswer>(REQUESTS.flow, { uri: uri.toString(), ...textOf(text) });
  }

  async #ask<T>(request: string, params: object): Promise<T | NoAnswer> {
    await this.#started;
    if (this.#client === undefined) return { problem: "The language server starts at the first file with a cell or an import of bask." };
    try {
      return await this.#client.sendRequest<T | NoAnswer>(request, params);
    } catch (error) {
      this.#log.error(`${request}: ${String(error)}`);
      return { problem: "The language server did not answer; its log says why." };
    }
  }

  async dispose(): Promise<void> {
    for (const each of this.#subscriptions) each.dispose();
    this.#news.dispose();
    await this.#client?.dispose();
  }

  #start(): Promise<void> {
    this.#started ??= (async () => {
      const module = this.#context.asAbsolutePath("dist/server.cjs");
      const languages = ["typescript", "typescriptreact", "javascript", "javascriptreact"];
      const options: LanguageClientOptions = {
        documentSelector: languages.map(language => ({ scheme: "file", language })),
        initializationOptions: { trusted: vscode.workspace.isTrusted, theme: theme(), cacheDir: cacheDir() } satisfies InitializationOptions,
        synchronize: { configurationSection: "bask" },
        markdown: { isTrusted: { enabledCommands: [...Object.values(COMMANDS), "bask.showResults", "workbench.trust.manage"] }, supportHtml: true },
        outputChannel: this.#log,
      };
      const run = { module, transport: TransportKind.ipc };
      this.#client = new LanguageClient("bask", "Bask", { run, debug: run }, options);
      const tell = ({ uri }: { uri: string }) => this.#news.fire(uri);
      this.#client.onNotification(NOTIFICATIONS.profileChanged, tell);
      this.#client.onNotification(NOTIFICATIONS.analysed, tell);
      try {
        await this.#client.start();
      } catch (error) {
        this.#log.error(`The language server did not start: ${String(error)}`);
        void vscode.window
          .showErrorMessage("Bask: the language server did not start; lenses, hovers and graphs are missing.", "Show Log")
          .then(chosen => chosen && this.#log.show());
      }
    })();
    return this.#started;
  }
}
