/** A folder of its own for each test, and what is in a folder as text that can be compared. */

import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { ensure } from "../../scripts/data/make.mjs";
import { sets } from "../../scripts/data/sets.mjs";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bask-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file below a folder with the digest of its content, but for the hidden ones at the top. */
export function digests(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  const walk = (path: string) => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const name = join(path, entry.name);
      if (path === "" && entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) walk(name);
      else files[name] = createHash("sha256").update(readFileSync(join(folder, name))).digest("hex");
    }
  };
  walk("");
  return files;
}

export async function makeAll(folder: string, { seed = 0, scale = 0.01 } = {}): Promise<void> {
  for (const set of sets) await ensure(folder, set, { seed, scale });
}
