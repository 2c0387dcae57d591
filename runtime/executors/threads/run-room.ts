/**
 * Memory as one run sees it: which of its tasks are let through to workers, which wait for room, and which of its blocks is best put on
 * disk. What a task reads stays in memory from when it is sent until its worker has done with it.
 */

import type { RunState } from "../../schedule/state.ts";
import { formatBytes } from "../../meta/format.ts";
import { PAGE } from "../../memory/size-class.ts";
import { layerIn, STATUS } from "../../schedule/state.ts";
import { holds } from "../../schedule/step.ts";
import { Needs, type Admission } from "./admission.ts";
import type { RunBlocks } from "./run-blocks.ts";
import type { RunResidents } from "./run-residents.ts";

export class RunRoom {
  readonly needs: Needs;
  /** Tasks that wait for room. */
  readonly stalled = new Set<number>();
  readonly #run: number;
  readonly #state: RunState;
  readonly #blocks: RunBlocks;
  readonly #admission: Admission;
  /** Brings a block back from disk; false: there is no room, or it is lost. */
  readonly #fetch: (task: number) => boolean;
  readonly #residents: RunResidents;
  /** Tasks that wait for blocks of other workers. */
  readonly #awaiting: { has(task: number): boolean };
  /** By worker: the tasks that wait, in their order, and behind them those that may follow them. */
  readonly #queues: number[][];
  /** Pages promised to tasks that read or make blocks of some size, by task and worker. */
  readonly #admitted = new Map<number, number>();
  /** Tasks that found no room although no other was at work: they wait until memory is theirs. */
  readonly #greedy = new Set<number>();

  constructor(
    run: number,
    state: RunState,
    layers: readonly { readonly blockBytes: number | null }[],
    blocks: RunBlocks,
    admission: Admission,
    fetch: (task: number) => boolean,
    residents: RunResidents,
    awaiting: { has(task: number): boolean },
  ) {
    this.needs = new Needs(layers);
    this.#run = run;
    this.#state = state;
    this.#blocks = blocks;
    this.#admission = admission;
    this.#fetch = fetch;
    this.#residents = residents;
    this.#awaiting = awaiting;
    this.#queues = state.workers.map(() => []);
  }

  /** Its inputs are in memory and stay there, and there is room for what it makes; false: not now. */
  admit(task: number, worker: number): boolean {
    const blocks = this.#blocks;
    const { depOffsets, deps } = this.#state.links;
    const [first, end] = [depOffsets[task]!, depOffsets[task + 1]!];
    const promised = this.needs.of(layerIn(this.#state.layers, task));
    const resident = this.#residents.any(task);
    let pages = resident ? promised + this.#residents.pagesToPin(task) : promised;
    for (let at = first; at < end; at++) pages += blocks.pagesToPin(deps[at]!);
    let heavy = pages > 0 || resident;
    for (let at = first; at < end && !heavy; at++) heavy = blocks.isStored(deps[at]!);
    const alone = this.#isAlone(task);
    if (!heavy && !alone && !this.#greedy.has(task)) return true;
    if (!alone && (this.#greedy.has(task) || !this.#admission.admits(pages))) return false;
    for (let at = first; at < end; at++) blocks.pin(deps[at]!);
    this.#residents.pin(task);
    if (resident && !this.#residents.fetch(task)) {
      this.#unpin(task);
      return false;
    }
    for (let at = first; at < end; at++) {
      if (this.#fetch(deps[at]!)) continue;
      this.#unpin(task);
      // A task that waits for an input to be made again is nobody's.
      return !holds(this.#state, task, worker);
    }
    this.#admitted.set(this.#key(task, worker), promised);
    this.#admission.begin(promised);
    return true;
  }
  /** The worker has done with the task, however it ended. */
  ended(task: number, worker: number): void {
    const key = this.#key(task, worker);
    const promised = this.#admitted.get(key);
    if (promised === undefined) return;
    this.#admitted.delete(key);
    this.#admission.end(promised);
    if (this.#isAlone(task)) this.#endAlone();
    this.#unpin(task);
  }
  #unpin(task: number): void {
    this.#residents.unpin(task);
    const { depOffsets, deps } = this.#state.links;
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) this.#blocks.unpin(deps[at]!);
  }
  workerGone(worker: number): void {
    for (const task of this.#queues[worker]!.splice(0)) this.stalled.delete(task);
    const workers = this.#queues.length;
    for (const key of [...this.#admitted.keys()]) if (key % workers === worker) this.ended(Math.floor(key / workers), worker);
  }
  /** Nothing of the run is with any worker. */
  free(): void {
    for (const [key, pages] of this.#admitted) {
      this.#admission.end(pages);
      this.#residents.unpin(Math.floor(key / this.#queues.length));
    }
    this.#admitted.clear();
    if (this.#admission.alone?.run === this.#run) this.#endAlone();
  }

  /** The worker found no room for so many bytes, and gave the task back. */
  lacked(task: number, bytes: number): void {
    this.needs.lacked(layerIn(this.#state.layers, task), bytes);
    if (this.#admission.count === 0) this.#greedy.add(task);
  }
  /** Memory is empty but for what cannot go to disk: it is for the first task that waits. False: there is no room for it even so. */
  sendAlone(send: (task: number, worker: number) => boolean): boolean {
    for (const [worker, queue] of this.#queues.entries()) {
      const task = queue.find(each => this.stalled.has(each) && holds(this.#state, each, worker));
      if (task === undefined) continue;
      this.#admission.alone = { run: this.#run, task };
      const sent = send(task, worker);
      if (!sent || !this.#admitted.has(this.#key(task, worker))) this.#endAlone();
      if (!sent) return false;
      this.#greedy.delete(task);
      this.stalled.delete(task);
      queue.splice(queue.indexOf(task), 1);
      return true;
    }
    return true;
  }
  /** Says that the first task that waits does not fit. */
  tooMuch(): string {
    const task = this.#queues.flat().find(each => this.stalled.has(each))!;
    const { depOffsets, deps } = this.#state.links;
    let pages = this.needs.of(layerIn(this.#state.layers, task)) + this.#residents.pagesToPin(task);
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) pages += this.#blocks.pagesToPin(deps[at]!);
    return (
      `the inputs of the next task do not fit into block memory together: with what it makes they take ${formatBytes(pages * PAGE)}, ` +
      `the limit is ${formatBytes(this.#admission.limit * PAGE)}. Use smaller chunks or partitions, or a higher memoryLimit.`
    );
  }
  #isAlone(task: number): boolean {
    const { alone } = this.#admission;
    return alone !== undefined && alone.run === this.#run && alone.task === task;
  }
  #endAlone(): void {
    this.#admission.alone = undefined;
  }

  waitingAt(worker: number): number {
    return this.#queues[worker]!.length;
  }
  wait(task: number, worker: number): void {
    this.#queues[worker]!.push(task);
    this.stalled.add(task);
  }
  /** Tries again to send what waits; `send` says whether it could. */
  retry(send: (task: number, worker: number) => boolean): void {
    for (const [worker, queue] of this.#queues.entries()) {
      while (queue.length > 0) {
        const task = queue[0]!;
        if (this.stalled.has(task) && holds(this.#state, task, worker) && !send(task, worker)) break;
        if (queue[0] === task) queue.shift();
        this.stalled.delete(task);
      }
    }
  }

  get storedCount(): number {
    return this.#blocks.storedCount;
  }
  /** Leases that a block holds, where it may go to disk. */
  leasesToSpill(task: number): readonly number[] {
    return this.#blocks.leasesToSpill(task);
  }
  /** Blocks that may go to disk, as far as this run is concerned. */
  *spillable(): Generator<number> {
    for (const task of this.#blocks.storedTasks()) if (this.#blocks.leasesToSpill(task).length > 0 && this.nextUse(task) >= 0) yield task;
  }
  /** Rank of the first task that will read the block; -1 where one does now. Outputs are read last of all. */
  nextUse(task: number): number {
    const { links, status, rank, sequence } = this.#state;
    let next = sequence.length;
    for (let at = links.userOffsets[task]!; at < links.userOffsets[task + 1]!; at++) {
      const user = links.users[at]!;
      const is = status[user]!;
      if ((is === STATUS.assigned && !this.stalled.has(user) && !this.#awaiting.has(user)) || is === STATUS.running) return -1;
      if (is === STATUS.waiting || is === STATUS.ready || is === STATUS.assigned) next = Math.min(next, rank[user]!);
    }
    return next;
  }
  #key(task: number, worker: number): number {
    return task * this.#queues.length + worker;
  }
}
