/** The kernels of choices by number, of flat positions, and of values carried forward over missing ones. */

import { IndexError } from "../../errors.ts";
import type { DType } from "../../meta/dtype.ts";
import { broadcastShapes } from "../../meta/block-grid.ts";
import { at, put } from "../../values/element.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import type { KernelContext, KernelTable } from "../kernel.ts";
import { gatherAlong, packed } from "./copy.ts";
import { asBlock, programOf } from "./elementwise.ts";
import { alignedStrides, runProgram } from "./run-program.ts";

export const CHOOSING_KERNELS: KernelTable = {
  "array.choose": (args, params, context) => {
    const dtype = params["dtype"] as DType;
    const blocks = args.map(asBlock);
    const shape = broadcastShapes(blocks.map(block => block.shape)) as number[];
    const wide = blocks.map(block => new NDArray(block.data, shape, block.dtype, alignedStrides(block, shape), block.offset));
    const [chosen, ...choices] = wide as [NDArray, ...NDArray[]];
    const which = packed(chosen, context);
    const out = new NDArray(context.alloc(dtype, sizeOf(shape)), shape, dtype);
    const numbers = Array.from({ length: which.size }, (_, i) => Number(which.data[i]));
    const wrong = numbers.find(n => n < 0 || n >= choices.length);
    if (wrong !== undefined) throw new IndexError(`choose: ${wrong} is none of ${choices.length} choices`);
    const flat = choices.map(choice => {
      const same = choice.dtype === dtype ? packed(choice, context) : runProgram(programOf("astype", [choice], { dtype }), [choice], context);
      return new NDArray(same.data, [same.size], dtype, [1], same.offset);
    });
    const each = Array.from({ length: out.size }, (_, i) => i);
    gatherAlong(new NDArray(out.data, [out.size], dtype), 0, flat, each, numbers);
    return out;
  },

  "array.unravelIndex": ([given], params, context) => {
    const shape = params["shape"] as readonly number[];
    const axis = params["axis"] as number;
    const size = sizeOf(shape);
    const inner = sizeOf(shape.slice(axis + 1));
    return mapped([asBlock(given)], context, ([flat]) => {
      if (flat! < 0 || flat! >= size) throw new IndexError(`unravelIndex: index ${flat} is out of bounds for an array of ${size} elements`);
      return Math.floor(flat! / inner) % shape[axis]!;
    });
  },

  "array.ravelMultiIndex": (args, params, context) => {
    const shape = params["shape"] as readonly number[];
    const mode = params["mode"] as "raise" | "wrap" | "clip";
    return mapped(args.map(asBlock), context, index =>
      index.reduce((flat, i, axis) => {
        const n = shape[axis]!;
        if (mode === "raise" && (i < 0 || i >= n)) throw new IndexError(`ravelMultiIndex: index ${i} is out of bounds for axis ${axis} with size ${n}`);
        const inside = mode === "wrap" ? ((i % n) + n) % n : Math.min(n - 1, Math.max(0, i));
        return flat * n + inside;
      }, 0),
    );
  },

  /** Of each line: its last value that is not missing, and how far from the end it is. */
  "array.pushTail": ([given], params, context) => {
    const { lines, step, n } = linesOf(packed(asBlock(given), context), params["axis"] as number);
    const tail = new NDArray(context.alloc("float64", lines.starts.length * 2), [lines.starts.length, 2], "float64");
    for (const [k, start] of lines.starts.entries()) {
      let i = n - 1;
      while (i >= 0 && Number.isNaN(lines.data[start + i * step])) i--;
      put(tail.data, 2 * k, "float64", i < 0 ? Number.NaN : lines.data[start + i * step]);
      put(tail.data, 2 * k + 1, "float64", i < 0 ? n : n - 1 - i);
    }
    return tail;
  },

  /** The block, and the tails of those before it along the axis. */
  "array.push": ([parts], params, context) => {
    const [block, ...tails] = (parts as unknown[]).map(asBlock) as [NDArray, ...NDArray[]];
    const most = (params["n"] as number | undefined) ?? Infinity;
    const out = packed(block, context);
    const { lines, step, n } = linesOf(out, params["axis"] as number);
    for (const [k, start] of lines.starts.entries()) {
      let [last, away] = [Number.NaN, 0];
      for (const tail of tails) {
        const value = at(tail.data, tail.offset + 2 * k, "float64") as number;
        const distance = at(tail.data, tail.offset + 2 * k + 1, "float64") as number;
        [last, away] = Number.isNaN(value) ? [last, away + distance] : [value, distance];
      }
      for (let i = 0; i < n; i++) {
        const place = start + i * step;
        if (!Number.isNaN(lines.data[place])) [last, away] = [lines.data[place]!, 0];
        else if (++away <= most) lines.data[place] = last;
      }
    }
    return out;
  },
};

/** The lines of a block in C order along an axis: where each begins, and the step from one element to the next. */
function linesOf(block: NDArray, axis: number): { lines: { data: Float64Array; starts: number[] }; step: number; n: number } {
  const n = block.shape[axis]!;
  const step = sizeOf(block.shape.slice(axis + 1));
  const starts = Array.from({ length: sizeOf(block.shape.with(axis, 1)) }, (_, i) => Math.floor(i / step) * step * n + (i % step));
  return { lines: { data: block.data as Float64Array, starts }, step, n };
}

/** Integers from integers, element by element. */
function mapped(blocks: readonly NDArray[], context: KernelContext, f: (values: readonly number[]) => number): NDArray {
  const shape = broadcastShapes(blocks.map(block => block.shape)) as number[];
  const inputs = blocks.map(block => {
    const wide = new NDArray(block.data, shape, block.dtype, alignedStrides(block, shape), block.offset);
    return runProgram(programOf("astype", [wide], { dtype: "float64" }), [wide], context);
  });
  const size = sizeOf(shape);
  const data = context.alloc("int64", size);
  const words = new Int32Array(data.buffer, data.byteOffset, size * 2);
  const values = new Array<number>(blocks.length);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < inputs.length; k++) values[k] = inputs[k]!.data[i] as number;
    const result = f(values);
    words[2 * i] = result | 0;
    words[2 * i + 1] = Math.floor(result / 4294967296);
  }
  return new NDArray(data, shape, "int64");
}
