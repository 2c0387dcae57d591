/** A folder of files for one test. */

import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Folder {
  readonly root: string;
  path(name: string): string;
  write(name: string, text: string): void;
}

export function folder(files: Record<string, string>): Folder {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "bask-link-")));
  const made: Folder = {
    root,
    path: name => join(root, name),
    write(name, text) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    },
  };
  for (const [name, text] of Object.entries(files)) made.write(name, text);
  return made;
}
