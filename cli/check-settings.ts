/** How strict `bask check` is: the workspace's settings, then a file that is named, then what stands on the command line. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { FileError } from "../runtime/errors.ts";
import { RULES } from "../server/rules/index.ts";
import type { Severity } from "../server/rules/rule.ts";
import { LEVELS, type RuleSettings, rulesFrom } from "../server/rules/settings.ts";

export interface SettingOptions {
  readonly severity?: readonly string[];
  readonly settings?: string;
}

export function ruleSettings({ severity = [], settings }: SettingOptions): { rules: RuleSettings; least: Severity } {
  const rules: Record<string, Record<string, unknown>> = {};
  for (const [code, values] of Object.entries(fromFile(settings ?? workspaceFile()))) rules[code] = { ...values };
  let least: Severity = "hint";
  for (const given of severity) {
    const [code, level] = given.split("=") as [string, string | undefined];
    if (level === undefined && code !== "off" && (LEVELS as readonly string[]).includes(code)) least = code as Severity;
    else if (level !== undefined && (LEVELS as readonly string[]).includes(level) && RULES.some(rule => rule.code === code))
      rules[code] = { ...rules[code], severity: level };
    else
      throw new TypeError(
        `--severity: expected one of ${LEVELS.slice(0, 3).join(", ")}, or a rule and one of ${LEVELS.join(", ")} as in AR01=off, got "${given}"`,
      );
  }
  return { rules, least };
}

/** The nearest `.vscode/settings.json`, from the working folder up. */
function workspaceFile(): string | undefined {
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    const file = path.join(folder, ".vscode", "settings.json");
    if (existsSync(file)) return file;
    if (folder === path.dirname(folder)) return undefined;
  }
}

function fromFile(file: string | undefined): RuleSettings {
  if (file === undefined) return {};
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new FileError(`no such file: ${file}`, file);
  }
  let given: unknown;
  try {
    given = JSON.parse(withoutComments(text));
  } catch (error) {
    throw new TypeError(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (typeof given !== "object" || given === null) return {};
  const own = Object.entries(given).flatMap(([key, value]): [string, unknown][] =>
    key === "bask.rules" ? Object.entries(value as object) : key.startsWith("bask.rules.") ? [[key.slice(11), value]] : [],
  );
  return rulesFrom(Object.fromEntries(own));
}

/** Settings files have comments, and commas at the end. Texts are left as they are. */
function withoutComments(text: string): string {
  const bare = text.replaceAll(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_all, quoted: string | undefined) => quoted ?? "");
  return bare.replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_all, quoted: string | undefined) => quoted ?? "");
}
