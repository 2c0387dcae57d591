/** The user's functions as functions again, by the id of their FunctionRef; each is rebuilt once. */

import type { FunctionRef } from "../expr/function-ref.ts";
import type { FunctionPackage } from "../graph/function-package.ts";

export type LiveFunction = (...args: never[]) => unknown;
export interface RebuildContext {
  /** Another function that a package captures. */
  load(id: string): Promise<LiveFunction>;
}
export type Rebuild = (pkg: FunctionPackage, context: RebuildContext) => Promise<LiveFunction>;

export interface LiveFunctions {
  add(packages: readonly FunctionPackage[]): Promise<void>;
  get(ref: FunctionRef): LiveFunction;
}

export function liveFunctions(rebuild: Rebuild): LiveFunctions {
  const packages = new Map<string, FunctionPackage>();
  const building = new Map<string, Promise<LiveFunction>>();
  const live = new Map<string, LiveFunction>();
  const load = (id: string): Promise<LiveFunction> => {
    let promise = building.get(id);
    if (promise !== undefined) return promise;
    const pkg = packages.get(id);
    if (pkg === undefined) return Promise.reject(new Error(`the function ${id} was not sent`));
    promise = rebuild(pkg, { load }).then(f => {
      live.set(id, f);
      return f;
    });
    building.set(id, promise);
    // A function that could not be rebuilt (a module that threw, say) is tried again by the next run.
    promise.catch(() => building.delete(id));
    return promise;
  };
  return {
    async add(added) {
      for (const pkg of added) if (!packages.has(pkg.id)) packages.set(pkg.id, pkg);
      for (const pkg of added) if (!live.has(pkg.id)) await load(pkg.id);
    },
    get(ref) {
      const f = live.get(ref.id);
      if (f === undefined) throw new Error(`the function "${ref.name}" was not sent with the run`);
      return f;
    },
  };
}
