/** The server as a real process, spoken to over stdio. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import type { InitializationOptions } from "../../protocol/editor.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));

/** One bundle a test process, as the build makes it. */
export async function bundleServer(): Promise<string> {
  const folder = join(top, "node_modules/.cache/bask-test-server");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `server-${process.pid}.cjs`);
  await build({
    entryPoints: [join(top, "server/main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.9",
    external: ["typescript", "amaro"],
    logLevel: "error",
    define: { "import.meta.url": "importMetaUrl" },
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
  return outfile;
}

export interface Diagnostics {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly {
    readonly message: string;
    readonly code: string;
    readonly severity: number;
    readonly range: { start: { line: number; character: number }; end: { line: number; character: number } };
  }[];
}

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly connection: MessageConnection;
  readonly diagnostics = new Map<string, Diagnostics>();
  readonly analysed = new Map<string, number>();
  stderr = "";
  #version = 1;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr!.on("data", (data: Buffer) => (this.stderr += data.toString()));
    this.connection = createMessageConnection(new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!));
    this.connection.onNotification("textDocument/publishDiagnostics", (params: Diagnostics) => void this.diagnostics.set(params.uri, params));
    this.connection.onNotification("bask/analysed", ({ uri, version }: { uri: string; version: number }) => void this.analysed.set(uri, version));
    this.connection.onRequest("workspace/inlayHint/refresh", () => null);
    this.connection.onRequest("workspace/codeLens/refresh", () => null);
    this.connection.listen();
  }

  static async start(bundle: string, folder: string, options: InitializationOptions = {}): Promise<ServerProcess> {
    const server = new ServerProcess(spawn(process.execPath, [bundle, "--stdio"], { stdio: ["pipe", "pipe", "pipe"] }));
    await server.request("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "work" }],
      initializationOptions: options,
      capabilities: {
        general: { markdown: { parser: "marked", allowedTags: ["table", "tr", "td", "th", "span", "img", "a", "code"] } },
        workspace: { inlayHint: { refreshSupport: true }, codeLens: { refreshSupport: true } },
      },
    });
    await server.connection.sendNotification("initialized", {});
    return server;
  }
  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest<T>(method, params);
  }
  async open(path: string, text: string): Promise<string> {
    const uri = pathToFileURL(path).href;
    await this.connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text } });
    return uri;
  }
  async change(uri: string, text: string): Promise<number> {
    const version = ++this.#version;
    await this.connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text }] });
    return version;
  }
  async hover(uri: string, line: number, character: number): Promise<string> {
    const answer = await this.request<{ contents: { value: string } } | null>("textDocument/hover", { textDocument: { uri }, position: { line, character } });
    return answer?.contents.value ?? "";
  }
  /** Waits until the server's last word on a file satisfies `until`. */
  async settled(uri: string, until: (diagnostics: Diagnostics) => boolean = () => true): Promise<Diagnostics> {
    for (let i = 0; i < 400; i++) {
      const found = this.diagnostics.get(uri);
      if (found !== undefined && until(found)) return found;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
    throw new Error(`no diagnostics of ${uri}: ${JSON.stringify(this.diagnostics.get(uri))} ${this.stderr}`);
  }
  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>(resolve => this.#child.once("exit", resolve));
    await this.request("shutdown", undefined);
    await this.connection.sendNotification("exit");
    const code = await ended;
    this.connection.dispose();
    return code;
  }
}
