/** Typed storage that grows by doubling and is cut to size at the end. */

import type { DType, TypedArray } from "../../meta/dtype.ts";
import type { Room } from "../../values/room.ts";

export class Growing {
  data: TypedArray;
  length = 0;
  readonly #dtype: DType;
  readonly #room: Room;
  constructor(dtype: DType, rows: number, room: Room) {
    this.#dtype = dtype;
    this.#room = room;
    this.data = room.alloc(dtype, Math.max(rows, 16));
  }
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.data.length) return;
    const larger = this.#room.alloc(this.#dtype, Math.max(needed, this.data.length * 2));
    larger.set(this.data.subarray(0, this.length) as never);
    this.data = larger;
  }
  cut(): TypedArray {
    return this.data.subarray(0, this.length);
  }
}
