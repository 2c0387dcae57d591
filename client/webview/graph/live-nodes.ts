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
  /** Of the work of all runs that are shown. */
  readonly share: number;
  /** Other expressions of the graph whose work ran in the same tasks. */
  readonly with: readonly string[];
  /** `work` is that of the tasks, which did other expressions too. */
  readonly isShared: boolean;
  /** The run that the figures are of. */
  readonly run: RunProfile;
}

/** A task of several operations says what each of them took; undefined where it does not. */
function ownWork(layer: LayerProfile, node: GraphNode, sites: ReadonlySet<string>): number | undefined {
  const own = layer.steps?.filter(step => step.name === node.name || step.sites.some(site => sites.has(siteKey(site))));
  return own === undefined || own.length === 0 ? undefined : own.reduce((sum, step) => sum + step.work, 0);
}

/** A node's figures in the last of the runs that did it: the cells of a file may do an expression several times. */
export function measuredOf(node: GraphNode, profiles: readonly RunProfile[], nodes: readonly GraphNode[]): Measured | null {
  const sites = new Set(node.sites.map(siteKey));
  const layersIn = (profile: RunProfile): readonly LayerProfile[] => {
    const named = profile.layers.filter(layer => layer.names.includes(node.name) || layer.name === node.name);
    return named.length > 0 ? named : profile.layers.filter(layer => layer.sites.some(site => sites.has(siteKey(site))));
  };
  const run = profiles.findLast(profile => layersIn(profile).length > 0);
  if (run === undefined) return null;
  const layers = layersIn(run);
  const workOf = (some: readonly LayerProfile[]) => some.reduce((sum, each) => sum + (ownWork(each, node, sites) ?? each.work), 0);
  const all = profiles.reduce((sum, each) => sum + each.work, 0);
  const names = new Set(layers.flatMap(layer => layer.names));
  const others = [...new Set(nodes.filter(each => each !== node && names.has(each.name)).map(each => each.label))];
  return {
    tasks: layers.reduce((sum, each) => sum + each.done, 0),
    work: workOf(layers),
    bytes: layers.reduce((sum, each) => sum + each.bytes, 0),
    slowest: layers.reduce<LayerProfile["slowest"]>(
      (most, each) => (each.slowest !== null && (most === null || each.slowest.ms > most.ms) ? each.slowest : most),
      null,
    ),
    share: all === 0 ? 0 : profiles.reduce((sum, each) => sum + workOf(layersIn(each)), 0) / all,
    with: others,
    isShared: others.length > 0 && layers.some(layer => layer.names.length > 1 && ownWork(layer, node, sites) === undefined),
    run,
  };
}
