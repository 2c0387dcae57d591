/** The outputs of a run: on their way to the caller, or kept in block memory for runs to come. */

import type { RunState } from "../../schedule/state.ts";
import type { StoredBlock } from "./block-store.ts";
import type { KeptBlock, PackedBlock } from "./protocol.ts";
import type { Resident, Residents } from "./residents.ts";
import type { RunBlocks } from "./run-blocks.ts";
import type { RunOrder } from "./run-order.ts";

export class RunResults {
  readonly #outputs: readonly number[];
  readonly #keep: readonly string[] | undefined;
  readonly #state: RunState;
  readonly #blocks: RunBlocks;
  readonly #residents: Residents;

  constructor({ outputs, keep }: RunOrder, state: RunState, blocks: RunBlocks, residents: Residents) {
    this.#outputs = outputs;
    this.#keep = keep;
    this.#state = state;
    this.#blocks = blocks;
    this.#residents = residents;
  }
  /** Of those that the caller gets. */
  bytes(): number {
    return this.#outputs.reduce((sum, task) => sum + (this.#keepable(task) === undefined ? this.#state.bytes[task]! : 0), 0);
  }
  /** Once: blocks that are kept are the run's no longer. */
  take(): (PackedBlock | KeptBlock)[] {
    const kept = new Map<number, Resident>();
    return this.#outputs.map((task, i) => {
      const before = kept.get(task);
      const block = before === undefined ? this.#keepable(task) : undefined;
      if (before === undefined && block === undefined) return this.#blocks.packed(task);
      const name = this.#keep![i]!;
      const bytes = this.#state.bytes[task]!;
      const resident = before ?? block!.resident;
      if (resident !== undefined) this.#residents.alias(name, resident);
      else {
        this.#blocks.handOver(task);
        kept.set(task, this.#residents.keep(name, block!, bytes));
      }
      return { kept: name, bytes };
    });
  }
  /** Of a resident only the whole: a part of it, or one laid out in another way, is copied. Nor a constant, which may go and be sent again. */
  #keepable(task: number): StoredBlock | undefined {
    const block = this.#keep === undefined ? undefined : this.#blocks.keepable(task, this.#state.bytes[task]!);
    const of = block?.resident;
    return of === undefined || (!of.constant && Buffer.compare(block!.tree!, of.block.tree!) === 0) ? block : undefined;
  }
}
