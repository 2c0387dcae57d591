/** Which copy of Bask a session runs: the one that `import "bask"` in the cell file leads to, if there is one, else the extension's own. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface SessionProgram {
  readonly main: string;
  /** The folder of a copy in the workspace; undefined for the extension's own. */
  readonly workspaceCopy: string | undefined;
}

/** All threads of the session take everything from the copy that the program belongs to. */
export function sessionProgram(file: string | undefined, bundled: string): SessionProgram {
  if (file !== undefined) {
    try {
      const folder = dirname(createRequire(file).resolve("bask/package.json"));
      const main = join(folder, "dist", "session", "main.js");
      if (existsSync(main)) return { main, workspaceCopy: folder };
    } catch {
      // The project has none of its own.
    }
  }
  return { main: bundled, workspaceCopy: undefined };
}
