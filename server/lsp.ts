/** The one file that knows LSP: capabilities, requests, notifications. Each answer is a pure function of a snapshot. */

import { unwatchFile, watchFile } from "node:fs";
import { dirname } from "node:path";
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  RequestType,
  TextDocuments,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import {
  type CellInfo,
  type CostParams,
  type Facts,
  type FlowAnswer,
  type FlowParams,
  type GraphAnswer,
  type GraphParams,
  type InitializationOptions,
  NOTIFICATIONS,
  type NoAnswer,
  type NodeCost,
  REQUESTS,
  type TasksParams,
  type TextParams,
  type Theme,
} from "../protocol/editor.ts";
import { cacheDir } from "../runtime/profile/cache-dir.ts";
import type { Analysis } from "./analysis/analysis.ts";
import { factsOf } from "./analysis/facts.ts";
import { graphOfCells, tasksOfNode } from "./analysis/graphs.ts";
import { editorHost, FileCache, isInside } from "./analysis/host.ts";
import { measuredByPlace, ProfileStore } from "./analysis/profiles.ts";
import { ratesOf } from "./analysis/rates.ts";
import { MAX_TEXT, snapshot as snapshotOf, type Snapshot } from "./analysis/snapshot.ts";
import { Documents } from "./documents.ts";
import { codeActions, fixAll } from "./features/code-actions.ts";
import { codeLenses } from "./features/code-lens.ts";
import { completions } from "./features/completion.ts";
import { diagnostics, diagnosticsInSteps } from "./features/diagnostics.ts";
import { foldingRanges } from "./features/folding.ts";
import { hover } from "./features/hover.ts";
import { type HintsShown, hintsShown, inlayHints } from "./features/inlay-hints.ts";
import { costOfNode } from "./features/node-cost.ts";
import { semanticTokens, tokensKnown } from "./features/semantic-tokens.ts";
import { detailsInSteps, documentSymbols } from "./features/symbols.ts";
import { NAVIGATION, overtaken, serveNavigation } from "./navigation.ts";
import { DEFAULTS, type RuleSettings, rulesFrom } from "./rules/settings.ts";
import { inSlices } from "./slices.ts";

const DATA_FILES = "**/*.{csv,tsv,parquet,json,jsonl,ndjson,txt,gz,npy,h5,zarray,ts,mts,js}";

export function serve(connection: Connection): void {
  let options: InitializationOptions = {};
  let folders: string[] = [];
  let trusted = true;
  let theme: Theme = "dark";
  let html = false;
  let capabilities: InitializeParams["capabilities"] = {};
  let profiles = new ProfileStore(cacheDir());
  let rules: RuleSettings = DEFAULTS;
  let hints: HintsShown = "changes";
  const texts = new TextDocuments(TextDocument);
  const watched = new Map<string, string>();
  const seen = new FileCache();

  // A file outside every folder may read what lies beside it.
  const allowed = (): string[] => [
    ...folders,
    ...texts
      .keys()
      .map(uri => URI.parse(uri))
      .filter(uri => uri.scheme === "file")
      .map(uri => dirname(uri.fsPath))
      .filter(folder => !folders.some(outer => isInside(folder, outer))),
  ];
  const documents = new Documents({
    folders: allowed,
    trusted: () => trusted,
    cwd: () => options.cwd,
    onAnalysed(snapshot) {
      void tell(snapshot).then(told => {
        if (told && snapshot.analysis !== undefined) void connection.sendNotification(NOTIFICATIONS.analysed, { uri: snapshot.uri, version: snapshot.version });
      });
      if (snapshot.analysis === undefined) return;
      if (capabilities.workspace?.inlayHint?.refreshSupport === true) void connection.languages.inlayHint.refresh();
    },
    onError: error => connection.console.error(`analysis: ${error instanceof Error ? error.stack : String(error)}`),
  });

  /** Problems, unless a newer text is there first. */
  async function tell(snapshot: Snapshot): Promise<boolean> {
    const { uri, version } = snapshot;
    const isOld = () => documents.now(uri)?.version !== version;
    const found = await inSlices(diagnosticsInSteps(snapshot, rules), isOld);
    if (found === undefined || isOld()) return false;
    await connection.sendDiagnostics({ uri, version, diagnostics: found });
    findTokens(snapshot);
    void inSlices(detailsInSteps(snapshot), isOld);
    return true;
  }
  /** Tokens of a text that rests; editors that are told of new ones get the last ones, in their present places, until then. */
  const coloured = new Map<string, Analysis>();
  const canRefreshTokens = () => capabilities.workspace?.semanticTokens?.refreshSupport === true;
  function findTokens(shot: Snapshot): void {
    if (!canRefreshTokens() || shot.analysis === undefined || coloured.get(shot.uri) === shot.analysis) return;
    if (!tokensKnown(shot.analysis)) semanticTokens(shot);
    coloured.set(shot.uri, shot.analysis);
    connection.languages.semanticTokens.refresh();
  }
  function tokensOf(uri: string): Snapshot | undefined {
    const now = documents.now(uri);
    const last = coloured.get(uri);
    if (now?.analysis === undefined || last === undefined || now.analysis === last || !canRefreshTokens()) return undefined;
    return snapshotOf(uri, now.file, now.version, now.text, last);
  }
  /** Files as a text may see them. */
  const hostOf = ({ file }: Snapshot) => editorHost({ folders: allowed(), trusted: () => trusted, cwd: options.cwd ?? dirname(file), cache: seen });
  serveNavigation(connection, { documents, textOf: uri => texts.get(uri), hostOf, tokensOf });

  connection.onInitialize((params): InitializeResult => {
    options = (params.initializationOptions as InitializationOptions | undefined) ?? {};
    capabilities = params.capabilities;
    folders = (params.workspaceFolders ?? []).map(folder => URI.parse(folder.uri).fsPath);
    trusted = options.trusted !== false;
    theme = options.theme ?? "dark";
    rules = rulesFrom(options.rules);
    profiles = new ProfileStore(options.cacheDir ?? cacheDir());
    html = params.capabilities.general?.markdown?.allowedTags?.includes("table") === true;
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
        codeLensProvider: { resolveProvider: false },
        hoverProvider: true,
        foldingRangeProvider: true,
        documentSymbolProvider: true,
        inlayHintProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.SourceFixAll] },
        completionProvider: { triggerCharacters: [".", '"', "'", "{", "[", "/"] },
        ...NAVIGATION,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
      serverInfo: { name: "bask" },
    };
  });
  connection.onInitialized(() => {
    if (capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true)
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: DATA_FILES }] });
    if (capabilities.workspace?.configuration === true) void readSettings();
    if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true)
      void connection.client.register(DidChangeConfigurationNotification.type, { section: ["bask.rules", "bask.hints"] });
    if (capabilities.workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(folder => URI.parse(folder.uri).fsPath));
        folders = [...folders.filter(folder => !gone.has(folder)), ...added.map(folder => URI.parse(folder.uri).fsPath)];
        documents.refresh();
      });
    }
  });

  /** Strictness of the rules, from the editor's settings; problems are told again. */
  function useRules(given: unknown): void {
    const next = rulesFrom(given);
    if (JSON.stringify(next) === JSON.stringify(rules)) return;
    rules = next;
    for (const snapshot of documents.all()) void tell(snapshot);
  }
  function useHints(given: unknown): void {
    hints = hintsShown((given as { show?: unknown } | null | undefined)?.show);
    if (capabilities.workspace?.inlayHint?.refreshSupport === true) void connection.languages.inlayHint.refresh();
  }
  async function readSettings(): Promise<void> {
    useRules(await connection.workspace.getConfiguration("bask.rules"));
    useHints(await connection.workspace.getConfiguration("bask.hints"));
  }
  connection.onDidChangeConfiguration(({ settings }: { settings?: { bask?: { rules?: unknown; hints?: unknown } } | null }) => {
    if (settings?.bask?.rules !== undefined) useRules(settings.bask.rules);
    if (settings?.bask?.hints !== undefined) useHints(settings.bask.hints);
    if (settings?.bask?.rules === undefined && settings?.bask?.hints === undefined && capabilities.workspace?.configuration === true) void readSettings();
  });

  texts.onDidChangeContent(({ document }) => {
    const file = URI.parse(document.uri).fsPath;
    documents.update(document.uri, file, document.version, document.getText());
    watchProfile(document.uri, file);
  });
  texts.onDidClose(({ document }) => {
    documents.close(document.uri);
    coloured.delete(document.uri);
    const path = watched.get(document.uri);
    if (path !== undefined) unwatchFile(path);
    watched.delete(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  connection.onDidChangeWatchedFiles(() => documents.refresh());
  connection.onNotification(NOTIFICATIONS.trust, (params: { trusted: boolean }) => {
    trusted = params.trusted;
    documents.refresh();
    if (capabilities.workspace?.codeLens?.refreshSupport === true) void connection.sendRequest(CodeLensRefreshRequest.type);
  });
  connection.onNotification(NOTIFICATIONS.theme, (params: { theme: Theme }) => {
    theme = params.theme;
  });

  function watchProfile(uri: string, file: string): void {
    if (watched.has(uri)) return;
    const path = profiles.pathOf(file);
    watched.set(uri, path);
    watchFile(path, { interval: 1000, persistent: false }, () => {
      profiles.forget(file);
      void connection.sendNotification(NOTIFICATIONS.profileChanged, { uri });
    });
  }
  const measured = (snapshot: Snapshot) => {
    const profile = profiles.read(snapshot.file);
    return profile === undefined ? new Map() : measuredByPlace(profile, snapshot.cells, snapshot.file);
  };

  connection.onCodeLens(({ textDocument }) => {
    const snapshot = documents.now(textDocument.uri);
    return snapshot === undefined ? [] : codeLenses(snapshot, trusted);
  });
  connection.onFoldingRanges(({ textDocument }) => {
    const snapshot = documents.now(textDocument.uri);
    return snapshot === undefined ? [] : foldingRanges(snapshot);
  });
  connection.onDocumentSymbol(({ textDocument }) => {
    const snapshot = documents.now(textDocument.uri);
    return snapshot === undefined ? [] : documentSymbols(snapshot);
  });
  connection.onHover(async ({ textDocument, position }) => {
    const snapshot = await documents.some(textDocument.uri);
    if (snapshot === undefined) return null;
    const offset = texts.get(textDocument.uri)?.offsetAt(position);
    return offset === undefined
      ? null
      : hover(snapshot, offset, { html, theme, trusted, measured: measured(snapshot), rates: ratesOf(profiles.read(snapshot.file)) });
  });
  connection.languages.inlayHint.on(async ({ textDocument, range }) => {
    const snapshot = await documents.some(textDocument.uri);
    const text = texts.get(textDocument.uri);
    return snapshot === undefined || text === undefined ? [] : inlayHints(snapshot, text.offsetAt(range.start), text.offsetAt(range.end), hints);
  });
  connection.onCompletion(async ({ textDocument, position }) => {
    const offset = texts.get(textDocument.uri)?.offsetAt(position);
    const snapshot = await documents.at(textDocument.uri, offset ?? 0);
    if (snapshot === undefined) return documents.now(textDocument.uri) === undefined ? [] : overtaken();
    return offset === undefined ? [] : completions(snapshot, offset, hostOf(snapshot));
  });

  connection.onCodeAction(({ textDocument, context }) => {
    const snapshot = documents.now(textDocument.uri);
    if (snapshot === undefined) return [];
    const all = diagnostics(snapshot, rules);
    const wanted = (kind: string) => context.only === undefined || context.only.some(only => kind === only || kind.startsWith(`${only}.`));
    return [
      ...(wanted(CodeActionKind.QuickFix) ? codeActions(snapshot, context.diagnostics, all) : []),
      ...(context.only !== undefined && wanted(`${CodeActionKind.SourceFixAll}.bask`) ? fixAll(snapshot, all) : []),
    ];
  });

  const analysed = async <T>(uri: string, answer: (snapshot: Snapshot & { analysis: NonNullable<Snapshot["analysis"]> }) => T): Promise<T | NoAnswer> => {
    const snapshot = await documents.fresh(uri);
    if (snapshot === undefined) return { problem: "the file is not open" };
    if (snapshot.text.length > MAX_TEXT) return { problem: "the file is over 1 MB: it gets lenses only" };
    if (snapshot.analysis === undefined) return { problem: "the file has no cells and does not import bask" };
    return answer(snapshot as never);
  };
  connection.onRequest(new RequestType<TextParams, CellInfo[], void>(REQUESTS.cells), ({ uri }) =>
    (documents.now(uri)?.cells ?? []).map(({ index, title, kind, startLine, endLine }) => ({ index, title, kind, startLine, endLine })),
  );
  connection.onRequest(new RequestType<GraphParams, GraphAnswer, void>(REQUESTS.graph), async params => {
    if (params.text === undefined) return analysed(params.uri, ({ analysis }) => graphOfCells(analysis, params));
    const analysis = await documents.ofText(params.uri, params.text);
    return analysis === undefined ? { problem: "the text is not known" } : graphOfCells(analysis, params);
  });
  connection.onRequest(new RequestType<CostParams, NodeCost | NoAnswer, void>(REQUESTS.cost), params =>
    analysed(params.uri, ({ analysis, file }) => costOfNode(analysis, params, ratesOf(profiles.read(file)))),
  );
  connection.onRequest(new RequestType<TasksParams, GraphAnswer, void>(REQUESTS.tasks), params =>
    analysed(params.uri, ({ analysis }) => tasksOfNode(analysis, params)),
  );
  connection.onRequest(
    new RequestType<FlowParams, FlowAnswer | NoAnswer, void>(REQUESTS.flow),
    async ({ uri, text }) => (await documents.flow(uri, text)) ?? { problem: "the file is not open" },
  );
  connection.onRequest(new RequestType<TextParams, Facts | NoAnswer, void>(REQUESTS.facts), ({ uri }) => analysed(uri, ({ analysis }) => factsOf(analysis)));

  texts.listen(connection);
  connection.listen();
}
