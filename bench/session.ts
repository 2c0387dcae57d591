/** The session process: from its start to the first result of a cell, to that of the next, and to that of a cell on worker threads. */

import { join } from "node:path";
import { SessionClient } from "../test/support/session-client.ts";
import { quantile } from "./measure.ts";
import { printTable } from "./table.ts";

const CELLS = `// %%
const two = 1 + 1;
two
// %%
import * as da from "bask/array";
await da.ones([100, 100], { chunks: 50 }).sum().compute()
// %%
await da.ones([200, 100], { chunks: 50 }).sum().compute()
`;

export async function sessionBench(top: string, starts: number): Promise<void> {
  const steps = [
    "start of the process to ready",
    "start to the first result (1 + 1)",
    "first cell with Bask: the library, the threads, the sum of ones",
    "the next such cell",
  ];
  const times = steps.map((): number[] => []);
  for (let i = 0; i < starts; i++) {
    const begin = performance.now();
    const session = await SessionClient.start({ entry: join(top, "dist/session/main.js") });
    times[0]!.push(performance.now() - begin);
    const cell = async (index: number, expected: string, from = performance.now()) => {
      const { outcome, results, error } = await session.run(CELLS, index + 1); // 0 is what stands before the first cell
      times[index + 1]!.push(performance.now() - from);
      if (outcome !== "ok" || !JSON.stringify(results).includes(expected))
        throw new Error(`cell ${index}: expected ${expected}, got ${outcome} ${error?.message ?? JSON.stringify(results)}`);
    };
    await cell(0, "2", begin);
    await cell(1, "10000");
    await cell(2, "20000");
    await session.close();
  }
  printTable(
    `Session, ms (${starts} starts)`,
    ["", "median", "worst"],
    steps.map((step, i) => {
      const sorted = [...times[i]!].sort((a, b) => a - b);
      return [step, quantile(sorted, 0.5).toFixed(0), sorted.at(-1)!.toFixed(0)];
    }),
  );
}
