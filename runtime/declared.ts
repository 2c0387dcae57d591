/**
 * The declarations hold for the whole API; what is declared but not built in this version says so when it is called, by name, instead of
 * being undefined. `declared-names.json` is made from the declarations by the build's `scripts/api-names.mjs`.
 */

import { NotSupportedError } from "./errors.ts";
import names from "./declared-names.json" with { type: "json" };

interface Names {
  /** Values and functions of each module. */
  readonly modules: Readonly<Record<string, readonly string[]>>;
  /** Methods of each interface or class. */
  readonly methods: Readonly<Record<string, readonly string[]>>;
}
export const DECLARED: Names = names;

export const missing = (name: string): ((...args: unknown[]) => never) => () => {
  throw new NotSupportedError(`${name} is not supported in this version`);
};

/** Gives a class the methods that its declaration has and it has not. */
export function declareMethods(target: { readonly prototype: object }, ...interfaces: readonly string[]): void {
  for (const name of interfaces.flatMap(key => DECLARED.methods[key] ?? [])) {
    if (name in target.prototype) continue;
    Object.defineProperty(target.prototype, name, { value: missing(`${interfaces[0]!}.${name}`), configurable: true, writable: true, enumerable: false });
  }
}
