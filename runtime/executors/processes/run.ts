/** One run on worker processes: the scheduler's effects become messages, and what workers say becomes the scheduler's events. */

import { readFileSync, rmSync } from "node:fs";
import { errorFromData, MemoryError } from "../../errors.ts";
import { layerOf } from "../../graph/graph.ts";
import { createRecording, recordEnd, recordRelease, recordSteps, type Recording } from "../../profile/recorder.ts";
import { summarize } from "../../profile/summary.ts";
import { drive } from "../../schedule/driver.ts";
import type { RunOutcome, RunRequest } from "../../schedule/engine.ts";
import type { RunEvent } from "../../schedule/events.ts";
import { createState, STATUS, type RunState } from "../../schedule/state.ts";
import { holds } from "../../schedule/step.ts";
import type { TaskEvent } from "../../../protocol/profile.ts";
import { taskFailure, workerFailure } from "../task-failure.ts";
import type { Failure } from "../threads/protocol.ts";
import { blockFromBytes } from "./block-bytes.ts";
import type { FromWorker, Sent, ToWorker } from "./protocol.ts";

interface Stored {
  /** Undefined: it is only in the worker that made it. */
  sent: Sent | undefined;
  readonly at: Set<number>;
}

export interface RunDoors {
  readonly workers: number;
  readonly absent: (worker: number) => boolean;
  /** Tells a worker of the run, before its first task. */
  open(worker: number): void;
  send(worker: number, message: ToWorker): void;
  finished(outcome: RunOutcome): void;
  failed(error: Error): void;
}

export class ProcessRun {
  readonly id: number;
  readonly request: RunRequest;
  readonly state: RunState;
  /** Workers that know of it. */
  readonly joined = new Set<number>();
  readonly #doors: RunDoors;
  readonly #recording: Recording;
  readonly #began = performance.timeOrigin + performance.now();
  readonly #blocks = new Map<number, Stored>();
  readonly #awaiting = new Map<number, { readonly worker: number; readonly missing: Set<number> }>();
  readonly #asked = new Set<number>();
  readonly #reasons = new Map<number, string>();
  readonly #send: (event: RunEvent) => void;
  #events: TaskEvent[] = [];

  constructor(id: number, request: RunRequest, doors: RunDoors) {
    this.id = id;
    this.request = request;
    this.#doors = doors;
    const { workers, absent } = doors;
    this.state = createState(request.graph, request.outputs, { workers, absent, retries: request.options.retries ?? 0, depth: { least: 2, most: 16 } });
    this.#recording = createRecording(request.graph, new Date());
    this.#send = drive(this.state, {
      submit: (task, worker) => this.#submit(task, worker),
      recall: task => void this.#awaiting.delete(task),
      release: task => this.#release(task),
      finished: () => this.#finish(),
      failed: (task, error, deaths) =>
        doors.failed(deaths > 0 ? workerFailure(request.graph, task, deaths, this.#reasons.get(task)) : this.#errorOf(task, error as Failure)),
    });
  }
  begin(): void {
    this.#send({ type: "begin" });
  }
  get running(): boolean {
    return this.state.phase === "running";
  }
  get blockCount(): number {
    return this.#blocks.size;
  }
  cancel(): void {
    this.#send({ type: "cancelled" });
  }
  hold(held: boolean): void {
    if (this.state.held !== held) this.#send({ type: "held", held });
  }
  workerJoined(worker: number): void {
    this.#send({ type: "workerJoined", worker });
  }
  workerDied(worker: number, running: number, reason: string): void {
    this.joined.delete(worker);
    if (running >= 0) this.#reasons.set(running, reason);
    for (const [task, { worker: to }] of this.#awaiting) if (to === worker) this.#awaiting.delete(task);
    for (const [task, block] of this.#blocks) {
      block.at.delete(worker);
      if (block.sent !== undefined || block.at.size > 0) continue;
      this.#blocks.delete(task);
      this.#asked.delete(task);
      recordRelease(this.#recording, task);
    }
    this.#send({ type: "workerDied", worker, task: running });
  }
  hears(worker: number, message: Exclude<FromWorker, { type: "hello" | "closed" }>): void {
    if (!this.running) return;
    const { task } = message;
    const layer = layerOf(this.request.graph, task);
    switch (message.type) {
      case "started":
        this.#tell({ type: "start", task, layer, worker, at: message.at - this.#began });
        return this.#send({ type: "started", task, worker });
      case "done": {
        if (!holds(this.state, task, worker)) return;
        const [start, end] = [message.start - this.#began, message.end - this.#began];
        this.#blocks.set(task, { sent: message.block, at: new Set([worker]) });
        recordEnd(this.#recording, task, start, end, message.bytes);
        recordSteps(this.#recording, task, message.steps);
        this.#recording.read += message.read;
        this.#recording.written += message.written;
        this.#tell({ type: "end", task, layer, worker, start, end, bytes: message.bytes });
        return this.#send({ type: "done", task, worker, bytes: message.bytes, travels: message.block !== undefined, micros: (end - start) * 1000 });
      }
      case "failed":
        this.#tell({ type: "error", task, layer, worker, at: message.at - this.#began, message: message.failure.error.message });
        if (holds(this.state, task, worker)) return this.#send({ type: "failed", task, worker, error: message.failure });
        // A block that was made and then could not leave its worker: trying again would not help.
        if (this.state.status[task] === STATUS.memory) this.#doors.failed(this.#errorOf(task, message.failure));
        return;
      case "exported": {
        const block = this.#blocks.get(task);
        this.#asked.delete(task);
        if (block === undefined || block.sent !== undefined) return;
        block.sent = message.block;
        this.#send({ type: "moved", task });
        for (const [waiting, { worker: to, missing }] of this.#awaiting) {
          if (!missing.delete(task) || missing.size > 0) continue;
          this.#awaiting.delete(waiting);
          this.#dispatch(waiting, to);
        }
      }
    }
  }
  /** Events since the last time. */
  flush(): void {
    if (this.#events.length === 0) return;
    this.request.onEvents?.(this.#events);
    this.#events = [];
  }
  /** Files of blocks that no worker will remove. */
  free(): void {
    for (const block of this.#blocks.values()) remove(block.sent);
    this.#blocks.clear();
  }

  #submit(task: number, worker: number): void {
    let missing: Set<number> | undefined;
    for (const dep of this.#inputs(task)) {
      const block = this.#blocks.get(dep)!;
      if (block.sent !== undefined || block.at.has(worker)) continue;
      (missing ??= new Set()).add(dep);
      if (this.#asked.has(dep)) continue;
      this.#asked.add(dep);
      this.#doors.send(this.state.owner[dep]!, { type: "export", run: this.id, task: dep });
    }
    if (missing === undefined) this.#dispatch(task, worker);
    else this.#awaiting.set(task, { worker, missing });
  }
  #dispatch(task: number, worker: number): void {
    if (!this.joined.has(worker)) {
      this.joined.add(worker);
      this.#doors.open(worker);
    }
    const inputs: [number, Sent][] = [];
    for (const dep of this.#inputs(task)) {
      const block = this.#blocks.get(dep)!;
      if (block.at.has(worker)) continue;
      block.at.add(worker);
      inputs.push([dep, block.sent!]);
    }
    this.#doors.send(worker, { type: "task", run: this.id, task, inputs });
  }
  #release(task: number): void {
    const block = this.#blocks.get(task);
    if (block === undefined) return;
    if (this.running) for (const worker of block.at) this.#doors.send(worker, { type: "forget", run: this.id, tasks: [task] });
    remove(block.sent);
    this.#blocks.delete(task);
    recordRelease(this.#recording, task);
    this.#tell({ type: "release", task, layer: layerOf(this.request.graph, task), at: performance.timeOrigin + performance.now() - this.#began });
  }
  #finish(): void {
    const blocks = this.request.outputs.map(task => {
      const sent = this.#blocks.get(task)!.sent!;
      return blockFromBytes(sent instanceof Uint8Array ? sent : readFileSync(sent.file));
    });
    this.flush();
    const wall = performance.timeOrigin + performance.now() - this.#began;
    const { links, sequence } = this.state;
    this.#doors.finished({ blocks, profile: summarize(this.#recording, { run: this.id, wall, workers: this.#doors.workers, links, sequence }) });
  }
  #inputs(task: number): Int32Array {
    const { depOffsets, deps } = this.state.links;
    return deps.subarray(depOffsets[task], depOffsets[task + 1]);
  }
  #errorOf(task: number, failure: Failure): Error {
    const cause = errorFromData(failure.error);
    if (cause instanceof MemoryError) return Object.assign(cause, { at: taskFailure(this.request.graph, task, cause, []).at });
    return taskFailure(this.request.graph, task, cause, failure.summaries);
  }
  #tell(event: TaskEvent): void {
    if (this.request.onEvents !== undefined) this.#events.push(event);
  }
}

function remove(sent: Sent | undefined): void {
  if (sent !== undefined && !(sent instanceof Uint8Array)) rmSync(sent.file, { force: true });
}
