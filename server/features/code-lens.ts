/** The row of commands over each cell. From the line scan alone, so that it is there at once and never moves while someone types. */

import type { CodeLens, Command } from "vscode-languageserver";
import { COMMANDS } from "../../protocol/editor.ts";
import type { Snapshot } from "../analysis/snapshot.ts";

export function codeLenses({ uri, cells }: Pick<Snapshot, "uri" | "cells">, trusted: boolean): CodeLens[] {
  const lenses: CodeLens[] = [];
  const coded = cells.filter(cell => cell.index > 0 && cell.kind === "code");
  for (const { index, startLine } of coded) {
    const range = { start: { line: startLine, character: 0 }, end: { line: startLine, character: 0 } };
    const lens = (title: string, command: string): number => lenses.push({ range, command: { title, command, arguments: [uri, index] } satisfies Command });
    if (trusted) {
      lens("$(run) Run Cell", COMMANDS.runCell);
      if (index === coded[0]!.index) lens("Run Below", COMMANDS.runBelow);
      else lens("Run Above", COMMANDS.runAbove);
    }
    lens("Visualize Graph", COMMANDS.visualizeGraph);
  }
  return lenses;
}
