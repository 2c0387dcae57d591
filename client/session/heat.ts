/** What the lines of a file cost in the last runs of its cells. Pure. */
import type { Site } from "../../protocol/graph.ts";
import type { LayerProfile } from "../../protocol/profile.ts";
import { bytes, duration } from "../webview/shared/format.ts";
import type { CellRun } from "./state.ts";

export interface LineHeat {
  /** In the text that ran. */
  readonly line: number;
  /** Of the tasks of its calls, ms. */
  readonly work: number;
  readonly bytes: number;
  /** Of the work of all the runs. */
  readonly share: number;
}

/** Below this share of the work a line is not worth a mark. */
export const LEAST = 0.05;

/** Three strengths, as the design draws them. */
export const strengthOf = (share: number): 1 | 2 | 3 => (share >= 0.5 ? 3 : share >= 0.2 ? 2 : 1);

/** `271 ms  83 %  96 MB`, apart by spaces that a style's content does not fold. */
export const heatText = ({ work, share, bytes: size }: LineHeat): string =>
  [duration(work), `${Math.round(share * 100)} %`, ...(size > 0 ? [bytes(size)] : [])].join("\u2002");

/** By the text that ran, since lines are its lines: cells may have run with different ones. */
export function heatOf(runs: Iterable<CellRun>, file: string, fileOf: (site: string) => string): ReadonlyMap<string, readonly LineHeat[]> {
  const lines = new Map<string, Map<number, { work: number; bytes: number }>>();
  let all = 0;
  for (const run of runs) {
    if (run.job.cell.file !== file) continue;
    const found = lines.get(run.job.fileText) ?? new Map<number, { work: number; bytes: number }>();
    lines.set(run.job.fileText, found);
    for (const { profile } of run.computes) {
      if (profile === null) continue;
      all += profile.work;
      for (const layer of profile.layers) {
        for (const { site, work, size } of partsOf(layer)) {
          if (site === undefined || fileOf(site.file) !== file) continue;
          const line = found.get(site.line) ?? { work: 0, bytes: 0 };
          found.set(site.line, { work: line.work + work, bytes: line.bytes + size });
        }
      }
    }
  }
  return new Map(
    [...lines].map(([text, found]) => [
      text,
      [...found]
        .map(([line, { work, bytes: size }]) => ({ line, work, bytes: size, share: all === 0 ? 0 : work / all }))
        .filter(each => each.share >= LEAST)
        .sort((a, b) => a.line - b.line),
    ]),
  );
}

/** A task of several operations says what each took, and its block is what the last of them made. */
function partsOf({ steps, sites, work, bytes: size }: LayerProfile): { readonly site: Site | undefined; readonly work: number; readonly size: number }[] {
  if (steps === undefined || steps.length === 0) return [{ site: sites[0], work, size }];
  return steps.map((step, i) => ({ site: step.sites[0], work: step.work, size: i === steps.length - 1 ? size : 0 }));
}
