/** Several runs as one profile: sums of work, the largest peak, the longest of the critical paths. */

import type { LayerProfile, RunProfile } from "../../protocol/profile.ts";

export function mergeProfiles(runs: readonly RunProfile[]): RunProfile {
  const [first] = runs;
  if (first === undefined) throw new RangeError("expected at least one run, got none");
  const sum = (of: (run: RunProfile) => number): number => runs.reduce((n, run) => n + of(run), 0);
  const longest = runs.reduce((a, b) => (pathLength(b) > pathLength(a) ? b : a));
  return {
    run: first.run,
    started: first.started,
    wall: sum(run => run.wall),
    work: sum(run => run.work),
    workers: Math.max(...runs.map(run => run.workers)),
    tasks: sum(run => run.tasks),
    read: sum(run => run.read),
    written: sum(run => run.written ?? 0),
    spilled: sum(run => run.spilled ?? 0),
    readBack: sum(run => run.readBack ?? 0),
    copied: sum(run => run.copied ?? 0),
    queued: sum(run => run.queued ?? 0),
    scheduling: sum(run => run.scheduling ?? 0),
    peak: Math.max(...runs.map(run => run.peak)),
    layers: mergeLayers(runs.flatMap(run => run.layers)),
    criticalPath: longest.criticalPath,
    error: runs.find(run => run.error !== null)?.error ?? null,
  };
}

const pathLength = (run: RunProfile): number => run.criticalPath.reduce((ms, step) => ms + step.ms, 0);

/** Layers of one label are one row. */
function mergeLayers(layers: readonly LayerProfile[]): LayerProfile[] {
  const rows = new Map<string, LayerProfile>();
  for (const layer of layers) {
    const row = rows.get(layer.label);
    rows.set(
      layer.label,
      row === undefined
        ? layer
        : {
            ...row,
            tasks: row.tasks + layer.tasks,
            done: row.done + layer.done,
            work: row.work + layer.work,
            bytes: row.bytes + layer.bytes,
            slowest: (layer.slowest?.ms ?? 0) > (row.slowest?.ms ?? 0) ? layer.slowest : row.slowest,
            sites: [...row.sites, ...layer.sites],
          },
    );
  }
  return [...rows.values()].sort((a, b) => b.work - a.work);
}
