/**
 * What the JavaScript engine knows of a function: its script, its place, and the variables around it. Asked through an in-process inspector session,
 * which stays open, because opening it again would list all scripts again.
 */

import { createRequire } from "node:module";
import type { Session } from "node:inspector";

export interface Script {
  readonly id: string;
  /** As the engine has it: `file:///...` for modules. Empty for text that was evaluated. */
  readonly url: string;
  readonly isModule: boolean;
  /** Where the script's text begins in its file, from 0; a column may be negative. */
  readonly startLine: number;
  readonly startColumn: number;
}

export interface FunctionFacts {
  readonly script: Script;
  /** From 0, in the file; somewhere inside the function's head. */
  readonly line: number;
  readonly column: number;
  /**
   * Scopes around the function, inner first, without the global one. Reading a name gives the very value.
   * To be asked for, if at all, before the next function is asked about.
   */
  scopes(): readonly Readonly<Record<string, unknown>>[];
}

export interface Engine {
  facts(f: Function): FunctionFacts | undefined;
  source(script: Script): string;
}

const STASH = Symbol.for("bask.capture");
interface Stash {
  f: Function | undefined;
  scopes: Record<string, unknown>[];
}

let engine: Engine | null | undefined;

/** `undefined` where the platform has no inspector. */
export function theEngine(): Engine | undefined {
  engine ??= connect() ?? null;
  return engine ?? undefined;
}

type Post = <T>(method: string, params?: object) => T;
interface RemoteProperty {
  name: string;
  value?: { objectId?: string; description?: string; value?: { scriptId: string; lineNumber: number; columnNumber: number } };
}

function connect(): Engine | undefined {
  let session: Session;
  try {
    const inspector = createRequire(import.meta.url)("node:inspector") as typeof import("node:inspector");
    session = new inspector.Session();
    session.connect();
  } catch {
    return undefined;
  }
  const scripts = new Map<string, Script>();
  session.on(
    "Debugger.scriptParsed",
    ({ params }) =>
      void scripts.set(params.scriptId, {
        id: params.scriptId,
        url: params.url,
        isModule: params.isModule === true,
        startLine: params.startLine,
        startColumn: params.startColumn,
      }),
  );
  // A session of the same thread is answered before `post` returns.
  const post: Post = (method, params) => {
    let answer: unknown;
    let failure: Error | null = null;
    session.post(method, params, (error: Error | null, result?: object) => {
      failure = error;
      answer = result;
    });
    if (failure) throw failure;
    return answer as never;
  };
  try {
    post("Debugger.enable", { maxScriptsCacheSize: 0 });
    // A `debugger` statement would stop this very thread.
    post("Debugger.setSkipAllPauses", { skip: true });
  } catch {
    session.disconnect();
    return undefined;
  }
  const stash: Stash = { f: undefined, scopes: [] };
  (globalThis as Record<symbol, unknown>)[STASH] = stash;
  const properties = (objectId: string) =>
    post<{ result: RemoteProperty[]; internalProperties?: RemoteProperty[] }>("Runtime.getProperties", { objectId, ownProperties: true });
  const fetchScopes = (list: string): readonly Record<string, unknown>[] => {
    const entries = properties(list).result.filter(e => e.value?.objectId !== undefined && e.value.description !== "Global");
    post("Runtime.callFunctionOn", { objectId: list, functionDeclaration: TAKE_SCOPES, arguments: entries.map(e => ({ objectId: e.value!.objectId })) });
    return stash.scopes.splice(0);
  };
  let handle: string | undefined;
  let asked = 0;

  return {
    facts(f) {
      // Handles keep what they stand for alive, and releasing them costs as much as using one.
      if (asked++ % 64 === 0) {
        post("Runtime.releaseObjectGroup", { objectGroup: "bask" });
        handle = post<{ result: { objectId: string } }>("Runtime.evaluate", { expression: 'globalThis[Symbol.for("bask.capture")]', objectGroup: "bask" })
          .result.objectId;
      }
      stash.f = f;
      const id = properties(handle!).result.find(p => p.name === "f")!.value!.objectId!;
      stash.f = undefined;
      const internal = properties(id).internalProperties ?? [];
      const place = internal.find(p => p.name === "[[FunctionLocation]]")?.value?.value;
      const script = place && scripts.get(place.scriptId);
      if (!script) return undefined;
      const list = internal.find(p => p.name === "[[Scopes]]")?.value?.objectId;
      let scopes: readonly Record<string, unknown>[] | undefined;
      return { script, line: place.lineNumber, column: place.columnNumber, scopes: () => (scopes ??= list === undefined ? [] : fetchScopes(list)) };
    },
    source: script => post<{ scriptSource: string }>("Debugger.getScriptSource", { scriptId: script.id }).scriptSource,
  };
}

const TAKE_SCOPES = 'function (...scopes) { globalThis[Symbol.for("bask.capture")].scopes = scopes.map(s => s.object); }';
