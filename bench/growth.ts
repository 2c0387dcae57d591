/** Cost against size: the same work on arrays of 100, 1,000 and 10,000 small blocks. A straight line is the same time a block in each. */

import { persist } from "bask";
import * as da from "bask/array";
import type { Scene, Workload } from "./workload.ts";

/** Elements of a block. */
const BLOCK = 1_000;

export function growthWorkloads({ quick }: Scene): Workload[] {
  const sizes = quick ? [100, 1_000] : [100, 1_000, 10_000];
  const row = (name: string, title: string, count: number, work: (x: da.Array<"float64", 1>) => Promise<number>): Workload => ({
    name: `growth.${name}.${count}`,
    title: `${title}, ${count.toLocaleString("en")} blocks`,
    per: { unit: "us/task", amount: count },
    prepare: async () => {
      const [x] = await persist(da.arange(count * BLOCK, { chunks: BLOCK, dtype: "float64" }));
      return () => work(x!);
    },
  });
  return [
    ...sizes.map(count => row("sum", "sum", count, x => x.sum().compute())),
    ...sizes.map(count => row("elementwise", "mean of (x + 1) * 2 - x", count, x => x.add(1).mul(2).sub(x).mean().compute())),
    ...sizes.map(count =>
      row("rechunk", "blocks three times as large, greatest", count, x =>
        x
          .rechunk(3 * BLOCK)
          .max()
          .compute(),
      ),
    ),
  ];
}
