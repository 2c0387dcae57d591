/** Of several runs the one with the higher priority comes first: others get workers when it has no task that waits for one. */

interface Prioritised {
  readonly priority: number;
  readonly running: boolean;
  readonly state: { readonly readyCount: number };
  hold(held: boolean): void;
}

export function letImportantFirst(runs: ReadonlyMap<number, Prioritised>): void {
  let highest = -Infinity;
  for (const run of runs.values()) if (run.running && run.state.readyCount > 0) highest = Math.max(highest, run.priority);
  for (const run of runs.values()) if (run.running) run.hold(run.priority < highest);
}
