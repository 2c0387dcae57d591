/** `bask lsp`: the language server over standard input and output, in this process. */

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { existsSync } from "node:fs";

export function lsp(): void {
  const server = ["./server.cjs", "../server.cjs"].map(place => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  if (server === undefined) throw new TypeError("the language server is not built: run the build first");
  if (!process.argv.includes("--stdio")) process.argv.push("--stdio");
  createRequire(import.meta.url)(server);
}
