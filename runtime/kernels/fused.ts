/**
 * The kernel of fused tasks: steps in order, each with its own kernel; runs of element by element steps go as one program, with the first stage
 * of a reduction on top where that can be done in the same pass.
 */

import type { FusedStep } from "../ops/fused.ts";
import type { Params } from "../ops/operation.ts";
import type { NDArray } from "../values/ndarray.ts";
import { asBlock } from "./array/elementwise.ts";
import { type Segment, segmentsOf, programOf } from "./fused-segments.ts";
import type { Block, Kernel, KernelContext, KernelTable } from "./kernel.ts";
import { runFoldedProgram, runFusedProgram } from "./wasm/run-simd.ts";

const plans = new WeakMap<object, readonly Segment[]>();

/** `kernels` is asked for when a task runs: this kernel is one of them. */
export const fusedKernel =
  (kernels: () => KernelTable): Kernel =>
  async (args, params, context) => {
    const steps = params["steps"] as readonly FusedStep[];
    let plan = plans.get(steps);
    if (plan === undefined) plans.set(steps, (plan = segmentsOf(steps)));
    const values = new Array<Block>(steps.length);
    const lastUse = new Map<number, number>();
    for (const [i, step] of steps.entries()) for (const arg of step.args) if (arg >= 0) lastUse.set(arg, i);
    const valueOf = (arg: number): Block => (arg < 0 ? args[-1 - arg] : values[arg]);
    for (const segment of plan) {
      const begin = performance.now();
      const { first, last } = segment;
      values[last] =
        segment.kind === "program" ? await runSegment(segment, steps, valueOf, context) : await runStep(kernels(), steps, last, valueOf, params, context);
      const each = (performance.now() - begin) / (last - first + 1);
      for (let i = first; i <= last; i++) {
        context.step(each);
        // What no later step reads can go before the task ends.
        for (const arg of steps[i]!.args) if (arg >= 0 && lastUse.get(arg) === i) values[arg] = undefined;
      }
    }
    return values.at(-1);
  };

function runStep(
  table: KernelTable,
  steps: readonly FusedStep[],
  at: number,
  valueOf: (arg: number) => Block,
  params: Params,
  context: KernelContext,
): Block | Promise<Block> {
  const step = steps[at]!;
  const kernel = table[step.kernel];
  if (kernel === undefined) throw new Error(`there is no kernel "${step.kernel}"`);
  const own = params["partStep"] === at ? { ...step.params, part: params["part"] } : step.params;
  return kernel(step.args.map(valueOf), own, context);
}

function runSegment(
  segment: Extract<Segment, { kind: "program" }>,
  steps: readonly FusedStep[],
  valueOf: (arg: number) => Block,
  context: KernelContext,
): NDArray | Promise<NDArray> {
  const inputs = segment.inputs.map(arg => asBlock(valueOf(arg)));
  const program = programOf(
    segment,
    steps,
    inputs.map(input => input.dtype),
  );
  const fold = segment.fold === undefined ? undefined : steps[segment.fold]!;
  return fold === undefined ? runFusedProgram(program, inputs, context) : runFoldedProgram(program, inputs, fold, context);
}
