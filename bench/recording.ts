/** What recording costs: the same work with a profiler that hears of each task and with none, in turns. */

import { persist, Profiler } from "bask";
import * as da from "bask/array";
import { alternate, timed } from "./measure.ts";
import { duration, printTable } from "./table.ts";

/** Runs in one round: one alone is over too soon to be told from its neighbour. */
const REPEAT = 5;

export async function recordingBench(quick: boolean): Promise<void> {
  const rows: string[][] = [];
  for (const [blocks, side] of quick
    ? [[100, 300]]
    : [
        [100, 1_000],
        [10_000, 30],
      ]) {
    const n = Math.sqrt(blocks!) * side!;
    const [x] = await persist(da.random.defaultRng(1).random({ size: [n, n], chunks: [side!, side!] }));
    const work = async () => {
      let sum = 0;
      for (let i = 0; i < REPEAT; i++) sum += await x!.add(1).mul(x!).mean().compute();
      return sum;
    };
    const recorded = async () => {
      const profiler = new Profiler();
      using _ = profiler.start();
      return work();
    };
    const [off, on] = await alternate([timed(work), timed(recorded)], { rounds: quick ? 5 : 25, seconds: quick ? 5 : 30 });
    if (off!.value !== on!.value) throw new Error(`recorded ${on!.value}, otherwise ${off!.value}`);
    rows.push([
      `${blocks!.toLocaleString("en")} blocks of ${side} by ${side}, mean`,
      duration(off!.median / REPEAT),
      duration(on!.median / REPEAT),
      `${(on!.median / off!.median).toFixed(3)} x`,
      `${(on!.best / off!.best).toFixed(3)} x`,
    ]);
  }
  printTable("Recording", ["", "off", "on", "on / off", "of the fastest"], rows);
}
