/** The blocks of one run, as the coordinator knows them: numbers as they are, others by where they lie, and which workers have them as values. */

import type { Pool } from "../../memory/pool.ts";
import { pagesFor } from "../../memory/size-class.ts";
import type { Spill } from "../../memory/spill.ts";
import { dropBlock, fetchBlock, spillBlock, storeBlock, type Place, type StoredBlock } from "./block-store.ts";
import type { PacketWriter } from "./packet.ts";
import { FORM, type PackedBlock } from "./protocol.ts";
import { Residence } from "./residence.ts";
import type { BorrowedBlock, Resident, Residents } from "./residents.ts";

const NONE: readonly number[] = [];
const KIND = { none: 0, number: 1, stored: 2 } as const;

export interface BlockSurroundings {
  readonly pool: Pool;
  readonly spill: Spill;
  readonly memory: WebAssembly.Memory;
  /** A lease for a block that comes back from disk; other blocks may have to go there. -1: no room now. */
  makeRoom(bytes: number): number;
  /** The same for a block that nobody else looks into: small ones share a lease. */
  makePlace(bytes: number): Place;
}

export class RunBlocks {
  readonly #around: BlockSurroundings;
  /** By task: one of KIND. */
  readonly #kinds: Uint8Array;
  /** Made with the first number. */
  #numbers = new Float64Array(0);
  readonly #stored = new Map<number, StoredBlock>();
  readonly #residence: Residence;
  /** By task: how many tasks that were sent to workers read its block. Made with the first. */
  #pins = new Int32Array(0);
  readonly #residents: Residents;
  /** Tasks whose blocks look into residents. */
  readonly #borrowed = new Map<Resident, Set<number>>();

  constructor(size: number, workers: number, around: BlockSurroundings, residents: Residents) {
    this.#around = around;
    this.#residents = residents;
    this.#kinds = new Uint8Array(size);
    this.#residence = new Residence(size, workers);
  }

  /** Blocks that are there. */
  get count(): number {
    return this.#kinds.reduce((n, kind) => n + (kind === KIND.none ? 0 : 1), 0);
  }
  setNumber(task: number, value: number, worker: number): void {
    if (this.#numbers.length === 0) this.#numbers = new Float64Array(this.#kinds.length);
    this.#numbers[task] = value;
    this.#kinds[task] = KIND.number;
    this.#residence.add(task, worker);
  }
  /** Without a tree it lives in the worker only. */
  setStored(task: number, tree: Uint8Array | undefined, leases: readonly number[], worker: number): void {
    this.#stored.set(task, storeBlock(this.#around.pool, tree, leases));
    if (this.#pins.length > 0 && this.#pins[task]! > 0) this.#pinLeases(task);
    this.#kinds[task] = KIND.stored;
    this.#residence.add(task, worker);
  }
  /** A block that looks into a resident, and holds nothing itself. */
  setBorrowed(task: number, block: BorrowedBlock, worker: number): void {
    this.#stored.set(task, block);
    const tasks = this.#borrowed.get(block.resident);
    if (tasks === undefined) this.#borrowed.set(block.resident, new Set([task]));
    else tasks.add(task);
    if (this.#pins.length > 0 && this.#pins[task]! > 0) this.#pinLeases(task);
    this.#kinds[task] = KIND.stored;
    this.#residence.add(task, worker);
  }
  /** Tasks whose blocks look into the resident. */
  *borrowers(resident: Resident): Generator<number> {
    for (const task of this.#borrowed.get(resident) ?? []) if (this.#stored.get(task)?.resident === resident) yield task;
  }
  /** Workers are to read it anew. */
  forgetEverywhere(task: number, forget: (worker: number) => void): void {
    this.#forget(task, forget);
  }
  /** The block, where it may be kept as a resident: it lies in block memory or on disk, fills what it holds at least by half, and no resident is there. */
  keepable(task: number, bytes: number): StoredBlock | undefined {
    const block = this.#kinds[task] === KIND.stored ? this.#stored.get(task)! : undefined;
    if (block?.tree === undefined || (block.resident === undefined && block.leases.some(lease => this.#residents.isAt(lease)))) return undefined;
    const held = block.leases.reduce((sum, lease) => sum + this.#around.pool.bytesOf(lease), 0) + block.files.reduce((sum, file) => sum + file.bytes, 0);
    return held > 0 && bytes * 2 >= held ? block : undefined;
  }
  /** It belongs to somebody else now. */
  handOver(task: number): void {
    if (this.#pins.length > 0 && this.#pins[task]! > 0) this.#unpinLeases(task);
    this.#stored.delete(task);
    this.#kinds[task] = KIND.none;
  }
  /** A block that lived in its owner can be read by all; false: it is not wanted any more. */
  setExported(task: number, tree: Uint8Array, leases: readonly number[]): boolean {
    const block = this.#stored.get(task);
    if (block === undefined || block.tree !== undefined) return false;
    const pinned = this.#pins.length > 0 && this.#pins[task]! > 0;
    if (pinned) this.#unpinLeases(task);
    for (const lease of leases) this.#around.pool.hold(lease);
    for (const lease of block.leases) this.#around.pool.drop(lease);
    block.tree = tree;
    block.leases = leases;
    if (pinned) this.#pinLeases(task);
    return true;
  }
  /** The worker can have it only when its owner sends it. What is not made yet comes before its users in the same queue. */
  mustBeSent(task: number, worker: number): boolean {
    return this.#kinds[task] === KIND.stored && !this.#residence.has(task, worker) && this.#stored.get(task)!.tree === undefined;
  }
  /** Adds the block to a record, where the worker does not have it; true if that was so. */
  ship(task: number, worker: number, record: PacketWriter): boolean {
    const kind = this.#kinds[task];
    if (kind === KIND.none || this.#residence.has(task, worker)) return false;
    record.number(task);
    if (kind === KIND.number) record.number(FORM.number).number(this.#numbers[task]!);
    else {
      const { leases, tree } = this.#stored.get(task)!;
      record.number(FORM.tree).numbers(leases).bytes(tree!);
    }
    this.#residence.add(task, worker);
    return true;
  }
  /** As the caller is sent it. */
  packed(task: number): PackedBlock {
    if (this.#kinds[task] === KIND.number) return { tree: this.#numbers[task]!, leases: [], files: [] };
    const { tree, leases, files } = this.#stored.get(task)!;
    return { tree: tree!, leases, files };
  }

  // ---- memory

  /** Pages that would be pinned with the block and are not yet, on disk or in memory. */
  pagesToPin(task: number): number {
    if (this.#kinds[task] !== KIND.stored) return 0;
    const { leases, files } = this.#stored.get(task)!;
    const { pool } = this.#around;
    let pages = 0;
    for (const lease of leases) if (!pool.isPinned(lease)) pages += pagesFor(pool.bytesOf(lease));
    for (const file of files) pages += pagesFor(file.bytes);
    return pages;
  }
  /** A task that is sent to a worker reads the block, which may have yet to be made. */
  pin(task: number): void {
    if (this.#pins.length === 0) this.#pins = new Int32Array(this.#kinds.length);
    if (this.#pins[task]!++ === 0 && this.#kinds[task] === KIND.stored) this.#pinLeases(task);
  }
  unpin(task: number): void {
    if (--this.#pins[task]! === 0 && this.#kinds[task] === KIND.stored) this.#unpinLeases(task);
  }
  isStored(task: number): boolean {
    return this.#kinds[task] === KIND.stored;
  }
  /** Whether it is on disk. */
  away(task: number): boolean {
    return this.#kinds[task] === KIND.stored && this.#stored.get(task)!.files.length > 0;
  }
  /** Back from disk, where it is there; false: there is no room. Throws where it cannot be read, and then it is lost. */
  fetch(task: number): boolean {
    if (!this.away(task)) return true;
    const { pool, spill, memory, makePlace } = this.#around;
    const block = this.#stored.get(task)!;
    if (block.resident !== undefined) return this.#residents.fetch(block.resident);
    try {
      if (!fetchBlock(pool, spill, memory, block, makePlace)) return false;
      if (this.#pins.length > 0 && this.#pins[task]! > 0) this.#pinLeases(task);
      return true;
    } catch (error) {
      this.#stored.delete(task);
      this.#kinds[task] = KIND.none;
      throw error;
    }
  }
  get storedCount(): number {
    return this.#stored.size;
  }
  /** The leases that the block holds, where it can go to disk as far as the block itself is concerned. */
  leasesToSpill(task: number): readonly number[] {
    const block = this.#stored.get(task);
    return block?.tree === undefined || block.resident !== undefined || (this.#pins.length > 0 && this.#pins[task]! > 0) ? NONE : block.leases;
  }
  storedTasks(): Iterable<number> {
    return this.#stored.keys();
  }
  /** Gives the bytes written; throws, and nothing has changed, where the disk does not take them. */
  spill(task: number, forget: (worker: number) => void): number {
    const { pool, spill, memory } = this.#around;
    const bytes = spillBlock(pool, spill, memory, this.#stored.get(task)!, true);
    this.#forget(task, forget);
    return bytes;
  }

  /** False: there is none. */
  release(task: number, forget: (worker: number) => void): boolean {
    const kind = this.#kinds[task];
    if (kind === KIND.none) return false;
    this.#forget(task, forget);
    if (kind === KIND.stored) {
      if (this.#pins.length > 0 && this.#pins[task]! > 0) this.#unpinLeases(task);
      dropBlock(this.#around.pool, this.#around.spill, this.#stored.get(task)!);
      this.#stored.delete(task);
    }
    this.#kinds[task] = KIND.none;
    return true;
  }
  /** A worker is gone: the blocks that are lost with it. */
  lose(worker: number): number[] {
    const lost: number[] = [];
    for (const [task, block] of this.#stored) {
      if (block.tree !== undefined || !this.#residence.has(task, worker)) continue;
      if (this.#pins.length > 0 && this.#pins[task]! > 0) this.#unpinLeases(task);
      dropBlock(this.#around.pool, this.#around.spill, block);
      this.#stored.delete(task);
      this.#kinds[task] = KIND.none;
      lost.push(task);
    }
    this.#residence.forget(worker);
    return lost;
  }
  /** Lets go of everything; no worker may touch blocks of the run any more. */
  free(): void {
    for (const [task, block] of this.#stored) {
      if (this.#pins.length > 0 && this.#pins[task]! > 0) this.#unpinLeases(task);
      dropBlock(this.#around.pool, this.#around.spill, block);
    }
    this.#pins.fill(0);
    this.#stored.clear();
    this.#kinds.fill(KIND.none);
  }

  #forget(task: number, forget: (worker: number) => void): void {
    this.#residence.each(task, forget);
    this.#residence.clear(task);
  }
  #pinLeases(task: number): void {
    const { resident } = this.#stored.get(task)!;
    if (resident !== undefined) return this.#residents.pin(resident);
    for (const lease of this.#stored.get(task)!.leases) this.#around.pool.pin(lease);
  }
  #unpinLeases(task: number): void {
    const { resident } = this.#stored.get(task)!;
    if (resident !== undefined) return this.#residents.unpin(resident);
    for (const lease of this.#stored.get(task)!.leases) this.#around.pool.unpin(lease);
  }
}
