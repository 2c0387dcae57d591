/**
 * TypeScript to JavaScript by blanking: types become spaces, so that every position stays as the user wrote it. An enum, which is more than a type,
 * becomes `var NAME;` and spaces, and its JavaScript is kept beside it for whoever writes the code out.
 */

import { transformSync } from "amaro";
import type { Problem } from "./cell.ts";

export interface Enum {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** An expression on one line. */
  readonly value: string;
}

export interface Blanked {
  readonly code: string;
  readonly enums: readonly Enum[];
}

/** What the type stripper reports; its lines count from 1, its columns from 0. */
interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/namespace/, "a TypeScript namespace cannot be run as it stands: write an object, or a module of its own"],
  [/parameter property/, "a parameter property cannot be run as it stands: declare the field and assign it in the constructor"],
  [/import equals/, "`import x = require(...)` cannot be run in an ES module: write `import x from ...`"],
  [/angle-bracket/, "`<T>value` cannot be run as it stands: write `value as T`"],
];

export function blankTypes(text: string): Blanked | Problem {
  const enums: Enum[] = [];
  let source = text.startsWith("#!") ? `//${text.slice(2)}` : text;
  for (;;) {
    try {
      return { code: transformSync(source, { mode: "strip-only" }).code, enums };
    } catch (error) {
      const refusal = error as Refusal;
      if (typeof refusal?.startLine !== "number") return { message: messageOf(error), line: 0, column: 0 };
      const found = refusal.code === "UnsupportedSyntax" && refusal.message.includes("enum") ? enumAt(source, refusal) : undefined;
      if (!found) return { message: explain(refusal.message), line: refusal.startLine - 1, column: refusal.startColumn };
      enums.push(found);
      source = source.slice(0, found.start) + placeholder(source.slice(found.start, found.end), found.name) + source.slice(found.end);
    }
  }
}

export const isProblem = (value: object): value is Problem => "message" in value;

function enumAt(source: string, refusal: Refusal): Enum | undefined {
  const lines = source.split("\n");
  const offsetOf = (line: number, column: number) => lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0) + column;
  const start = offsetOf(refusal.startLine, refusal.startColumn);
  const end = offsetOf(refusal.endLine, refusal.endColumn);
  const statement = source.slice(start, end);
  const name = /^(?:const\s+)?enum\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(statement)?.[1];
  if (name === undefined || !statement.endsWith("}")) return undefined;
  try {
    const code = transformSync(statement, { mode: "transform" }).code.trim();
    return {
      start,
      end,
      name,
      value: code
        .slice(code.indexOf("=") + 1)
        .replace(/;$/, "")
        .replaceAll(/\s*\n\s*/g, " ")
        .trim()
        .replace(/\((\w+) \|\| \{\}\)$/, "({})"),
    };
  } catch {
    return undefined;
  }
}

/** `var NAME;` with the name where it stood, the rest blank: as long as the statement, line breaks where they were. */
function placeholder(statement: string, name: string): string {
  const brace = statement.indexOf("{");
  const at = statement.lastIndexOf(name, brace);
  const blank = statement.replaceAll(/[^\r\n]/g, " ");
  return `var${blank.slice(3, at)}${name}${blank.slice(at + name.length, brace)};${blank.slice(brace + 1)}`;
}

const explain = (message: string): string => ADVICE.find(([pattern]) => pattern.test(message))?.[1] ?? message;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
