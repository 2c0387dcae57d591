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

export interface MemoryCurve {
  /** Times of the changes, ms, in order; after each, bytes of blocks in memory and bytes of blocks on disk. */
  readonly at: Float64Array;
  readonly held: Float64Array;
  readonly onDisk: Float64Array;
}

/** What blocks take after each end, release, and way to the disk or back. */
export function memoryOver({ end, bytes, released, disk }: TaskSpans): MemoryCurve {
  // Of one moment: a block is made before it goes to disk, and let go last.
  const changes: [at: number, order: number, task: number][] = [];
  for (let task = 0; task < end.length; task++) {
    if (Number.isNaN(end[task]!)) continue;
    changes.push([end[task]!, 0, task]);
    if (!Number.isNaN(released[task]!)) changes.push([released[task]!, 3, task]);
  }
  for (let i = 0; i + 2 < disk.length; i += 3) changes.push([disk[i]!, disk[i + 2] === 1 ? 1 : 2, disk[i + 1]!]);
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const [held, onDisk] = [new Float64Array(changes.length), new Float64Array(changes.length)];
  const away = new Set<number>();
  let [here, there] = [0, 0];
  changes.forEach(([, what, task], i) => {
    const size = bytes[task]!;
    if (what === 0) here += size;
    else if (what === 1 && !away.has(task)) {
      away.add(task);
      here -= size;
      there += size;
    } else if (what === 2 && away.delete(task)) {
      here += size;
      there -= size;
    } else if (what === 3) {
      if (away.delete(task)) there -= size;
      else here -= size;
    }
    held[i] = here;
    onDisk[i] = there;
  });
  return { at: Float64Array.from(changes, ([at]) => at), held, onDisk };
}

export interface ComparedRow {
  readonly name: string;
  readonly unit: "count" | "ms" | "bytes";
  readonly now: number | null;
  readonly then: number | null;
}

/** Two runs of a cell: the whole, then each operation by its label; null where one of them has it not. */
export function comparedRows(now: RunProfile, then: RunProfile): { readonly whole: readonly ComparedRow[]; readonly operations: readonly ComparedRow[] } {
  const row = (name: string, unit: ComparedRow["unit"], of: (profile: RunProfile) => number): ComparedRow => ({ name, unit, now: of(now), then: of(then) });
  const whole = [
    row("time", "ms", each => each.wall),
    row("work", "ms", each => each.work),
    row("longest chain", "ms", each => figuresOf(each).chain),
    row("tasks", "count", each => each.tasks),
    row("peak", "bytes", each => each.peak),
    row("read", "bytes", each => each.read),
    row("to disk", "bytes", each => each.spilled ?? 0),
    row("read back", "bytes", each => each.readBack ?? 0),
  ].filter(each => each.now !== 0 || each.then !== 0);
  const workOf = ({ layers }: RunProfile) => {
    const sums = new Map<string, number>();
    for (const { label, work } of layers) sums.set(label, (sums.get(label) ?? 0) + work);
    return sums;
  };
  const [here, before] = [workOf(now), workOf(then)];
  const operations = [...new Set([...here.keys(), ...before.keys()])]
    .map((name): ComparedRow => ({ name, unit: "ms", now: here.get(name) ?? null, then: before.get(name) ?? null }))
    .sort((a, b) => Math.max(b.now ?? 0, b.then ?? 0) - Math.max(a.now ?? 0, a.then ?? 0));
  return { whole, operations };
}

/** `+14 %`, `−3 %`, `new`, `gone`: from then to now. */
export function changeText({ now, then }: Pick<ComparedRow, "now" | "then">): string {
  if (then === null) return "new";
  if (now === null) return "gone";
  if (now === then) return "0 %";
  if (then === 0) return "";
  const share = Math.round(((now - then) / then) * 100);
  return `${share > 0 ? "+" : share < 0 ? "−" : ""}${Math.abs(share).toLocaleString("en-US")} %`;
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
