/** What the profile view knows and shows: signals, and the few things that change them. */
import { batch, computed, effect, signal } from "@preact/signals";
import { momentAt, nextEvent } from "../../../protocol/replay.ts";
import type { ComparedProfile, Empty, ProfileRun, ShownProfile, ToView } from "../../../protocol/view.ts";
import { announce } from "../shared/announce.ts";
import { count, duration } from "../shared/format.ts";
import { post, save, saved } from "../shared/host.ts";
import { figuresOf, layerOf } from "./figures.ts";

export const file = signal(saved<{ file: string }>().file ?? "");
export const runs = signal<readonly ProfileRun[]>([]);
export const shown = signal<ShownProfile | null>(null);
export const compared = signal<ComparedProfile | null>(null);
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

/** The moment that is looked at, ms since the run began; null: the run as it ended. */
export const moment = signal<number | null>(null);
/** How fast the run is played, against its own time. */
export const speed = signal(1);
export const isPlaying = signal(false);
export const momentText = computed(() => {
  const spans = shown.value?.spans;
  if (moment.value === null || !spans) return "";
  const { done, running, onDisk } = momentAt(spans, moment.value);
  return `${count(done)} tasks done, ${count(running)} running${onDisk > 0 ? `, ${count(onDisk)} blocks on disk` : ""}`;
});

/** Live pictures are redrawn at most ten times a second. */
const REDRAW = 100;
let told: ReturnType<typeof setTimeout> | undefined;

/** The graph shows the moment too, where it is open. */
function tell(): void {
  told ??= setTimeout(() => {
    told = undefined;
    post({ type: "replay", at: moment.value, open: false });
  }, REDRAW);
}

export function seek(at: number | null): void {
  const wall = shown.value?.profile.wall ?? 0;
  moment.value = at === null ? null : Math.min(wall, Math.max(0, at));
  tell();
}

export function stepTo(by: 1 | -1): void {
  const spans = shown.value?.spans;
  if (!spans) return;
  stop();
  const wall = shown.value!.profile.wall;
  seek(nextEvent(spans, moment.value ?? (by > 0 ? -1 : wall), by, wall));
}

let frame = 0;
export function stop(): void {
  cancelAnimationFrame(frame);
  isPlaying.value = false;
}

/** From where it stands, or from the beginning; with reduced motion from event to event. */
export function play(): void {
  if (isPlaying.value) return stop();
  const run = shown.value;
  if (!run?.spans) return;
  const { wall } = run.profile;
  if (moment.value === null || moment.value >= wall) seek(0);
  isPlaying.value = true;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let last = performance.now();
  const advance = (now: number) => {
    if (!isPlaying.value) return;
    if (isCalm && now - last < 4 * REDRAW) return void (frame = requestAnimationFrame(advance));
    const from = moment.value ?? 0;
    seek(isCalm ? nextEvent(run.spans!, from, 1, wall) : from + (now - last) * speed.value);
    last = now;
    if ((moment.value ?? 0) >= wall) stop();
    else frame = requestAnimationFrame(advance);
  };
  frame = requestAnimationFrame(advance);
}

export const showMoment = (): void => post({ type: "replay", at: moment.value, open: true });

export function receive(message: ToView): void {
  if (message.type !== "profile") return;
  batch(() => {
    const isNew = message.shown?.compute !== shown.value?.compute;
    file.value = message.file;
    runs.value = message.runs;
    empty.value = message.empty;
    shown.value = message.shown;
    compared.value = message.compared;
    if (isNew) {
      stop();
      moment.value = null;
      layer.value = null;
      task.value = null;
      fit();
    }
  });
  const profile = message.shown?.profile;
  if (profile) announce(`Profile: ${count(profile.tasks)} tasks in ${duration(profile.wall)}`);
}
