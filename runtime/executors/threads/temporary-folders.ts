/** Folders that go when the process ends. One listener for all: many engines must not make Node warn of a leak. */

import { existsSync, rmSync } from "node:fs";

const folders = new Set<string>();
let listening = false;

export function removeAtExit(folder: string): void {
  folders.add(folder);
  if (listening) return;
  listening = true;
  process.once("exit", () => folders.forEach(remove));
}
export function removeNow(folder: string): void {
  folders.delete(folder);
  remove(folder);
}

/** Another thread may be deleting files in it: then the removal stops half way and says nothing. */
function remove(folder: string): void {
  for (let attempt = 0; attempt < 10 && existsSync(folder); attempt++) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
