/** The `paths` of the nearest tsconfig.json or jsconfig.json, read as TypeScript reads them: comments, trailing commas, `extends`. */

import { parseExpressionAt } from "acorn";
import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export interface PathMap {
  /** Where relative targets start. */
  readonly base: string;
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

const read = new Map<string, { stamp: number; map: PathMap | undefined }>();

export function pathMapFor(directory: string): PathMap | undefined {
  for (let at = directory; ; at = dirname(at)) {
    for (const name of ["tsconfig.json", "jsconfig.json"]) {
      const file = join(at, name);
      const stamp = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
      if (stamp === undefined) continue;
      const known = read.get(file);
      if (known?.stamp === stamp) return known.map;
      const map = pathsIn(file, new Set());
      read.set(file, { stamp, map });
      return map;
    }
    if (dirname(at) === at) return undefined;
  }
}

function pathsIn(file: string, seen: Set<string>): PathMap | undefined {
  if (seen.has(file)) return undefined;
  seen.add(file);
  let config: { extends?: string | string[]; compilerOptions?: { baseUrl?: string; paths?: Record<string, string[]> } };
  try {
    config = literal(parseExpressionAt(readFileSync(file, "utf8"), 0, { ecmaVersion: "latest" }) as never) as typeof config;
  } catch {
    return undefined;
  }
  const { baseUrl, paths } = config.compilerOptions ?? {};
  if (paths) return { base: resolve(dirname(file), baseUrl ?? "."), paths };
  for (const parent of [config.extends ?? []].flat().reverse()) {
    if (!/^[./]/.test(parent)) continue;
    const path = resolve(dirname(file), parent);
    const found = pathsIn(path.endsWith(".json") ? path : `${path}.json`, seen);
    if (found) return found;
  }
  return undefined;
}

interface Literal {
  type: string;
  value?: unknown;
  elements?: Literal[];
  properties?: { key: { value?: string; name?: string }; value: Literal }[];
}

/** JSON with comments is a subset of JavaScript's expressions. */
function literal(node: Literal): unknown {
  if (node.type === "ObjectExpression") return Object.fromEntries(node.properties!.map(p => [p.key.value ?? p.key.name, literal(p.value)]));
  return node.type === "ArrayExpression" ? node.elements!.map(literal) : node.value;
}

/** The files a specifier may mean by these paths, best first; the pattern with the longest prefix decides. */
export function mapped(specifier: string, { base, paths }: PathMap): string[] {
  let best: { prefix: string; star: string; targets: readonly string[] } | undefined;
  for (const [pattern, targets] of Object.entries(paths)) {
    if (pattern === specifier) return targets.map(t => resolve(base, t));
    const [prefix, suffix] = pattern.split("*");
    if (suffix === undefined || !specifier.startsWith(prefix!) || !specifier.endsWith(suffix) || specifier.length < prefix!.length + suffix.length) continue;
    if (!best || prefix!.length > best.prefix.length)
      best = { prefix: prefix!, star: specifier.slice(prefix!.length, specifier.length - suffix.length), targets };
  }
  return best ? best.targets.map(t => resolve(base, t.replace("*", best.star))) : [];
}
