/** `bask graph FILE`: the task graph of a file or a cell; nothing is run. */

import { pictureOf } from "../runtime/run/picture.ts";
import { dot } from "../runtime/view/dot.ts";
import { analysisOf, graphOf } from "./analysis.ts";
import { readSourceFile } from "./source.ts";

export async function graph(given: string, { cell, optimized, output }: { cell?: number; optimized?: boolean; output?: string }): Promise<void> {
  const view = graphOf(await analysisOf(readSourceFile(given)), { cell, optimized: optimized === true });
  if (output === undefined) {
    process.stdout.write(`${dot(view)}\n`);
    return;
  }
  await pictureOf(view).save(output);
  console.error(`${output}: ${view.nodes.length} expressions, ${view.tasks ?? "?"} tasks`);
}
