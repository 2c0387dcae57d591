/** One run in the coordinator: the scheduler's effects become records to workers, and what workers say becomes the scheduler's events. */

import { deserialize } from "node:v8";
import { type BaskError, errorFromData, errorToData, MemoryError } from "../../errors.ts";
import { layerOf, type Graph } from "../../graph/graph.ts";
import { createRecording, recordEnd, recordSteps, recordRelease, type Recording } from "../../profile/recorder.ts";
import { summarize } from "../../profile/summary.ts";
import { drive, type Executor } from "../../schedule/driver.ts";
import type { RunEvent } from "../../schedule/events.ts";
import { createState, layerIn, STATUS, type RunState } from "../../schedule/state.ts";
import { holds } from "../../schedule/step.ts";
import type { RunProfile } from "../../../protocol/profile.ts";
import { taskFailure, workerFailure } from "../task-failure.ts";
import { SMALL } from "./admission.ts";
import { EventBatch } from "./event-batch.ts";
import { Exports } from "./exports.ts";
import { forget, send, tasksFor, type Member } from "./fleet.ts";
import type { PacketReader } from "./packet.ts";
import { FORM, TO_WORKER, type Failure, type KeptBlock, type PackedBlock } from "./protocol.ts";
import { recordRun, type RunRecorder } from "./run-recording.ts";
import { RunBlocks } from "./run-blocks.ts";
import type { RunOrder, RunSurroundings } from "./run-order.ts";
import { RunResidents } from "./run-residents.ts";
import { RunResults } from "./run-results.ts";
import { RunClock } from "./run-clock.ts";
import { RunRoom } from "./run-room.ts";
import type { TravellingGraph } from "./travelling-graph.ts";
import { unpackGraph } from "./travelling-graph.ts";

/** Leases go ahead of what asks for them as long as no more than this part of memory is used. */
export const PLENTY = 0.7;
/** A block that is lost on disk is made again this many times. */
const AGAIN = 3;

export class CoordinatedRun {
  readonly id: number;
  readonly graph: Graph;
  /** As workers are sent it. */
  readonly travelling: TravellingGraph;
  readonly outputs: readonly number[];
  readonly priority: number;
  readonly memoryLimit: number;
  /** The caller wants to see each task. */
  readonly events: boolean;
  readonly state: RunState;
  /** Workers that know of the run: they were sent a task. */
  readonly joined = new Set<Member>();
  readonly batch = new EventBatch();
  /** Workers that may still touch blocks of this run, once it is over. */
  closing: Set<Member> | undefined;
  /** The caller has its results, or gets none. */
  collected = false;
  /** When workers that are still busy with it are stopped. */
  deadline = Infinity;
  onClosed: (() => void) | undefined;

  readonly #around: RunSurroundings;
  readonly #began = performance.timeOrigin + performance.now();
  readonly #recording: Recording;
  readonly #blocks: RunBlocks;
  readonly #recorder: RunRecorder | undefined;
  readonly exports = new Exports(task => {
    const { members, writer } = this.#around;
    send(members[this.state.owner[task]!]!, writer.begin(TO_WORKER.export).number(this.id).number(task));
  });
  readonly room: RunRoom;
  readonly #residents: RunResidents;
  readonly #results: RunResults;
  /** How often blocks were lost on disk, by task. */
  readonly #losses = new Map<number, number>();
  readonly #reasons = new Map<number, string>();
  readonly #send: (event: RunEvent) => void;
  readonly #clock: RunClock;

  constructor(order: RunOrder, around: RunSurroundings) {
    this.id = order.id;
    this.travelling = order.graph;
    this.graph = unpackGraph(order.graph);
    this.outputs = order.outputs;
    this.priority = order.priority;
    this.memoryLimit = order.memoryLimit;
    this.events = order.events;
    this.#around = around;
    const { workers } = around;
    const absent = (worker: number) => around.members[worker]?.ready !== true;
    const settings = { workers, retries: order.retries, follow: true };
    this.state = createState(this.graph, order.outputs, { ...settings, absent });
    if (around.recordFolder !== undefined) {
      const missing = Array.from({ length: workers }, (_, worker) => worker).filter(absent);
      this.#recorder = recordRun(around.recordFolder, this.id, this.graph, order.outputs, { ...settings, absent: missing });
    }
    this.#blocks = new RunBlocks(this.graph.size, workers, around, around.residents);
    this.#results = new RunResults(order, this.state, this.#blocks, around.residents);
    this.#residents = new RunResidents(order.reads, around.residents, this.state, this.#blocks, {
      forget: (task, worker) => this.#forget(task, worker),
      lost: error => this.#fail(error),
    });
    this.room = new RunRoom(this.id, this.state, this.graph.layers, this.#blocks, around.admission, task => this.#fetch(task), this.#residents, this.exports);
    this.#recording = createRecording(this.graph, new Date());
    this.#clock = new RunClock(this.#recording, this.graph.size);
    this.#send = drive(this.state, this.#executor(), this.#recorder?.record);
  }
  begin(): void {
    this.#clock.begin();
    this.#send({ type: "begin" });
    this.#clock.end();
  }
  get running(): boolean {
    return this.state.phase === "running";
  }
  get blockCount(): number {
    return this.#blocks.count;
  }
  get stalled(): boolean {
    return this.room.stalled.size > 0;
  }
  cancel(): void {
    this.#send({ type: "cancelled" });
  }
  /** Another run matters more and has work for every worker, or has no longer. */
  hold(held: boolean): void {
    if (this.state.held !== held) this.#send({ type: "held", held });
  }

  // ---- what workers say

  started(worker: number, packet: PacketReader): void {
    const [task, time] = [packet.number(), packet.number()];
    if (!this.running) return;
    this.#send({ type: "started", task, worker });
    this.batch.add("start", task, layerOf(this.graph, task), worker, time - this.#began);
  }
  /** Tasks that gave a number: most of those that are over in no time. */
  numbers(worker: number, packet: PacketReader): void {
    const { state } = this;
    let open = false;
    this.#clock.begin();
    for (let left = packet.number(); left > 0; left--) {
      const task = packet.number();
      const start = packet.number();
      const end = packet.number();
      const value = packet.number();
      this.room.ended(task, worker);
      if (state.phase !== "running" || !holds(state, task, worker)) continue;
      this.#blocks.setNumber(task, value, worker);
      recordEnd(this.#recording, task, start - this.#began, end - this.#began, 8);
      this.#clock.started(task, start);
      if (this.events) {
        const layer = layerOf(this.graph, task);
        if (state.status[task] === STATUS.assigned) this.batch.add("start", task, layer, worker, start - this.#began);
        this.batch.add("end", task, layer, worker, start - this.#began, end - this.#began, 8);
      }
      open = left > 1;
      this.#send({ type: "done", task, worker, bytes: 8, travels: true, micros: (end - start) * 1000, more: open });
    }
    // The last one was none of ours: the workers get their tasks all the same.
    if (open) this.#send({ type: "held", held: state.held });
    this.#clock.end();
  }
  /** Gives the leases that the worker lets go of. */
  done(worker: number, packet: PacketReader): readonly number[] {
    const task = packet.number();
    const [start, end, bytes] = [packet.number(), packet.number(), packet.number()];
    const [read, written, copied] = [packet.number(), packet.number(), packet.number()];
    this.#clock.begin();
    const steps = packet.numbers();
    const [used, dropped, form] = [packet.numbers(), packet.numbers(), packet.number()];
    this.room.ended(task, worker);
    if (!this.running || !holds(this.state, task, worker)) return dropped;
    if (form === FORM.number) this.#blocks.setNumber(task, packet.number(), worker);
    else {
      const tree = form === FORM.tree ? packet.bytes() : undefined;
      const borrowed = tree === undefined ? undefined : this.#around.residents.borrowed(tree, used);
      if (borrowed === undefined) this.#blocks.setStored(task, tree, used, worker);
      else this.#blocks.setBorrowed(task, borrowed, worker);
    }
    recordEnd(this.#recording, task, start - this.#began, end - this.#began, bytes);
    recordSteps(this.#recording, task, steps);
    this.room.needs.see(layerIn(this.state.layers, task), bytes);
    this.#recording.read += read;
    this.#recording.written += written;
    this.#recording.copied += copied;
    this.#clock.started(task, start);
    if (this.events) this.batch.add("end", task, layerOf(this.graph, task), worker, start - this.#began, end - this.#began, bytes);
    this.#send({ type: "done", task, worker, bytes, travels: form !== FORM.local, micros: (end - start) * 1000 });
    this.#clock.end();
    return dropped;
  }
  failedTask(worker: number, packet: PacketReader): readonly number[] {
    const [task, time, dropped] = [packet.number(), packet.number(), packet.numbers()];
    this.room.ended(task, worker);
    if (!this.running) return dropped;
    const failure = deserialize(packet.bytes()) as Failure;
    if (this.events) this.batch.error(task, layerOf(this.graph, task), worker, time - this.#began, failure.error.message);
    // A block that was made and then could not leave its worker: trying again would not help.
    if (holds(this.state, task, worker)) this.#send({ type: "failed", task, worker, error: failure });
    else if (this.state.status[task] === STATUS.memory) this.#fail(this.#errorOf(task, failure));
    return dropped;
  }
  /** What the worker has not run, because it stood behind a task that came to nothing, or found no room. */
  returned(worker: number, packet: PacketReader): readonly number[] {
    const [task, lacked, dropped] = [packet.number(), packet.number(), packet.numbers()];
    this.room.ended(task, worker);
    if (lacked > 0 && !this.exports.refuse(task)) this.room.lacked(task, lacked);
    if (this.running) this.#send({ type: "returned", task, worker });
    return dropped;
  }
  exported(packet: PacketReader): readonly number[] {
    const [task, used, dropped, tree] = [packet.number(), packet.numbers(), packet.numbers(), packet.bytes()];
    this.exports.came(task);
    this.#recording.copied += tree.length;
    if (!this.running || !this.#blocks.setExported(task, tree, used)) return dropped;
    this.#send({ type: "moved", task });
    for (const [waiting, worker] of this.exports.ready(task)) this.#dispatch(waiting, worker);
    return dropped;
  }
  workerDied(worker: number, running: number, reason: string | undefined): void {
    if (running >= 0 && reason !== undefined) this.#reasons.set(running, reason);
    this.room.workerGone(worker);
    this.exports.workerGone(worker);
    for (const task of this.#blocks.lose(worker)) {
      this.exports.gone(task);
      recordRelease(this.#recording, task);
    }
    this.#send({ type: "workerDied", worker, task: running });
  }
  workerJoined(worker: number): void {
    this.#send({ type: "workerJoined", worker });
  }

  // ---- memory

  /** Tries again to send tasks that found no room. */
  retryStalled(): void {
    // Workers that have left the run must not hear of it again.
    if (!this.running) return;
    this.#clock.begin();
    this.room.retry((task, worker) => this.#sendTask(task, worker));
  }
  /** A worker has a task that waits neither for room nor for blocks of other workers. */
  hasWorkAt(worker: number): boolean {
    return this.state.workers[worker]!.load > this.room.waitingAt(worker) + this.exports.waitingAt(worker);
  }
  /** Some block was asked of a worker for which this holds. */
  awaitsOneOf(holds: (member: Member) => boolean): boolean {
    for (const task of this.exports.asked) if (holds(this.#around.members[this.state.owner[task]!]!)) return true;
    return false;
  }
  /** False: it does not fit, though memory is empty but for what cannot go to disk. */
  sendAlone(): boolean {
    return this.room.sendAlone((task, worker) => this.#sendTask(task, worker));
  }
  outOfMemory(): void {
    this.#fail(new MemoryError(this.room.tooMuch() + this.#trouble()));
  }
  /** Throws, and nothing has changed, where the disk does not take it. */
  spill(task: number): void {
    this.#recording.spilled += this.#blocks.spill(task, worker => this.#forget(task, worker));
    if (this.events) this.batch.block("spill", task, layerOf(this.graph, task), this.#began);
  }
  /** Lets go of everything; no worker may touch blocks of the run any more. */
  free(): void {
    this.#recorder?.write();
    this.room.free();
    this.#blocks.free();
    this.#residents.free();
  }

  // ---- results

  resultBytes(): number {
    return this.#results.bytes();
  }
  results(): (PackedBlock | KeptBlock)[] {
    return this.#results.take();
  }
  profile(): RunProfile {
    const wall = performance.timeOrigin + performance.now() - this.#began;
    return summarize(this.#recording, { run: this.id, wall, workers: this.#around.workers, links: this.state.links, sequence: this.state.sequence });
  }

  // ---- what the scheduler wants

  #executor(): Executor {
    return {
      submit: (task, worker) => this.#submit(task, worker),
      recall: task => {
        this.exports.recall(task);
        this.room.stalled.delete(task);
      },
      release: task => this.#release(task),
      finished: () => this.#around.finished(this),
      failed: (task, error, deaths) =>
        this.#fail(deaths > 0 ? workerFailure(this.graph, task, deaths, this.#reasons.get(task)) : this.#errorOf(task, error as Failure)),
    };
  }

  #submit(task: number, worker: number): void {
    const { depOffsets, deps } = this.state.links;
    let missing: Set<number> | undefined;
    for (let at = depOffsets[task]!, end = depOffsets[task + 1]!; at < end; at++) {
      const dep = deps[at]!;
      if (this.#blocks.mustBeSent(dep, worker)) (missing ??= new Set()).add(dep);
    }
    if (missing === undefined) this.#dispatch(task, worker);
    else this.exports.wait(task, worker, missing);
  }

  #dispatch(task: number, worker: number): void {
    // A task may follow one that waits.
    if (this.room.waitingAt(worker) > 0 || !this.#sendTask(task, worker)) this.room.wait(task, worker);
  }

  /** False: there is no room for it now. */
  #sendTask(task: number, worker: number): boolean {
    if (!this.room.admit(task, worker)) return false;
    // An input was lost on disk, and the task waits for it to be made again.
    if (!holds(this.state, task, worker)) return true;
    this.#clock.sent(task);
    const { depOffsets, deps } = this.state.links;
    const member = this.#around.members[worker]!;
    if (!this.joined.has(member)) {
      this.joined.add(member);
      this.#around.open(this, member);
    }
    const record = tasksFor(member, this.id).number(task).number(this.#leaseFor(task, member));
    const count = record.length;
    let shipped = 0;
    record.number(0);
    shipped += this.#residents.ship(task, worker, record);
    for (let at = depOffsets[task]!, end = depOffsets[task + 1]!; at < end; at++) if (this.#blocks.ship(deps[at]!, worker, record)) shipped++;
    if (shipped > 0) record.patch(count, shipped);
    return true;
  }

  /** False: there is no room, or it is lost. */
  #fetch(task: number): boolean {
    if (!this.#blocks.away(task)) return true;
    try {
      if (!this.#clock.onDisk(() => this.#blocks.fetch(task))) return false;
      this.#recording.readBack += this.state.bytes[task]!;
      if (this.events) this.batch.block("readBack", task, layerOf(this.graph, task), this.#began);
      return true;
    } catch (error) {
      const losses = (this.#losses.get(task) ?? 0) + 1;
      this.#losses.set(task, losses);
      recordRelease(this.#recording, task);
      if (losses > AGAIN) this.#fail(new MemoryError(`a block was written to disk and cannot be read back, ${losses} times: ${(error as Error).message}`));
      else this.#send({ type: "lost", task });
      return false;
    }
  }
  #trouble(): string {
    const trouble = this.#around.diskTrouble();
    return trouble === undefined ? "" : ` Blocks cannot be written to disk: ${trouble}.`;
  }

  /** Room for the block that the task will make, where it is large and memory is not short; else -1. */
  #leaseFor(task: number, member: Member): number {
    const expected = this.graph.layers[layerIn(this.state.layers, task)]!.blockBytes ?? 0;
    if (expected <= SMALL) return -1;
    const { pool } = this.#around;
    const lease = pool.used < pool.limit * PLENTY && member.leases.size < 6 ? pool.take(expected) : -1;
    if (lease >= 0) member.leases.add(lease);
    return lease;
  }

  #release(task: number): void {
    this.exports.gone(task);
    const running = this.running; // of a run that is over, workers forget everything at once
    if (!this.#blocks.release(task, worker => running && this.#forget(task, worker))) return;
    recordRelease(this.#recording, task);
    if (this.events) this.batch.block("release", task, layerOf(this.graph, task), this.#began);
  }

  #forget(task: number, worker: number): void {
    forget(this.#around.members[worker]!, this.id, task);
  }

  #errorOf(task: number, failure: Failure): BaskError {
    const cause = errorFromData(failure.error);
    if (cause instanceof MemoryError)
      return Object.assign(new MemoryError(cause.message + this.#trouble()), { at: taskFailure(this.graph, task, cause, []).at });
    return taskFailure(this.graph, task, cause, failure.summaries);
  }

  #fail(error: BaskError): void {
    this.#around.failed(this, errorToData(error));
  }
}
