/** Requests about columns, signatures, files and cells: what leads from one place of a text to another, or says what stands there. */

import { type Connection, ErrorCodes, LSPErrorCodes, ResponseError, type ServerCapabilities } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Host } from "../runtime/expr/host.ts";
import type { Snapshot } from "./analysis/snapshot.ts";
import type { Documents } from "./documents.ts";
import { cellItem, cellNeeds, cellUsers } from "./features/cell-calls.ts";
import { definition, references, renamable, rename } from "./features/columns.ts";
import { documentLinks } from "./features/document-links.ts";
import { selectionRange } from "./features/selection-ranges.ts";
import { semanticTokens, TOKENS } from "./features/semantic-tokens.ts";
import { signatureHelp } from "./features/signature-help.ts";

export const NAVIGATION: Partial<ServerCapabilities> = {
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  signatureHelpProvider: { triggerCharacters: ["(", ","] },
  documentLinkProvider: { resolveProvider: false },
  semanticTokensProvider: { legend: TOKENS, full: true, range: true },
  callHierarchyProvider: true,
  selectionRangeProvider: true,
};

export interface NavigationOptions {
  readonly documents: Documents;
  readonly textOf: (uri: string) => TextDocument | undefined;
  /** What files of a text may be seen through. */
  readonly hostOf: (snapshot: Snapshot) => Host;
  /** The text whose tokens are found, as it is now; nothing where the present analysis is to be looked into. */
  readonly tokensOf: (uri: string) => Snapshot | undefined;
}

/** To a request that a newer text overtook: the editor keeps what it shows, which an empty answer would take away. */
export const overtaken = (): ResponseError<undefined> => new ResponseError(LSPErrorCodes.ContentModified, "the text has changed since");

export function serveNavigation(connection: Connection, { documents, textOf, hostOf, tokensOf }: NavigationOptions): void {
  const offset = (uri: string, position: { line: number; character: number }): number => textOf(uri)?.offsetAt(position) ?? 0;
  const refused = (why: string) => new ResponseError(ErrorCodes.InvalidRequest, why);

  connection.onDefinition(async ({ textDocument: { uri }, position }) => {
    const snapshot = await documents.some(uri);
    return snapshot === undefined ? null : (definition(snapshot, offset(uri, position)) ?? null);
  });
  connection.onReferences(async ({ textDocument: { uri }, position, context }) => {
    const snapshot = await documents.some(uri);
    return snapshot === undefined ? null : references(snapshot, offset(uri, position), context.includeDeclaration);
  });
  connection.onPrepareRename(async ({ textDocument: { uri }, position }) => {
    const snapshot = await documents.fresh(uri);
    const found = snapshot === undefined ? undefined : renamable(snapshot, offset(uri, position));
    return typeof found === "string" ? refused(found) : (found ?? null);
  });
  connection.onRenameRequest(async ({ textDocument: { uri }, position, newName }) => {
    const snapshot = await documents.fresh(uri);
    const found = snapshot === undefined ? undefined : rename(snapshot, offset(uri, position), newName);
    return typeof found === "string" ? refused(found) : (found ?? null);
  });
  connection.onSignatureHelp(async ({ textDocument: { uri }, position }) => {
    const at = offset(uri, position);
    const snapshot = await documents.at(uri, at);
    if (snapshot === undefined) return documents.now(uri) === undefined ? null : overtaken();
    return signatureHelp(snapshot, at) ?? null;
  });
  connection.onDocumentLinks(async ({ textDocument: { uri } }) => {
    const snapshot = await documents.some(uri);
    return snapshot === undefined ? null : documentLinks(snapshot, hostOf(snapshot));
  });
  connection.languages.semanticTokens.on(async ({ textDocument: { uri } }) => {
    const snapshot = tokensOf(uri) ?? (await documents.some(uri));
    return snapshot === undefined ? { data: [] } : semanticTokens(snapshot);
  });
  connection.languages.semanticTokens.onRange(async ({ textDocument: { uri }, range }) => {
    const snapshot = tokensOf(uri) ?? (await documents.some(uri));
    return snapshot === undefined ? { data: [] } : semanticTokens(snapshot, offset(uri, range.start), offset(uri, range.end));
  });
  connection.onSelectionRanges(({ textDocument: { uri }, positions }) => {
    const snapshot = documents.now(uri);
    return snapshot === undefined ? null : positions.map(position => selectionRange(snapshot, offset(uri, position)));
  });
  connection.languages.callHierarchy.onPrepare(({ textDocument: { uri }, position }) => {
    const snapshot = documents.now(uri);
    return snapshot === undefined ? null : cellItem(snapshot, offset(uri, position));
  });
  connection.languages.callHierarchy.onIncomingCalls(({ item }) => {
    const snapshot = documents.now(item.uri);
    return snapshot === undefined ? null : cellUsers(snapshot, item);
  });
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) => {
    const snapshot = documents.now(item.uri);
    return snapshot === undefined ? null : cellNeeds(snapshot, item);
  });
}
