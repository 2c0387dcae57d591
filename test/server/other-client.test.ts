/** The server with clients that are not VS Code: one of bytes alone, and Neovim where it is installed. */

import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FLIGHTS, folderOf } from "./features/fixture.ts";
import { bundleServer } from "./process.ts";

const TEXT = `import * as da from "bask/array";
// %% Array
const x = da.ones([1000, 1000], { chunks: [100, 1000] });
// %% Frame
import * as dd from "bask/dataframe";
const flights = dd.readCsv("data/flights-*.csv").assign({ wait: r => r.delay + 5 });
const busy = flights.get(["wait", "origin"]).col.nothing;
`;
const folder = folderOf({ ...FLIGHTS, "cells.ts": TEXT });
const file = join(folder, "cells.ts");
const uri = pathToFileURL(file).href;
let bundle: string;
beforeAll(async () => {
  bundle = await bundleServer();
});

/** Speaks JSON-RPC in bytes: says that it can do nothing special, and answers nothing that it is asked. */
class Bytes {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (message: { result?: unknown; error?: { message: string } }) => void>();
  readonly asked: string[] = [];
  readonly told: { method: string; params: unknown }[] = [];
  #rest = Buffer.alloc(0);
  #id = 0;

  constructor() {
    this.#child = spawn(process.execPath, [bundle, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
    this.#child.stdout!.on("data", (data: Buffer) => this.#read(data));
  }
  #read(data: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (;;) {
      const end = this.#rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#rest.subarray(0, end).toString())![1]);
      if (this.#rest.length < end + 4 + length) return;
      const message = JSON.parse(this.#rest.subarray(end + 4, end + 4 + length).toString()) as {
        id?: number;
        method?: string;
        params?: unknown;
        result?: unknown;
        error?: { message: string };
      };
      this.#rest = this.#rest.subarray(end + 4 + length);
      if (message.method === undefined) this.#waiting.get(message.id!)?.(message);
      else if (message.id === undefined) this.told.push({ method: message.method, params: message.params });
      else this.asked.push(message.method);
    }
  }
  send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    this.#child.stdin!.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }
  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }
  async ask<T = never>(method: string, params: unknown): Promise<T> {
    const id = ++this.#id;
    const answer = new Promise<{ result?: unknown; error?: { message: string } }>(resolve => this.#waiting.set(id, resolve));
    this.send({ id, method, params });
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(error.message);
    return result as T;
  }
  async stop(): Promise<void> {
    const ended = new Promise(resolve => this.#child.once("exit", resolve));
    await this.ask("shutdown", null);
    this.notify("exit", null);
    await ended;
  }
}

describe("a client of bytes, without any capability", () => {
  let client: Bytes;
  const document = { textDocument: { uri } };
  const lines = TEXT.split("\n");
  const place = (line: number, text: string, more = 1) => ({ line, character: lines[line]!.indexOf(text) + more });
  beforeAll(async () => {
    client = new Bytes();
    const { capabilities } = await client.ask<{ capabilities: Record<string, unknown> }>("initialize", { processId: null, rootUri: null, capabilities: {} });
    for (const name of ["hover", "definition", "references", "rename", "signatureHelp", "documentLink", "semanticTokens", "callHierarchy", "selectionRange"])
      expect(capabilities[`${name}Provider`], name).toBeTruthy();
    client.notify("initialized", {});
    client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text: TEXT } });
  });
  afterAll(() => client.stop());

  it("gets a hover in plain Markdown", async () => {
    const { contents } = await client.ask<{ contents: { kind: string; value: string } }>("textDocument/hover", { ...document, position: place(2, "x", 0) });
    expect(contents.kind).toBe("markdown");
    expect(contents.value).toContain("[1,000 × 1,000]".replace("[", "\\[").replace("]", "\\]"));
    expect(contents.value).not.toMatch(/<(table|span|img)/);
  });
  it("goes from a column to where it was made, and to its other places", async () => {
    const position = place(6, "wait");
    expect(await client.ask("textDocument/definition", { ...document, position })).toEqual({
      uri,
      range: { start: place(5, "wait", 0), end: place(5, "wait", 4) },
    });
    expect(await client.ask<unknown[]>("textDocument/references", { ...document, position, context: { includeDeclaration: true } })).toHaveLength(2);
  });
  it("renames a column, and hears why another one cannot be", async () => {
    const { changes } = await client.ask<{ changes: Record<string, unknown[]> }>("textDocument/rename", {
      ...document,
      position: place(6, "wait"),
      newName: "pause",
    });
    expect(changes[uri]).toHaveLength(2);
    await expect(client.ask("textDocument/prepareRename", { ...document, position: place(6, "origin") })).rejects.toThrow("comes from");
    expect(await client.ask("textDocument/prepareRename", { ...document, position: place(2, "x", 0) })).toBeNull();
  });
  it("completes columns in a text, and sees the signature", async () => {
    const items = await client.ask<{ label: string }[]>("textDocument/completion", { ...document, position: place(6, "wait", 0) });
    expect(items.map(({ label }) => label)).toEqual(["date", "delay", "origin", "wait"]);
    const help = await client.ask<{ signatures: { label: string }[] }>("textDocument/signatureHelp", { ...document, position: place(2, "1000") });
    expect(help.signatures[0]!.label).toContain("Array float64 [1,000 × 1,000]");
  });
  it("gets links, tokens, selections and the cells' calls", async () => {
    expect(await client.ask<{ target: string }[]>("textDocument/documentLink", document)).toMatchObject([
      { target: pathToFileURL(join(folder, "data/flights-0.csv")).href, tooltip: expect.stringMatching(/^2 files/) as string },
    ]);
    const tokens = await client.ask<{ data: number[] }>("textDocument/semanticTokens/full", document);
    const part = await client.ask<{ data: number[] }>("textDocument/semanticTokens/range", {
      ...document,
      range: { start: place(2, "c", 0), end: place(3, "/", 0) },
    });
    expect(tokens.data.length).toBeGreaterThan(part.data.length);
    expect(part.data).toHaveLength(5);
    const [selection] = await client.ask<{ parent?: object }[]>("textDocument/selectionRange", { ...document, positions: [place(2, "ones")] });
    expect(selection!.parent).toBeDefined();
    const [item] = await client.ask<{ name: string }[]>("textDocument/prepareCallHierarchy", { ...document, position: place(2, "x", 0) });
    expect(item!.name).toBe("Array");
    expect(await client.ask("callHierarchy/incomingCalls", { item })).toEqual([]);
    expect(await client.ask("callHierarchy/outgoingCalls", { item })).toEqual([]);
  });
  it("is asked nothing that it did not say it can do", () => {
    expect(client.asked).toEqual([]);
  });
});

const nvim = spawnSync("nvim", ["--version"]).status === 0;
describe("Neovim", () => {
  it.skipIf(!nvim)("shows hovers, symbols, folds, columns and problems, and its edits arrive (skipped where nvim is not on the path)", async () => {
    const script = fileURLToPath(new URL("other-client.lua", import.meta.url));
    const { stdout } = await promisify(execFile)("nvim", ["--headless", "--clean", "-n", "-c", `luafile ${script}`], {
      env: { ...process.env, BASK_SERVER: bundle, BASK_FILE: file, BASK_NODE: process.execPath, XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder },
      timeout: 60_000,
    });
    const answers = JSON.parse(/^ANSWERS (.*)$/m.exec(stdout)![1]!) as Record<string, never> & {
      hover: { contents: { value: string } };
      after: { contents: { value: string } };
      symbols: { name: string }[];
      completion: { label: string }[];
      column: { range: { start: { line: number } } };
      diagnostics: { code: string }[];
      folds: unknown[];
    };
    expect(answers.hover.contents.value).toContain("1,000 × 1,000");
    expect(answers.symbols.map(({ name }) => name)).toEqual(["Set-up", "Array", "Frame"]);
    expect(answers.folds).toHaveLength(2);
    expect(answers.completion.map(({ label }) => label)).toContain("wait");
    expect(answers.column.range.start.line).toBe(5);
    expect(answers.diagnostics.length).toBeGreaterThan(0);
    expect(answers.after.contents.value).toContain("10 × 10");
  });
});
