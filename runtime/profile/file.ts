/** The profile file of a source file, in the cache folder: bounded, and written whole or not at all, since the editor may read it at any moment. */

import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeFolder } from "../make-folder.ts";
import { profileName, type ProfileFile, type RunProfile } from "../../protocol/profile.ts";

/** Bytes of a file that is written or read. */
const LARGEST = 4 << 20;
/** Of one run: its costliest layers, and the longest steps of its critical path. */
const LAYERS = 500;
const STEPS = 200;

/** Gives the path. The oldest runs are left out where the file would grow too large. */
export function writeProfile(cacheDir: string, profile: ProfileFile): string {
  const target = path.join(cacheDir, profileName(profile.file));
  const temporary = `${target}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  const runs = profile.runs.map(run => ({ ...boundRun(run), cell: run.cell }));
  let text = JSON.stringify({ ...profile, runs });
  while (text.length > LARGEST && runs.length > 0) {
    runs.splice(0, Math.ceil(runs.length / 2));
    text = JSON.stringify({ ...profile, runs });
  }
  makeFolder(cacheDir);
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return target;
}

/** The profile of a source file; undefined where there is none, or what there is cannot be read. */
export function readProfile(cacheDir: string, file: string): ProfileFile | undefined {
  try {
    const source = path.join(cacheDir, profileName(file));
    if (statSync(source).size > 2 * LARGEST) return undefined;
    const value = JSON.parse(readFileSync(source, "utf8")) as Partial<ProfileFile> | null;
    return typeof value === "object" && value !== null && value.version === 1 && value.file === file && Array.isArray(value.cells) && Array.isArray(value.runs)
      ? (value as ProfileFile)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A run of a million tasks as a page of text. */
export function boundRun(run: RunProfile): RunProfile {
  return { ...run, layers: longest(run.layers, LAYERS, layer => layer.work), criticalPath: longest(run.criticalPath, STEPS, step => step.ms) };
}

/** The largest of a list, in its order. */
function longest<T>(items: readonly T[], most: number, of: (item: T) => number): readonly T[] {
  if (items.length <= most) return items;
  const kept = new Set(
    items
      .map((_, i) => i)
      .sort((a, b) => of(items[b]!) - of(items[a]!) || a - b)
      .slice(0, most),
  );
  return items.filter((_, i) => kept.has(i));
}
