/**
 * Room in block memory, for all runs together: blocks go to disk for it, and when nobody can go on, workers give back what they keep for
 * later, tasks are given back by those that ask, and at last one task gets all of memory. Only a task for which that is not enough fails.
 */

import type { Pool } from "../../memory/pool.ts";
import { PAGE, pagesFor } from "../../memory/size-class.ts";
import type { Admission } from "./admission.ts";
import type { Place } from "./block-store.ts";
import { PLENTY, type CoordinatedRun } from "./coordinated-run.ts";
import { answer, asks, bytesAsked, send, type Member } from "./fleet.ts";
import type { PacketWriter } from "./packet.ts";
import { MOST_EXTRA, TO_WORKER, WORD } from "./protocol.ts";
import type { Residents } from "./residents.ts";
import { SmallRoom } from "./small-room.ts";
import { SpillChoice } from "./spill-choice.ts";

/** A disk that took nothing is not asked again for so long, ms. */
const DISK_PAUSE = 500;

export interface RoomSurroundings {
  readonly pool: Pool;
  readonly admission: Admission;
  readonly members: readonly Member[];
  readonly writer: PacketWriter;
  readonly residents: Residents;
  runs(): Iterable<CoordinatedRun>;
  /** Pages of unused leases that a worker may keep. */
  readonly keep: number;
}

export class RoomKeeper {
  readonly #around: RoomSurroundings;
  readonly #choice: SpillChoice;
  readonly #small: SmallRoom;
  /** Nothing is written before then, because the disk took nothing the last time. */
  #disk = { trouble: "", until: 0 };
  /** Whether workers were asked for what they keep, since anything happened. */
  #asked = false;
  /** Those that have not answered. */
  readonly #giving = new Set<Member>();

  constructor(around: RoomSurroundings) {
    this.#around = around;
    this.#choice = new SpillChoice(around.pool, around.runs, lease => around.residents.isAt(lease));
    this.#small = new SmallRoom(around.pool);
  }

  /** Why nothing can be written to disk, where that is so. */
  get trouble(): string | undefined {
    return this.#disk.trouble === "" ? undefined : this.#disk.trouble;
  }
  /** Something came of what workers do. */
  stirred(): void {
    this.#asked = false;
  }
  /** No run is open. */
  rest(): void {
    this.#small.release();
  }
  gaveBack(member: Member): void {
    this.#giving.delete(member);
  }

  /** A lease, or -1. */
  makeRoom(bytes: number): number {
    const { pool } = this.#around;
    let lease = pool.take(bytes);
    while (lease < 0 && this.#spillOne()) lease = pool.take(bytes);
    return lease;
  }
  makePlace(bytes: number): Place {
    return this.#small.take(bytes, each => this.makeRoom(each));
  }
  /** What a worker asks for; false: there is no room now. */
  give(member: Member): boolean {
    const { pool, keep } = this.#around;
    const bytes = bytesAsked(member);
    const lease = this.makeRoom(bytes);
    if (lease < 0) return false;
    member.leases.add(lease);
    // Columns of a table are of one size, and so are the blocks of a layer: who asks once will ask again.
    const extra: number[] = [];
    while (extra.length < MOST_EXTRA && pool.used < pool.limit * PLENTY && pagesFor(bytes) * 16 <= keep) {
      const more = pool.take(bytes);
      if (more < 0) break;
      member.leases.add(more);
      extra.push(more);
    }
    answer(member, lease, extra);
    return true;
  }

  /** The coordinator has nothing to do: where nobody else has either, somebody has to give way. */
  breakDeadlock(): void {
    const { members, admission, pool } = this.#around;
    const runs = [...this.#around.runs()];
    const open = runs.filter(run => run.running);
    const asking = members.filter(asks);
    // A worker that runs, or is about to, will free something, and so will one that sends a block.
    if (members.some(member => !asks(member) && (member.words[WORD.task]! >= 0 || open.some(run => run.hasWorkAt(member.index))))) return;
    if (open.some(run => run.awaitsOneOf(member => !asks(member)))) return;
    // So will a run that is over, when its caller and its workers have left it.
    if (runs.some(run => !run.running && (!run.collected || [...(run.closing ?? [])].some(member => !asks(member))))) return;
    const stalled = open.find(run => run.stalled);
    const refused = open.find(run => run.exports.refused);
    if (asking.length === 0 && stalled === undefined && refused === undefined) return;
    if (this.#askBack()) return;
    if (asking.length > 0) {
      // They may have asked only now.
      if (asking.some(member => this.give(member))) return;
      const { alone } = admission;
      const isAlone = ({ words }: Member) => alone !== undefined && words[WORD.run] === alone.run && words[WORD.task] === alone.task;
      const sends = ({ words }: Member) => words[WORD.task]! < 0;
      const another = asking.filter(member => !isAlone(member)).at(-1);
      // What is given back comes again, when it is alone if need be; a block that is to be sent waits until no task does.
      if (another === undefined) answer(asking[0]!, -pool.limit * PAGE);
      else answer(another, sends(another) && asking.length === 1 && stalled === undefined ? -pool.limit * PAGE : 0);
      return;
    }
    if (stalled === undefined) return refused!.exports.again();
    this.#empty();
    if (!stalled.sendAlone()) stalled.outOfMemory();
  }

  /** Workers with nothing to do give back what they keep for later. False: they have none, or have done so. */
  #askBack(): boolean {
    const { members, writer } = this.#around;
    if (!this.#asked) {
      this.#asked = true;
      for (const member of members) {
        if (asks(member) || !member.ready || member.leases.size === 0 || this.#giving.has(member)) continue;
        this.#giving.add(member);
        send(member, writer.begin(TO_WORKER.giveBack));
      }
    }
    for (const member of this.#giving) if (!asks(member)) return true;
    return false;
  }
  /** Everything that can go to disk does, so that what comes back lies together. */
  #empty(): void {
    this.#small.release();
    while (this.#spillOne());
    this.#around.pool.join();
  }
  #spillOne(): boolean {
    if (performance.now() < this.#disk.until) return false;
    const rank = this.#choice.rank();
    const resident = this.#around.residents.spillCandidate();
    if (rank === undefined && resident === undefined) return false;
    try {
      if (resident !== undefined && resident.rank >= (rank ?? -1)) this.#around.residents.spill(resident.resident);
      else this.#choice.spill();
      this.#disk = { trouble: "", until: 0 };
      return true;
    } catch (error) {
      this.#disk = { trouble: (error as Error).message, until: performance.now() + DISK_PAUSE };
      return false;
    }
  }
}
