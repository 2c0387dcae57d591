/** Texts with marks: `$0` is the cursor, a line of `^^^` under another names the characters it stands for. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { editorHost } from "../../../server/analysis/host.ts";
import type { Measured } from "../../../server/analysis/profiles.ts";
import { snapshot, type Snapshot } from "../../../server/analysis/snapshot.ts";
import { completions } from "../../../server/features/completion.ts";
import { diagnostics } from "../../../server/features/diagnostics.ts";
import { hover } from "../../../server/features/hover.ts";
import { inlayHints } from "../../../server/features/inlay-hints.ts";
import { analysed } from "../evaluate.ts";

const made: string[] = [];
afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));

/** A folder with these files; removed after the tests. */
export function folderOf(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "bask-fixture-"));
  made.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export const FLIGHTS = {
  "data/flights-0.csv": "date,delay,origin\n2001-01-01 00:05,5,ATL\n2001-01-02 00:05,-3,ORD\n",
  "data/flights-1.csv": "date,delay,origin\n2001-01-03 00:05,7,ATL\n",
};

export async function snapshotOf(text: string, folder = "/nowhere", trusted = true): Promise<Snapshot> {
  return snapshot(`file://${folder}/test.ts`, `${folder}/test.ts`, 1, text, await analysed(text, { folder, trusted }));
}

export function cursor(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf("$0");
  return { text: marked.replace("$0", ""), offset };
}

export async function hoverAt(
  marked: string,
  { folder = "/nowhere", html = false, trusted = true, measured = new Map<string, Measured>() } = {},
): Promise<string> {
  const { text, offset } = cursor(marked);
  const found = hover(await snapshotOf(text, folder), offset, { html, theme: "dark", trusted, measured });
  return found === null ? "" : (found.contents as { value: string }).value;
}

export async function completionsAt(marked: string, folder = "/nowhere"): Promise<string[]> {
  const { text, offset } = cursor(marked);
  const host = editorHost({ folders: [folder], trusted: () => true, cwd: folder });
  return completions(await snapshotOf(text, folder), offset, host).map(item => `${item.label}: ${item.detail}`);
}

/** The text with its diagnostics written under the lines: `^^^ CODE message`. */
export async function diagnosed(text: string, folder = "/nowhere", trusted = true): Promise<string> {
  const found = diagnostics(await snapshotOf(text, folder, trusted));
  return text
    .split("\n")
    .flatMap((line, i) => [
      line,
      ...found
        .filter(each => each.range.start.line === i)
        .map(
          ({ range, code, message }) =>
            `${" ".repeat(range.start.character)}${"^".repeat(Math.max(1, range.end.line === i ? range.end.character - range.start.character : 1))} ${code} ${String(message).replaceAll(folder, "")}`,
        ),
    ])
    .join("\n");
}

/** The text with its hints written into it. */
export async function hinted(text: string, folder = "/nowhere"): Promise<string> {
  const lines = text.split("\n");
  for (const { position, label } of inlayHints(await snapshotOf(text, folder)).reverse()) {
    const line = lines[position.line]!;
    lines[position.line] = `${line.slice(0, position.character)}«${label as string}»${line.slice(position.character)}`;
  }
  return lines.join("\n");
}
