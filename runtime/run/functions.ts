/** The packages that a run sends, and the caller's own functions for runs in its thread. */

import { packageOf } from "../functions/ref.ts";
import { withDependencies } from "../functions/package.ts";
import { rebuild } from "../functions/rebuild.ts";
import type { FunctionPackage } from "../graph/function-package.ts";
import type { LiveFunction } from "../executors/live-functions.ts";

/** With the packages of the functions that they use. */
export function packagesOf(ids: readonly string[]): FunctionPackage[] {
  return [...new Map(ids.flatMap(id => withDependencies(id, packageOf)).map(pkg => [pkg.id, pkg])).values()];
}

export const liveFunction = async (pkg: FunctionPackage): Promise<LiveFunction> =>
  (await rebuild(pkg, { load: url => import(url) as Promise<object>, lookup: packageOf })) as LiveFunction;
