/** Transforms of as many lines at once as a vector has lanes, in room of its own; by vector kernels where there is an assembler. */

import type { KernelContext } from "../../kernel.ts";
import { assemble, loadAssembler } from "../../wasm/modules.ts";
import { addressOf, noteBuffer } from "../../wasm/reach.ts";
import type { TypedArray } from "../../../meta/dtype.ts";
import { type Plan, plainPass, planOf } from "./plan.ts";
import { type FftFloat, fftText, lanesOf } from "./wat.ts";

type Floats = Float64Array;
/** Lines that lie evenly: as many as there are lanes. */
export interface Lines {
  readonly data: TypedArray;
  /** In numbers. */
  readonly start: number;
  readonly between: number;
  readonly step: number;
}
export interface Engine {
  readonly lanes: number;
  readonly plan: Plan;
  /** Elements to transform: `lanes` real parts, `lanes` imaginary ones, each. */
  readonly room: Floats;
  /** Transforms the first n elements of `room`; the result lies in what it gives. */
  run(): Floats;
  /** Complex lines into `room`, out of a result; false where they are out of reach. `swapped` exchanges real and imaginary parts. */
  gather(lines: Lines, count: number, swapped: boolean): boolean;
  /** Real lines into `room`: as real parts, and where `both`, as many again as imaginary parts. */
  gatherReal(lines: Lines, count: number, both: boolean): boolean;
  scatter(lines: Lines, from: Floats, swapped: boolean, scale: number): boolean;
}
type Kernels = Readonly<Record<string, (...args: unknown[]) => void>>;
const instances = new WeakMap<WebAssembly.Memory, Map<FftFloat, Kernels>>();
const modules = new Map<string, WebAssembly.Module>();
let own: WebAssembly.Memory | undefined;

export async function engineOf(n: number, float: FftFloat, context: Pick<KernelContext, "alloc" | "memory" | "wide">): Promise<Engine> {
  const plan = planOf(n);
  const lanes = lanesOf(float);
  const vectors = await loadAssembler();
  const length = 2 * plan.size * lanes;
  const numbers = 2 * length + plan.table.length;
  const all = roomOf(numbers, float, context, vectors) as Floats;
  const [x, y, table] = [all.subarray(0, length), all.subarray(length, 2 * length), all.subarray(2 * length)];
  table.set(plan.table);
  const memory = context.memory ?? own;
  const wide = context.memory !== undefined && context.wide === true;
  const kernels = vectors ? kernelsFor(memory!, float, wide) : undefined;
  const address = (value: number): number | bigint => (wide ? BigInt(value) : value);
  const size = all.BYTES_PER_ELEMENT;

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
  const run = (): Floats => {
    if (plan.chirp === undefined) return passes(x, y)[0];
    times(x, plan.chirp.at, n);
    x.fill(0, 2 * n * lanes);
    const [first, other] = passes(x, y);
    times(first, plan.chirp.transformed, plan.size);
    // A second transform gives what the inverse gives, from back to front.
    const [back, spare] = passes(first, other);
    spare.set(back.subarray(0, 2 * lanes));
    for (let i = 1; i < n; i++) {
      const from = 2 * lanes * (plan.size - i);
      for (let w = 0; w < 2 * lanes; w++) spare[2 * lanes * i + w] = back[from + w]!;
    }
    times(spare, plan.chirp.at, n);
    return spare;
  };
  if (context.memory !== undefined) noteBuffer(context.memory, all);
  const move = (name: string, lines: Lines, count: number, at: Floats, scale: number): boolean => {
    const base = kernels === undefined || context.memory === undefined ? undefined : addressOf(context.memory, lines.data);
    if (base === undefined) return false;
    kernels![name]!(address(base + lines.start * size), address(lines.between * size), address(lines.step * size), count, address(at.byteOffset), scale);
    return true;
  };
  return {
    lanes,
    plan,
    room: x,
    run,
    gather: (lines, count, swapped) => move(swapped ? "gatherSwapped" : "gather", lines, count, x, 1),
    gatherReal: (lines, count, both) => move("gatherReal", lines, count, x, both ? 1 : 0),
    scatter: (lines, from, swapped, scale) => move(swapped ? "scatterSwapped" : "scatter", lines, n, from, scale),
  };
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
