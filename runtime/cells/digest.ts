/** Syntax as a short text that stays the same through white space, comments and types, and differs where the program does. */

import { walk, type Node } from "./tree.ts";

/** FNV-1a, twice: 64 bits of hex. */
export class Digest {
  #a = 0x811c9dc5;
  #b = 0x9e3779b9;
  add(text: string): this {
    for (let i = 0; i <= text.length; i++) {
      const code = i === text.length ? 0xffff : text.charCodeAt(i);
      this.#a = Math.imul(this.#a ^ code, 0x01000193);
      this.#b = Math.imul(this.#b ^ code, 0x85ebca6b);
      this.#b ^= this.#b >>> 13;
    }
    return this;
  }
  get text(): string {
    const hex = (n: number) => (n >>> 0).toString(16).padStart(8, "0");
    return hex(this.#a) + hex(this.#b);
  }
}

export const digestOf = (...texts: readonly string[]): string => texts.reduce((digest, text) => digest.add(text), new Digest()).text;

const PLACES = new Set(["start", "end", "range", "loc", "raw", "parent"]);

/** Of a tree: kinds, names and values of its nodes in order. */
export function treeDigest(node: Node): string {
  const digest = new Digest();
  walk(node, undefined, each => {
    digest.add(each.type);
    for (const key in each) {
      const value: unknown = each[key];
      if (PLACES.has(key) || key === "type") continue;
      if (typeof value === "string" || typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") digest.add(`${key}=${value}`);
      else if (value === null || value === undefined) digest.add(`${key}:none`);
      else if (value instanceof RegExp) digest.add(String(value));
      else if (Array.isArray(value)) digest.add(`${key}[${value.length}`);
      // `{ raw, cooked }` of template texts, `{ pattern, flags }` of patterns.
      else if (typeof (value as Node).type !== "string")
        digest.add(JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? String(item) : item)) ?? "");
    }
  });
  return digest.text;
}
