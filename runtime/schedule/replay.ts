/**
 * A recorded run: what it began with, the events that came, and what the scheduler decided at each. Since `advance` knows nothing else, the
 * same events lead to the same decisions; where they do not, the recording says at which event.
 */

import type { Graph, Layer } from "../graph/graph.ts";
import { Effects } from "./effects.ts";
import type { RunEvent } from "./events.ts";
import { createState, type RunSettings, type RunState } from "./state.ts";
import { advance } from "./step.ts";

export interface RecordedRun {
  readonly graph: Graph;
  readonly outputs: readonly number[];
  readonly settings: Omit<RunSettings, "absent"> & { readonly absent: readonly number[] };
  readonly events: readonly RunEvent[];
  /** What followed each event: kind, task and worker in turn. */
  readonly decisions: readonly Int32Array[];
}

/** What scheduling needs of a graph, and no more: settings of tasks may be large, or not for keeping. */
export function skeleton(graph: Graph): Graph {
  const bare = { names: [], label: "", work: "makes", sites: [], kernel: "", params: {}, blockBytes: null } as const;
  const layers = graph.layers.map((layer): Layer => {
    const { name, blocks, size, first } = layer;
    const common = { ...bare, name, blocks, size, first };
    return layer.kind === "blockwise"
      ? { ...common, kind: "blockwise", inputs: layer.inputs }
      : { ...common, kind: "table", offsets: Int32Array.from(layer.offsets), deps: Int32Array.from(layer.deps) };
  });
  return { layers, size: graph.size };
}

export const decisionOf = (effects: Effects): Int32Array =>
  Int32Array.from({ length: effects.length * 3 }, (_, i) => (i % 3 === 0 ? effects.kinds : i % 3 === 1 ? effects.tasks : effects.workers)[Math.floor(i / 3)]!);

/** Goes through the recording; throws at the first event after which something else was decided. Gives the state it ends in. */
export function replay(recorded: RecordedRun): RunState {
  const { graph, outputs, settings, events, decisions } = recorded;
  const state = createState(graph, outputs, { ...settings, absent: worker => settings.absent.includes(worker) });
  const effects = new Effects();
  for (let i = 0; i < events.length; i++) {
    effects.clear();
    advance(state, events[i]!, effects);
    const [now, then] = [decisionOf(effects).join(" "), decisions[i]!.join(" ")];
    if (now !== then) throw new Error(`event ${i} (${JSON.stringify(events[i])}) led to [${then}], and now to [${now}]`);
  }
  return state;
}
