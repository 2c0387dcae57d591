/** Folders that go when the process ends. One listener for all: many engines must not make Node warn of a leak. */

import { rmSync } from "node:fs";

const folders = new Set<string>();
const remove = (folder: string) => rmSync(folder, { recursive: true, force: true });
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
