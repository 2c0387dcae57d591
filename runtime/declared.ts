/**
 * The declarations hold for the whole API. What is declared but not built in this version says so by name when it is used, instead of being
 * undefined. `declared-names.json` and the modules in `runtime/missing` are written by `scripts/api-names.mjs`; a test holds them against the code.
 */

import { NotSupportedError } from "./errors.ts";
import names from "./declared-names.json" with { type: "json" };

interface Names {
  /** Values and functions of each module. */
  readonly modules: Readonly<Record<string, readonly string[]>>;
  /** Methods of each interface, class or object: `Array`, `array.linalg`. */
  readonly methods: Readonly<Record<string, readonly string[]>>;
}
export const DECLARED: Names = names;

/** A function or class that is not there yet; its declared members neither. */
export function missing(name: string, members = ""): any {
  const refuse = function (): never {
    throw new NotSupportedError(`${name} is not supported in this version`);
  };
  for (const member of DECLARED.methods[members] ?? []) {
    Object.defineProperty(refuse, member, { value: missing(`${name}.${member}`), configurable: true, writable: true });
  }
  return refuse;
}

/** Gives a class the methods that its declarations have and it has not. */
export function declareMethods(target: { readonly prototype: object }, ...interfaces: readonly string[]): void {
  for (const name of interfaces.flatMap(key => DECLARED.methods[key] ?? [])) {
    if (name in target.prototype) continue;
    Object.defineProperty(target.prototype, name, { value: missing(`${interfaces[0]!}.${name}`), configurable: true, writable: true, enumerable: false });
  }
}

/** Gives a class properties that say by name, when they are read, that they are not there yet. */
export function declareProperties(target: { readonly prototype: object }, name: string, properties: readonly string[]): void {
  for (const property of properties) {
    const get = (): never => {
      throw new NotSupportedError(`${name}.${property} is not supported in this version`);
    };
    Object.defineProperty(target.prototype, property, { get, configurable: true, enumerable: false });
  }
}
