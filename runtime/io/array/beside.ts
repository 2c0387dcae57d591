/**
 * Arrays appear all at once or not at all: they are written beside their place, under a name that says which process writes, and are moved there when whole.
 * What a process that has died left behind goes with the next write to the same place.
 */

import { cpSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "../../make-folder.ts";
import { FileError } from "../../errors.ts";
import { systemReason } from "../bytes/open.ts";
import { zipFolder, zipNames } from "./zip-write.ts";

export const besideName = (path: string, token: string): string => `${path}.tmp-${token}-${process.pid}`;
const BESIDE = /\.(?:tmp|old)-[0-9a-f]+-(\d+)$/;

/** One array, or a file of arrays, that waits for its name. */
export interface Move {
  readonly temporary: string;
  readonly path: string;
  /** Small files that belong into it, written last. */
  readonly files: readonly (readonly [name: string, text: string | Uint8Array])[];
  /** Files outside of it, made where they are missing or `over`written: what groups say of their members. */
  readonly around: readonly { readonly path: string; readonly text: string; readonly over: boolean }[];
  readonly folder: boolean;
  /** What is written is a folder, and becomes part of a zip file at `path`: all of it, or what stands below this name. Paths of `around` are names in it. */
  readonly zip?: { readonly below: string; readonly temporary: string };
}

export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof Error && "syscall" in error) throw new FileError(systemReason(path, error).replace("read", "write"), path, { cause: error });
    throw error;
  }
}

export function move(given: Move): void {
  const { temporary, path, files, around, folder, zip } = given;
  if (zip !== undefined) return writing(path, () => moveIntoZip(given, zip));
  writing(path, () => {
    if (folder) makeFolder(temporary);
    for (const [name, text] of files) writeFileSync(join(temporary, name), text);
    makeFolder(dirname(path));
    for (const file of around.filter(each => !each.over)) {
      if (existsSync(file.path)) continue;
      makeFolder(dirname(file.path));
      writeFileSync(file.path, file.text);
    }
    const old = temporary.replace(/\.tmp-([0-9a-f]+-\d+)$/, ".old-$1");
    if (folder && existsSync(path)) renameSync(path, old);
    renameSync(temporary, path);
    for (const file of around.filter(each => each.over)) {
      writeFileSync(`${file.path}.new`, file.text);
      renameSync(`${file.path}.new`, file.path);
    }
    rmSync(old, { recursive: true, force: true });
    removeLeft(path);
  });
}

function moveIntoZip({ temporary, path, files, around }: Move, { below, temporary: whole }: NonNullable<Move["zip"]>): void {
  const put = (name: string, text: string | Uint8Array): void => {
    makeFolder(dirname(join(temporary, name)));
    writeFileSync(join(temporary, name), text);
  };
  makeFolder(temporary);
  for (const [name, text] of files) put(name, text);
  // A group that is there already stays what it is.
  const present = new Set(existsSync(path) ? zipNames(path) : []);
  for (const file of around) if (file.over || !present.has(file.path)) put(file.path, file.text);
  makeFolder(dirname(path));
  zipFolder(temporary, path, whole, name => below !== "" && name !== below && !name.startsWith(`${below}/`));
  rmSync(temporary, { recursive: true, force: true });
  removeLeft(path);
}

/** Goes when a write fails. Where it never came to be, such as below a file, why the write failed is what counts. */
export function discard(temporary: string): void {
  try {
    rmSync(temporary, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTDIR") throw error;
  }
}

/** What writers that are no more left beside `path`. */
export function removeLeft(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const rest = name.slice(basename(path).length);
    const pid = BESIDE.exec(rest)?.[1];
    if (pid === undefined || !/^\.(tmp|old)-[0-9a-f]+-\d+$/.test(rest) || lives(Number(pid))) continue;
    const full = join(folder, name);
    // Killed between the two renames: the old array is the only one there is.
    if (rest.startsWith(".old-") && !existsSync(path)) cpSync(full, path, { recursive: true });
    rmSync(full, { recursive: true, force: true });
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
