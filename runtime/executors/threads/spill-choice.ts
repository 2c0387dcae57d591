/**
 * Which blocks go to disk when memory is full: those of a lease that no task reads now and that nobody but runs hold, of all such leases the
 * one whose blocks are needed last. Several blocks may hold a lease (views of one, small ones in a slab): they go together, for none alone
 * would free anything.
 */

import type { Pool } from "../../memory/pool.ts";
import type { RunRoom } from "./run-room.ts";

/** A run, as far as its blocks may go to disk. */
export interface Spiller {
  readonly running: boolean;
  readonly room: Pick<RunRoom, "storedCount" | "spillable" | "leasesToSpill" | "nextUse">;
  /** Throws, and nothing has changed, where the disk does not take it. */
  spill(task: number): void;
}
interface Holder {
  readonly run: Spiller;
  readonly task: number;
}
interface Candidate {
  readonly lease: number;
  readonly holders: readonly Holder[];
  readonly rank: number;
}

/** Leases are looked through once for this part of the blocks. */
const LOOKED = 64;

export class SpillChoice {
  readonly #pool: Pool;
  readonly #runs: () => Iterable<Spiller>;
  /** Whether a lease is held beside runs by something that can go to disk when they have let go of it. */
  readonly #isResident: (lease: number) => boolean;
  /** The one needed last at the end: as they were when somebody looked. */
  #candidates: Candidate[] = [];

  constructor(pool: Pool, runs: () => Iterable<Spiller>, isResident: (lease: number) => boolean = () => false) {
    this.#pool = pool;
    this.#runs = runs;
    this.#isResident = isResident;
  }

  /** The lease that is needed last, among those that were looked at not long ago: its rank; undefined: none can be freed. */
  rank(): number | undefined {
    for (let looked = false; ;) {
      const candidate = this.#candidates.at(-1);
      if (candidate !== undefined && this.#isFree(candidate.lease, candidate.holders)) {
        const rank = rankOf(candidate.holders);
        if (rank >= 0) return rank;
      }
      if (candidate !== undefined) this.#candidates.pop();
      else if (looked) return undefined;
      else {
        this.#look();
        looked = true;
      }
    }
  }
  /** Frees the lease that `rank` was about. Throws where the disk does not take its blocks; those that it took are there. */
  spill(): void {
    for (const { run, task } of this.#candidates.pop()!.holders) run.spill(task);
  }

  #look(): void {
    const byLease = new Map<number, Holder[]>();
    let stored = 0;
    for (const run of this.#runs()) {
      if (!run.running) continue;
      stored += run.room.storedCount;
      for (const task of run.room.spillable()) {
        const holder = { run, task };
        for (const lease of run.room.leasesToSpill(task)) {
          const known = byLease.get(lease);
          if (known === undefined) byLease.set(lease, [holder]);
          else known.push(holder);
        }
      }
    }
    const free: Candidate[] = [];
    for (const [lease, holders] of byLease) if (this.#isFree(lease, holders)) free.push({ lease, holders, rank: rankOf(holders) });
    free.sort((a, b) => a.rank - b.rank);
    this.#candidates = free.slice(-1 - Math.floor(stored / LOOKED));
  }
  /** Whether it is free as soon as these blocks are on disk, or a resident's alone: a block that looks into two residents keeps both here. */
  #isFree(lease: number, holders: readonly Holder[]): boolean {
    const pool = this.#pool;
    if (pool.holdersOf(lease) !== holders.length + (this.#isResident(lease) ? 1 : 0) || pool.isPinned(lease)) return false;
    return holders.every(({ run, task }) => run.running && run.room.leasesToSpill(task).includes(lease));
  }
}

function rankOf(holders: readonly Holder[]): number {
  let rank = Infinity;
  for (const { run, task } of holders) rank = Math.min(rank, run.room.nextUse(task));
  return rank;
}
