/** What a package needs besides itself. */

import type { Capture, FunctionPackage } from "../graph/function-package.ts";

export type { Capture, FunctionPackage };

/** The packages a package needs, itself last; those of a cycle once. */
export function withDependencies(id: string, lookup: (id: string) => FunctionPackage): FunctionPackage[] {
  const seen = new Set<string>();
  const list: FunctionPackage[] = [];
  const visit = (at: string): void => {
    if (seen.has(at)) return;
    seen.add(at);
    const pkg = lookup(at);
    for (const capture of Object.values(pkg.captures)) functionsIn(capture).forEach(visit);
    list.push(pkg);
  };
  visit(id);
  return list;
}

function functionsIn(capture: Capture): string[] {
  if (capture.kind === "function") return [capture.id];
  const inside = "members" in capture ? Object.values(capture.members).flatMap(functionsIn) : [];
  return capture.kind === "instance" ? [...functionsIn(capture.of), ...inside] : inside;
}
