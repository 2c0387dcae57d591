/**
 * The caller's side of blocks that stay in block memory: a handle each. The engine lets go of a block when its last handle is gone; when the
 * engine is closed, what is still wanted moves out to ordinary memory, so that it stays good.
 */

import { BaskError, MemoryError } from "../../errors.ts";
import { HeldBlock } from "../../schedule/held-block.ts";
import type { CoordinatorMessage, PackedBlock } from "./protocol.ts";

/** What handles need of the engine's threads. */
export interface HeldDoors {
  send(message: CoordinatorMessage): void;
  /** An answer is waited for: as long as any is, the process stays. */
  waiting(count: number): void;
  restore(block: PackedBlock): unknown;
}

class Held extends HeldBlock {
  readonly bytes: number;
  readonly name: string;
  readonly #store: HeldBlocks;
  #value: { readonly of: unknown } | undefined;
  #lost: Error | undefined;

  constructor(name: string, bytes: number, store: HeldBlocks) {
    super();
    this.name = name;
    this.bytes = bytes;
    this.#store = store;
  }
  get here(): HeldBlocks | undefined {
    return this.#value === undefined && this.#lost === undefined ? this.#store : undefined;
  }
  async load(): Promise<unknown> {
    if (this.#lost !== undefined) throw this.#lost;
    return this.#value === undefined ? this.#store.load(this) : this.#value.of;
  }
  async moveOut(): Promise<unknown> {
    const value = await this.load();
    if (this.#value === undefined) {
      this.#value = { of: value };
      this.#store.release(this);
    }
    return this.#value.of;
  }
  lose(error: Error): void {
    if (this.#value === undefined) this.#lost ??= error;
  }
}

interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export class HeldBlocks {
  readonly #doors: HeldDoors;
  readonly #handles = new Set<WeakRef<Held>>();
  readonly #references = new WeakMap<Held, WeakRef<Held>>();
  /** What was asked for, in order: answers come in the same. */
  readonly #asked: Asked[] = [];
  readonly #gone = new FinalizationRegistry<{ readonly name: string; readonly reference: WeakRef<Held> }>(({ name, reference }) => {
    if (this.#handles.delete(reference)) this.#doors.send({ type: "release", name });
  });
  #over: Error | undefined;

  constructor(doors: HeldDoors) {
    this.#doors = doors;
  }
  /** A block that the coordinator has kept. */
  handle(name: string, bytes: number): HeldBlock {
    const held = new Held(name, bytes, this);
    const reference = new WeakRef(held);
    this.#handles.add(reference);
    this.#references.set(held, reference);
    this.#gone.register(held, { name, reference }, held);
    return held;
  }
  /** The name of a block that is held here; undefined for any other value. */
  nameOf(value: unknown): string | undefined {
    return value instanceof Held && value.here === this ? value.name : undefined;
  }
  load(held: Held): Promise<unknown> {
    if (this.#over !== undefined) return Promise.reject(this.#over);
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#doors.waiting(this.#asked.length);
      this.#doors.send({ type: "lend", name: held.name });
    });
  }
  lent(id: number, block: PackedBlock | undefined, trouble: string): void {
    const { resolve, reject } = this.#asked.shift()!;
    try {
      if (block === undefined) reject(new MemoryError(`a block that was persisted cannot be had: ${trouble}`));
      else resolve(this.#doors.restore(block));
    } catch (error) {
      reject(error);
    } finally {
      if (block !== undefined) this.#doors.send({ type: "returned", id });
      this.#doors.waiting(this.#asked.length);
    }
  }
  release(held: Held): void {
    const reference = this.#references.get(held);
    if (reference === undefined || !this.#handles.delete(reference)) return;
    this.#gone.unregister(held);
    if (this.#over === undefined) this.#doors.send({ type: "release", name: held.name });
  }
  /** Everything that is still wanted gets ordinary memory of its own. What finds none is lost, and says so when it is asked for. */
  async moveAllOut(): Promise<void> {
    for (const reference of [...this.#handles]) {
      const held = reference.deref();
      await held?.moveOut().catch((error: unknown) => held.lose(error as Error));
    }
  }
  /** The threads are gone, and with them what they held. */
  lose(error: Error): void {
    this.#over = new BaskError("KILLED_WORKER", `a block that was persisted is lost: ${error.message}`);
    for (const { reject } of this.#asked.splice(0)) reject(this.#over);
    for (const reference of this.#handles) reference.deref()?.lose(this.#over);
    this.#handles.clear();
  }
}
