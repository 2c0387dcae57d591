/** Blocks that an engine keeps for later runs. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Graph } from "../../runtime/graph/graph.ts";
import type { Engine, RunRequest } from "../../runtime/schedule/engine.ts";
import { graphOf } from "./graphs.ts";

setFlagsFromString("--expose-gc");
/** Collects what nobody holds. */
export const collect = runInNewContext("gc") as () => void;

export const request = (graph: Graph, outputs: readonly number[], more: Partial<RunRequest> = {}): RunRequest => ({
  graph,
  outputs,
  functions: [],
  resources: new Map(),
  options: {},
  ...more,
});

/** Arrays of `length` elements, the i-th full of i, kept by the engine under these names. */
export async function keepFilled(engine: Engine, keep: readonly string[], length: number, more: Partial<RunRequest> = {}): Promise<readonly unknown[]> {
  const graph = graphOf(
    keep.map(() => []),
    "fill",
    { params: { length } },
  );
  const { blocks } = await engine.run(
    request(
      graph,
      keep.map((_, i) => i),
      { keep, ...more },
    ),
  );
  return blocks;
}
