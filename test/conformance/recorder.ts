/** A source of an array that logs how many elements each read asks for. What it reads stays in this thread, found by its number. */

import { NDArrayClass } from "./classes.ts";

type Block = InstanceType<typeof NDArrayClass>;
type Region = readonly (readonly [start: number, stop: number])[];

export interface Recorder {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Elements of each read, oldest first. */
  readonly log: number[];
  read(region: Region): Block;
}

const blocks: { readonly data: Block; readonly log: number[] }[] = [];
declare const readRecorded: (number: number, region: Region) => Block;
Object.assign(globalThis, {
  readRecorded: (number: number, region: Region): Block => {
    const { data, log } = blocks[number]!;
    const shape = region.map(([start, stop]) => stop - start);
    log.push(shape.reduce((n, size) => n * size, 1));
    const strides = data.strides as number[];
    return new NDArrayClass(
      data.data,
      shape,
      data.dtype,
      strides,
      region.reduce((at, [start], axis) => at + start * strides[axis]!, data.offset),
    );
  },
});

export function recorder(data: Block): Recorder {
  const log: number[] = [];
  const number = blocks.push({ data, log }) - 1;
  return { shape: data.shape as readonly number[], dtype: data.dtype, log, read: region => readRecorded(number, region) };
}
export const isRecorder = (value: unknown): value is Recorder => typeof value === "object" && value !== null && "read" in value && "log" in value;
