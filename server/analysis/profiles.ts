/** Measured profiles of runs, from the files they leave, with their places brought to the present text. */

import { statSync } from "node:fs";
import { join } from "node:path";
import type { Site } from "../../protocol/graph.ts";
import type { Cell } from "../../runtime/cells/cell.ts";
import { readProfile } from "../../runtime/profile/file.ts";
import { cellHash, type LayerProfile, type ProfileFile, profileName, type RunProfile } from "../../protocol/profile.ts";

export interface Measured {
  /** Its costliest stage. */
  readonly layer: LayerProfile;
  /** Of all its stages. */
  readonly tasks: number;
  readonly work: number;
  /** Of its result; null where only a further operation's blocks were made. */
  readonly bytes: number | null;
  readonly run: RunProfile & { readonly cell: number };
}

/** Milliseconds that an answer is believed. */
const FRESH = 200;

export class ProfileStore {
  readonly #folder: string;
  readonly #files = new Map<string, { stamp: string; at: number; profile: ProfileFile | undefined }>();
  constructor(cacheDir: string) {
    this.#folder = join(cacheDir, "profiles");
  }
  pathOf(file: string): string {
    return join(this.#folder, profileName(file));
  }
  /** What is believed of a source file's profile is looked at again. */
  forget(file: string): void {
    this.#files.delete(this.pathOf(file));
  }
  /** The profile of a source file as it is now; a broken one is none. */
  read(file: string): ProfileFile | undefined {
    const path = this.pathOf(file);
    const known = this.#files.get(path);
    if (known !== undefined && performance.now() - known.at < FRESH) return known.profile;
    let stamp = "";
    try {
      const { size, mtimeMs } = statSync(path);
      stamp = `${size} ${mtimeMs}`;
    } catch {
      // None was left.
    }
    const profile = stamp === "" ? undefined : known?.stamp === stamp ? known.profile : readProfile(this.#folder, file);
    this.#files.set(path, { stamp, at: performance.now(), profile });
    return profile;
  }
}

/** The last measurement of each call, by its place in the present text: cells whose text is the same moved as a whole. */
export function measuredByPlace(profile: ProfileFile, cells: readonly Cell[], file: string): Map<string, Measured> {
  const now = new Map(cells.map(cell => [cellHash(cell.text), cell]));
  const then = [...profile.cells].sort((a, b) => a.startLine - b.startLine);
  const presentKey = (site: Site): string | undefined => {
    const cell = then.findLast(each => each.startLine <= site.line);
    const present = cell === undefined ? undefined : now.get(cell.hash);
    return cell === undefined || present === undefined ? undefined : placeKey(site.line - cell.startLine + present.startLine, site.character);
  };
  const found = new Map<string, Measured>();
  for (const run of profile.runs) {
    for (const layer of run.layers) {
      for (const [position, site] of layer.sites.entries()) {
        const key = site.file === file ? presentKey(site) : undefined;
        if (key === undefined) continue;
        // In a task of several operations each has its own share of the time.
        const own = layer.steps?.filter(step =>
          step.sites.some(each => each.file === site.file && each.line === site.line && each.character === site.character),
        );
        const work = own === undefined || own.length === 0 ? layer.work : own.reduce((sum, step) => sum + step.work, 0);
        const earlier = found.get(key);
        const stages = earlier?.run === run ? earlier : undefined;
        found.set(key, {
          run,
          // Of the stages of one call the one with most work speaks for it.
          layer: stages === undefined || stages.layer.work <= layer.work ? layer : stages.layer,
          tasks: (stages?.tasks ?? 0) + layer.tasks,
          work: (stages?.work ?? 0) + work,
          // A fused layer leaves what its last operation makes, whose site comes first.
          bytes: position === 0 ? layer.bytes : null,
        });
      }
    }
  }
  return found;
}
export const placeKey = (line: number, character: number): string => `${line}:${character}`;
