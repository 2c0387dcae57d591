/** Which nodes of a graph the cursor is on: those of the nearest call at or before it on its line. Pure. */
import type { GraphView } from "../../protocol/graph.ts";

export function nodesAt(view: GraphView, file: string, line: number, character: number, sameFile: (a: string, b: string) => boolean): number[] {
  let best = -1;
  let first = Infinity;
  const onLine: (readonly [node: number, at: number])[] = [];
  for (const node of view.nodes) {
    for (const site of node.sites) {
      if (site.line !== line || !sameFile(site.file, file)) continue;
      onLine.push([node.id, site.character]);
      if (site.character <= character) best = Math.max(best, site.character);
      first = Math.min(first, site.character);
    }
  }
  // Before the first call of the line (in `const x =`) the whole statement is meant: its last call makes the value.
  const wanted = best >= 0 ? best : Math.max(first === Infinity ? -1 : first, ...onLine.map(([, at]) => at));
  return [...new Set(onLine.filter(([, at]) => at === wanted).map(([node]) => node))];
}
