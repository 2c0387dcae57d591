/** What the profile view knows and shows: signals, and the few things that change them. */
import { batch, computed, effect, signal } from "@preact/signals";
import type { Empty, ProfileRun, ShownProfile, ToView } from "../../../protocol/view.ts";
import { announce } from "../shared/announce.ts";
import { count, duration } from "../shared/format.ts";
import { post, save, saved } from "../shared/host.ts";
import { figuresOf, layerOf } from "./figures.ts";

export const file = signal(saved<{ file: string }>().file ?? "");
export const runs = signal<readonly ProfileRun[]>([]);
export const shown = signal<ShownProfile | null>(null);
export const empty = signal<Empty | null>(null);
/** The layer whose tasks are marked. */
export const layer = signal<number | null>(null);
/** The task that was chosen in the timeline. */
export const task = signal<number | null>(null);
/** The part of the run that is drawn, ms. */
export const window = signal<readonly [number, number]>([0, 1]);
export const figures = computed(() => (shown.value === null ? null : figuresOf(shown.value.profile)));

effect(() => save({ file: file.value }));

export const fit = (): void => {
  window.value = [0, Math.max(0.01, shown.value?.profile.wall ?? 1)];
};

/** About a time: the middle of what is shown where it is left out. */
export function zoom(factor: number, about?: number): void {
  const [from, to] = window.value;
  const wall = Math.max(0.01, shown.value?.profile.wall ?? 1);
  const middle = about ?? (from + to) / 2;
  const width = Math.min(wall, Math.max(0.01, (to - from) * factor));
  const start = Math.min(wall - width, Math.max(0, middle - ((middle - from) * width) / (to - from)));
  window.value = [start, start + width];
}

export function pan(share: number): void {
  const [from, to] = window.value;
  const wall = Math.max(0.01, shown.value?.profile.wall ?? 1);
  const start = Math.min(wall - (to - from), Math.max(0, from + (to - from) * share));
  window.value = [start, start + to - from];
}

/** Marks a layer and selects the call that made it. */
export function chooseLayer(which: number): void {
  layer.value = which;
  const site = shown.value?.layers[which]?.sites[0];
  if (site) post({ type: "reveal", site, focus: false });
}

export function chooseTask(which: number | null): void {
  task.value = which;
  if (which === null) layer.value = null;
  else chooseLayer(layerOf(shown.value!.layers, which));
}

export function receive(message: ToView): void {
  if (message.type !== "profile") return;
  batch(() => {
    const isNew = message.shown?.compute !== shown.value?.compute;
    file.value = message.file;
    runs.value = message.runs;
    empty.value = message.empty;
    shown.value = message.shown;
    if (isNew) {
      layer.value = null;
      task.value = null;
      fit();
    }
  });
  const profile = message.shown?.profile;
  if (profile) announce(`Profile: ${count(profile.tasks)} tasks in ${duration(profile.wall)}`);
}
