/** `Profiler` and `ProgressBar`: what watches the runs of a block of code. */

import { rename, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import type { RunProfile, RunStarted } from "../../protocol/profile.ts";
import { keyOf, type Graph } from "../graph/graph.ts";
import { linksOf } from "../graph/links.ts";
import { byLine, byOperation, type LineCost, type OperationCost } from "../profile/by-operation.ts";
import { chromeTrace, speedscope } from "../profile/export.ts";
import type { MeasuredTask, MemorySample } from "../profile/measured-task.ts";
import { whatIf } from "../profile/what-if.ts";
import { observeRuns } from "./observers.ts";
import { progressObserver } from "./progress.ts";

/** A run as it goes on: when each task was, and what is held. */
interface Measured {
  readonly graph: Graph;
  readonly started: RunStarted;
  /** Milliseconds between the first run's start and this one's. */
  readonly origin: number;
  /** The tasks that ended, and the milliseconds of each, by task. */
  readonly sequence: number[];
  readonly durations: Float64Array;
  readonly bytes: Float64Array;
  held: number;
}

/** Measures the runs between `start` and `stop`; a second start adds to what was measured. */
export class Profiler {
  readonly #tasks: MeasuredTask[] = [];
  readonly #memory: MemorySample[] = [];
  readonly #profiles: RunProfile[] = [];
  readonly #measured: Measured[] = [];
  readonly #running = new Map<number, Measured>();
  #stop: (() => void) | undefined;
  #origin: number | undefined;

  start(): { [Symbol.dispose](): void } {
    this.#stop ??= observeRuns({
      start: ({ id, graph, started }) => {
        const now = performance.now();
        this.#origin ??= now;
        const { size } = graph;
        this.#running.set(id, {
          graph,
          started,
          origin: now - this.#origin,
          sequence: [],
          durations: new Float64Array(size),
          bytes: new Float64Array(size),
          held: 0,
        });
      },
      events: (id, events) => {
        const run = this.#running.get(id);
        if (run === undefined) return;
        for (const event of events) {
          if (event.type === "release") this.#hold(run, event.at, -run.bytes[event.task]!);
          if (event.type !== "end") continue;
          const layer = run.started.layers[event.layer]!;
          run.sequence.push(event.task);
          run.durations[event.task] = event.end - event.start;
          run.bytes[event.task] = event.bytes;
          this.#hold(run, event.end, event.bytes);
          this.#tasks.push({
            key: keyOf(run.graph, event.task),
            prefix: layer.name.replace(/-[^-]*$/, ""),
            worker: event.worker,
            start: (run.origin + event.start) / 1000,
            end: (run.origin + event.end) / 1000,
            bytes: event.bytes,
          });
        }
      },
      end: (id, profile) => {
        const run = this.#running.get(id);
        if (run !== undefined) this.#measured.push(run);
        this.#running.delete(id);
        this.#profiles.push(profile);
      },
      failed: id => void this.#running.delete(id),
    });
    return { [Symbol.dispose]: () => this.stop() };
  }
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
  #hold(run: Measured, at: number, bytes: number): void {
    run.held += bytes;
    const held = [...this.#running.values()].reduce((sum, each) => sum + each.held, 0);
    this.#memory.push({ seconds: (run.origin + at) / 1000, bytes: held });
  }
  get tasks(): readonly MeasuredTask[] {
    return this.#tasks;
  }
  /** Wall time of the runs. */
  get seconds(): number {
    return this.#profiles.reduce((sum, profile) => sum + profile.wall, 0) / 1000;
  }
  get peakBytes(): number {
    return Math.max(0, ...this.#profiles.map(profile => profile.peak));
  }
  /** Bytes of blocks held, each time they changed. */
  get memory(): readonly MemorySample[] {
    return [...this.#memory].sort((a, b) => a.seconds - b.seconds);
  }
  /** Keys along the longest chain of the last run. */
  get criticalPath(): readonly string[] {
    return this.#profiles.at(-1)?.criticalPath.map(step => step.key) ?? [];
  }
  /** Cost by operation, the costliest first. */
  get operations(): readonly OperationCost[] {
    return byOperation(this.#tasks);
  }
  /** Cost by line of the source that made the tasks, the costliest first. */
  get lines(): readonly LineCost[] {
    return byLine(this.#profiles);
  }
  /** Tasks at work at once, on average over the runs' wall time. */
  get parallelism(): number {
    return this.seconds === 0 ? 0 : this.#profiles.reduce((sum, profile) => sum + profile.work, 0) / 1000 / this.seconds;
  }
  /** Seconds that the runs would have taken with so many workers, `Infinity` too: their own durations, dispatch and moving for nothing. */
  whatIf(workers: number): number {
    return this.#measured.reduce((sum, run) => sum + whatIf(linksOf(run.graph), run.sequence, task => run.durations[task]!, workers), 0) / 1000;
  }
  get profiles(): readonly RunProfile[] {
    return this.#profiles;
  }
  /**
   * Whole or not at all. "trace.json" in the name: Chrome's trace format; "speedscope.json": speedscope's; any other name: all fields as JSON.
   */
  async save(path: string): Promise<void> {
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      await writeFile(temporary, `${JSON.stringify(this.#exported(path), undefined, 1)}\n`);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
  #exported(path: string): object {
    if (/trace\.json$/i.test(path)) return chromeTrace(this.#tasks, this.memory);
    if (/speedscope\.json$/i.test(path)) return speedscope(this.#tasks, basename(path));
    return { tasks: this.#tasks, operations: this.operations, lines: this.lines, memory: this.memory, parallelism: this.parallelism, runs: this.#profiles };
  }
}

/** Shows a bar for every run until disposed; `minimum` seconds must have passed first. */
export class ProgressBar {
  readonly #stop: () => void;
  constructor({ minimum = 0 }: { minimum?: number } = {}) {
    this.#stop = observeRuns(progressObserver(true, minimum));
  }
  [Symbol.dispose](): void {
    this.#stop();
  }
}
