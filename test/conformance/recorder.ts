/** A source of an array that logs how many elements each read asks for. */

import { NDArrayClass } from "./classes.ts";

type Block = InstanceType<typeof NDArrayClass>;

export class Recorder {
  readonly #data: Block;
  readonly log: number[] = [];
  constructor(data: Block) {
    this.#data = data;
  }
  get shape(): readonly number[] {
    return this.#data.shape as readonly number[];
  }
  get dtype(): string {
    return this.#data.dtype;
  }
  read(region: readonly (readonly [start: number, stop: number])[]): Block {
    const { data, dtype, strides, offset } = this.#data;
    const shape = region.map(([start, stop]) => stop - start);
    this.log.push(shape.reduce((n, size) => n * size, 1));
    return new NDArrayClass(data, shape, dtype, strides as number[], region.reduce((at, [start], axis) => at + start * (strides as number[])[axis]!, offset));
  }
  clear(): void {
    this.log.length = 0;
  }
}
