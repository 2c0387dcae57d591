/** The user's functions as functions again, by the id of their FunctionRef; each is rebuilt once a thread. */

import { createRequire } from "node:module";
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { FunctionRef } from "../expr/function-ref.ts";
import { rebuild, type LoadModule } from "../functions/rebuild.ts";
import { registerUserClass } from "../functions/user-classes.ts";
import type { FunctionPackage } from "../graph/function-package.ts";

export type LiveFunction = (...args: never[]) => unknown;

export interface LiveFunctions {
  /** One that cannot be rebuilt (its module throws, say) fails the tasks that call it, and is tried again by the next run. */
  add(packages: readonly FunctionPackage[]): Promise<void>;
  get(ref: FunctionRef): LiveFunction;
}

/** `own` gives the very function where this is the thread it came from: a breakpoint in it stops, and nothing is rebuilt. */
export function liveFunctions(load: LoadModule = loadWithNode, own: (id: string) => Function | undefined = () => undefined): LiveFunctions {
  const packages = new Map<string, FunctionPackage>();
  const built = new Map<string, Function>();
  const failures = new Map<string, unknown>();
  return {
    async add(added) {
      for (const pkg of added) packages.set(pkg.id, pkg);
      for (const pkg of added) {
        if (built.has(pkg.id) || own(pkg.id) !== undefined) continue;
        failures.delete(pkg.id);
        try {
          await rebuild(pkg, { load, lookup: id => packages.get(id), built });
        } catch (error) {
          failures.set(pkg.id, error);
        }
      }
      for (const { id } of added) registerUserClass(id, built.get(id));
    },
    get(ref) {
      const f = own(ref.id) ?? built.get(ref.id);
      if (f !== undefined) return f as LiveFunction;
      throw failures.get(ref.id) ?? new Error(`the function "${ref.name}" was not sent with the run`);
    },
  };
}

/** Bare names and relative ones resolve as they do in the file `from`. */
const loadWithNode: LoadModule = (url, from) => {
  if (from === undefined || /^(node|file|data):/.test(url)) return import(url) as Promise<object>;
  if (/^\.{0,2}\//.test(url)) return import(new URL(url, from.includes("://") ? from : pathToFileURL(from)).href) as Promise<object>;
  const found = createRequire(from).resolve(url);
  // A built-in module resolves to its own name.
  return import(isAbsolute(found) ? pathToFileURL(found).href : found) as Promise<object>;
};
