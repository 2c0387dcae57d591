import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sessionProgram } from "../../client/session/library.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "bask-library-")));
afterAll(() => rmSync(root, { recursive: true }));

describe("which copy of Bask a session runs", () => {
  it("the extension's own where the project has none", () => {
    expect(sessionProgram(join(root, "cells.ts"), "/extension/main.js")).toEqual({ main: "/extension/main.js", workspaceCopy: undefined });
    expect(sessionProgram(undefined, "/extension/main.js").main).toBe("/extension/main.js");
  });
  it("the project's, if it is built", () => {
    const copy = join(root, "project", "node_modules", "bask");
    mkdirSync(join(copy, "dist", "session"), { recursive: true });
    writeFileSync(join(copy, "package.json"), JSON.stringify({ name: "bask", version: "9.9.9", exports: { "./package.json": "./package.json" } }));
    const file = join(root, "project", "src", "cells.ts");
    expect(sessionProgram(file, "/extension/main.js").workspaceCopy).toBeUndefined();
    writeFileSync(join(copy, "dist", "session", "main.js"), "");
    expect(sessionProgram(file, "/extension/main.js")).toEqual({ main: join(copy, "dist", "session", "main.js"), workspaceCopy: copy });
  });
});
