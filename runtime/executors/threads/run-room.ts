/**
 * Memory as one run sees it: which of its tasks are let through to workers, which wait for room, and which of its blocks is best put on
 * disk. What a task reads stays in memory from when it is sent until its worker has done with it.
 */

import type { RunState } from "../../schedule/state.ts";
import { layerIn, STATUS } from "../../schedule/state.ts";
import { holds } from "../../schedule/step.ts";
import { Needs, type Admission } from "./admission.ts";
import type { RunBlocks } from "./run-blocks.ts";

/** Blocks that can go to disk are looked through once for this part of them. */
const LOOKED = 64;

export class RunRoom {
  readonly needs: Needs;
  /** Tasks that wait for room. */
  readonly stalled = new Set<number>();
  readonly #state: RunState;
  readonly #blocks: RunBlocks;
  readonly #admission: Admission;
  /** Brings a block back from disk; false: there is no room, or it is lost. */
  readonly #fetch: (task: number) => boolean;
  /** By worker: the tasks that wait, in their order, and behind them those that may follow them. */
  readonly #queues: number[][];
  /** Pages promised to tasks that read or make blocks of some size, by task and worker. */
  readonly #admitted = new Map<number, number>();
  /** Blocks that can go to disk, the one needed last at the end: as they were when somebody looked. */
  #candidates: number[] = [];

  constructor(
    state: RunState,
    layers: readonly { readonly blockBytes: number | null }[],
    blocks: RunBlocks,
    admission: Admission,
    fetch: (task: number) => boolean,
  ) {
    this.needs = new Needs(layers);
    this.#state = state;
    this.#blocks = blocks;
    this.#admission = admission;
    this.#fetch = fetch;
    this.#queues = state.workers.map(() => []);
  }

  /** Its inputs are in memory and stay there, and there is room for what it makes; false: not now. */
  admit(task: number, worker: number): boolean {
    const blocks = this.#blocks;
    const { depOffsets, deps } = this.#state.links;
    const [first, end] = [depOffsets[task]!, depOffsets[task + 1]!];
    const promised = this.needs.of(layerIn(this.#state.layers, task));
    let pages = promised;
    for (let at = first; at < end; at++) pages += blocks.pagesToPin(deps[at]!);
    let heavy = pages > 0;
    for (let at = first; at < end && !heavy; at++) heavy = blocks.isStored(deps[at]!);
    if (!heavy) return true;
    if (!this.#admission.admits(pages)) return false;
    for (let at = first; at < end; at++) blocks.pin(deps[at]!);
    for (let at = first; at < end; at++) {
      if (this.#fetch(deps[at]!)) continue;
      for (let pinned = first; pinned < end; pinned++) blocks.unpin(deps[pinned]!);
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
    for (const pages of this.#admitted.values()) this.#admission.end(pages);
    this.#admitted.clear();
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

  /** The block that can go to disk and is needed last, among those that were looked at not long ago: its rank, or undefined. */
  spillCandidate(): { task: number; rank: number } | undefined {
    for (let looked = false; ;) {
      const task = this.#candidates.at(-1);
      if (task === undefined) {
        if (looked) return undefined;
        this.#look();
        looked = true;
        continue;
      }
      const rank = this.#blocks.canSpill(task) ? this.#nextUse(task) : -1;
      if (rank >= 0) return { task, rank };
      this.#candidates.pop();
    }
  }
  #look(): void {
    const ranked = [...this.#blocks.spillable()].map(task => [task, this.#nextUse(task)] as const).filter(([, rank]) => rank >= 0);
    ranked.sort((a, b) => a[1] - b[1]);
    this.#candidates = ranked.slice(-1 - Math.floor(this.#blocks.storedCount / LOOKED)).map(([task]) => task);
  }
  /** Rank of the first task that will read the block; -1 where one does now. Outputs are read last of all. */
  #nextUse(task: number): number {
    const { links, status, rank, sequence } = this.#state;
    let next = sequence.length;
    for (let at = links.userOffsets[task]!; at < links.userOffsets[task + 1]!; at++) {
      const user = links.users[at]!;
      const is = status[user]!;
      if ((is === STATUS.assigned && !this.stalled.has(user)) || is === STATUS.running) return -1;
      if (is === STATUS.waiting || is === STATUS.ready || is === STATUS.assigned) next = Math.min(next, rank[user]!);
    }
    return next;
  }
  #key(task: number, worker: number): number {
    return task * this.#queues.length + worker;
  }
}
