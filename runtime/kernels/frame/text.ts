/** `str`: methods of text columns, worked out once a dictionary entry. */

import { DTypeError } from "../../errors.ts";
import { Column } from "../../values/column.ts";
import { buildColumn, codesColumn } from "../../values/column-builder.ts";
import { columnReader } from "../../values/column-reader.ts";
import { DictionaryBuilder } from "../../values/dictionary-builder.ts";
import type { Room } from "../../values/room.ts";
import { allValid, clearBit } from "../../values/validity.ts";

type Argument = any;
type TextMethod = (text: string, ...args: Argument[]) => unknown;

const strip =
  (characters: string | undefined, start: boolean, end: boolean) =>
  (text: string): string => {
    const cut = (character: string) => (characters === undefined ? /\s/.test(character) : characters.includes(character));
    let [from, to] = [0, text.length];
    if (start) while (from < to && cut(text[from]!)) from++;
    if (end) while (to > from && cut(text[to - 1]!)) to--;
    return text.slice(from, to);
  };
/** Every match: a text is taken literally. */
const pattern = (value: string | RegExp, flags: string): RegExp =>
  new RegExp(
    typeof value === "string" ? value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : value.source,
    typeof value === "string" ? flags : [...new Set(value.flags + flags)].join(""),
  );
const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();

const METHODS: Readonly<Record<string, TextMethod>> = {
  upper: text => text.toUpperCase(),
  lower: text => text.toLowerCase(),
  title: text => text.replace(/\p{L}+/gu, capitalized),
  capitalize: capitalized,
  strip: (text, characters) => strip(characters, true, true)(text),
  lstrip: (text, characters) => strip(characters, true, false)(text),
  rstrip: (text, characters) => strip(characters, false, true)(text),
  zfill: (text, width: number) => (/^[+-]/.test(text) ? text[0]! + text.slice(1).padStart(width - 1, "0") : text.padStart(width, "0")),
  len: text => [...text].length,
  contains: (text, what: string | RegExp) => (typeof what === "string" ? text.includes(what) : pattern(what, "").test(text)),
  startswith: (text, what: string) => text.startsWith(what),
  endswith: (text, what: string) => text.endsWith(what),
  match: (text, what: string | RegExp) =>
    new RegExp(`^(?:${typeof what === "string" ? what : what.source})`, typeof what === "string" ? "" : what.flags).test(text),
  find: (text, what: string) => text.indexOf(what),
  count: (text, what: string | RegExp) => [...text.matchAll(pattern(what, "g"))].length,
  replace: (text, from: string | RegExp, to: string) => text.replace(pattern(from, "g"), () => to),
  slice: (text, start: number, stop?: number) => [...text].slice(start, stop ?? undefined).join(""),
  get: (text, position: number) => [...text].at(position) ?? null,
  split: (text, separator?: string) => (separator === undefined ? text.trim().split(/\s+/) : text.split(separator)),
};

export function textMethod(column: Column, method: string, args: readonly Argument[], room: Room): Column {
  const apply = METHODS[method];
  if (apply === undefined) throw new DTypeError(`str.${method}: no such method`);
  const { name, length } = column;
  if (column.dictionary === null) {
    const read = columnReader(column);
    return buildColumn(name, dtypeOf(method), length, i => (typeof read(i) === "string" ? apply(read(i), ...args) : null), room).with({
      levels: column.ownLevels,
    });
  }
  const codes = column.data as Int32Array;
  const results = new Array<unknown>(column.dictionary.length);
  for (let i = 0; i < length; i++) {
    const code = codes[i]!;
    if (code >= 0 && results[code] === undefined) results[code] = apply(column.dictionary.at(code), ...args);
  }
  return spread(results, codes, dtypeOf(method), name, room).with({ levels: column.ownLevels });
}

const dtypeOf = (method: string): "string" | "bool" | "int64" | "object" =>
  method === "split"
    ? "object"
    : method === "len" || method === "find" || method === "count"
      ? "int64"
      : /^(contains|startswith|endswith|match)$/.test(method)
        ? "bool"
        : "string";

/** A column whose row i has `results[codes[i]]`. */
export function spread(
  results: readonly unknown[],
  codes: Int32Array,
  dtype: "string" | "bool" | "int64" | "float64" | "object" | "datetime",
  name: string | null,
  room: Room,
): Column {
  const { length } = codes;
  if (dtype === "string") {
    const builder = new DictionaryBuilder();
    const to = Int32Array.from({ length: results.length }, (_, code) => (typeof results[code] === "string" ? builder.addText(results[code]) : -1));
    const out = room.alloc("int32", length) as Int32Array;
    for (let i = 0; i < length; i++) out[i] = codes[i]! < 0 ? -1 : to[codes[i]!]!;
    return codesColumn(name, out, builder.build(room), { room });
  }
  if (dtype === "bool") {
    const out = room.alloc("bool", length) as Uint8Array;
    let validity: Uint8Array | null = null;
    for (let i = 0; i < length; i++) {
      if (codes[i]! < 0) {
        out[i] = 0;
        clearBit((validity ??= allValid(length, room)), i);
      } else out[i] = results[codes[i]!] ? 1 : 0;
    }
    return new Column({ name, dtype, length, data: out, validity });
  }
  return buildColumn(name, dtype, length, i => (codes[i]! < 0 ? null : results[codes[i]!]), room);
}
