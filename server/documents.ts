/**
 * Open documents and their analyses. The slow lane: a text is analysed a moment after its last edit, in slices of a few milliseconds between which requests
 * are answered; a newer version stops it.
 */

import { dirname } from "node:path";
import { setImmediate as nextTurn, setTimeout as after } from "node:timers/promises";
import type TS from "typescript";
import type { FlowAnswer } from "../protocol/editor.ts";
import { type Analysis, analyseInSteps, type AnalysisOptions, workspaceReader } from "./analysis/analysis.ts";
import type { ModuleReader } from "./analysis/evaluate/program.ts";
import { Memory } from "./analysis/evaluate/resume.ts";
import { flowOfCells } from "./analysis/flow.ts";
import { editorHost, FileCache, isInside } from "./analysis/host.ts";
import { nodeAt } from "./analysis/lookup.ts";
import { MAX_TEXT, snapshot, type Snapshot } from "./analysis/snapshot.ts";
import { loadTypescript, ts } from "./analysis/typescript.ts";
import { isFunction } from "./rules/syntax.ts";

export interface DocumentsOptions {
  readonly folders: () => readonly string[];
  readonly trusted: () => boolean;
  /** What relative paths of texts start from; each text's own folder where undefined. */
  readonly cwd: () => string | undefined;
  readonly onAnalysed: (snapshot: Snapshot) => void;
  readonly onError: (error: unknown) => void;
}

interface Entry {
  readonly uri: string;
  readonly file: string;
  version: number;
  text: string;
  shot: Snapshot | undefined;
  analysis: Analysis | undefined;
  /** Of its evaluation, as long as files and folders are the same. */
  memory: { readonly key: string; readonly of: Memory } | undefined;
  /** Of a text that is no longer the open one. */
  other?: Analysis;
  /** Of the version that is being analysed or waits for it. */
  work: Work | undefined;
}
interface Work {
  cancelled: boolean;
  urgent: () => void;
  readonly done: Promise<void>;
  /** Who waits for what is known at a place. */
  readonly waiting: Set<Waiting>;
}
interface Waiting {
  readonly offset: number;
  readonly answer: (snapshot: Snapshot | undefined) => void;
}

const DEBOUNCE = 100;
/** After a file was opened: its lenses and folds are asked for first. */
const FIRST = 30;
const SLICE = 6;
const WANTED = /^\/\/[ \t]*%%|["']bask(?:\/\w+)?["']/m;

export class Documents {
  readonly #entries = new Map<string, Entry>();
  readonly #options: DocumentsOptions;
  readonly #cache = new FileCache();
  #reader: ModuleReader | undefined;

  constructor(options: DocumentsOptions) {
    this.#options = options;
  }

  /** A new text of a document; the first one is analysed almost at once. */
  update(uri: string, file: string, version: number, text: string): void {
    const known = this.#entries.get(uri);
    const entry: Entry = known ?? { uri, file, version, text, shot: undefined, analysis: undefined, memory: undefined, work: undefined };
    this.#entries.set(uri, entry);
    Object.assign(entry, { version, text, shot: undefined });
    this.#schedule(entry, known === undefined ? FIRST : DEBOUNCE);
  }
  close(uri: string): void {
    const entry = this.#entries.get(uri);
    if (entry?.work !== undefined) {
      entry.work.cancelled = true;
      for (const { answer } of entry.work.waiting) answer(undefined);
      entry.work.waiting.clear();
    }
    this.#entries.delete(uri);
  }
  /** Files may have changed, or the trust: everything is evaluated again. */
  refresh(): void {
    this.#cache.clear();
    for (const entry of this.#entries.values()) {
      entry.memory = undefined;
      this.#schedule(entry, DEBOUNCE);
    }
  }
  all(): Snapshot[] {
    return [...this.#entries.values()].map(entry => this.#shot(entry));
  }
  /** The present text with the last finished analysis. */
  now(uri: string): Snapshot | undefined {
    const entry = this.#entries.get(uri);
    return entry === undefined ? undefined : this.#shot(entry);
  }
  /** The present text with its own analysis, as soon as it is there. */
  async fresh(uri: string): Promise<Snapshot | undefined> {
    for (;;) {
      const work = this.#entries.get(uri)?.work;
      if (work === undefined) return this.now(uri);
      work.urgent();
      await work.done;
    }
  }
  /**
   * The present text with an analysis that came as far as the statement at a place, which is all that counts for what is typed there. Nothing once the text
   * has changed again: nobody waits for the answer any more.
   */
  at(uri: string, offset: number): Promise<Snapshot | undefined> {
    const work = this.#entries.get(uri)?.work;
    if (work === undefined) return Promise.resolve(this.now(uri));
    return new Promise(answer => {
      work.waiting.add({ offset, answer });
      work.urgent();
    });
  }
  /** For hovers right after a file was opened: waits for a first analysis, else answers from the last. */
  async some(uri: string): Promise<Snapshot | undefined> {
    return this.#entries.get(uri)?.analysis === undefined ? this.fresh(uri) : this.now(uri);
  }

  /** What cells need of each other: of the open text, or of an older one. */
  async flow(uri: string, text?: string): Promise<FlowAnswer | undefined> {
    const shot = await this.fresh(uri);
    if (shot === undefined) return undefined;
    return { version: shot.version, cells: flowOfCells(text ?? shot.text, shot.file, shot.analysis, this.#readModules()) };
  }

  /** The analysis of another text of the file, such as the one that a cell ran with; the last of each file is kept. */
  async ofText(uri: string, text: string): Promise<Analysis | undefined> {
    const shot = await this.fresh(uri);
    const entry = this.#entries.get(uri);
    if (shot === undefined || entry === undefined || text.length > MAX_TEXT) return undefined;
    if (shot.text === text) return shot.analysis;
    if (entry.other?.text !== text) {
      const { file } = entry;
      const host = this.#host(file);
      const steps = analyseInSteps(text, { file, host, reader: this.#readModules() });
      let slice = performance.now();
      for (;;) {
        const { done, value } = steps.next();
        if (done === true) {
          entry.other = value;
          break;
        }
        if (performance.now() - slice > SLICE) {
          await nextTurn();
          slice = performance.now();
        }
      }
    }
    return entry.other?.text === text ? entry.other : undefined;
  }

  #host(file: string) {
    return editorHost({ folders: this.#options.folders(), trusted: this.#options.trusted, cwd: this.#options.cwd() ?? dirname(file), cache: this.#cache });
  }

  #readModules(): ModuleReader {
    return (this.#reader ??= workspaceReader(path => this.#options.trusted() && this.#options.folders().some(folder => isInside(path, folder))));
  }

  #shot(entry: Entry): Snapshot {
    return (entry.shot ??= snapshot(entry.uri, entry.file, entry.version, entry.text, entry.analysis));
  }

  #schedule(entry: Entry, delay: number): void {
    if (entry.work !== undefined) {
      entry.work.cancelled = true;
      for (const { answer } of entry.work.waiting) answer(undefined);
      entry.work.waiting.clear();
    }
    if (entry.text.length > MAX_TEXT || !WANTED.test(entry.text)) {
      Object.assign(entry, { work: undefined, analysis: undefined, shot: undefined });
      this.#options.onAnalysed(this.#shot(entry));
      return;
    }
    const hurry = new AbortController();
    const work = { cancelled: false, urgent: () => hurry.abort(), done: Promise.resolve(), waiting: new Set<Waiting>() };
    work.done = this.#analyse(entry, work, delay, hurry.signal)
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        if (entry.work === work) entry.work = undefined;
        for (const { answer } of work.waiting) answer(work.cancelled ? undefined : this.now(entry.uri));
      });
    entry.work = work;
  }

  async #analyse(entry: Entry, work: Omit<Work, "done">, delay: number, hurry: AbortSignal): Promise<void> {
    await after(delay, undefined, { signal: hurry }).catch(() => undefined);
    await loadTypescript();
    // Keys that are here already come first: a tree is made for the last of them.
    for (let i = 0; i < 2; i++) await nextTurn();
    if (work.cancelled) return;
    const { file, text, version } = entry;
    const folders = this.#options.folders();
    const cwd = this.#options.cwd() ?? dirname(file);
    const host = this.#host(file);
    const key = [cwd, this.#options.trusted(), ...folders].join("\n");
    if (entry.memory?.key !== key) entry.memory = { key, of: new Memory() };
    const onWay: AnalysisOptions["onWay"] = (statements, of, sofar) => {
      const reached = [...work.waiting].filter(({ offset }) => isReached(statements, of, offset));
      if (reached.length === 0) return;
      const shot = snapshot(entry.uri, file, version, text, sofar());
      for (const each of reached) {
        work.waiting.delete(each);
        each.answer(shot);
      }
    };
    const steps = analyseInSteps(text, { file, host, reader: this.#readModules(), memory: entry.memory.of, onWay });
    let slice = performance.now();
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) {
        if (work.cancelled || this.#entries.get(entry.uri) !== entry) return;
        Object.assign(entry, { analysis: value, shot: undefined });
        entry.work = undefined;
        if (entry.version === version) this.#options.onAnalysed(this.#shot(entry));
        return;
      }
      if (performance.now() - slice > SLICE) {
        await nextTurn();
        if (work.cancelled) return;
        slice = performance.now();
      }
    }
  }
}

/** Is all that counts for a place evaluated? What stands in a function is known when all its calls are. */
function isReached(statements: readonly TS.Statement[], of: number, offset: number): boolean {
  const last = statements[of - 1];
  if (last === undefined || last.pos > offset || last.end < offset) return false;
  for (let node = nodeAt(last.getSourceFile(), Math.max(0, offset - 1)); node !== last && node.parent !== undefined; node = node.parent)
    if (isFunction(node) && !ts.isCallExpression(node.parent) && !isOption(node.parent)) return false;
  return !isFunction(last) && !ts.isClassDeclaration(last);
}

/** A function in an object that a call is given: `df.assign({ x: row => row.a })`. */
const isOption = (node: TS.Node): boolean => ts.isPropertyAssignment(node) && ts.isCallExpression(node.parent.parent);
