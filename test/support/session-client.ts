/** Drives a real session process, as the extension does. */

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Duplex } from "node:stream";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CellError, FromSession, Shown, ToSession } from "../../protocol/session.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { encodeMessage, messageReader } from "../../protocol/wire.ts";
import { splitCells } from "../../runtime/cells/split.ts";

export interface CellOutcome {
  readonly outcome: "ok" | "error" | "interrupted";
  readonly results: readonly Shown[];
  readonly output: string;
  readonly messages: readonly FromSession[];
  readonly error: CellError | undefined;
}

export class SessionClient {
  readonly folder = mkdtempSync(path.join(tmpdir(), "bask-session-"));
  readonly file = path.join(this.folder, "cells.ts");
  readonly child: ChildProcess;
  readonly #pipe: Duplex;
  readonly #listeners = new Set<(message: FromSession) => void>();
  #run = 0;

  static async start({
    protocol = PROTOCOL_VERSION,
    entry = path.resolve("dist/session/main.js"),
    settings = {},
  }: { protocol?: number; entry?: string; settings?: object } = {}): Promise<SessionClient> {
    if (!existsSync(entry)) throw new Error(`${entry} is not built: run \`npm run build\` first`);
    const client = new SessionClient(entry);
    const answer = client.wait(message => message.type === "ready" || message.type === "refused");
    client.send({ type: "hello", protocol, version: "0.1.0", cacheDir: path.join(client.folder, "cache"), settings });
    const message = await answer;
    if (message.type === "refused") {
      await client.close();
      throw new Error(message.reason);
    }
    return client;
  }
  private constructor(entry: string) {
    this.child = spawn(process.execPath, [entry], { stdio: ["ignore", "pipe", "pipe", "pipe"] });
    this.#pipe = this.child.stdio[3] as Duplex;
    this.#pipe.setEncoding("utf8");
    this.#pipe.on(
      "data",
      messageReader<FromSession>(message => [...this.#listeners].forEach(listen => listen(message))),
    );
    this.#pipe.on("error", () => {});
  }
  send(message: ToSession): void {
    this.#pipe.write(encodeMessage(message));
  }
  wait(accept: (message: FromSession) => boolean): Promise<FromSession> {
    return new Promise(resolve => {
      const listen = (message: FromSession) => {
        if (!accept(message)) return;
        this.#listeners.delete(listen);
        resolve(message);
      };
      this.#listeners.add(listen);
    });
  }
  listen(listener: (message: FromSession) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  /** Runs one cell of a text; `started` is called when it has begun. */
  async run(text: string, index: number, started: () => void = () => {}): Promise<CellOutcome> {
    const run = ++this.#run;
    writeFileSync(this.file, text);
    const cell = splitCells(text)[index]!;
    const messages: FromSession[] = [];
    const stop = this.listen(message => {
      messages.push(message);
      if (message.type === "cellStarted" && message.run === run) started();
    });
    const ended = this.wait(message => message.type === "cellEnded" && message.run === run);
    this.send({
      type: "run",
      run,
      documentVersion: run,
      fileText: text,
      cell: { file: this.file, index, title: cell.title, startLine: cell.startLine, text: cell.text },
    });
    const end = (await ended) as Extract<FromSession, { type: "cellEnded" }>;
    stop();
    return {
      outcome: end.outcome,
      error: end.error,
      messages,
      results: messages.flatMap(message => (message.type === "result" && message.run === run ? [message.value] : [])),
      output: messages.flatMap(message => (message.type === "output" ? [message.text] : [])).join(""),
    };
  }
  async close(): Promise<void> {
    const gone = new Promise(resolve => this.child.once("exit", resolve));
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.send({ type: "shutdown" });
      const timer = setTimeout(() => this.child.kill("SIGKILL"), 3000);
      await gone;
      clearTimeout(timer);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
