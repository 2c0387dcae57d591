/** `Profiler` and `ProgressBar`: what watches the runs of a block of code. */

import { rename, writeFile } from "node:fs/promises";
import type { RunProfile, RunStarted } from "../../protocol/profile.ts";
import { keyOf, type Graph } from "../graph/graph.ts";
import { observeRuns } from "./observers.ts";
import { progressObserver } from "./progress.ts";

export interface ProfiledTask {
  readonly key: string;
  readonly prefix: string;
  readonly worker: number;
  /** Seconds since the first run began. */
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
}

/** Measures the runs between `start` and `stop`; a second start adds to what was measured. */
export class Profiler {
  readonly #tasks: ProfiledTask[] = [];
  readonly #profiles: RunProfile[] = [];
  readonly #running = new Map<number, { graph: Graph; started: RunStarted; origin: number }>();
  #stop: (() => void) | undefined;
  #origin: number | undefined;

  start(): { [Symbol.dispose](): void } {
    this.#stop ??= observeRuns({
      start: ({ id, graph, started }) => {
        const now = performance.now();
        this.#origin ??= now;
        this.#running.set(id, { graph, started, origin: now - this.#origin });
      },
      events: (id, events) => {
        const run = this.#running.get(id);
        if (run === undefined) return;
        for (const event of events) {
          if (event.type !== "end") continue;
          const layer = run.started.layers[event.layer]!;
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
  get tasks(): readonly ProfiledTask[] {
    return this.#tasks;
  }
  /** Wall time of the runs. */
  get seconds(): number {
    return this.#profiles.reduce((sum, profile) => sum + profile.wall, 0) / 1000;
  }
  get peakBytes(): number {
    return Math.max(0, ...this.#profiles.map(profile => profile.peak));
  }
  /** Keys along the longest chain of the last run. */
  get criticalPath(): readonly string[] {
    return this.#profiles.at(-1)?.criticalPath.map(step => step.key) ?? [];
  }
  get profiles(): readonly RunProfile[] {
    return this.#profiles;
  }
  /** As JSON. */
  async save(path: string): Promise<void> {
    await writeFile(`${path}.tmp`, `${JSON.stringify({ tasks: this.#tasks, runs: this.#profiles }, undefined, 1)}\n`);
    await rename(`${path}.tmp`, path);
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
