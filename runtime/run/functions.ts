/** The packages that a run sends. */

import { packageOf } from "../functions/ref.ts";
import { withDependencies } from "../functions/package.ts";
import type { FunctionPackage } from "../graph/function-package.ts";

/** With the packages of the functions that they use. */
export function packagesOf(ids: readonly string[]): FunctionPackage[] {
  return [...new Map(ids.flatMap(id => withDependencies(id, packageOf)).map(pkg => [pkg.id, pkg])).values()];
}
