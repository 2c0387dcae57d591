/** Lines of a block through an engine: complex ones, and real ones to their half spectra and back. */

import type { TypedArray } from "../../../meta/dtype.ts";
import type { FftStep } from "../../../ops/fft.ts";
import type { Engine, Lines } from "./engine.ts";

type Floats = Float64Array;

/** Where lines lie, in numbers: complex elements are two. */
export interface Side extends Lines {
  readonly data: TypedArray;
  readonly lanes: number;
}
export interface Share {
  /** All lanes of all groups, or fewer lines than there are lanes. */
  readonly lines: number;
  readonly groups: number;
  readonly step: FftStep;
  /** Elements of a line that are there, the rest is zero; and how many of the result are wanted. */
  readonly have: number;
  readonly give: number;
}
/** An inverse is a transform with real and imaginary parts exchanged. */
export type Turn = (engine: Engine, from: Side, to: Side, share: Share) => void;

export const complexLines: Turn = (engine, from, to, { lines, groups, step, have, give }) => {
  const { lanes, points } = engine;
  const { inverse, scale } = step;
  const real = from.lanes === 1;
  const full = lines === groups * lanes;
  if (!full || !engine.move(`gather${real ? "Real" : ""}${inverse ? "Swapped" : ""}`, from, have, engine.room(0), 1, groups))
    each(engine, from, share(lines, groups), (data, p, room, lane) => {
      const [re, im] = inverse ? [lane + lanes, lane] : [lane, lane + lanes];
      for (let i = 0, q = 0; i < have; i++, p += from.step, q += 2 * lanes) [room[q + re], room[q + im]] = [data[p]!, real ? 0 : data[p + 1]!];
    });
  const made = transformed(engine, groups, room => room.fill(0, have * 2 * lanes, points * 2 * lanes));
  if (full && engine.move(inverse ? "scatterSwapped" : "scatter", to, give, made[0]!, scale, groups)) return;
  scatter(engine, to, made, { lines, groups, give, scale, swapped: inverse });
};

/** Numbers in turn as real and imaginary parts, taken apart after the transform. */
export const toPairs: Turn = (engine, from, to, { lines, groups, step, have, give }) => {
  const { lanes, points } = engine;
  const width = 2 * lanes;
  const pairs = have >> 1;
  const full = lines === groups * lanes;
  const dense = from.step === 1;
  const reached = full && engine.move(dense ? "gather" : "gatherPairs", dense ? { ...from, step: 2 } : from, pairs, engine.room(0), 1, groups);
  each(engine, from, share(lines, groups), (data, p, room, lane) => {
    if (!reached) for (let i = 0, q = lane; i < pairs; i++, p += 2 * from.step, q += width) [room[q], room[q + lanes]] = [data[p]!, data[p + from.step]!];
    else p += 2 * pairs * from.step;
    if (have % 2 === 1) [room[pairs * width + lane], room[pairs * width + lane + lanes]] = [data[p]!, 0];
  });
  const made = transformed(engine, groups, room => room.fill(0, ((have + 1) >> 1) * width, points * width));
  for (const elements of made) engine.apart("unpack", elements, step.inverse ? -1 : 1);
  if (full && engine.move("scatter", to, give, made[0]!, step.scale / 2, groups)) return;
  scatter(engine, to, made, { lines, groups, give, scale: step.scale / 2, swapped: false });
};

/** The way back. */
export const fromPairs: Turn = (engine, from, to, { lines, groups, step, have }) => {
  const { lanes, points } = engine;
  const width = 2 * lanes;
  const full = lines === groups * lanes;
  if (!full || !engine.move("gather", from, have, engine.room(0), 1, groups))
    each(engine, from, share(lines, groups), (data, p, room, lane) => {
      for (let i = 0, q = lane; i < have; i++, p += from.step, q += width) [room[q], room[q + lanes]] = [data[p]!, data[p + 1]!];
    });
  const made = transformed(engine, groups, room => {
    room.fill(0, have * width, (points + 1) * width);
    engine.apart("join", room, step.inverse ? 1 : -1);
  });
  const dense = to.step === 1;
  if (full && engine.move(dense ? "scatterSwapped" : "scatterPairs", dense ? { ...to, step: 2 } : to, points, made[0]!, step.scale, groups)) return;
  eachResult(engine, to, made, share(lines, groups), (data, p, elements, lane) => {
    for (let i = 0, q = lane; i < points; i++, p += 2 * to.step, q += width)
      [data[p], data[p + to.step]] = [elements[q + lanes]! * step.scale, elements[q]! * step.scale];
  });
};

/** The way back of odd lengths: the whole spectrum, whose transform is real. */
export const fromHalf: Turn = (engine, from, to, { lines, groups, step, have }) => {
  const { lanes } = engine;
  const { n, inverse, scale } = step;
  const width = 2 * lanes;
  const sign = inverse ? 1 : -1;
  for (let group = 0; group < groups; group++) engine.room(group).fill(0, 0, n * width);
  each(engine, from, share(lines, groups), (data, p, room, lane) => {
    for (let k = 0; k < have; k++, p += from.step) {
      const [re, im] = [data[p]!, k === 0 ? 0 : sign * data[p + 1]!];
      // Real and imaginary parts are exchanged: this is an inverse transform.
      [room[k * width + lane], room[k * width + lane + lanes]] = [im, re];
      if (k > 0) [room[(n - k) * width + lane], room[(n - k) * width + lane + lanes]] = [-im, re];
    }
  });
  const made = transformed(engine, groups, () => {});
  eachResult(engine, to, made, share(lines, groups), (data, p, elements, lane) => {
    for (let i = 0, q = lane + lanes; i < n; i++, p += to.step, q += width) data[p] = elements[q]! * scale;
  });
};

/** Results of the groups; the last is done first, see `Engine.run`. */
function transformed(engine: Engine, groups: number, prepare: (room: Floats) => void): Floats[] {
  const made: Floats[] = [];
  for (let group = groups - 1; group >= 0; group--) {
    prepare(engine.room(group));
    made.unshift(engine.run(group));
  }
  return made;
}

type Some = Pick<Share, "lines" | "groups">;
const share = (lines: number, groups: number): Some => ({ lines, groups });
type Visit = (data: Floats, start: number, elements: Floats, lane: number) => void;

/** Every lane of every room, with where its line begins; lanes without a line have the last one again. */
function each({ lanes, room }: Engine, from: Side, { lines, groups }: Some, visit: Visit): void {
  for (let k = 0; k < groups * lanes; k++)
    visit(from.data as Floats, from.start + Math.min(k, lines - 1) * from.between, room(Math.floor(k / lanes)), k % lanes);
}
function eachResult({ lanes }: Engine, to: Side, made: readonly Floats[], { lines }: Some, visit: Visit): void {
  for (let k = 0; k < lines; k++) visit(to.data as Floats, to.start + k * to.between, made[Math.floor(k / lanes)]!, k % lanes);
}

interface Scattering extends Some {
  readonly give: number;
  readonly scale: number;
  readonly swapped: boolean;
}
function scatter(engine: Engine, to: Side, made: readonly Floats[], { give, scale, swapped, ...some }: Scattering): void {
  const { lanes } = engine;
  eachResult(engine, to, made, some, (data, p, elements, lane) => {
    const [re, im] = swapped ? [lane + lanes, lane] : [lane, lane + lanes];
    for (let i = 0, q = 0; i < give; i++, p += to.step, q += 2 * lanes) [data[p], data[p + 1]] = [elements[q + re]! * scale, elements[q + im]! * scale];
  });
}
