/**
 * `rerunLocally`: a task that failed runs again in the caller's thread, on its real inputs. Its inputs are computed once more where the run
 * was; then the user's own function is called here, so that its breakpoints stop and its error is the very one that it throws.
 */

import { TaskError } from "../errors.ts";
import { KERNELS } from "../executors/kernels.ts";
import { createInlineEngine } from "../executors/inline.ts";
import { liveFunction } from "../functions/ref.ts";
import { keyOf, taskAt, type Graph, type Task } from "../graph/graph.ts";
import { GraphBuilder } from "../graph/builder.ts";
import type { Engine, RunRequest } from "../schedule/engine.ts";
import { HeldBlock } from "../schedule/held-block.ts";

/** Rejects with what the task throws here, or with the first error where here it throws nothing. */
export async function rerunLocally(error: unknown, request: RunRequest, engine: Engine): Promise<never> {
  const task = error instanceof TaskError ? taskWithKey(request.graph, error.key) : undefined;
  if (task === undefined) throw error;
  if (engine.kind === "inline") throw ownError(error);
  const { onEvents: _events, onStart: _start, ...rest } = request;
  const inputs = task.deps.length === 0 ? [] : (await engine.run({ ...rest, outputs: [...new Set(task.deps)] })).blocks;
  const blocks = new Map([...new Set(task.deps)].map((dep, i) => [dep, inputs[i]]));
  const own = createInlineEngine({
    kernels: { ...KERNELS, "rerun.input": (_args, params, context) => context.resource(params["of"] as string) },
    liveFunction,
  });
  const { graph, resources } = alone(request, task, blocks);
  for (const [hash, value] of resources) if (value instanceof HeldBlock) resources.set(hash, await value.load());
  try {
    await own.run({ ...rest, graph, outputs: [graph.size - 1], resources });
  } catch (again) {
    throw ownError(again);
  }
  throw error;
}

/** What the user's function threw, with the place of the call that made the task. */
const ownError = (error: unknown): unknown =>
  error instanceof TaskError && error.cause instanceof Error ? Object.assign(error.cause, { at: error.at }) : error;

/** The task and sources that give its inputs. */
function alone(request: RunRequest, task: Task, blocks: ReadonlyMap<number, unknown>): { graph: Graph; resources: Map<string, unknown> } {
  const layer = request.graph.layers[task.layer]!;
  const resources = new Map<string, unknown>(request.resources);
  const builder = new GraphBuilder();
  const common = { names: [], label: "", work: "makes" as const, sites: [], params: {}, blockBytes: null };
  const places = new Map<number, number>();
  for (const [dep, block] of blocks) {
    const of = `input ${dep}`;
    resources.set(of, block);
    places.set(dep, builder.size);
    builder.blockwise({ ...common, name: of, kernel: "rerun.input", params: { of }, blocks: [] }, []);
  }
  // Its own place in the layer is what the kernel asks for: all blocks before it are left out of the dependencies.
  const offset = task.id - layer.first;
  const deps = Array.from({ length: offset + 1 }, (_, i) => (i < offset ? [] : task.deps.map(dep => places.get(dep)!)));
  const { name, names, label, work, sites, kernel } = layer;
  builder.table({ name, names, label, work, sites, kernel, params: task.params, blocks: layer.blocks, blockBytes: null }, deps, { gather: task.gather });
  return { graph: builder.build(), resources };
}

function taskWithKey(graph: Graph, key: string): Task | undefined {
  for (let id = 0; id < graph.size; id++) if (keyOf(graph, id) === key) return taskAt(graph, id);
  return undefined;
}
