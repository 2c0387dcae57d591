/** Generalized functions on blocks: at once over all loops, or one core at a time; reductions and coarsening by the user's functions. */

import type { FunctionRef } from "../../expr/function-ref.ts";
import { ShapeError } from "../../errors.ts";
import { type DType, storage } from "../../meta/dtype.ts";
import type { ReductionName } from "../../meta/reduction.ts";
import type { Params } from "../../ops/operation.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import type { Kernel, KernelContext, KernelTable } from "../kernel.ts";
import { ownCopy } from "./block-math.ts";
import { copyInto } from "./copy.ts";
import { asBlock } from "./elementwise.ts";
import { joinBlocks } from "./join-blocks.ts";
import { inputsOf } from "./map-blocks.ts";
import { REDUCTION_KERNELS } from "./reduce.ts";
import { resultBlock } from "./user-function.ts";

type UserFunction = (...args: readonly unknown[]) => unknown;
interface Output {
  readonly dtype: DType;
  readonly core: readonly number[];
}

/** The block without its loop axes at a position: a plain value where nothing is left. */
function coreAt(block: NDArray, core: number, index: readonly number[]): unknown {
  const own = block.ndim - core;
  let { offset } = block;
  for (let axis = 0; axis < own; axis++) offset += (block.shape[axis] === 1 ? 0 : index[index.length - own + axis]!) * block.strides[axis]!;
  const part = new NDArray(block.data, block.shape.slice(own), block.dtype, block.strides.slice(own), offset);
  return core === 0 ? part.item() : part;
}

async function oneByOne(
  f: UserFunction,
  inputs: readonly NDArray[],
  cores: readonly number[],
  loop: readonly number[],
  outputs: readonly Output[],
  context: KernelContext,
): Promise<NDArray[]> {
  const results = outputs.map(({ dtype, core }) => new NDArray(context.alloc(dtype, sizeOf(loop) * sizeOf(core)), [...loop, ...core], dtype));
  const steps = cStrides(loop);
  for (let i = 0; i < sizeOf(loop); i++) {
    const index = loop.map((n, axis) => Math.floor(i / steps[axis]!) % n);
    const given = await f(...inputs.map((input, k) => coreAt(input, cores[k]!, index)));
    for (const [k, { core, dtype }] of outputs.entries()) {
      const value = resultBlock(
        outputs.length === 1 ? given : (given as unknown[])[k],
        { shape: core, dtype, where: "applyGufunc", inputs },
        { ...context, alloc: storage },
      );
      copyInto(new NDArray(results[k]!.data, core, dtype, cStrides(core), i * sizeOf(core)), value);
    }
  }
  return results;
}

const gufunc: Kernel = async (args, params, context) => {
  const f = context.func(params["f"] as FunctionRef) as UserFunction;
  const inputs = inputsOf(args, params).map(asBlock);
  const outputs = params["outputs"] as readonly Output[];
  const loops = params["loops"] as number;
  const loop = (params["chunks"] as readonly (readonly number[])[]).slice(0, loops).map((axis, k) => axis[context.index[k]!]!);
  const cores = params["cores"] as readonly number[];
  if (params["vectorize"] === true) {
    const results = await oneByOne(f, inputs, cores, loop, outputs, context);
    return results.length === 1 ? results[0] : results;
  }
  const given = await f(...inputs);
  if (outputs.length > 1 && (!Array.isArray(given) || given.length !== outputs.length))
    throw new ShapeError(
      `applyGufunc: the function gave ${Array.isArray(given) ? given.length : "no list of"} outputs, ${outputs.length} were expected`,
      [outputs.length],
      [],
    );
  const blocks = outputs.map(({ dtype, core }, k) =>
    resultBlock(outputs.length === 1 ? given : (given as unknown[])[k], { shape: [...loop, ...core], dtype, where: "applyGufunc", inputs }, context),
  );
  return blocks.length === 1 ? blocks[0] : blocks;
};

/** What a stage of a reduction gave, its axes all there. */
function kept(value: unknown, rank: number, stage: string): NDArray {
  const block = asBlock(value);
  if (block.ndim === rank) return block;
  if (block.size === 1)
    return new NDArray(
      block.data,
      Array.from({ length: rank }, () => 1),
      block.dtype,
      undefined,
      block.offset,
    );
  throw new ShapeError(
    `reduction: ${stage} must keep the reduced axes: expected a block of ${rank} axes, got (${block.shape.join(", ")})`,
    [rank],
    block.shape,
  );
}

const stage =
  (name: "chunk" | "combine" | "aggregate"): Kernel =>
  async (args, params, context) => {
    const axes = params["axes"] as readonly number[];
    const f = context.func((params[name] ?? params["aggregate"]) as FunctionRef) as UserFunction;
    const blocks = (args[0] as readonly unknown[]).map(asBlock);
    const rank = blocks[0]!.ndim;
    const given =
      name === "chunk"
        ? ownCopy(blocks[0]!)
        : params["concatenate"] === false
          ? blocks.map(ownCopy)
          : joinBlocks(blocks, axes, params["counts"] as readonly number[], storage);
    const last = name === "aggregate";
    const result = await f(given, [...axes], last ? params["keepdims"] === true : true);
    if (!last) {
      const block = kept(result, rank, name);
      const out = new NDArray(context.alloc(block.dtype, block.size), block.shape, block.dtype);
      copyInto(out, block);
      return out;
    }
    const shape = (params["chunks"] as readonly (readonly number[])[]).map((axis, k) => axis[context.index[k]!]!);
    return resultBlock(result, { shape, dtype: params["dtype"] as DType, where: "reduction", inputs: blocks }, context);
  };

/** Groups of neighbours along each axis made axes of their own, and folded. */
const coarsen: Kernel = async ([given], params, context) => {
  const block = asBlock(given);
  const factors = params["factors"] as readonly number[];
  const shape = block.shape.map((n, axis) => Math.floor(n / factors[axis]!));
  const dtype = params["dtype"] as DType;
  if (sizeOf(shape) === 0) return new NDArray(context.alloc(dtype, 0), shape, dtype);
  const split = factors.flatMap((k, axis) =>
    k === 1
      ? [[shape[axis]!, block.strides[axis]!]]
      : [
          [shape[axis]!, block.strides[axis]! * k],
          [k, block.strides[axis]!],
        ],
  );
  let at = 0;
  const axes = factors.flatMap(k => (k === 1 ? (at++, []) : ((at += 2), [at - 1])));
  const view = new NDArray(
    block.data,
    split.map(([n]) => n!),
    block.dtype,
    split.map(([, step]) => step!),
    block.offset,
  );
  const fold = params["fold"] as ReductionName | undefined;
  if (fold !== undefined) return folded(fold, view, axes, dtype, context);
  const f = context.func(params["f"] as FunctionRef) as UserFunction;
  return resultBlock(await f(ownCopy(view), { axis: axes }), { shape, dtype, where: "coarsen", inputs: [block] }, context);
};

function folded(name: ReductionName, view: NDArray, axes: readonly number[], dtype: DType, context: KernelContext): unknown {
  const count = axes.reduce((n, axis) => n * view.shape[axis]!, 1);
  const params: Params = { axes, keepdims: false, dtype, count };
  return REDUCTION_KERNELS[`reduce.${name}.aggregate`]!([[REDUCTION_KERNELS[`reduce.${name}.chunk`]!([view], params, context)]], params, context);
}

export const GUFUNC_KERNELS: KernelTable = {
  "array.gufunc": gufunc,
  "array.output": ([list], params) => (list as readonly NDArray[])[params["output"] as number],
  "array.reduction.chunk": stage("chunk"),
  "array.reduction.combine": stage("combine"),
  "array.reduction.aggregate": stage("aggregate"),
  "array.coarsen": coarsen,
};
