/** What the results view knows and shows. */
import { batch, computed, effect, signal } from "@preact/signals";
import type { CellValue } from "../../../protocol/session.ts";
import type { Empty, Slot, ToView } from "../../../protocol/view.ts";
import { announce } from "../shared/announce.ts";
import { post, save, saved } from "../shared/host.ts";

interface Saved {
  file: string;
  closed: string[];
  scroll: number;
  /** For a window that is reloaded: the session is gone then, what was shown is not. */
  slots: readonly Slot[];
}
const before = saved<Saved>();

export const file = signal(before.file ?? "");
export const slots = signal<readonly Slot[]>([]);
export const empty = signal<Empty | null>(null);
export const isReady = signal(false);
/** Slots are open unless the user closed them. */
export const closed = signal<ReadonlySet<string>>(new Set(before.closed ?? []));
/** The slot that was just asked for: it comes into view. */
export const wanted = signal<string | null>(null);
export const scroll = signal(before.scroll ?? 0);
/** Rows that came, by result and page. */
export const pages = signal<ReadonlyMap<string, readonly (readonly CellValue[])[]>>(new Map());

export const running = computed(() => slots.value.find(slot => slot.state === "running"));

/** Characters of what is kept for a reloaded window: it is written with each change. */
const MOST_KEPT = 400_000;

effect(() => save({ file: file.value, closed: [...closed.value], scroll: scroll.value, slots: keptOf(slots.value) } satisfies Saved));

/** Those that ended, as many as fit. */
function keptOf(all: readonly Slot[]): Slot[] {
  let room = MOST_KEPT;
  return all.filter(slot => {
    if (slot.state === "queued" || slot.state === "running") return false;
    const size = sizeOf(slot);
    room -= size;
    return room > 0;
  });
}
const sizes = new WeakMap<Slot, number>();
function sizeOf(slot: Slot): number {
  let size = sizes.get(slot);
  if (size === undefined) sizes.set(slot, (size = JSON.stringify(slot).length));
  return size;
}

export const PAGE = 200;
const MOST_PAGES = 200;
const pending = new Set<string>();
export const pageKey = (result: string, page: number): string => `${result} ${page}`;

/** Asks for a page of a table once. */
export function need(result: string, page: number, rows: number): void {
  const key = pageKey(result, page);
  if (pages.peek().has(key) || pending.has(key)) return;
  pending.add(key);
  post({ type: "rows", result, start: page * PAGE, end: Math.min(rows, (page + 1) * PAGE) });
}

export function toggle(id: string, open?: boolean): void {
  const next = new Set(closed.value);
  if (open ?? next.has(id)) next.delete(id);
  else next.add(id);
  closed.value = next;
}

export function receive(message: ToView): void {
  switch (message.type) {
    case "results":
      batch(() => {
        if (message.file !== file.value) pages.value = new Map();
        file.value = message.file;
        slots.value = message.slots;
        empty.value = message.empty;
        isReady.value = true;
      });
      return;
    case "slot":
      say(message.slot);
      slots.value = slots.value.map(each => (each.id === message.slot.id ? message.slot : each));
      return;
    case "rows": {
      const key = pageKey(message.result, Math.floor(message.start / PAGE));
      pending.delete(key);
      // A long scroll must not keep everything it passed.
      const kept = [...pages.value].slice(-MOST_PAGES);
      if (message.rows.length > 0) pages.value = new Map(kept).set(key, message.rows);
      return;
    }
    case "openSlot":
      toggle(message.id, true);
      wanted.value = message.id;
      return;
    default:
  }
}

function say(slot: Slot): void {
  const known = slots.value.find(each => each.id === slot.id);
  const name = `Cell ${slot.cell}${slot.title ? `, ${slot.title}` : ""}`;
  if (slot.state === "running" && slot.progress && slot.progress.tasks >= 100)
    announce(`${name}: ${Math.floor((slot.progress.done / slot.progress.tasks) * 10) * 10} percent`);
  if (known?.state === slot.state) return;
  if (slot.state === "running") announce(`${name} runs`);
  if (slot.state === "fresh") announce(`${name}: done, ${slot.summary}`);
  if (slot.state === "error") announce(`${name}: ${slot.error?.name ?? "error"}: ${slot.error?.message ?? ""}`);
  if (slot.state === "interrupted") announce(`${name} interrupted`);
}
