/** Room for small blocks that come back from disk: they share a lease, which goes when the last of them goes. */

import type { Pool } from "../../memory/pool.ts";
import { PAGE } from "../../memory/size-class.ts";
import { SMALL } from "./admission.ts";
import type { Place } from "./block-store.ts";

const ALIGNED = 64;
const NO_PLACE: Place = { lease: -1, offset: 0 };

export class SmallRoom {
  readonly #pool: Pool;
  /** Held by this object as long as it takes more. */
  #lease = -1;
  #at = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }
  /** A place that is held once for who asked; `take` gives a lease or -1. */
  take(bytes: number, take: (bytes: number) => number): Place {
    if (bytes > SMALL) return { lease: take(bytes), offset: 0 };
    if (this.#lease < 0 || this.#at + bytes > PAGE) {
      this.release();
      this.#lease = take(PAGE);
      this.#at = 0;
      if (this.#lease < 0) return NO_PLACE;
    }
    const offset = this.#at;
    this.#at += Math.ceil(bytes / ALIGNED) * ALIGNED;
    this.#pool.hold(this.#lease);
    return { lease: this.#lease, offset };
  }
  /** What comes next gets a lease of its own. */
  release(): void {
    if (this.#lease >= 0) this.#pool.drop(this.#lease);
    this.#lease = -1;
  }
}
