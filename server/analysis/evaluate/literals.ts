/** Literals and what else stands for itself: numbers, patterns, `import.meta`. */

import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Evaluation } from "./state.ts";
import { Namespace, unknown, type Value } from "./value.ts";

export function importMeta(ev: Evaluation): Value {
  const file = ev.active.fileName;
  return new Namespace("import.meta", [
    ["filename", file],
    ["dirname", dirname(file)],
    ["url", pathToFileURL(file).href],
  ]);
}

export function bigint(literal: string): Value {
  return literal.length > 300 ? unknown("a very large number") : BigInt(literal.replace(/n$/, "").replaceAll("_", ""));
}

export function regexp(literal: string): Value {
  const end = literal.lastIndexOf("/");
  try {
    return new RegExp(literal.slice(1, end), literal.slice(end + 1));
  } catch {
    return unknown("a pattern that is not followed");
  }
}
