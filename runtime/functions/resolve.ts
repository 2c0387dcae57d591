/** What an import means: a file of the workspace, which the linker evaluates, or something for Node itself. */

import { readFileSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, extname, resolve as resolvePath } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ResolveError, type Resolved } from "../cells/link.ts";
import { mapped, pathMapFor } from "./tsconfig.ts";

/** The URL that a `bask` specifier means, or nothing to leave it to Node. */
export type ResolveBask = (specifier: string) => string | undefined;

export function resolveSpecifier(specifier: string, from: string, resolveBask?: ResolveBask): Resolved {
  if (specifier === "bask" || specifier.startsWith("bask/")) return { kind: "native", specifier: resolveBask?.(specifier) ?? specifier };
  if (isBuiltin(specifier) || /^(data|https?|node):/.test(specifier)) return { kind: "native", specifier };
  const local = localPath(specifier, from);
  if (local !== undefined) {
    const file = findFile(local);
    if (file === undefined) throw new ResolveError(`cannot find "${specifier}", imported by ${from}`);
    return kindOf(file);
  }
  const map = pathMapFor(dirname(from));
  for (const candidate of map ? mapped(specifier, map) : []) {
    const file = findFile(candidate);
    if (file !== undefined) return kindOf(file);
  }
  return { kind: "native", specifier };
}

function localPath(specifier: string, from: string): string | undefined {
  if (specifier.startsWith("file:")) return fileURLToPath(specifier);
  if (/^\.{0,2}\//.test(specifier) || specifier === "." || specifier === "..") return resolvePath(dirname(from), decodeURI(specifier.replace(/[?#].*$/, "")));
  return undefined;
}

const WRITTEN: Readonly<Record<string, readonly string[]>> = { ".js": [".ts", ".tsx"], ".mjs": [".mts"], ".cjs": [".cts"], ".jsx": [".tsx"] };
const ADDED = [".ts", ".mts", ".tsx", ".js", ".mjs", ".cjs", ".json"];

/** As TypeScript finds files: `./x.js` may be written as `x.ts`, and an extension or `/index` may be left out. */
function findFile(path: string): string | undefined {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const candidates = [path, ...(WRITTEN[extension] ?? []).map(e => stem + e), ...ADDED.map(e => path + e), ...ADDED.map(e => resolvePath(path, `index${e}`))];
  return candidates.find(c => statSync(c, { throwIfNoEntry: false })?.isFile() === true);
}

function kindOf(path: string): Resolved {
  const native: Resolved = { kind: "native", specifier: pathToFileURL(path).href };
  if (/[\\/]node_modules[\\/]/.test(path)) return native;
  switch (extname(path)) {
    case ".json":
      return { kind: "json", path };
    case ".ts":
    case ".mts":
    case ".mjs":
      return { kind: "module", path };
    case ".js":
      return isCommonJs(path) ? native : { kind: "module", path };
    case ".tsx":
    case ".cts":
      throw new ResolveError(
        `${path} cannot be imported by a cell: ${path.endsWith("x") ? "JSX needs a build step" : "a CommonJS module in TypeScript needs a build step"}`,
      );
    default:
      return native;
  }
}

const kinds = new Map<string, { stamp: number; isCommonJs: boolean }>();

function isCommonJs(path: string): boolean {
  const { mtimeMs } = statSync(path);
  const known = kinds.get(path);
  if (known?.stamp === mtimeMs) return known.isCommonJs;
  const text = readFileSync(path, "utf8");
  const found = !/^\s*(import|export)\b/m.test(text) && /\b(module\.exports|exports\.|require\s*\()/.test(text);
  kinds.set(path, { stamp: mtimeMs, isCommonJs: found });
  return found;
}
