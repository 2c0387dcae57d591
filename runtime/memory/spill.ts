/**
 * Blocks on disk: one file, in a folder of this process, made when the first block is written; freed places are written over. Folders of
 * processes that were killed are removed by the next process that runs anything.
 */

import { closeSync, openSync, readdirSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { makeFolder } from "../make-folder.ts";
import { PAGE } from "./size-class.ts";
import { Slots } from "./slots.ts";

const PREFIX = "bask-blocks-";

/** Where the bytes of a lease are. */
export interface SpillFile {
  readonly path: string;
  /** First byte in the file. */
  readonly at: number;
  readonly bytes: number;
  /** What the bytes must come to when they are read. */
  readonly sum: number;
}
export interface Spill {
  /** Throws, and has taken nothing, where the disk does not take it. */
  write(bytes: Uint8Array): SpillFile;
  /** Straight into block memory; its place is free afterwards, whether it could be read or not. */
  read(file: SpillFile, into: Uint8Array): void;
  remove(file: SpillFile): void;
  /** Leases on disk now. */
  readonly count: number;
  /** The file goes; the next write makes another one. */
  close(): void;
}

/** What opens, writes and reads: replaced in tests of disks that fail. */
export interface SpillDisk {
  write(file: number, bytes: Uint8Array, from: number, length: number, at: number): number;
}
const DISK: SpillDisk = { write: writeSync };

export const spillFolder = (temporary: string): string => join(temporary, `${PREFIX}${process.pid}-${Math.random().toString(36).slice(2, 10)}`);

export function createSpill(folder: string, disk: SpillDisk = DISK): Spill {
  const path = join(folder, "blocks");
  const slots = new Slots();
  let file = -1;
  let count = 0;
  let made = false;
  removeLeftovers(join(folder, ".."));
  const open = () => {
    if (file >= 0) return;
    makeFolder(folder, 0o700);
    made = true;
    file = openSync(path, "w+", 0o600);
  };
  const pages = (bytes: number) => Math.ceil(bytes / PAGE);
  const free = ({ at, bytes }: SpillFile) => {
    count--;
    slots.give(at / PAGE, pages(bytes));
  };
  return {
    write(bytes) {
      open();
      const at = slots.take(pages(bytes.length)) * PAGE;
      try {
        for (let done = 0; done < bytes.length;) done += disk.write(file, bytes, done, bytes.length - done, at + done);
      } catch (error) {
        slots.give(at / PAGE, pages(bytes.length));
        throw error;
      }
      count++;
      return { path, at, bytes: bytes.length, sum: crc32(bytes) };
    },
    read(from, into) {
      try {
        readSpilled(file, from, into);
      } finally {
        free(from);
      }
    },
    remove: free,
    get count() {
      return count;
    },
    close() {
      if (file >= 0) closeSync(file);
      file = -1;
      count = 0;
      slots.clear();
      if (!made) return;
      made = false;
      try {
        rmSync(folder, { recursive: true, force: true });
      } catch {
        // What cannot be removed now is removed at a later start.
      }
    },
  };
}

/** Also for the caller's thread, which opens the file for itself. Throws where the bytes are not those that were written. */
export function readSpilled(file: number, { path, at, bytes, sum }: SpillFile, into: Uint8Array): void {
  for (let done = 0; done < bytes;) {
    const got = readSync(file, into, done, bytes - done, at + done);
    if (got === 0) throw new Error(`${path} is shorter than what was written to it`);
    done += got;
  }
  if (crc32(into.subarray(0, bytes)) !== sum) throw new Error(`${path} does not hold what was written to it`);
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
