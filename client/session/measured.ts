/** What was measured of several runs as one: a file's cells run one after the other, and a cell may compute more than once. Pure. */
import type { RunProfile } from "../../protocol/profile.ts";
import type { CellRun } from "./state.ts";

/** Of the last run of each cell; null where nothing was measured. */
export function measuredOf(runs: readonly CellRun[]): RunProfile | null {
  const profiles = runs.flatMap(run => run.computes.flatMap(each => each.profile ?? []));
  const [first, ...rest] = profiles;
  if (first === undefined) return null;
  return rest.reduce<RunProfile>(
    (all, each) => ({
      ...all,
      wall: all.wall + each.wall,
      work: all.work + each.work,
      tasks: all.tasks + each.tasks,
      read: all.read + each.read,
      peak: Math.max(all.peak, each.peak),
      layers: [...all.layers, ...each.layers],
      error: all.error ?? each.error,
    }),
    first,
  );
}
