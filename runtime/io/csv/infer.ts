/** The dtype of a column of texts: what pandas would make of them. */

import type { ColumnType } from "../../meta/dtype.ts";
import { BAD, slowFloat } from "./numbers.ts";
import { fieldText } from "./tokenize.ts";

export const TRUE: ReadonlySet<string> = new Set(["True", "TRUE", "true"]);
export const FALSE: ReadonlySet<string> = new Set(["False", "FALSE", "false"]);

/** Takes texts one by one. */
export class Inference {
  #kind: "none" | "bool" | "int64" | "uint64" | "float64" | "string" = "none";
  #missing = false;
  /** A text for which the kind is what it is. */
  example = "";

  /** Some text that means "missing" looks like a whole number. */
  #mixed: boolean | undefined;

  /** Text is made of a field only where it may still change something. */
  addField(bytes: Uint8Array, start: number, end: number, missing: ReadonlySet<string>): void {
    if (this.#kind === "string") return;
    if (this.#kind === "int64" && isPlain(bytes, start, end) && !(this.#mixed ??= [...missing].some(text => /^-?\d+$/.test(text)))) return;
    this.add(fieldText(bytes, start, end), missing);
  }

  add(text: string, missing: ReadonlySet<string>): void {
    if (missing.has(text)) {
      this.#missing = true;
      return;
    }
    if (this.#kind === "string") return;
    const kind = kindOf(text);
    const joined = this.#kind === "none" || kind === this.#kind ? kind : join(kind, this.#kind);
    if (joined !== this.#kind) this.example = text;
    this.#kind = joined;
  }

  /** Nothing but missing values are float64, and so are whole numbers with some missing. */
  get dtype(): ColumnType {
    switch (this.#kind) {
      case "none":
        return "float64";
      case "int64":
      case "uint64":
        return this.#missing ? "float64" : this.#kind;
      default:
        return this.#kind;
    }
  }
  get missing(): boolean {
    return this.#missing;
  }
}

/** A whole number of few digits. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  let i = bytes[start] === 45 ? start + 1 : start;
  if (i >= end || end - i > 15) return false;
  while (i < end && (bytes[i]! - 48) >>> 0 <= 9) i++;
  return i === end;
}

type Kind = "bool" | "int64" | "uint64" | "float64" | "string";

function kindOf(text: string): Kind {
  if (/^\s*[+-]?\d+\s*$/.test(text)) {
    if (text.length <= 16) return "int64";
    const value = BigInt(text.trim());
    return BigInt.asIntN(64, value) === value ? "int64" : BigInt.asUintN(64, value) === value ? "uint64" : "string";
  }
  if (slowFloat(text, NONE) !== BAD) return "float64";
  return TRUE.has(text) || FALSE.has(text) ? "bool" : "string";
}

function join(a: Kind, b: string): Kind {
  const numeric = (kind: string) => kind === "int64" || kind === "uint64" || kind === "float64";
  if (!numeric(a) || !numeric(b)) return "string";
  return a === "float64" || b === "float64" ? "float64" : "uint64";
}
const NONE: ReadonlySet<string> = new Set();
