/** Large constants in block memory: they came in shared buffers of their own, and are copied once an engine, not once a task. */

import { PAGE } from "../../memory/size-class.ts";
import type { Residents } from "./residents.ts";
import type { PackedResource } from "./resources.ts";

export class AdoptedConstants {
  readonly #residents: Residents;
  readonly #memory: WebAssembly.Memory;
  readonly #take: (bytes: number) => number;
  readonly #names = new Set<string>();

  constructor(residents: Residents, memory: WebAssembly.Memory, take: (bytes: number) => number) {
    this.#residents = residents;
    this.#memory = memory;
    this.#take = take;
  }
  /** False: it is none for block memory, or there is no room for it. */
  adopt({ hash, tree, buffers, bytes, adoptable }: PackedResource): boolean {
    if (!adoptable) return false;
    const leases: number[] = [];
    for (const buffer of buffers) {
      const lease = this.#take(buffer.byteLength);
      if (lease < 0) {
        for (const taken of leases) this.#residents.pool.drop(taken);
        return false;
      }
      leases.push(lease);
      new Uint8Array(this.#memory.buffer, lease * PAGE, buffer.byteLength).set(new Uint8Array(buffer));
    }
    this.#residents.keep(hash, { tree, leases, files: [] }, bytes, true);
    this.#names.add(hash);
    return true;
  }
  /** False: it was not adopted. */
  drop(hash: string): boolean {
    if (!this.#names.delete(hash)) return false;
    this.#residents.release(hash);
    return true;
  }
}
