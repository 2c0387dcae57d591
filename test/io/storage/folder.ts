/** A folder of a test file's own, and runs in this thread. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

export function testFolder(name: string): (...parts: string[]) => string {
  const folder = mkdtempSync(join(tmpdir(), `bask-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (...parts) => join(folder, ...parts);
}
export const sync = { scheduler: "sync" } as const;
