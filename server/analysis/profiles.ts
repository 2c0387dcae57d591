/** Measured profiles of runs, from the files they leave, with their places brought to the present text. */

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Cell } from "../../runtime/cells/cell.ts";
import { cellHash, type LayerProfile, type ProfileFile, profileName, type RunProfile } from "../../protocol/profile.ts";

export interface Measured {
  readonly layer: LayerProfile;
  readonly run: RunProfile & { readonly cell: number };
}

const MAX_PROFILE = 16 << 20;

export class ProfileStore {
  readonly #cacheDir: string;
  readonly #files = new Map<string, { stamp: string; at: number; profile: ProfileFile | undefined }>();
  constructor(cacheDir: string) {
    this.#cacheDir = cacheDir;
  }
  pathOf(file: string): string {
    return join(this.#cacheDir, "profiles", profileName(file));
  }
  /** The profile of a source file as it is now; a broken file is none. */
  read(file: string): ProfileFile | undefined {
    const path = this.pathOf(file);
    const known = this.#files.get(path);
    if (known !== undefined && performance.now() - known.at < 200) return known.profile;
    let stamp = "";
    let profile: ProfileFile | undefined;
    try {
      const { size, mtimeMs } = statSync(path);
      stamp = `${size} ${mtimeMs}`;
      if (known?.stamp === stamp) profile = known.profile;
      else if (size <= MAX_PROFILE) profile = checked(JSON.parse(readFileSync(path, "utf8")));
    } catch {
      profile = undefined;
    }
    this.#files.set(path, { stamp, at: performance.now(), profile });
    return profile;
  }
}

function checked(value: unknown): ProfileFile | undefined {
  const file = value as Partial<ProfileFile> | null;
  return typeof file === "object" && file !== null && file.version === 1 && Array.isArray(file.cells) && Array.isArray(file.runs)
    ? (file as ProfileFile)
    : undefined;
}

/** The last measurement of each call, by its place in the present text: cells whose text is the same moved as a whole. */
export function measuredByPlace(profile: ProfileFile, cells: readonly Cell[], file: string): Map<string, Measured> {
  const now = new Map(cells.map(cell => [cellHash(cell.text), cell]));
  const then = [...profile.cells].sort((a, b) => a.startLine - b.startLine);
  const found = new Map<string, Measured>();
  for (const run of profile.runs) {
    for (const layer of run.layers) {
      for (const site of layer.sites) {
        if (site.file !== file) continue;
        const cell = then.findLast(each => each.startLine <= site.line);
        const present = cell === undefined ? undefined : now.get(cell.hash);
        if (cell === undefined || present === undefined) continue;
        const key = placeKey(site.line - cell.startLine + present.startLine, site.character);
        const earlier = found.get(key);
        // Stages of one call: the one with most work speaks for it.
        if (earlier === undefined || earlier.run.run !== run.run || earlier.layer.work <= layer.work) found.set(key, { layer, run });
      }
    }
  }
  return found;
}
export const placeKey = (line: number, character: number): string => `${line}:${character}`;
