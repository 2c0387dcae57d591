/** Warnings of building, as Node gives warnings: once a place, with the place. `process.on("warning")` gets them, `--no-warnings` silences them. */

import { captureSite } from "./site.ts";

const given = new Set<string>();
const MOST = 1000;

export function emitWarning(warning: Error & { code?: string }): void {
  const site = captureSite();
  const place = site === undefined ? "" : ` (${site.file}:${site.line + 1}:${site.character + 1})`;
  const key = `${warning.name}${warning.code ?? ""}${place === "" ? warning.message : place}`;
  if (given.has(key)) return;
  if (given.size < MOST) given.add(key);
  warning.message += place;
  process.emitWarning(warning);
}
