/** A layout in linear time: rank is the longest path to a node, its slot the mean of its inputs' slots. Pure; any size. */
import type { Box, Layout, Sketch } from "./layout.ts";

const GAP_ALONG = 34;
const GAP_ACROSS = 24;

export function linear({ sizes, edges, rightwards }: Sketch): Layout {
  const count = sizes.length;
  const inputs: number[][] = Array.from({ length: count }, () => []);
  const outputs: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) {
    inputs[to]!.push(from);
    outputs[from]!.push(to);
  }
  const rank = new Int32Array(count);
  const missing = inputs.map(each => each.length);
  const order = missing.flatMap((left, node) => (left === 0 ? [node] : []));
  for (let i = 0; i < order.length; i++) {
    const node = order[i]!;
    for (const next of outputs[node]!) {
      rank[next] = Math.max(rank[next]!, rank[node]! + 1);
      if (--missing[next]! === 0) order.push(next);
    }
  }
  const ranks: number[][] = [];
  for (const node of order) (ranks[rank[node]!] ??= []).push(node);

  const along = (node: number) => (rightwards ? sizes[node]!.width : sizes[node]!.height);
  const across = (node: number) => (rightwards ? sizes[node]!.height : sizes[node]!.width);
  const middle = new Float64Array(count);
  const boxes: Box[] = sizes.map(size => ({ x: 0, y: 0, ...size }));
  let start = 0;
  let extent = 0;
  for (const nodes of ranks) {
    const wish = (node: number) =>
      inputs[node]!.length === 0 ? middle[node]! : inputs[node]!.reduce((sum, each) => sum + middle[each]!, 0) / inputs[node]!.length;
    const wishes = new Map(nodes.map(node => [node, wish(node)] as const));
    nodes.sort((a, b) => wishes.get(a)! - wishes.get(b)! || a - b);
    let edge = 0;
    for (const node of nodes) {
      const top = Math.max(edge, wishes.get(node)! - across(node) / 2);
      middle[node] = top + across(node) / 2;
      edge = top + across(node) + GAP_ACROSS;
      boxes[node] = rightwards ? { ...sizes[node]!, x: start, y: top } : { ...sizes[node]!, x: top, y: start };
    }
    extent = Math.max(extent, edge - GAP_ACROSS);
    start += Math.max(...nodes.map(along)) + GAP_ALONG;
  }
  const length = Math.max(0, start - GAP_ALONG);
  const routes = edges.map(({ from, to }) => {
    const [a, b] = [boxes[from]!, boxes[to]!];
    const bend = GAP_ALONG / 2;
    if (rightwards) {
      const [x1, y1, x2, y2] = [a.x + a.width, a.y + a.height / 2, b.x, b.y + b.height / 2];
      return {
        from,
        to,
        points: [
          [x1, y1],
          [x1 + bend, y1],
          [x2 - bend, y2],
          [x2, y2],
        ] as const,
      };
    }
    const [x1, y1, x2, y2] = [a.x + a.width / 2, a.y + a.height, b.x + b.width / 2, b.y];
    return {
      from,
      to,
      points: [
        [x1, y1],
        [x1, y1 + bend],
        [x2, y2 - bend],
        [x2, y2],
      ] as const,
    };
  });
  return { width: rightwards ? length : extent, height: rightwards ? extent : length, boxes, routes, by: "linear" };
}
