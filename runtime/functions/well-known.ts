/** Functions that need no shipping, because every realm has them: globals and what they hold, and the exports of Node's own modules. */

import { builtinModules, createRequire } from "node:module";
import { types } from "node:util";
import type { Capture } from "./package.ts";

let paths: Map<unknown, string> | undefined;

/** `Math.sqrt` for that very function. */
export function globalPath(value: unknown): string | undefined {
  paths ??= listGlobals();
  return paths.get(value);
}

function listGlobals(): Map<unknown, string> {
  const found = new Map<unknown, string>();
  const list = (owner: object, prefix: string, deeper: boolean): void => {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) || (typeof value !== "function" && typeof value !== "object") || value === null) continue;
      if (typeof value === "function" && !found.has(value)) found.set(value, prefix + key);
      if (deeper && /^[A-Z]/.test(key)) {
        list(value as object, `${prefix}${key}.`, false);
        if (typeof value === "function" && value.prototype) list(value.prototype as object, `${prefix}${key}.prototype.`, false);
      }
    }
  };
  list(globalThis, "", true);
  return found;
}

/** The value at a path of globals. */
export const globalAt = (path: string): unknown => path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], globalThis);

let exportsOfNode: Map<unknown, Capture> | undefined;

/** A module of Node, or something one exports; a CommonJS module that is loaded. */
export function knownModule(value: object): Capture | undefined {
  exportsOfNode ??= listNodeModules();
  const known = exportsOfNode.get(value);
  if (known) return known;
  if (types.isModuleNamespaceObject(value)) {
    const standard = (value as { default?: unknown }).default;
    const found = standard === undefined ? undefined : exportsOfNode.get(standard);
    return found?.kind === "module" ? { ...found, export: "*" } : undefined;
  }
  for (const module of Object.values(createRequire(import.meta.url).cache)) {
    if (module && module.exports === value && module.loaded) return { kind: "module", url: `file://${module.filename}`, export: "default" };
  }
  return undefined;
}

function listNodeModules(): Map<unknown, Capture> {
  const found = new Map<unknown, Capture>();
  // Asking for a deprecated module prints a warning.
  for (const name of builtinModules.filter(n => !/^_|^(punycode|sys|domain|wasi|inspector|trace_events)/.test(n))) {
    const exports = process.getBuiltinModule?.(`node:${name}`) as object | undefined;
    if (!exports) continue;
    if (!found.has(exports)) found.set(exports, { kind: "module", url: `node:${name}`, export: "default" });
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(exports))) {
      if (typeof value === "function" && !found.has(value)) found.set(value, { kind: "module", url: `node:${name}`, export: key });
    }
  }
  return found;
}
