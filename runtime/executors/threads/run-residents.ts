/** Which residents the tasks of one run read, and when the next one will. */

import { MemoryError } from "../../errors.ts";
import { STATUS, type RunState } from "../../schedule/state.ts";
import type { ConstantReads } from "./constant-reads.ts";
import type { PacketWriter } from "./packet.ts";
import type { Resident, ResidentName, ResidentReader, Residents } from "./residents.ts";
import type { RunBlocks } from "./run-blocks.ts";

/** What is asked of the run. */
export interface RunDoors {
  /** The worker is told that it has the block no longer. */
  forget(task: number, worker: number): void;
  /** A resident that it needs is nowhere. */
  lost(error: MemoryError): void;
}

export class RunResidents implements ResidentReader {
  readonly #residents: Residents;
  readonly #state: RunState;
  readonly #blocks: RunBlocks;
  readonly #doors: RunDoors;
  /** By number of the constant; undefined: workers have it otherwise. */
  readonly #list: readonly (ResidentName | undefined)[];
  readonly #reads: ConstantReads | undefined;
  /** Tasks by resident, made when memory is short. */
  #tasks: Map<Resident, number[]> | undefined;

  constructor(reads: ConstantReads | undefined, residents: Residents, state: RunState, blocks: RunBlocks, doors: RunDoors) {
    this.#residents = residents;
    this.#state = state;
    this.#blocks = blocks;
    this.#doors = doors;
    this.#list = (reads?.names ?? []).map(name => residents.named(name));
    this.#reads = this.#list.some(name => name !== undefined) ? reads : undefined;
    for (const name of this.#list) if (name !== undefined) residents.enter(name.resident, this);
  }
  /** Whether the task reads any. */
  any(task: number): boolean {
    return this.#reads !== undefined && this.#reads.offsets[task + 1]! > this.#reads.offsets[task]!;
  }
  pagesToPin(task: number): number {
    let pages = 0;
    this.#each(task, resident => (pages += this.#residents.pagesToPin(resident)));
    return pages;
  }
  pin(task: number): void {
    this.#each(task, resident => this.#residents.pin(resident));
  }
  unpin(task: number): void {
    this.#each(task, resident => this.#residents.unpin(resident));
  }
  /** False: there is no room for all, or one is lost. */
  fetch(task: number): boolean {
    let there = true;
    try {
      this.#each(task, resident => (there &&= this.#residents.fetch(resident)));
      return there;
    } catch (error) {
      this.#doors.lost(new MemoryError(`a block that is kept between runs went to disk and cannot be read back: ${(error as Error).message}`));
      return false;
    }
  }
  /** Adds to a record what the worker does not have; gives how many. */
  ship(task: number, worker: number, record: PacketWriter): number {
    let shipped = 0;
    this.#each(task, (_resident, name) => (shipped += this.#residents.ship(name, worker, record) ? 1 : 0));
    return shipped;
  }
  nextRead(resident: Resident): number {
    this.#tasks ??= this.#byResident();
    const { links, rank, status } = this.#state;
    let next = Infinity;
    const see = (task: number) => {
      const is = status[task]!;
      if (is === STATUS.waiting || is === STATUS.ready || is === STATUS.assigned) next = Math.min(next, rank[task]!);
    };
    this.#tasks.get(resident)?.forEach(see);
    for (const task of this.#blocks.borrowers(resident)) {
      for (let at = links.userOffsets[task]!; at < links.userOffsets[task + 1]!; at++) see(links.users[at]!);
    }
    return next;
  }
  moved(resident: Resident): void {
    for (const task of this.#blocks.borrowers(resident)) this.#blocks.forgetEverywhere(task, worker => this.#doors.forget(task, worker));
  }
  /** The run is over. */
  free(): void {
    for (const name of this.#list) if (name !== undefined) this.#residents.leave(name.resident, this);
  }

  #each(task: number, visit: (resident: Resident, name: ResidentName) => void): void {
    if (this.#reads === undefined) return;
    const { offsets, of } = this.#reads;
    for (let at = offsets[task]!, end = offsets[task + 1]!; at < end; at++) {
      const name = this.#list[of[at]!];
      if (name !== undefined) visit(name.resident, name);
    }
  }
  #byResident(): Map<Resident, number[]> {
    const tasks = new Map<Resident, number[]>();
    for (let task = 0; this.#reads !== undefined && task < this.#reads.offsets.length - 1; task++) {
      this.#each(task, resident => {
        const known = tasks.get(resident);
        if (known === undefined) tasks.set(resident, [task]);
        else known.push(task);
      });
    }
    return tasks;
  }
}
