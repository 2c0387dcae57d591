/** What a profile says: the figures of its head, its rows, its memory over time. Pure. */
import { siteKey, type Site, type WorkKind } from "../../../protocol/graph.ts";
import type { LayerInfo, RunProfile } from "../../../protocol/profile.ts";
import type { TaskSpans } from "../../../protocol/view.ts";

export interface Figures {
  /** Of the time of all workers. */
  readonly busy: number;
  /** Work over wall time. */
  readonly faster: number;
  /** Along the longest chain, ms: no number of workers makes the run shorter. */
  readonly chain: number;
  readonly idle: number;
}

export function figuresOf({ wall, work, workers, criticalPath }: RunProfile): Figures {
  const all = wall * workers;
  return {
    busy: all === 0 ? 0 : Math.min(1, work / all),
    faster: wall === 0 ? 0 : work / wall,
    chain: criticalPath.reduce((sum, { ms }) => sum + ms, 0),
    idle: Math.max(0, all - work),
  };
}

export interface OperationRow {
  readonly layer: number;
  readonly label: string;
  readonly kind: WorkKind;
  readonly site: Site | null;
  readonly tasks: number;
  readonly median: number;
  readonly work: number;
  readonly bytes: number;
  readonly share: number;
}

/** The costliest first. */
export function operationRows({ layers, work }: RunProfile, kinds: readonly WorkKind[], infos: readonly LayerInfo[]): OperationRow[] {
  const position = new Map(infos.map(({ name }, i) => [name, i]));
  return layers
    .map(layer => {
      const at = position.get(layer.name) ?? -1;
      return {
        layer: at,
        label: layer.label,
        kind: kinds[at] ?? ("blockwise" as const),
        site: layer.sites[0] ?? null,
        tasks: layer.done,
        median: layer.median,
        work: layer.work,
        bytes: layer.bytes,
        share: work === 0 ? 0 : layer.work / work,
      };
    })
    .sort((a, b) => b.work - a.work);
}

export interface LineRow {
  readonly site: Site;
  readonly labels: readonly string[];
  readonly work: number;
  readonly share: number;
}

/** By line of the user's text; a task of several operations gives each line its own part. */
export function lineRows({ layers, work }: RunProfile): LineRow[] {
  const lines = new Map<string, { site: Site; labels: Set<string>; work: number }>();
  const add = (site: Site | undefined, label: string, ms: number) => {
    if (site === undefined) return;
    const key = `${site.file}:${site.line}`;
    const line = lines.get(key) ?? { site, labels: new Set<string>(), work: 0 };
    lines.set(key, { site: siteKey(site) < siteKey(line.site) ? site : line.site, labels: line.labels.add(label), work: line.work + ms });
  };
  for (const layer of layers) {
    if (layer.steps === undefined || layer.steps.length === 0) add(layer.sites[0], layer.label, layer.work);
    else for (const step of layer.steps) add(step.sites[0], step.name.replace(/-[0-9a-f]+$/, ""), step.work);
  }
  return [...lines.values()]
    .map(({ site, labels, work: own }) => ({ site, labels: [...labels], work: own, share: work === 0 ? 0 : own / work }))
    .sort((a, b) => b.work - a.work);
}

/** Bytes held after each end and release, in order of time. */
export function memoryOver({ end, bytes, released }: TaskSpans): { readonly at: Float64Array; readonly held: Float64Array } {
  const changes: [at: number, by: number][] = [];
  for (let task = 0; task < end.length; task++) {
    if (Number.isNaN(end[task]!)) continue;
    changes.push([end[task]!, bytes[task]!]);
    if (!Number.isNaN(released[task]!)) changes.push([released[task]!, -bytes[task]!]);
  }
  changes.sort((a, b) => a[0] - b[0]);
  const held = new Float64Array(changes.length);
  let now = 0;
  changes.forEach(([, by], i) => (held[i] = now += by));
  return { at: Float64Array.from(changes, ([at]) => at), held };
}

/** Which layer a task is of. */
export function layerOf(layers: readonly LayerInfo[], task: number): number {
  let [low, high] = [0, layers.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (layers[middle]!.first <= task) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The task that a worker ran at a time; the one that began last where several share a pixel. */
export function taskUnder(spans: TaskSpans, worker: number, at: number, slack: number): number | undefined {
  let best: number | undefined;
  for (let task = 0; task < spans.start.length; task++) {
    if (spans.worker[task] !== worker || !(spans.start[task]! - slack <= at && spans.end[task]! + slack >= at)) continue;
    if (best === undefined || spans.start[task]! > spans.start[best]!) best = task;
  }
  return best;
}

/** Marks of a time axis: round steps, about eight of them. */
export function ticks(from: number, to: number): number[] {
  const rough = Math.max(1e-6, (to - from) / 8);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find(each => each * power >= rough) ?? 10);
  const found: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to + step * 1e-9; at += step) found.push(Number(at.toPrecision(12)));
  return found;
}
