/** How strict the rules are: `bask.rules.CODE.severity` and their thresholds, as an editor or the command line gives them. */

import { parseBytes } from "../../runtime/meta/format.ts";
import type { Level, Limits, Rule } from "./rule.ts";

/** Settings by code: `{ AR01: { severity: "off", blockBytes: "1 MB" } }`. What makes no sense is as if it were not there. */
export type RuleSettings = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
export const DEFAULTS: RuleSettings = {};

export const LEVELS: readonly Level[] = ["error", "warning", "hint", "off"];

export function levelOf(rule: Rule, settings: RuleSettings): Level {
  const level = settings[rule.code]?.["severity"];
  return LEVELS.includes(level as Level) ? (level as Level) : rule.severity;
}

export function limitsOf(rule: Rule, settings: RuleSettings): Limits {
  return Object.fromEntries(Object.entries(rule.thresholds ?? {}).map(([name, { value }]) => [name, limit(settings[rule.code]?.[name]) ?? value]));
}

function limit(given: unknown): number | undefined {
  if (typeof given === "number" && Number.isFinite(given)) return given;
  if (typeof given !== "string") return undefined;
  try {
    return parseBytes(given);
  } catch {
    return undefined;
  }
}

/** From what an editor has under `bask.rules`, or a settings file has under names with dots. */
export function rulesFrom(given: unknown): RuleSettings {
  const rules: Record<string, Record<string, unknown>> = {};
  const put = (path: readonly string[], value: unknown): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      for (const [key, inner] of Object.entries(value)) put([...path, ...key.split(".")], inner);
    else if (path.length === 2) (rules[path[0]!] ??= {})[path[1]!] = value;
  };
  put([], given);
  return rules;
}
