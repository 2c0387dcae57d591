/** `tokenize(...values)`: a deterministic token of 32 hexadecimal digits; equal values have equal tokens. */

import { createHash } from "node:crypto";
import { exprOf, isLazy } from "../collections/lazy.ts";
import { refOf } from "../functions/ref.ts";
import { hashOf } from "../meta/hash.ts";

export function tokenize(...values: unknown[]): string {
  return createHash("md5").update(values.map(part).join("|")).digest("hex");
}

function part(value: unknown): string {
  if (isLazy(value)) return `lazy:${exprOf(value).id}`;
  if (typeof value === "function") return `function:${refOf(value as () => unknown).id}`;
  return hashOf(value);
}
