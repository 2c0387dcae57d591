/** Methods of strings. Patterns run only where they cannot run away. */

import { callFunction } from "../calls.ts";
import { MAX_TEXT, text } from "../operators.ts";
import { isUnknown, makeBuiltin, unknown, type Unknown, type Value } from "../value.ts";

const PURE = [
  "charAt",
  "charCodeAt",
  "codePointAt",
  "concat",
  "endsWith",
  "includes",
  "indexOf",
  "lastIndexOf",
  "normalize",
  "slice",
  "startsWith",
  "substring",
  "substr",
  "toLowerCase",
  "toUpperCase",
  "toString",
  "trim",
  "trimEnd",
  "trimStart",
  "valueOf",
  "at",
  "localeCompare",
] as const;
const PATTERNS = ["split", "match", "replace", "replaceAll", "search", "matchAll"] as const;
const NUMBERS = new Set(["indexOf", "lastIndexOf", "charCodeAt", "search", "codePointAt", "localeCompare"]);
const BOOLEANS = new Set(["endsWith", "includes", "startsWith"]);
const typeOfResult = (name: string) =>
  NUMBERS.has(name) ? "number" : BOOLEANS.has(name) ? "boolean" : name === "split" || name.startsWith("match") ? "object" : "string";

/** No group is repeated, and few things are: such a pattern takes at most a small power of the text's length. */
export const isTame = (pattern: RegExp): boolean => !/\)[*+{?]|\\\d|\(\?<?[=!]/.test(pattern.source) && (pattern.source.match(/[*+{]/g)?.length ?? 0) <= 3;

const builtin = (name: string, run: (self: string, args: readonly Value[]) => Value) =>
  [
    name,
    makeBuiltin(`String.prototype.${name}`, (_ev, self, args) => {
      const doubt = [self, ...args].find(isUnknown) as Unknown | undefined;
      if (doubt !== undefined || typeof self !== "string") return unknown(doubt?.unknown ?? "not a text", typeOfResult(name));
      return run(self, args);
    }),
  ] as const;

export const STRING_METHODS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...PURE.map(name =>
    builtin(name, (self, args) => (args.every(isPlain) ? (self[name] as (...all: unknown[]) => Value)(...args) : unknown("an argument that is not followed"))),
  ),
  builtin("repeat", (self, [count]) =>
    typeof count === "number" && count >= 0 && self.length * count <= MAX_TEXT ? self.repeat(count) : unknown("a very long text", "string"),
  ),
  builtin("padStart", (self, [length, fill]) =>
    Number(length) <= MAX_TEXT ? self.padStart(Number(length), fill as string) : unknown("a very long text", "string"),
  ),
  builtin("padEnd", (self, [length, fill]) =>
    Number(length) <= MAX_TEXT ? self.padEnd(Number(length), fill as string) : unknown("a very long text", "string"),
  ),
  ...PATTERNS.map(
    name =>
      [
        name,
        makeBuiltin(`String.prototype.${name}`, (ev, self, args, node) => {
          const [pattern, replacement] = args;
          if (typeof self !== "string" || args.some(isUnknown))
            return unknown((args.find(isUnknown) as Unknown | undefined)?.unknown ?? "not a text", typeOfResult(name));
          if (pattern instanceof RegExp ? !isTame(pattern) || self.length > 1000 : self.length > MAX_TEXT)
            return unknown("a pattern that is not followed", typeOfResult(name));
          const by =
            typeof replacement === "function" ? (...parts: unknown[]) => String(text(callFunction(ev, replacement, undefined, parts, node))) : replacement;
          const result = (self[name as "replace"] as (...all: unknown[]) => Value)(...(args.length > 1 ? [pattern, by] : [pattern]));
          return Array.isArray(result) ? [...result] : name === "matchAll" ? [...(result as Iterable<RegExpMatchArray>)].map(match => [...match]) : result;
        }),
      ] as const,
  ),
]);

const isPlain = (value: Value): boolean => value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");
