/**
 * The linker of workspace modules, the same in the session and in its workers. A module is evaluated once for each state of its own text and of
 * all it imports; one that threw is tried again. What lies outside the workspace goes to the host's own import. Effects are the host's alone.
 */

import { usingStack } from "./disposal.ts";
import { isProblem } from "./blank.ts";
import type { Place } from "./cell.ts";
import { MODULE_PARAMETERS, transpileModule, type LinkableModule } from "./module.ts";

export type Resolved =
  | { readonly kind: "module" | "json"; readonly path: string }
  /** For the host's import, as written or as a URL. */
  | { readonly kind: "native"; readonly specifier: string };

export interface LinkHost {
  /** Throws where nothing is found. */
  resolve(specifier: string, from: string): Resolved;
  /** `stamp` changes when the file may have; `text` is asked for only then. */
  stat(path: string): { readonly stamp: string; text(): string } | undefined;
  native(specifier: string, from: string, options: unknown): Promise<object>;
  compile(code: string, names: readonly string[], file: string): (...values: unknown[]) => Promise<unknown>;
  meta(path: string): object;
  /** Told of every namespace, loader and `import.meta` that linked code holds. */
  mark<T extends object>(value: T, kind: "module" | "load" | "meta", path: string): T;
}

export interface Linker {
  /** `import(specifier)` as if it stood in the file `from`. */
  load(specifier: string, from: string, options?: unknown): Promise<object>;
  /** The user's place in a linked module, for a place in a stack frame; both count from 1. */
  map(path: string, line: number, column: number): Place | undefined;
  /** A module and all workspace files it imports, with a number that changes with the text. */
  files(specifier: string, from: string): ReadonlyMap<string, number>;
}

interface Text {
  stamp: string;
  text: string;
  /** Counts the texts this path has had. */
  edition: number;
  module: LinkableModule | undefined;
  problem: Error | undefined;
}

interface Evaluation {
  readonly path: string;
  readonly version: string;
  readonly namespace: Record<string, unknown>;
  readonly waitsFor: Set<Evaluation>;
  done: Promise<unknown>;
  /** The load in which it failed. */
  failedIn: number | undefined;
}

export function createLinker(host: LinkHost): Linker {
  const texts = new Map<string, Text>();
  const evaluations = new Map<string, Evaluation>();
  let loads = 0;

  function textOf(path: string): Text | undefined {
    const now = host.stat(path);
    if (!now) return void texts.delete(path);
    const before = texts.get(path);
    if (before?.stamp === now.stamp) return before;
    const text = now.text();
    if (before?.text === text) {
      before.stamp = now.stamp;
      return before;
    }
    const made: Text = { stamp: now.stamp, text, edition: (before?.edition ?? 0) + 1, module: undefined, problem: undefined };
    if (!path.endsWith(".json")) {
      const module = transpileModule(text, /\.[cm]?tsx?$/.test(path));
      if (isProblem(module)) made.problem = placedError(module.message, path, module);
      else made.module = module;
    }
    texts.set(path, made);
    return made;
  }

  function closure(path: string, found = new Map<string, number>()): Map<string, number> {
    if (found.has(path)) return found;
    const text = textOf(path);
    found.set(path, text?.edition ?? 0);
    for (const { specifier } of text?.module?.imports ?? []) {
      try {
        const resolved = host.resolve(specifier, path);
        if (resolved.kind !== "native") closure(resolved.path, found);
      } catch {
        // Evaluating the module says so, at the import.
      }
    }
    return found;
  }

  async function load(specifier: string, from: string, options: unknown, importer: Evaluation | undefined): Promise<object> {
    const resolved = host.resolve(specifier, from);
    if (resolved.kind === "native") return host.native(resolved.specifier, from, options);
    const evaluation = current(resolved.path);
    // Whoever waits for this importer already cannot be waited for: a cycle sees what is there so far.
    if (importer && reaches(evaluation, importer)) return evaluation.namespace;
    importer?.waitsFor.add(evaluation);
    try {
      await evaluation.done;
    } finally {
      importer?.waitsFor.delete(evaluation);
    }
    return evaluation.namespace;
  }

  function current(path: string): Evaluation {
    const version = [...closure(path)]
      .map(([p, n]) => `${p}@${n}`)
      .sort()
      .join("\n");
    const before = evaluations.get(path);
    if (before?.version === version && (before.failedIn === undefined || before.failedIn === loads)) return before;
    const namespace = Object.create(null, { [Symbol.toStringTag]: { value: "Module" } }) as Record<string, unknown>;
    const evaluation: Evaluation = {
      path,
      version,
      namespace: host.mark(namespace, "module", path),
      waitsFor: new Set(),
      done: Promise.resolve(),
      failedIn: undefined,
    };
    evaluations.set(path, evaluation);
    evaluation.done = evaluate(evaluation).catch(error => {
      evaluation.failedIn = loads;
      throw error;
    });
    evaluation.done.catch(() => {});
    return evaluation;
  }

  async function evaluate(evaluation: Evaluation): Promise<void> {
    const { path, namespace } = evaluation;
    const text = textOf(path);
    if (!text) throw new Error(`the file ${path} is gone`);
    if (text.problem) throw text.problem;
    if (!text.module) return exportJson(namespace, text.text, path);
    const { code, imports } = text.module;
    const stack = usingStack();
    const define = (name: string, get: () => unknown) => Object.defineProperty(namespace, name, { get, enumerable: true, configurable: true });
    const hands: Record<(typeof MODULE_PARAMETERS)[number], unknown> = {
      $exports(getters: Record<string, () => unknown>) {
        for (const name of Object.keys(getters).sort()) define(name, getters[name]!);
      },
      async $link() {
        const namespaces: Record<string, unknown>[] = [];
        for (const { specifier, type, needs, star, line, column } of imports) {
          let imported: Record<string, unknown>;
          try {
            imported = (await load(specifier, path, type === undefined ? undefined : { with: { type } }, evaluation)) as Record<string, unknown>;
          } catch (error) {
            throw error instanceof ResolveError ? placedError(error.message, path, { line, column }) : error;
          }
          const missing = needs.find(name => !(name in imported));
          if (missing !== undefined) throw placedError(`"${specifier}" has no export "${missing}"`, path, { line, column });
          if (star) for (const name of Object.keys(imported)) if (name !== "default" && !(name in namespace)) define(name, () => imported[name]);
          namespaces.push(imported);
        }
        return namespaces;
      },
      $load: host.mark((specifier: string, options?: unknown) => load(specifier, path, options, evaluation), "load", path),
      $meta: host.mark(host.meta(path), "meta", path),
      $own: (value: unknown, isAsync = false) => (isAsync ? stack.useAsync(value) : stack.use(value)),
      $using: usingStack,
    };
    try {
      await host.compile(code, MODULE_PARAMETERS, path)(...MODULE_PARAMETERS.map(name => hands[name]));
    } catch (error) {
      stack.fail(error);
    }
    await stack.endAsync();
  }

  return {
    load(specifier, from, options) {
      loads++;
      return load(specifier, from, options, undefined);
    },
    map: (path, line, column) => texts.get(path)?.module?.map(line, column),
    files(specifier, from) {
      const resolved = host.resolve(specifier, from);
      return resolved.kind === "native" ? new Map() : closure(resolved.path);
    },
  };
}

/** Nothing found for a specifier. */
export class ResolveError extends Error {
  override readonly name = "ResolveError";
}

function reaches(from: Evaluation, to: Evaluation, seen = new Set<Evaluation>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return [...from.waitsFor].some(next => reaches(next, to, seen));
}

function exportJson(namespace: Record<string, unknown>, text: string, path: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw placedError(`not JSON: ${(error as Error).message}`, path, { line: 0, column: 0 });
  }
  Object.defineProperty(namespace, "default", { value, enumerable: true });
}

/** An error whose one frame is a place in a file; lines and columns of `place` count from 0. */
function placedError(message: string, path: string, { line, column }: Place): SyntaxError {
  const error = new SyntaxError(message);
  error.stack = `SyntaxError: ${message}\n    at ${path}:${line + 1}:${column + 1}`;
  return error;
}
