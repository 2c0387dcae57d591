/**
 * Blocks that stay in block memory from run to run: what was persisted, and large constants. The coordinator has them beside all runs. A task
 * that reads one gets it where it lies; a worker keeps it as a value until it is told that the block has gone. One that no task reads can go
 * to disk like any other block, first of all where no run will read it.
 */

import type { Pool } from "../../memory/pool.ts";
import { pagesFor } from "../../memory/size-class.ts";
import { canSpill, dropBlock, fetchBlock, spillBlock, type StoredBlock } from "./block-store.ts";
import { FORM } from "./protocol.ts";
import type { PacketWriter } from "./packet.ts";
import type { BlockSurroundings } from "./run-blocks.ts";

/** What a run does with residents, as they see it. */
export interface ResidentReader {
  /** Rank of the next task that will read it, `Infinity` where none will. */
  nextRead(resident: Resident): number;
  /** It goes to another place: workers forget the run's blocks that look into it. */
  moved(resident: Resident): void;
}

export interface ResidentSurroundings extends BlockSurroundings {
  /** Tells a worker that it has the resident of that name no longer. */
  forget(worker: number, name: number): void;
}

const encoder = new TextEncoder();

/** A name of a resident, under which workers have it as a value. */
export class ResidentName {
  readonly id: number;
  readonly text: Uint8Array;
  readonly resident: Resident;
  /** How many handles there are. */
  handles = 1;
  /** Workers that have it. */
  readonly at = new Set<number>();

  constructor(id: number, text: string, resident: Resident) {
    this.id = id;
    this.text = encoder.encode(text);
    this.resident = resident;
  }
}

export class Resident {
  readonly id: number;
  readonly block: StoredBlock;
  readonly bytes: number;
  /** Kept for nobody: a constant, which can be sent again. */
  readonly constant: boolean;
  /** Names that it goes by, and runs that may read it. At 0 it goes. */
  holds = 0;
  /** Tasks on their way to workers, or in them, that read it. */
  pins = 0;
  /** Open runs that may read it. */
  readonly readers = new Set<ResidentReader>();
  /** All it ever had. */
  readonly names: ResidentName[] = [];
  /** Why it is nowhere any more. */
  lost: Error | undefined;
  /** Grows with each run that reads it. */
  lastUse = 0;

  constructor(id: number, block: StoredBlock, bytes: number, constant: boolean) {
    this.id = id;
    this.block = block;
    this.bytes = bytes;
    this.constant = constant;
  }
  get away(): boolean {
    return this.block.files.length > 0;
  }
}

/** A block of a run that is a view of a resident: where it lies is the resident's affair. */
export class BorrowedBlock implements StoredBlock {
  readonly tree: Uint8Array;
  readonly resident: Resident;
  /** Which leases of the resident's. */
  readonly #places: readonly number[];

  constructor(tree: Uint8Array, resident: Resident, places: readonly number[]) {
    this.tree = tree;
    this.resident = resident;
    this.#places = places;
  }
  get leases(): readonly number[] {
    const { leases } = this.resident.block;
    return leases.length === 0 ? leases : this.#places.map(place => leases[place]!);
  }
  get files(): StoredBlock["files"] {
    const { files } = this.resident.block;
    return files.length === 0 ? files : this.#places.map(place => files[place]!);
  }
}

export class Residents {
  readonly #around: ResidentSurroundings;
  readonly #named = new Map<string, ResidentName>();
  readonly #all = new Set<Resident>();
  readonly #byLease = new Map<number, Resident>();
  /** Those that can go to disk, the one to go first at the end: as they were when somebody looked. */
  #candidates: { readonly resident: Resident; readonly rank: number }[] = [];
  /** Lent to the caller, now or before. */
  readonly #lent = new Map<number, Resident>();
  #nextId = 0;
  #uses = 0;

  constructor(around: ResidentSurroundings) {
    this.#around = around;
  }

  // ---- names

  /** A block under a name; the block belongs to the residents from then on. A name that is there already keeps what it has. */
  keep(name: string, block: StoredBlock, bytes: number, constant = false): Resident {
    const known = this.#named.get(name);
    if (known !== undefined) {
      known.handles++;
      dropBlock(this.#around.pool, this.#around.spill, block);
      return known.resident;
    }
    const resident = new Resident(this.#nextId++, block, bytes, constant);
    this.#all.add(resident);
    this.#placed(resident);
    this.alias(name, resident);
    return resident;
  }
  /** The same block under one more name. */
  alias(name: string, resident: Resident): void {
    const known = this.#named.get(name);
    if (known !== undefined) {
      known.handles++;
      return;
    }
    const added = new ResidentName(this.#nextId++, name, resident);
    this.#named.set(name, added);
    resident.names.push(added);
    resident.holds++;
  }
  named(name: string): ResidentName | undefined {
    return this.#named.get(name);
  }
  /** One handle of that name less. */
  release(name: string): void {
    const known = this.#named.get(name);
    if (known === undefined || --known.handles > 0) return;
    this.#named.delete(name);
    this.#letGo(known.resident);
  }

  // ---- the caller

  /** Stays where it is until it is given back; throws where it cannot be had. */
  lend(name: string): Resident {
    const resident = this.named(name)?.resident;
    if (resident === undefined) throw new Error(`no block has the name ${name}`);
    if (resident.lost !== undefined) throw resident.lost;
    resident.holds++;
    this.pin(resident);
    this.#lent.set(resident.id, resident);
    return resident;
  }
  giveBack(id: number): void {
    const resident = this.#lent.get(id)!;
    this.unpin(resident);
    this.#letGo(resident);
  }

  // ---- runs

  /** A run begins that may read it. */
  enter(resident: Resident, reader: ResidentReader): void {
    if (resident.readers.has(reader)) return;
    resident.readers.add(reader);
    resident.holds++;
    resident.lastUse = ++this.#uses;
  }
  leave(resident: Resident, reader: ResidentReader): void {
    if (resident.readers.delete(reader)) this.#letGo(resident);
  }
  pin(resident: Resident): void {
    if (resident.pins++ === 0) for (const lease of resident.block.leases) this.#around.pool.pin(lease);
  }
  unpin(resident: Resident): void {
    if (--resident.pins === 0) for (const lease of resident.block.leases) this.#around.pool.unpin(lease);
  }
  /** Pages that would be pinned with it and are not yet. */
  pagesToPin({ block }: Resident): number {
    const { pool } = this.#around;
    let pages = 0;
    for (const lease of block.leases) if (!pool.isPinned(lease)) pages += pagesFor(pool.bytesOf(lease));
    for (const file of block.files) pages += pagesFor(file.bytes);
    return pages;
  }
  /** Into memory, where it is not; false: there is no room. Throws where it cannot be read: then it is lost for good. */
  fetch(resident: Resident): boolean {
    if (resident.lost !== undefined) throw resident.lost;
    if (!resident.away) return true;
    const { pool, spill, memory, makeRoom } = this.#around;
    try {
      if (!fetchBlock(pool, spill, memory, resident.block, makeRoom)) return false;
    } catch (error) {
      resident.lost = error as Error;
      throw error;
    }
    this.#placed(resident);
    if (resident.pins > 0) for (const lease of resident.block.leases) pool.pin(lease);
    return true;
  }
  /** Adds it to a record, where the worker does not have it; true if that was so. */
  ship({ id, text, resident, at }: ResidentName, worker: number, record: PacketWriter): boolean {
    if (at.has(worker)) return false;
    at.add(worker);
    const { leases, tree } = resident.block;
    record.number(id).number(FORM.resident).bytes(text).numbers(leases).bytes(tree!);
    return true;
  }
  workerGone(worker: number): void {
    for (const { names } of this.#all) for (const { at } of names) at.delete(worker);
  }
  /** What a task gave looks into one resident and nothing else. */
  borrowed(tree: Uint8Array, leases: readonly number[]): BorrowedBlock | undefined {
    const resident = leases.length === 0 ? undefined : this.#byLease.get(leases[0]!);
    if (resident === undefined) return undefined;
    const places = leases.map(lease => resident.block.leases.indexOf(lease));
    return places.includes(-1) ? undefined : new BorrowedBlock(tree, resident, places);
  }

  // ---- memory

  /** Whether a resident holds the lease. */
  isAt(lease: number): boolean {
    return this.#byLease.has(lease);
  }
  get pool(): Pool {
    return this.#around.pool;
  }
  /** Blocks that are held for somebody, and what they hold of memory and disk; constants, which are kept for next time, apart. */
  census(): { blocks: number; kept: { bytes: number; files: number } } {
    let blocks = 0;
    const kept = { bytes: 0, files: 0 };
    for (const { constant, block } of this.#all) {
      if (!constant) blocks++;
      else {
        kept.bytes += block.leases.reduce((sum, lease) => sum + this.#around.pool.bytesOf(lease), 0);
        kept.files += block.files.length;
      }
    }
    return { blocks, kept };
  }
  /** The one that is read last, or not at all: of those the one that was read longest ago. */
  spillCandidate(): { resident: Resident; rank: number } | undefined {
    for (let looked = false; ;) {
      const candidate = this.#candidates.at(-1);
      if (candidate !== undefined && this.#all.has(candidate.resident) && this.#canSpill(candidate.resident)) {
        const rank = this.#nextRead(candidate.resident);
        if (rank === candidate.rank) return candidate;
      }
      if (candidate !== undefined) this.#candidates.pop();
      else if (looked) return undefined;
      else {
        this.#look();
        looked = true;
      }
    }
  }
  /** Gives the bytes written. Throws, and nothing has changed, where the disk does not take it. */
  spill(resident: Resident): number {
    const { pool, spill, memory } = this.#around;
    const { leases } = resident.block;
    const bytes = spillBlock(pool, spill, memory, resident.block);
    this.#gone(resident, leases);
    for (const reader of resident.readers) reader.moved(resident);
    return bytes;
  }
  #look(): void {
    this.#candidates = [...this.#all]
      .filter(resident => this.#canSpill(resident))
      .map(resident => ({ resident, rank: this.#nextRead(resident) }))
      .sort((a, b) => (a.rank === b.rank ? b.resident.lastUse - a.resident.lastUse : a.rank - b.rank));
  }
  #canSpill(resident: Resident): boolean {
    return resident.pins === 0 && canSpill(this.#around.pool, resident.block);
  }
  #nextRead(resident: Resident): number {
    let next = Infinity;
    for (const reader of resident.readers) next = Math.min(next, reader.nextRead(resident));
    return next;
  }

  #letGo(resident: Resident): void {
    if (--resident.holds > 0) return;
    this.#all.delete(resident);
    this.#lent.delete(resident.id);
    const { leases } = resident.block;
    dropBlock(this.#around.pool, this.#around.spill, resident.block);
    this.#gone(resident, leases);
  }
  #placed(resident: Resident): void {
    for (const lease of resident.block.leases) if (!this.#byLease.has(lease)) this.#byLease.set(lease, resident);
  }
  #gone(resident: Resident, leases: readonly number[]): void {
    for (const lease of leases) if (this.#byLease.get(lease) === resident) this.#byLease.delete(lease);
    for (const { id, at } of resident.names) {
      for (const worker of at) this.#around.forget(worker, id);
      at.clear();
    }
  }
}
