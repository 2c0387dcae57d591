/** What the graph view knows and shows: signals, and the few things that change them. */
import { batch, computed, effect, signal } from "@preact/signals";
import { graphDifference } from "../../../protocol/difference.ts";
import type { NodeCost } from "../../../protocol/editor.ts";
import type { GraphNode } from "../../../protocol/graph.ts";
import type { RunProfile } from "../../../protocol/profile.ts";
import type { Empty, GraphSettings, LiveRun, ToView } from "../../../protocol/view.ts";
import type { GraphView } from "../../../protocol/graph.ts";
import { announce } from "../shared/announce.ts";
import { count } from "../shared/format.ts";
import { post, save, saved } from "../shared/host.ts";
import type { Layout } from "./layout.ts";
import { changesOf, withRemoved, type Change } from "./changes.ts";
import { liveNodes, measuredOf, type Measured } from "./live-nodes.ts";

/** density: all tasks, many to a tile. */
export type Level = "collections" | "tasks" | "density";
/** The picture, or the same data as a tree or as text. */
export type Form = "picture" | "tree" | "plan";

interface Saved {
  file: string;
  cell: number | null;
  optimized: boolean;
  whole: boolean;
  level: Level;
  form: Form;
  selected: string | null;
  expanded: string[];
  changes: boolean;
}
const before = saved<Saved>();

export const file = signal(before.file ?? "");
export const cell = signal<number | null>(before.cell ?? null);
export const optimized = signal(before.optimized ?? false);
/** All cells of the file, not the one it was opened for. */
export const whole = signal(before.whole ?? false);
export const level = signal<Level>(before.level ?? "collections");
export const form = signal<Form>(before.form ?? "picture");
/** The graph of the present text. */
export const present = signal<GraphView | null>(null);
/** That of the text of the last run, where it is another one. */
const ranView = signal<GraphView | null>(null);
/** What changed since the last run is marked, and what is gone is drawn. */
export const showsChanges = signal(before.changes ?? true);
export const onlyChanges = signal(false);
export const difference = computed(() => (present.value === null || ranView.value === null ? null : graphDifference(ranView.value, present.value)));
/** What is drawn. */
export const view = computed<GraphView | null>(() =>
  present.value === null || ranView.value === null || difference.value === null || !showsChanges.value
    ? present.value
    : withRemoved(present.value, ranView.value, difference.value),
);
export const changes = computed<ReadonlyMap<number, Change>>(() =>
  present.value === null || ranView.value === null || difference.value === null || !showsChanges.value
    ? new Map()
    : changesOf(present.value, ranView.value, difference.value),
);
/** Predicted costs that have come, by the node's name. */
export const costs = signal<ReadonlyMap<string, NodeCost>>(new Map());
export const empty = signal<Empty | null>(null);
export const settings = signal<GraphSettings>({ worker: "", deadline: 2000, followCursor: true });
export const live = signal<LiveRun | null>(null);
/** Counts up with each change of the live states, which are changed in place. */
export const beat = signal(0);
/** Of the runs of what is shown, the oldest first. */
export const profiles = signal<readonly RunProfile[]>([]);
export const query = signal("");
export const layout = signal<Layout | null>(null);
/** A task of the selected node: which layer's grid, which task in it. */
export const task = signal<{ readonly node: number; readonly grid: number; readonly task: number } | null>(null);
/** By name: ids change with every edit, names only with what they stand for. */
const selectedName = signal<string | null>(before.selected ?? null);
const expandedNames = signal<ReadonlySet<string>>(new Set(before.expanded ?? []));
/** Size of the page. */
export const page = signal({ width: innerWidth, height: innerHeight });

/** Below this the picture cannot be read: the tree takes its place. */
export const isNarrow = computed(() => page.value.width < 420);
export const shownForm = computed<Form>(() => (isNarrow.value && form.value === "picture" ? "tree" : form.value));
export const selected = computed<GraphNode | null>(() => view.value?.nodes.find(node => node.name === selectedName.value) ?? null);
export const expanded = computed<ReadonlySet<number>>(() => {
  const nodes = view.value?.nodes ?? [];
  const all = level.value !== "collections";
  return new Set(nodes.filter(node => all || expandedNames.value.has(node.name)).map(node => node.id));
});
export const nodesLive = computed(() => (beat.value, view.value === null ? new Map() : liveNodes(view.value, live.value)) as ReturnType<typeof liveNodes>);
export const measured = computed<ReadonlyMap<number, Measured>>(() => {
  const found = new Map<number, Measured>();
  for (const node of view.value?.nodes ?? []) {
    const each = measuredOf(node, profiles.value, view.value?.nodes ?? []);
    if (each) found.set(node.id, each);
  }
  return found;
});
export const matches = computed<ReadonlySet<number> | null>(() => {
  const wanted = query.value.trim().toLowerCase();
  if (wanted === "" || view.value === null) return null;
  return new Set(
    view.value.nodes.filter(node => `${node.label} ${node.variable ?? ""} ${node.name} ${node.summary}`.toLowerCase().includes(wanted)).map(node => node.id),
  );
});
/** Tasks done and all, while a run belongs to the graph. */
export const progress = computed(() => {
  void beat.value;
  const run = live.value;
  if (run === null) return null;
  let done = 0;
  for (const state of run.states) if (state >= 3 && state !== 6) done++;
  return { done, tasks: run.started.tasks, ended: run.ended };
});

effect(() =>
  save({
    file: file.value,
    cell: cell.value,
    optimized: optimized.value,
    whole: whole.value,
    level: level.value,
    form: form.value,
    selected: selectedName.value,
    expanded: [...expandedNames.value],
    changes: showsChanges.value,
  } satisfies Saved),
);

export function select(node: GraphNode | null, { reveal = true, focus = false } = {}): void {
  selectedName.value = node?.name ?? null;
  if (task.value !== null && task.value.node !== node?.id) task.value = null;
  const site = node?.sites[0];
  if (site && reveal) post({ type: "reveal", site, focus });
}

export function toggleExpanded(node: GraphNode, open?: boolean): void {
  const names = new Set(expandedNames.value);
  if (open ?? !names.has(node.name)) names.add(node.name);
  else names.delete(node.name);
  expandedNames.value = names;
}

export function setOptimized(value: boolean): void {
  if (optimized.value === value) return;
  optimized.value = value;
  post({ type: "optimized", optimized: value });
}

export function setWhole(value: boolean): void {
  whole.value = value;
  post({ type: "whole", whole: value });
}

export function receive(message: ToView): void {
  switch (message.type) {
    case "graph":
      batch(() => {
        file.value = message.file;
        cell.value = message.cell;
        optimized.value = message.optimized;
        whole.value = message.whole;
        empty.value = message.empty;
        settings.value = message.settings;
        const isNew = JSON.stringify(message.view) !== JSON.stringify(present.value);
        if (isNew) present.value = message.view;
        if (JSON.stringify(message.before) !== JSON.stringify(ranView.value)) ranView.value = message.before;
        if (ranView.value === null) onlyChanges.value = false;
        costs.value = new Map();
      });
      if (difference.value !== null && difference.value.summary !== "" && showsChanges.value) announce(`Since the last run: ${difference.value.summary}`);
      return;
    case "live":
      batch(() => {
        live.value = message.live === null ? null : { ...message.live, states: new Uint8Array(message.live.states) };
        beat.value++;
      });
      if (message.live && !message.live.ended && message.live.replayed === undefined) announce(`Run started: ${count(message.live.started.tasks)} tasks`);
      return;
    case "states": {
      const run = live.value;
      if (run === null || run.started.run !== message.run) return;
      for (let i = 0; i < message.tasks.length; i++) run.states[message.tasks[i]!] = message.states[i]!;
      batch(() => {
        if (message.ended !== run.ended) live.value = { ...run, ended: message.ended };
        beat.value++;
      });
      say();
      return;
    }
    case "cost":
      costs.value = new Map(costs.value).set(message.name, message.cost);
      return;
    case "measured":
      profiles.value = message.profiles;
      return;
    case "cursor": {
      const node = view.value?.nodes[message.nodes[0] ?? -1];
      if (node) select(node, { reveal: false });
      return;
    }
    default:
  }
}

/** The predicted cost of what is selected is asked for when it is looked at. */
effect(() => {
  const node = selected.value;
  if (node !== null && node.id < (present.value?.nodes.length ?? 0) && !costs.value.has(node.name)) post({ type: "cost", name: node.name });
});

function say(): void {
  const run = progress.value;
  if (run === null || run.tasks < 100) return;
  announce(run.ended ? `Run ended: ${count(run.done)} of ${count(run.tasks)} tasks done` : `${Math.floor((run.done / run.tasks) * 10) * 10} percent done`);
}
