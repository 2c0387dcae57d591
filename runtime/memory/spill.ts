/**
 * Blocks on disk: one file a lease, in a folder of this process, made when the first is written. Folders of processes that were killed are
 * removed by the next process that runs anything.
 */

import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";

const PREFIX = "bask-blocks-";

export interface SpillFile {
  readonly path: string;
  readonly bytes: number;
}
export interface Spill {
  write(bytes: Uint8Array): SpillFile;
  /** Straight into block memory; the file is gone afterwards. */
  read(file: SpillFile, into: Uint8Array): void;
  remove(file: SpillFile): void;
  close(): void;
}

export const spillFolder = (temporary: string): string => join(temporary, `${PREFIX}${process.pid}-${Math.random().toString(36).slice(2, 10)}`);

export function createSpill(folder: string): Spill {
  let made = false;
  let count = 0;
  removeLeftovers(join(folder, ".."));
  return {
    write(bytes) {
      if (!made) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        made = true;
      }
      const path = join(folder, String(count++));
      const file = openSync(path, "wx", 0o600);
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at);
      } finally {
        closeSync(file);
      }
      return { path, bytes: bytes.length };
    },
    read(file, into) {
      const opened = openSync(file.path, "r");
      try {
        for (let at = 0; at < file.bytes;) {
          const got = readSync(opened, into, at, file.bytes - at, at);
          if (got === 0) throw new Error(`${file.path} is shorter than the block that was written to it`);
          at += got;
        }
      } finally {
        closeSync(opened);
      }
      unlinkSync(file.path);
    },
    remove: file => rmSync(file.path, { force: true }),
    close() {
      if (made) rmSync(folder, { recursive: true, force: true });
      made = false;
    },
  };
}

/** Gives the folders that were removed; those of other users stay. */
export function removeLeftovers(temporary: string): string[] {
  const removed: string[] = [];
  for (const name of namesIn(temporary)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    try {
      rmSync(join(temporary, name), { recursive: true, force: true });
      removed.push(name);
    } catch {
      continue;
    }
  }
  return removed;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
