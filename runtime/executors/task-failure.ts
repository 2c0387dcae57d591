/** The error of a run: what failed in which task, on which inputs, and the call in the user's source that made it. */

import { KilledWorkerError, TaskError, type BaskError } from "../errors.ts";
import { keyOf, taskAt, type Graph } from "../graph/graph.ts";

/** Inputs that a message names. */
export const NAMED_INPUTS = 4;

/** `summaries` are those of the first inputs, in order. */
export function taskFailure(graph: Graph, id: number, cause: unknown, summaries: readonly string[]): BaskError {
  const task = taskAt(graph, id);
  const inputs = task.deps.slice(0, NAMED_INPUTS).map((dep, i) => `${keyOf(graph, dep)}${summaries[i] === undefined ? "" : `: ${summaries[i]}`}`);
  if (task.deps.length > NAMED_INPUTS) inputs.push(`${task.deps.length - NAMED_INPUTS} more`);
  return placed(new TaskError(keyOf(graph, id), task.index.length === 0 ? undefined : task.index, inputs, cause), graph, task.layer);
}

export function workerFailure(graph: Graph, id: number, deaths: number, reason: string | undefined): BaskError {
  const key = keyOf(graph, id);
  const message = `the worker that ran ${key} stopped ${deaths} times${reason === undefined ? "" : `: ${reason}`}. Does the function call process.exit, or need more memory than there is?`;
  return placed(new KilledWorkerError(key, deaths, message), graph, taskAt(graph, id).layer);
}

function placed<E extends BaskError>(error: E, graph: Graph, layer: number): E {
  const site = graph.layers[layer]!.sites[0];
  if (site !== undefined) error.at = { file: site.file, line: site.line + 1, column: site.character + 1 };
  return error;
}
