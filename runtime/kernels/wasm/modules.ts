/** Compiled kernels, once a thread and program. `wabt` is loaded when the first one is wanted. */

import { programKey } from "../array/program.ts";
import { FUNCTION_IMPORTS } from "./functions.ts";
import { kernelText, type KernelShape } from "./wat.ts";
import type { DType } from "../../meta/dtype.ts";

export interface SimdKernel {
  readonly out: DType;
  /** Addresses and steps from row to row of the inputs and the result, in bytes; then those along a row of inputs that go in steps. */
  run(rows: number, columns: number, pointers: readonly number[], steps: readonly number[], far: readonly number[]): void;
}
interface Compiled {
  readonly module: WebAssembly.Module;
  readonly out: DType;
}
type Assembler = { parseWat(name: string, text: string, features: object): { toBinary(options: object): { buffer: Uint8Array }; destroy(): void } };

const FEATURES = { simd: true, threads: true, memory64: true, bulk_memory: true, mutable_globals: true, sign_extension: true, relaxed_simd: true };
const CACHE_LIMIT = 500;
const compiled = new Map<string, Compiled | undefined>();
const instances = new WeakMap<WebAssembly.Memory, Map<string, SimdKernel>>();

let assembler: Assembler | undefined;
let loading: Promise<boolean> | undefined;

/** Whether there are vector kernels. Where the assembler cannot be loaded (a bundle without it, say) the plain loops do all work. */
export function loadAssembler(): boolean | Promise<boolean> {
  if (assembler !== undefined) return true;
  loading ??= import("wabt")
    .then(async found => {
      const make = ("default" in found ? found.default : found) as unknown as () => Promise<Assembler>;
      assembler = await make();
      return true;
    })
    .catch(() => false);
  return loading;
}

/** Undefined where vectors cannot do it. `loadAssembler` must have said yes. */
export function simdKernel(shape: KernelShape, memory: WebAssembly.Memory): SimdKernel | undefined {
  const key = `${programKey(shape.program)}|${shape.walks.join(" ")}|${shape.fold === undefined ? "" : `${shape.fold.code} ${shape.fold.into}`}|${shape.wide}`;
  let here = instances.get(memory);
  if (here === undefined) instances.set(memory, (here = new Map()));
  const known = here.get(key);
  if (known !== undefined) return known;
  if (here.size >= CACHE_LIMIT) here.clear();
  const module = moduleOf(key, shape);
  if (module === undefined) return undefined;
  const f = new WebAssembly.Instance(module.module, { bask: { memory, ...FUNCTION_IMPORTS } }).exports["f"] as (...args: unknown[]) => void;
  const kernel: SimdKernel = {
    out: module.out,
    run: shape.wide
      ? (rows, columns, pointers, steps, far) => f(rows, columns, ...pointers.map(BigInt), ...steps.map(BigInt), ...far.map(BigInt))
      : (rows, columns, pointers, steps, far) => f(rows, columns, ...pointers, ...steps, ...far),
  };
  here.set(key, kernel);
  return kernel;
}

function moduleOf(key: string, shape: KernelShape): Compiled | undefined {
  if (compiled.has(key)) return compiled.get(key);
  if (compiled.size >= CACHE_LIMIT) compiled.clear();
  const made = kernelText(shape);
  compiled.set(key, made === undefined ? undefined : { module: assemble(made.text), out: made.out });
  return compiled.get(key);
}

export function assemble(text: string): WebAssembly.Module {
  const parsed = assembler!.parseWat("kernel.wat", text, FEATURES);
  try {
    return new WebAssembly.Module(parsed.toBinary({}).buffer);
  } finally {
    parsed.destroy();
  }
}
