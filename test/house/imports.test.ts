import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { executing, faces, table } from "./import-table.ts";
import { importsOf, readSource, roomOf, sources, top, violations, wayTo } from "./imports.ts";

const folders = ["protocol", "runtime", "server", "client", "cli"].filter(folder => existsSync(join(top, folder)));
const files = folders.flatMap(sources);

describe("the import table", () => {
  test.each(folders)("holds in %s", folder => {
    const wrong = files.filter(path => path.startsWith(`${folder}/`)).flatMap(path => violations(path, readSource(path)));
    expect(wrong).toEqual([]);
  });
  test("has no circle of rooms", () => {
    // Types may point back (an operation speaks of expressions); what is loaded and run may not.
    const open: string[] = [];
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (room: string) => {
      if (open.includes(room)) circles.push([...open.slice(open.indexOf(room)), room].join(" -> "));
      if (done.has(room) || open.includes(room)) return;
      open.push(room);
      for (const next of table[room]?.rooms ?? []) if (next !== "runtime") visit(next);
      open.pop();
      done.add(room);
    };
    Object.keys(table).forEach(visit);
    expect(circles).toEqual([]);
  });
  test("has a reason in each row", () => {
    for (const [room, row] of Object.entries(table)) expect(row.because.length, room).toBeGreaterThan(20);
  });
  test("names only rooms that have a row", () => {
    for (const [room, row] of Object.entries(table))
      for (const named of [...row.rooms, ...(row.types ?? [])]) expect(named === "runtime" || named in table, `${room} names ${named}`).toBe(true);
  });
});

describe("the language server cannot execute user code", () => {
  test("nothing it loads reaches a room that executes, however far around", () => {
    const starts = files.filter(path => path.startsWith("server/"));
    const read = (path: string) => (files.includes(path) ? readSource(path) : undefined);
    expect(wayTo(executing, starts, read)).toBeUndefined();
  });
  test("a way around would be found", () => {
    const tree: Record<string, string> = {
      "server/main.ts": 'import { read } from "../runtime/io/text.ts"; import type { Engine } from "../runtime/executors/inline.ts";',
      "runtime/io/text.ts": 'export * from "./kernel.ts";',
      "runtime/io/kernel.ts": 'import { sum } from "../kernels/sum.ts";',
      "runtime/kernels/sum.ts": "",
    };
    const way = ["server/main.ts", "runtime/io/text.ts", "runtime/io/kernel.ts", "runtime/kernels/sum.ts"];
    expect(wayTo(executing, ["server/main.ts"], path => tree[path])).toEqual(way);
    tree["runtime/io/kernel.ts"] = 'import type { Sum } from "../kernels/sum.ts";';
    expect(wayTo(executing, ["server/main.ts"], path => tree[path])).toBeUndefined();
  });
});

describe("the import test can fail", () => {
  const wrong = (path: string, text: string) => violations(path, text).length;
  test("on a forbidden room", () => {
    expect(wrong("server/features/hover.ts", 'import { run } from "../../runtime/executors/inline.ts";')).toBe(1);
    expect(wrong("server/features/hover.ts", 'import type { Engine } from "../../runtime/session/main.ts";')).toBe(1);
    expect(wrong("server/features/hover.ts", 'export * from "../../runtime/kernels/index.ts";')).toBe(1);
    expect(wrong("server/features/hover.ts", 'await import("../../runtime/run.ts");')).toBe(1);
    expect(wrong("server/features/hover.ts", 'let x: import("../../runtime/functions/live.ts").Live;')).toBe(1);
    expect(wrong("server/features/hover.ts", 'import { ones } from "../../runtime/array.ts";')).toBe(1);
    expect(wrong("runtime/run.ts", 'import { start } from "./session/main.ts";')).toBe(1);
  });
  test("on values where only types are free", () => {
    expect(wrong("runtime/kernels/kernel.ts", 'import type { FunctionRef } from "../expr/function-ref.ts";')).toBe(0);
    expect(wrong("runtime/kernels/kernel.ts", 'import { type FunctionRef } from "../expr/function-ref.ts";')).toBe(0);
    expect(wrong("runtime/kernels/kernel.ts", 'import { type FunctionRef, make } from "../expr/function-ref.ts";')).toBe(1);
  });
  test("on packages and on Node", () => {
    expect(wrong("runtime/meta/shape.ts", 'import { readFileSync } from "node:fs";')).toBe(1);
    expect(wrong("runtime/schedule/step.ts", 'import fs from "fs";')).toBe(1);
    expect(wrong("client/webview/graph/main.ts", 'import * as vscode from "vscode";')).toBe(1);
    expect(wrong("server/main.ts", 'import * as vscode from "vscode";')).toBe(1);
    expect(wrong("server/main.ts", 'import { ones } from "bask/array";')).toBe(1);
  });
  test("on a room that nobody wrote down", () => {
    expect(wrong("runtime/helpers/x.ts", "")).toBe(1);
    expect(wrong("runtime/loose.ts", "")).toBe(1);
  });
});

test("every file has a room", () => {
  expect(files.length).toBeGreaterThan(0);
  expect([...new Set(files.map(roomOf))].filter(room => !(room in table))).toEqual([]);
  expect(faces.map(roomOf)).toEqual(faces.map(() => "the public faces"));
  expect(importsOf("a.ts", '// import "b";\nconst s = \'import "c"\';\nimport "d";')).toEqual([{ specifier: "d", typeOnly: false }]);
});
