/** Folders that are to be there. */

import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes `folder` and what is missing above it. One system call a level: Node's own recursive form never returns where a file system answers "no such file"
 * for a name below a folder that is there, as `/proc` does. Throws the system's error, with the name that could not be made.
 */
export function makeFolder(folder: string, mode?: number): void {
  const missing: string[] = [];
  for (let path = resolve(folder); kind(path) === "missing" && path !== dirname(path); path = dirname(path)) missing.push(path);
  // Of a file in its place the system says what it says.
  if (missing.length === 0 && kind(folder) === "file") missing.push(resolve(folder));
  for (const path of missing.toReversed()) {
    try {
      mkdirSync(path, mode === undefined ? {} : { mode });
    } catch (error) {
      // Another task, or another process, was faster.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || kind(path) !== "folder") throw error;
    }
  }
}

function kind(path: string): "folder" | "file" | "missing" {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return "missing";
  }
}
