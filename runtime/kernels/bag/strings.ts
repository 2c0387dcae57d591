/** Python's string methods, by name: one row each, for bags and wherever else strings are worked on value by value. */

const chars = (characters: string | undefined): ((c: string) => boolean) => (characters === undefined ? c => /\s/.test(c) : c => characters.includes(c));
function strip(text: string, characters: string | undefined, left: boolean, right: boolean): string {
  const drop = chars(characters);
  let start = 0;
  let end = text.length;
  if (left) while (start < end && drop(text[start]!)) start++;
  if (right) while (end > start && drop(text[end - 1]!)) end--;
  return text.slice(start, end);
}

export const STRINGS: Readonly<Record<string, (text: string, ...args: never[]) => unknown>> = {
  upper: text => text.toUpperCase(),
  lower: text => text.toLowerCase(),
  title: text => text.toLowerCase().replace(/\p{L}+/gu, word => word[0]!.toUpperCase() + word.slice(1)),
  capitalize: text => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  strip: (text, characters?: string) => strip(text, characters, true, true),
  lstrip: (text, characters?: string) => strip(text, characters, true, false),
  rstrip: (text, characters?: string) => strip(text, characters, false, true),
  split: (text, separator?: string) => (separator === undefined ? text.split(/\s+/).filter(part => part !== "") : text.split(separator)),
  replace: (text, from: string, to: string) => text.replaceAll(from, to),
  zfill: (text, width: number) => (/^[+-]/.test(text) ? text[0]! + text.slice(1).padStart(width - 1, "0") : text.padStart(width, "0")),
  join: (text, parts: readonly string[]) => parts.join(text),
  startswith: (text, prefix: string) => text.startsWith(prefix),
  endswith: (text, suffix: string) => text.endsWith(suffix),
  find: (text, part: string) => text.indexOf(part),
  count: (text, part: string) => text.split(part).length - 1,
  match: (text, pattern: RegExp | string) => new RegExp(pattern).exec(text)?.[0] ?? null,
};
