/** Transforms of as many lines at once as a vector has lanes, in groups, in room of their own; by vector kernels where there is an assembler. */

import type { KernelContext } from "../../kernel.ts";
import { assemble, loadAssembler } from "../../wasm/modules.ts";
import { addressOf, noteBuffer } from "../../wasm/reach.ts";
import type { TypedArray } from "../../../meta/dtype.ts";
import { plainPass, planOf, root } from "./plan.ts";
import { plainJoin, plainUnpack } from "./real.ts";
import { type FftFloat, fftText, lanesOf } from "./wat.ts";

type Floats = Float64Array;
/** Lines that lie evenly: as many as there are lanes, times the groups. */
export interface Lines {
  readonly data: TypedArray;
  /** In numbers. */
  readonly start: number;
  readonly between: number;
  readonly step: number;
}
export type Move = "gather" | "gatherSwapped" | "gatherReal" | "gatherRealSwapped" | "gatherPairs" | "scatter" | "scatterSwapped" | "scatterPairs";
export interface Engine {
  readonly lanes: number;
  /** Points of what `run` transforms: half of those asked for where `halved`. */
  readonly points: number;
  /** How many groups of lines are transformed together at most. */
  readonly groups: number;
  /** Elements to transform of a group: `lanes` real parts, `lanes` imaginary ones, each. */
  room(group: number): Floats;
  /** Transforms the first elements of a group's room; the result lies in what it gives. Groups one after another, the last of them first. */
  run(group: number): Floats;
  /** Moves `count` elements a line into rooms, or out of the results, which are rooms apart; false where the lines are out of reach. */
  move(how: Move, lines: Lines, count: number, elements: Floats, scale: number, groups: number): boolean;
  /** Where `halved`: see `real-wat.ts`. */
  apart(how: "unpack" | "join", elements: Floats, sign: number): void;
}
type Kernels = Readonly<Record<string, (...args: unknown[]) => void>>;
const instances = new WeakMap<WebAssembly.Memory, Map<FftFloat, Kernels>>();
const modules = new Map<string, WebAssembly.Module>();
let own: WebAssembly.Memory | undefined;

/** Groups are worth their room while all of them stay in the second-level cache. */
const GROUPS = 4;
const ROOM_BYTES = 640 * 1024;

export interface EngineOptions {
  /** Lines of n real numbers, n even, as n / 2 complex ones. */
  readonly halved: boolean;
  /** Lines lie side by side. */
  readonly beside: boolean;
}

export async function engineOf(
  n: number,
  float: FftFloat,
  { halved, beside }: EngineOptions,
  context: Pick<KernelContext, "alloc" | "memory" | "wide">,
): Promise<Engine> {
  const points = halved ? n / 2 : n;
  const plan = planOf(points);
  const lanes = lanesOf(float);
  const vectors = await loadAssembler();
  const length = 2 * lanes * Math.max(plan.size, points + 1);
  const size = float === "f64" ? 8 : 4;
  const groups = beside ? Math.max(1, Math.min(GROUPS, Math.floor(ROOM_BYTES / (length * size)) - 1)) : 1;
  const factors = halved ? factorsOf(n) : [];
  const all = roomOf((groups + 1) * length + plan.table.length + factors.length, float, context, vectors) as Floats;
  const rooms = Array.from({ length: groups + 1 }, (_, g) => all.subarray(g * length, (g + 1) * length));
  const table = all.subarray((groups + 1) * length);
  table.set(plan.table);
  table.set(factors, plan.table.length);
  const memory = context.memory ?? own;
  const wide = context.memory !== undefined && context.wide === true;
  const kernels = vectors ? kernelsFor(memory!, float, wide) : undefined;
  const address = (value: number): number | bigint => (wide ? BigInt(value) : value);

  const passes = (from: Floats, to: Floats): [Floats, Floats] => {
    for (const pass of plan.passes) {
      if (kernels === undefined) plainPass(pass, table, from, to, lanes);
      else
        kernels[`${pass.m === 1 ? "q" : "p"}${pass.radix}`]!(
          address(from.byteOffset),
          address(to.byteOffset),
          pass.m,
          pass.s,
          address(table.byteOffset + pass.at * size),
        );
      [from, to] = [to, from];
    }
    return [from, to];
  };
  const times = (values: Floats, at: number, count: number): void => {
    if (kernels !== undefined) return kernels["times"]!(address(values.byteOffset), address(table.byteOffset + at * size), count);
    for (let i = 0; i < count; i++) {
      const [c, d] = [table[at + 2 * i]!, table[at + 2 * i + 1]!];
      for (let lane = 0, p = 2 * lanes * i; lane < lanes; lane++, p++) {
        const [a, b] = [values[p]!, values[p + lanes]!];
        [values[p], values[p + lanes]] = [a * c - b * d, a * d + b * c];
      }
    }
  };
  /** Results are rooms apart: each in its own room, or each in the next one, which the group before has left. */
  const moves = plan.chirp !== undefined || plan.passes.length % 2 === 1;
  const run = (group: number): Floats => {
    const [x, y] = [rooms[group]!, rooms[moves ? group + 1 : groups]!];
    if (plan.chirp === undefined) return passes(x, y)[0];
    times(x, plan.chirp.at, points);
    x.fill(0, 2 * points * lanes);
    const [first, other] = passes(x, y);
    times(first, plan.chirp.transformed, plan.size);
    // A second transform gives what the inverse gives, from back to front.
    const [back, spare] = passes(first, other);
    spare.set(back.subarray(0, 2 * lanes));
    for (let i = 1; i < points; i++) {
      const from = 2 * lanes * (plan.size - i);
      for (let w = 0; w < 2 * lanes; w++) spare[2 * lanes * i + w] = back[from + w]!;
    }
    times(spare, plan.chirp.at, points);
    return spare;
  };
  if (context.memory !== undefined) noteBuffer(context.memory, all);
  const within = (data: TypedArray): number | undefined =>
    kernels === undefined || context.memory === undefined ? undefined : addressOf(context.memory, data);
  return {
    lanes,
    points,
    groups,
    room: group => rooms[group]!,
    run,
    move(how, lines, count, elements, scale, used) {
      const base = within(lines.data);
      if (base === undefined) return false;
      const pairs = how === "gatherPairs" || how === "scatterPairs";
      kernels![how]!(
        address(base + lines.start * size),
        address(lines.between * size),
        address(lines.step * size * (pairs ? 2 : 1)),
        count,
        address(elements.byteOffset),
        scale,
        used,
        address(length * size),
        address(lines.step * size),
      );
      return true;
    },
    apart(how, elements, sign) {
      const at = plan.table.length;
      if (kernels === undefined) (how === "unpack" ? plainUnpack : plainJoin)(elements, table.subarray(at), points, lanes, sign);
      else kernels[how]!(address(elements.byteOffset), address(table.byteOffset + at * size), points, sign);
    },
  };
}

/** Writes conjugates of `count` complex numbers, by places and steps in numbers. */
export type Conjugates = (from: number, fromStep: number, to: number, toStep: number, count: number) => void;

export async function mirrorOf(data: TypedArray, float: FftFloat, context: Pick<KernelContext, "memory" | "wide">): Promise<Conjugates> {
  const { memory, wide = false } = context;
  const base = memory !== undefined && (await loadAssembler()) ? addressOf(memory, data) : undefined;
  if (memory === undefined || base === undefined) {
    const numbers = data as Floats;
    return (from, fromStep, to, toStep, count) => {
      for (; count > 0; count--, from += fromStep, to += toStep) [numbers[to], numbers[to + 1]] = [numbers[from]!, -numbers[from + 1]!];
    };
  }
  const kernels = kernelsFor(memory, float, wide);
  const address = (value: number): number | bigint => (wide ? BigInt(value) : value);
  const size = data.BYTES_PER_ELEMENT;
  return (from, fromStep, to, toStep, count) =>
    kernels["mirror"]!(address(base + from * size), address(fromStep * size), address(base + to * size), address(toStep * size), count);
}

/** exp(-2 pi i k / n) for k = 1 ... n / 4, real and imaginary parts side by side. */
function factorsOf(n: number): number[] {
  const factors: number[] = [];
  for (let k = 1; k <= n >> 2; k++) factors.push(...root(k, n));
  return factors;
}

function kernelsFor(memory: WebAssembly.Memory, float: FftFloat, wide: boolean): Kernels {
  let here = instances.get(memory);
  if (here === undefined) instances.set(memory, (here = new Map()));
  let kernels = here.get(float);
  if (kernels === undefined) {
    const key = `${float} ${wide}`;
    let module = modules.get(key);
    if (module === undefined) modules.set(key, (module = assemble(fftText(float, wide))));
    here.set(float, (kernels = new WebAssembly.Instance(module, { bask: { memory } }).exports as unknown as Kernels));
  }
  return kernels;
}

/** Room where kernels reach it: the task's, or a memory of this thread alone. */
function roomOf(numbers: number, float: FftFloat, context: Pick<KernelContext, "alloc" | "memory">, vectors: boolean): TypedArray {
  if (context.memory !== undefined || !vectors) return context.alloc(float === "f64" ? "float64" : "float32", numbers);
  own ??= new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
  const missing = Math.ceil((numbers * (float === "f64" ? 8 : 4) - own.buffer.byteLength) / 65_536);
  if (missing > 0) own.grow(missing);
  return float === "f64" ? new Float64Array(own.buffer, 0, numbers) : new Float32Array(own.buffer, 0, numbers);
}
