/** Kernels for tests of the engine; the threads' test entry has the same ones. */

import { threadId } from "node:worker_threads";
import type { FunctionRef } from "../../runtime/expr/function-ref.ts";
import type { DType } from "../../runtime/meta/dtype.ts";
import type { KernelTable } from "../../runtime/kernels/kernel.ts";
import { mix } from "./graphs.ts";

export const TEST_KERNELS: KernelTable = {
  mix: (args, _params, context) => mix(args as number[], context.index[0]!),
  mixLater: async (args, _params, context) => {
    await new Promise(resolve => setTimeout(resolve, 1));
    return mix(args as number[], context.index[0]!);
  },
  /** The same value inside an object that cannot be described in a few words: it stays in its worker. */
  mixBag: (args, _params, context) =>
    Array.from({ length: 300 }, (_, i) => ({
      i,
      value: mix(
        (args as { value: number }[][]).map(bag => bag[7]!.value),
        context.index[0]!,
      ),
    })),
  /** As `mixBag`; the worker stops at the call at which the counter of `params.counter` comes to 0. */
  mixFragile: (args, params, context) => {
    if (Atomics.sub(context.resource(params.counter as string) as Int32Array, 0, 1) === 0) process.exit(1);
    return TEST_KERNELS.mixBag!(args, params, context);
  },
  one: () => 1,
  add: args => (args as number[]).reduce((a, b) => a + b, 0),
  fill: (_args, params, context) => {
    const data = context.alloc((params.dtype ?? "float64") as DType, params.length as number);
    data.fill((context.index[0] ?? 0) as never);
    return data;
  },
  addArrays: (args, _params, context) => {
    const inputs = args as Float64Array[];
    const data = context.alloc("float64", inputs[0]!.length) as Float64Array;
    data.set(inputs[0]!);
    for (const input of inputs.slice(1)) for (let i = 0; i < data.length; i++) data[i]! += input[i]!;
    return data;
  },
  /** The first half of its input, not copied. */
  half: args => (args[0] as Float64Array).subarray(0, (args[0] as Float64Array).length / 2),
  /** Its inputs side by side, not copied, and their sum. */
  pair: args => [...(args as Float64Array[])],
  pairTotal: args => TEST_KERNELS.total!(args.flat(), {}, undefined as never),
  total: args => (args as Float64Array[]).reduce((sum, a) => sum + a.reduce((s, x) => s + x, 0), 0),
  fail: () => {
    throw new RangeError("no such luck");
  },
  forever: () => {
    for (;;);
  },
  never: () => new Promise(() => undefined),
  sleep: async (args, params) => {
    await new Promise(resolve => setTimeout(resolve, params.ms as number));
    return args.length;
  },
  exit: () => process.exit(1),
  thread: () => threadId,
  resource: (_args, params, context) => context.resource(params.resource as string),
  call: (args, params, context) => context.func(params.f as FunctionRef)(...(args as never[])),
  read: (_args, params, context) => {
    context.count("read", params.amount as number);
    return params.amount;
  },
  list: (args, params) => [params.value ?? null, ...(args[0] as unknown[])],
  /** An array that `mix` fills; by the counter some calls fail, and some stop their worker. */
  chaos: async (args, params, context) => {
    const calls = Atomics.add(context.resource(params.counter as string) as Int32Array, 0, 1);
    const fate = (Math.imul(calls + (params.seed as number), 2_654_435_761) >>> 0) % 1000;
    if (fate < 60) throw new Error("chaos");
    if (fate < 64) process.exit(1);
    if (fate < 70) await new Promise(resolve => setTimeout(resolve, 1));
    return TEST_KERNELS.mixArrays!(args, params, context);
  },
  mixArrays: (args, params, context) => {
    const inputs = (args as Float64Array[]).map(array => array[array.length - 1]!);
    return context.alloc("float64", params.length as number).fill(mix(inputs, context.index[0]!) as never);
  },
  /** Reads a counter in shared memory, and adds one: fails until it is at `params.times`. */
  flaky: (_args, params, context) => {
    const calls = context.resource(params.counter as string) as Int32Array;
    if (Atomics.add(calls, 0, 1) < (params.times as number)) throw new Error("not yet");
    return "done";
  },
  /** As `flaky`, but the worker stops. */
  fatal: (_args, params, context) => {
    const calls = context.resource(params.counter as string) as Int32Array;
    if (Atomics.add(calls, 0, 1) < (params.times as number)) process.exit(1);
    return "done";
  },
};
