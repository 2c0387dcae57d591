/** What someone waits for while typing: each feature's answer in the middle of a 2,000-line file, with 10, 50 and 150 ms between keys; memory after many edits. */

import { readFileSync } from "node:fs";
import { setTimeout as after } from "node:timers/promises";
import type { MessageConnection } from "vscode-languageserver/node";

interface Place {
  readonly line: number;
  readonly character: number;
}
interface Target {
  readonly connection: MessageConnection;
  readonly uri: string;
  readonly pid: number;
}
export interface TypingLatency {
  readonly feature: string;
  /** By milliseconds between keys. */
  readonly times: ReadonlyMap<number, readonly number[]>;
  /** Of them those of answers that are neither empty nor errors. */
  readonly answered: ReadonlyMap<number, readonly number[]>;
}

function saysSomething(answer: unknown): boolean {
  if (typeof answer !== "object" || answer === null) return false;
  if (Array.isArray(answer)) return answer.length > 0;
  const list = Object.values(answer).find(Array.isArray) as readonly unknown[] | undefined;
  return list === undefined || list.length > 0;
}

/** What is typed, a key at a time, at the start of a line of its own. */
const TYPED = "const typed = x60.sum({ axis: 0 }).mean();";
const ABOUT = 60;

export class Typist {
  readonly #target: Target;
  #version: number;
  #line = 0;
  #at = 0;

  constructor(target: Target, version: number) {
    this.#target = target;
    this.#version = version;
  }
  async #change(start: Place, end: Place, text: string): Promise<void> {
    await this.#target.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: this.#target.uri, version: ++this.#version },
      contentChanges: [{ range: { start, end }, text }],
    });
  }
  async begin(line: number): Promise<void> {
    this.#line = line;
    this.#at = 0;
    await this.#change({ line, character: 0 }, { line, character: 0 }, "\n");
  }
  async key(): Promise<void> {
    if (this.#at === TYPED.length) {
      await this.#change({ line: this.#line, character: 0 }, { line: this.#line, character: TYPED.length }, "");
      this.#at = 0;
    }
    await this.#change({ line: this.#line, character: this.#at }, { line: this.#line, character: this.#at }, TYPED[this.#at]!);
    this.#at++;
  }
  get place(): Place {
    return { line: this.#line, character: this.#at };
  }
}

type Ask = (place: Place) => Promise<unknown>;

function features({ connection, uri }: Target): [name: string, ask: Ask][] {
  const textDocument = { uri };
  const ask =
    (method: string, params: (place: Place) => object = () => ({})): Ask =>
    place =>
      connection.sendRequest(`textDocument/${method}`, { textDocument, ...params(place) });
  const position = (place: Place) => ({ position: place });
  const declared = ({ line }: Place) => ({ position: { line: line + 16, character: 7 } });
  const visible = ({ line }: Place) => ({ range: { start: { line: line - 25, character: 0 }, end: { line: line + 25, character: 0 } } });
  return [
    ["hover", ask("hover", declared)],
    ["hints of the visible lines", ask("inlayHint", visible)],
    ["lenses", ask("codeLens")],
    ["folding", ask("foldingRange")],
    ["symbols", ask("documentSymbol")],
    ["selection", ask("selectionRange", place => ({ positions: [place] }))],
    ["tokens of the visible lines", ask("semanticTokens/range", visible)],
    ["tokens", ask("semanticTokens/full")],
    ["links", ask("documentLink")],
    ["definition", ask("definition", position)],
    ["references", ask("references", place => ({ position: place, context: { includeDeclaration: true } }))],
    ["cells' calls", ask("prepareCallHierarchy", position)],
    ["fixes", ask("codeAction", place => ({ range: { start: place, end: place }, context: { diagnostics: [] } }))],
    ["completion (of the text as it is now)", ask("completion", position)],
    ["signature (of the text as it is now)", ask("signatureHelp", position)],
  ];
}

export async function typing(target: Target, typist: Typist, rounds: number, only = /./): Promise<TypingLatency[]> {
  await typist.begin(4 + ABOUT * 16 + 15);
  const found: TypingLatency[] = [];
  for (const [feature, ask] of features(target).filter(([name]) => only.test(name))) {
    const times = new Map<number, number[]>();
    const answered = new Map<number, number[]>();
    for (const gap of [10, 50, 150]) {
      const each: number[] = [];
      const full: number[] = [];
      const waiting: Promise<void>[] = [];
      for (let k = 0; k < rounds; k++) {
        await typist.key();
        const begin = performance.now();
        const told = (answer?: unknown) => {
          const took = performance.now() - begin;
          each.push(took);
          if (saysSomething(answer)) full.push(took);
        };
        // An error says that a newer text overtook the request.
        waiting.push(ask(typist.place).then(told, () => told()));
        await after(gap);
      }
      await Promise.all(waiting);
      times.set(gap, each);
      answered.set(gap, full);
      await after(400);
    }
    found.push({ feature, times, answered });
  }
  return found;
}

/** Resident bytes of the server before and after so many edits, with the analysis that follows each pause. */
export async function memoryAfter(target: Target, typist: Typist, edits: number): Promise<{ before: number; after: number } | undefined> {
  const resident = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${target.pid}/status`, "utf8"))?.[1]) * 1024;
  if (process.platform !== "linux") return undefined;
  const settle = async () => {
    await target.connection.sendRequest("textDocument/completion", { textDocument: { uri: target.uri }, position: typist.place });
    await after(500);
  };
  await settle();
  const before = resident();
  for (let k = 1; k <= edits; k++) {
    await typist.key();
    if (k % 100 === 0) await settle();
  }
  await settle();
  return { before, after: resident() };
}
