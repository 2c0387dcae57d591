/** Probabilities of test statistics, element by element, and a test's two numbers as one value. */

import { type Tail, TAILS } from "../../meta/special.ts";
import { NDArray } from "../../values/ndarray.ts";
import { positions } from "../../values/ndarray.ts";
import type { KernelTable } from "../kernel.ts";
import { asBlock } from "./elementwise.ts";

const numbers = (block: NDArray): number[] => Array.from(positions(block), at => Number(block.data[at]));

export const TAIL_KERNELS: KernelTable = {
  "array.tail": (args, params, context) => {
    const blocks = args.map(asBlock);
    const x = numbers(blocks[0]!);
    let next = 1;
    const parameter = (name: "a" | "b"): ((i: number) => number) => {
      const fixed = params[name] as number | null;
      if (fixed !== null) return () => fixed;
      const list = numbers(blocks[next++]!);
      return i => list[i]!;
    };
    const [a, b] = [parameter("a"), parameter("b")];
    const probability: (x: number, a: number, b: number) => number = TAILS[params["tail"] as Tail];
    const out = new NDArray(context.alloc("float64", x.length), blocks[0]!.shape, "float64");
    for (let i = 0; i < x.length; i++) out.data[i] = probability(x[i]!, a(i), b(i));
    return out;
  },
  "array.testResult": ([statistic, pvalue]) => ({ statistic, pvalue }),
};
