/** Under the picture: the kinds of work, and while tasks are drawn the states with their counts. */
import type { TaskState, WorkKind } from "../../../protocol/graph.ts";
import { TASK_STATES } from "../../../protocol/view.ts";
import { count } from "../shared/format.ts";
import { KIND_TOKENS, KIND_WORDS } from "../shared/kinds.ts";
import { State } from "../shared/symbols.tsx";
import { DENSE } from "./grid.ts";
import { beat, expanded, layout, level, live, profiles, view } from "./model.ts";

const WORDS: Record<TaskState, string> = {
  waiting: "waiting",
  ready: "ready",
  running: "running",
  memory: "in memory",
  spilled: "spilled",
  released: "released",
  erred: "erred",
  stale: "stale",
};

export function Legend() {
  void beat.value;
  const kinds = new Set<WorkKind>(view.value?.nodes.map(node => node.work) ?? []);
  const run = live.value;
  const counts = TASK_STATES.map(() => 0);
  if (run) for (const state of run.states) counts[state]!++;
  return (
    <footer class="foot legend">
      {(Object.keys(KIND_WORDS) as WorkKind[])
        .filter(kind => kinds.has(kind))
        .map(kind => (
          <span key={kind}>
            <i class={`sw ${KIND_TOKENS[kind]}`} />
            {KIND_WORDS[kind]}
          </span>
        ))}
      {run !== null &&
        (expanded.value.size > 0 || !run.ended) &&
        TASK_STATES.map((state, i) =>
          counts[i]! > 0 ? (
            <span key={state}>
              <State state={state} />
              {WORDS[state]} <b>{count(counts[i]!)}</b>
            </span>
          ) : null,
        )}
      <span class="end">
        {profiles.value.length > 0 && (
          <>
            <i class="sw heat" />
            share of work
          </>
        )}
        {level.value === "density" && <span>1 tile = {DENSE} tasks</span>}
        {layout.value?.by === "linear" && <span class="muted">simple layout</span>}
      </span>
    </footer>
  );
}
