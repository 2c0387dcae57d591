/** Rules over the real protocol: diagnostics with their pages, fixes that are applied, settings. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleServer, ServerProcess } from "../process.ts";

interface Edit {
  readonly range: { readonly start: { line: number; character: number }; readonly end: { line: number; character: number } };
  readonly newText: string;
}
interface Action {
  readonly title: string;
  readonly kind: string;
  readonly edit: { readonly changes: Record<string, Edit[]> };
}
let server: ServerProcess;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bask-rules-"));
  server = await ServerProcess.start(await bundleServer(), folder, { cacheDir: folder, rules: { AR22: { severity: "error" } } });
}, 60_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const TEXT = `import { delayed } from "bask";
import * as da from "bask/array";
const load = (n: number) => n * 2;
const a = delayed(load(3));
const x = da.ones([3]);
const y = da.fromArray(x);
const z = da.fromArray(y);
await x.visualise();
`;

function applied(text: string, edits: readonly Edit[]): string {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(match => match.index + 1)];
  const at = ({ line, character }: { line: number; character: number }) => starts[line]! + character;
  return [...edits]
    .sort((p, q) => at(q.range.start) - at(p.range.start))
    .reduce((all, { range, newText }) => all.slice(0, at(range.start)) + newText + all.slice(at(range.end)), text);
}

test("each fix makes its diagnostic go", async () => {
  const uri = await server.open(join(folder, "a.ts"), TEXT);
  const { diagnostics } = await server.settled(uri, ({ diagnostics: all }) => all.length > 0);
  expect(diagnostics.map(each => each.code)).toEqual(["DL01", "AR22", "AR22", "DL18"]);
  expect(diagnostics[1]!.severity).toBe(1);
  for (const { code, codeDescription } of diagnostics as ((typeof diagnostics)[number] & { codeDescription?: { href: string } })[]) {
    // The bundle lies three folders below the top here, as far from the pages as it may be.
    if (codeDescription === undefined) continue;
    expect(codeDescription.href).toMatch(new RegExp(`/docs/rules/${code}\\.md$`));
    expect(existsSync(fileURLToPath(codeDescription.href))).toBe(true);
  }
  const actions = (only: typeof diagnostics, kinds?: string[]) =>
    server.request<Action[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: diagnostics[0]!.range,
      context: { diagnostics: only, ...(kinds === undefined ? {} : { only: kinds }) },
    });
  let text = TEXT;
  for (const code of ["DL18", "DL01"]) {
    const [fix] = await actions(diagnostics.filter(each => each.code === code));
    text = applied(text, fix!.edit.changes[uri]!);
  }
  expect(text).toContain("const a = delayed(load)(3);");
  expect(text).toContain("await x.visualize();");
  const all = await actions(diagnostics.filter(each => each.code === "AR22").slice(0, 1));
  expect(all.map(each => each.title)).toContain("Fix all 2 of AR22");
  const fixAll = await actions([], ["source.fixAll"]);
  expect(fixAll).toMatchObject([{ kind: "source.fixAll.bask" }]);
  text = applied(text, fixAll[0]!.edit.changes[uri]!);
  expect(text).toContain("const y = x;\nconst z = y;");
  await server.change(uri, text);
  await server.settled(uri, ({ diagnostics: left }) => left.length === 0);
});

test("settings that change are told again", async () => {
  const uri = await server.open(join(folder, "b.ts"), TEXT);
  await server.settled(uri, ({ diagnostics }) => diagnostics.length === 4);
  await server.connection.sendNotification("workspace/didChangeConfiguration", {
    settings: { bask: { rules: { AR22: { severity: "off" }, DL01: { severity: "hint" } } } },
  });
  const { diagnostics } = await server.settled(uri, ({ diagnostics: all }) => all.length === 2);
  expect(diagnostics.map(each => [each.code, each.severity])).toEqual([
    ["DL01", 3],
    ["DL18", 2],
  ]);
});
