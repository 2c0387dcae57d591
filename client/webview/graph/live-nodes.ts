/** From the tasks of a run to the nodes of the drawn graph: which layers do a node's work, and how far they are. Pure. */
import { siteKey, type GraphNode, type GraphView, type TaskState } from "../../../protocol/graph.ts";
import type { LayerInfo, LayerProfile, RunProfile } from "../../../protocol/profile.ts";
import { TASK_STATES, type LiveRun } from "../../../protocol/view.ts";

/** By name; where the run named things otherwise, by the call. */
export function layersOf(node: GraphNode, layers: readonly LayerInfo[]): readonly LayerInfo[] {
  const named = layers.filter(layer => layer.names.includes(node.name) || layer.name === node.name);
  if (named.length > 0) return named;
  const sites = new Set(node.sites.map(siteKey));
  return layers.filter(layer => layer.sites.some(site => sites.has(siteKey(site))));
}

export interface NodeLive {
  readonly layers: readonly LayerInfo[];
  /** Tasks by state, in the order of TASK_STATES. */
  readonly counts: readonly number[];
  readonly tasks: number;
  readonly done: number;
  readonly state: TaskState;
}

const [WAITING, READY, RUNNING, , , , ERRED] = TASK_STATES.map((_, i) => i) as [number, number, number, number, number, number, number, number];

export function nodeLive(layers: readonly LayerInfo[], live: LiveRun): NodeLive {
  const counts = TASK_STATES.map(() => 0);
  for (const layer of layers) for (let task = layer.first; task < layer.first + layer.size; task++) counts[live.states[task]!]!++;
  const tasks = counts.reduce((sum, each) => sum + each, 0);
  const open = counts[WAITING]! + counts[READY]! + counts[RUNNING]! + counts[ERRED]!;
  const state: TaskState =
    counts[ERRED]! > 0
      ? "erred"
      : counts[RUNNING]! > 0
        ? "running"
        : open === 0 && tasks > 0
          ? counts[3]! + counts[4]! > 0
            ? "memory"
            : "released"
          : tasks > open
            ? "ready"
            : "waiting";
  return { layers, counts, tasks, done: tasks - open, state };
}

/** Of all nodes that the run touches. */
export function liveNodes(view: GraphView, live: LiveRun | null): ReadonlyMap<number, NodeLive> {
  const found = new Map<number, NodeLive>();
  if (live === null) return found;
  for (const node of view.nodes) {
    const layers = layersOf(node, live.started.layers);
    if (layers.length > 0) found.set(node.id, nodeLive(layers, live));
  }
  return found;
}

export interface Measured {
  readonly tasks: number;
  readonly work: number;
  readonly bytes: number;
  readonly slowest: LayerProfile["slowest"];
  /** Of the work of the whole run. */
  readonly share: number;
  /** Other expressions of the graph whose work ran in the same tasks. */
  readonly with: readonly string[];
}

/** A task of several operations says what each of them took. */
function ownWork(layer: LayerProfile, node: GraphNode, sites: ReadonlySet<string>): number {
  const own = layer.steps?.filter(step => step.name === node.name || step.sites.some(site => sites.has(siteKey(site))));
  return own === undefined || own.length === 0 ? layer.work : own.reduce((sum, step) => sum + step.work, 0);
}

export function measuredOf(node: GraphNode, profile: RunProfile | null, nodes: readonly GraphNode[]): Measured | null {
  if (profile === null) return null;
  const sites = new Set(node.sites.map(siteKey));
  const named = profile.layers.filter(layer => layer.names.includes(node.name) || layer.name === node.name);
  const layers = named.length > 0 ? named : profile.layers.filter(layer => layer.sites.some(site => sites.has(siteKey(site))));
  if (layers.length === 0) return null;
  const work = layers.reduce((sum, each) => sum + ownWork(each, node, sites), 0);
  const names = new Set(layers.flatMap(layer => layer.names));
  const others = nodes.filter(each => each !== node && names.has(each.name)).map(each => each.label);
  return {
    tasks: layers.reduce((sum, each) => sum + each.done, 0),
    work,
    bytes: layers.reduce((sum, each) => sum + each.bytes, 0),
    slowest: layers.reduce<LayerProfile["slowest"]>(
      (most, each) => (each.slowest !== null && (most === null || each.slowest.ms > most.ms) ? each.slowest : most),
      null,
    ),
    share: profile.work === 0 ? 0 : work / profile.work,
    with: [...new Set(others)],
  };
}
