/** What a task costs beside its work: calls of a function that adds one, built and computed, under one call that adds all up. */

import { delayed } from "bask";
import type { Scene, Workload } from "./workload.ts";

const inc = (x: number): number => x + 1;
const lazyInc = delayed(inc);
const lazySum = delayed((values: number[]): number => values.reduce((a, b) => a + b, 0));

export function delayedWorkloads({ quick }: Scene): Workload[] {
  const build = (n: number) => lazySum(Array.from({ length: n }, (_, i) => lazyInc(i)));
  const sizes = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000];
  // Dask's own delayed calls take time in the square of their number.
  const raw = (n: number) => (n > 1_000 ? { daskUses: "a raw graph" } : {});
  const million = 1_000_000;
  const most: Workload = {
    name: `delayed.threads.${million}`,
    title: "1,000,000 calls: built and computed on threads",
    ...raw(million),
    per: { unit: "us/task", amount: million },
    prepare: async () => () => build(million).compute(),
  };
  const each = sizes.flatMap((n): Workload[] => [
    {
      name: `delayed.build.${n}`,
      title: `${n.toLocaleString("en")} calls: building alone`,
      per: { unit: "us/task", amount: n },
      prepare: async () => async () => (build(n) === undefined ? 0 : n),
    },
    {
      name: `delayed.sync.${n}`,
      title: `${n.toLocaleString("en")} calls: built and computed inline`,
      ...raw(n),
      per: { unit: "us/task", amount: n },
      prepare: async () => () => build(n).compute({ scheduler: "sync" }),
    },
    {
      name: `delayed.threads.${n}`,
      title: `${n.toLocaleString("en")} calls: built and computed on threads`,
      ...raw(n),
      per: { unit: "us/task", amount: n },
      prepare: async () => () => build(n).compute(),
    },
  ]);
  return quick ? each : [...each, most];
}
