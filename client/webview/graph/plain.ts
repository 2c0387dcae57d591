/** Graphviz' "plain" output as boxes and splines, in pixels from the top left corner. Pure. */
import type { Box, Layout, Route } from "./layout.ts";

export function parsePlain(text: string, count: number): Layout {
  const boxes: Box[] = Array.from({ length: count }, () => ({ x: 0, y: 0, width: 0, height: 0 }));
  const routes: Route[] = [];
  let width = 0;
  let height = 0;
  const index = (name: string) => Number(name.slice(1));
  for (const line of text.split("\n")) {
    const words = line.split(" ");
    if (words[0] === "graph") {
      width = Number(words[2]) * 72;
      height = Number(words[3]) * 72;
    } else if (words[0] === "node") {
      const [x, y, w, h] = words.slice(2, 6).map(word => Number(word) * 72) as [number, number, number, number];
      boxes[index(words[1]!)] = { x: x - w / 2, y: height - y - h / 2, width: w, height: h };
    } else if (words[0] === "edge") {
      const size = Number(words[3]);
      const points = Array.from({ length: size }, (_, i) => [Number(words[4 + 2 * i]) * 72, height - Number(words[5 + 2 * i]) * 72] as const);
      routes.push({ from: index(words[1]!), to: index(words[2]!), points });
    }
  }
  return { width, height, boxes, routes, by: "graphviz" };
}
