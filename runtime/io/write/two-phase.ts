/**
 * Files that appear all at once or not at all. Tasks write `name.tmp-token` and give a receipt; when all are there the caller renames them,
 * and when one failed removes what there is.
 */

import { existsSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "../../make-folder.ts";
import { environment, type RunOptions } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { FileError } from "../../errors.ts";
import { systemReason } from "../bytes/open.ts";

export interface Written {
  readonly temporary: string;
  readonly path: string;
  readonly bytes: number;
}

export const temporaryName = (path: string, token: string): string => `${path}.tmp-${token}`;

/** In a task: the bytes under a temporary name. A task that is run again writes the same file again. */
export function writeTemporary(path: string, token: string, bytes: Uint8Array): Written {
  const temporary = temporaryName(path, token);
  try {
    makeFolder(dirname(path));
    writeFileSync(temporary, bytes);
  } catch (error) {
    // Only a file that came to be: where its folder could not be made, why that failed is what counts.
    if (existsSync(temporary)) rmSync(temporary, { force: true });
    throw new FileError(systemReason(path, error).replace("read", "write"), path, { cause: error });
  }
  return { temporary, path, bytes: bytes.length };
}

export interface Commit {
  readonly token: string;
  /** Folders whose unfinished files are this write's. */
  readonly folders: readonly string[];
  /** Files to go once the new ones have their names. */
  readonly replaced?: () => readonly string[];
}

/** Runs the writing expression; gives the names of the files in order. */
export function commitWritten(node: Expr, options: RunOptions, { token, folders, replaced }: Commit): Promise<string[]> {
  const commit = (values: readonly unknown[]): string[] => {
    const written = (values[0] as readonly (Written | readonly Written[])[]).flat() as Written[];
    const names = new Set(written.map(file => file.path));
    for (const { temporary, path } of written) renameSync(temporary, path);
    for (const old of replaced?.() ?? []) if (!names.has(old)) rmSync(old, { force: true });
    return written.map(file => file.path);
  };
  const { host } = environment();
  const fresh = folders.filter(folder => host.stat(folder).state === "missing");
  const compute = environment().runner.compute([node], options, commit);
  return compute.catch((error: unknown) => {
    for (const folder of folders) removeUnfinished(folder, token);
    for (const folder of fresh) removeEmpty(folder);
    throw error;
  });
}

/** A folder that this write made, if nothing else has come into it. */
function removeEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

function removeUnfinished(folder: string, token: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile() && basename(path).endsWith(`.tmp-${token}`)) rmSync(path, { force: true });
    else if (entry.isDirectory() && entry.name.includes("=")) removeUnfinished(path, token);
  }
}
