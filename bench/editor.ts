/** The language server on the example: cold start to the first lens, and hovers over every lazy name. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerProcess } from "../test/server/process.ts";
import { quantile } from "./measure.ts";
import { printTable } from "./table.ts";

export async function exampleBench(top: string, rounds: number): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), "bask-bench-"));
  const file = join(top, "examples/flights.ts");
  const text = readFileSync(file, "utf8");
  const starts: number[] = [];
  const hovers: number[] = [];
  let shown = 0;
  try {
    for (let start = 0; start < 3; start++) {
      const begin = performance.now();
      const server = await ServerProcess.start(join(top, "dist/server.cjs"), join(top, "examples"), { cacheDir: cache });
      const uri = await server.open(file, text);
      await server.request("textDocument/codeLens", { textDocument: { uri } });
      starts.push(performance.now() - begin);
      const places = text.split("\n").flatMap((line, i) => (/^const (\w+) = /.test(line) ? [i] : []));
      for (const line of places) if ((await server.hover(uri, line, 7)).length > 0) shown++;
      for (let round = 0; start === 2 && round < rounds; round++) {
        const hoverBegin = performance.now();
        await server.hover(uri, places[round % places.length]!, 7);
        hovers.push(performance.now() - hoverBegin);
      }
      await server.stop();
    }
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
  if (shown === 0) throw new Error("no hover of the example said anything");
  const row = (what: string, times: number[]) => {
    const sorted = [...times].sort((a, b) => a - b);
    return [what, quantile(sorted, 0.5).toFixed(1), quantile(sorted, 0.95).toFixed(1)];
  };
  printTable(
    "Language server on examples/flights.ts, ms",
    ["", "p50", "p95"],
    [row("start of the process to the first lens (3 starts)", starts), row(`hover, warm (${rounds})`, hovers)],
  );
}
