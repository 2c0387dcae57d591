/** What goes to disk for want of memory, and comes back, is told while the run goes on. */
import { expect, test } from "vitest";
import { EventBatch, unpackEvents } from "../../runtime/executors/threads/event-batch.ts";

test("events of blocks cross as numbers", () => {
  const batch = new EventBatch();
  const began = performance.timeOrigin + performance.now() - 50;
  batch.add("end", 3, 1, 0, 10, 20, 800);
  batch.block("spill", 3, 1, began);
  batch.block("readBack", 3, 1, began);
  batch.block("release", 3, 1, began);
  const { events, messages } = batch.take();
  const told = unpackEvents(events, messages);
  expect(told.map(({ type, task, layer }) => [type, task, layer])).toEqual([
    ["end", 3, 1],
    ["spill", 3, 1],
    ["readBack", 3, 1],
    ["release", 3, 1],
  ]);
  expect(told.slice(1).every(event => "at" in event && event.at >= 50)).toBe(true);
  expect(batch.empty).toBe(true);
});
