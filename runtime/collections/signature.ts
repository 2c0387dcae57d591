/**
 * Arguments of public functions: positional ones by their names, settings in one trailing object, which may name positional ones too. One table
 * row a function says which names there are; an unknown one is rejected with the closest that exists.
 */

import { closestName } from "../errors.ts";
import { isLazy } from "./lazy.ts";

export interface Signature {
  readonly name: string;
  readonly positional: readonly string[];
  readonly options: readonly string[];
}

/** `sig("ones", "shape", "dtype chunks name")`. */
export const sig = (name: string, positional: string, options = ""): Signature => ({ name, positional: words(positional), options: words(options) });
const words = (text: string): string[] => text.split(" ").filter(word => word !== "");

/** Arguments by name. Missing ones are undefined; more positional ones than there are names is an error. */
export function bind(signature: Signature, args: readonly unknown[]): Record<string, any> {
  const { name, positional } = signature;
  const last = args.at(-1);
  const hasOptions = args.length > 0 && isOptions(last, signature, args.length - 1);
  const values = hasOptions ? args.slice(0, -1) : args;
  if (values.length > positional.length) {
    throw new TypeError(
      `${name} takes ${positional.length === 0 ? "no positional arguments" : `at most ${positional.length} positional ${positional.length === 1 ? "argument" : "arguments"} (${positional.join(", ")})`}, got ${values.length}`,
    );
  }
  const bound: Record<string, unknown> = {};
  for (const [i, value] of values.entries()) bound[positional[i]!] = value;
  if (!hasOptions) return bound;
  for (const [key, value] of Object.entries(last as object)) {
    if (!known(signature, key)) throw unknownOption(signature, key);
    if (key in bound && bound[key] !== undefined) throw new TypeError(`${name}: "${key}" is given twice`);
    bound[key] = value;
  }
  return bound;
}

const known = ({ positional, options }: Signature, key: string): boolean => positional.includes(key) || options.includes(key);

/** A trailing object literal is the options, unless it stands where a positional argument does and none of its keys is a setting. */
function isOptions(value: unknown, signature: Signature, position: number): boolean {
  if (typeof value !== "object" || value === null || isLazy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  const keys = Object.keys(value);
  if (keys.length === 0 || keys.some(key => known(signature, key))) return true;
  const byAxis = keys.every(key => /^-?\d+$/.test(key));
  return !(byAxis && position < signature.positional.length);
}

export function unknownOption({ name, positional, options }: Signature, key: string): TypeError {
  const names = [...options, ...positional];
  const closest = closestName(key, names);
  return new TypeError(
    `${name} has no option "${key}": ${closest === undefined ? (names.length === 0 ? "it takes none" : `it takes ${names.join(", ")}`) : `did you mean "${closest}"?`}`,
  );
}
