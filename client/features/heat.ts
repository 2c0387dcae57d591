/** The heat of a file's lines in its present text: what they cost in the last runs, followed through edits. */
import type * as vscode from "vscode";
import type { App } from "../app.ts";
import { fileOf } from "../panels/reveal.ts";
import { heatOf, type LineHeat } from "../session/heat.ts";
import { linesNow } from "../session/lines.ts";

/** Without white space, and without the comment at its end. */
const bare = (line: string): string => line.replace(/\/\/.*$/, "").replace(/\s+/g, "");

/** By present line. A line that is gone has none; where two runs of different texts meet on one line, the figures of both count. */
export function heatNow(app: Pick<App, "session">, document: vscode.TextDocument): ReadonlyMap<number, LineHeat> {
  const found = new Map<number, LineHeat>();
  const file = document.uri.fsPath;
  const now = document.getText();
  const lines = now.split("\n");
  for (const [text, heats] of heatOf(app.session.state.cells.values(), file, fileOf)) {
    const old = text === now ? lines : text.split("\n");
    const place = text === now ? undefined : linesNow(old, lines);
    for (const heat of heats) {
      const line = place === undefined ? heat.line : (place[heat.line] ?? -1);
      // A line that says something else now has cost nothing yet.
      if (line < 0 || (place !== undefined && bare(old[heat.line]!) !== bare(lines[line]!))) continue;
      const known = found.get(line);
      found.set(line, known === undefined ? heat : { line, work: known.work + heat.work, bytes: known.bytes + heat.bytes, share: known.share + heat.share });
    }
  }
  return found;
}
