/** Where in its leases a described block has its typed data, and the same description for data that lies elsewhere in them. */

import type { Tree } from "./codec.ts";
import { elementBytes } from "./typed-view.ts";

/** Parts begin at multiples of this, so that elements and vectors of them stay aligned. */
const ALIGNED = 64;

/** By lease: the first byte, aligned, and the one behind the last that the block looks at. */
export function extents(tree: Tree, leases: number): (readonly [from: number, to: number])[] {
  const from = new Float64Array(leases).fill(Infinity);
  const to = new Float64Array(leases);
  eachView(tree, (lease, offset, bytes) => {
    from[lease] = Math.min(from[lease]!, offset);
    to[lease] = Math.max(to[lease]!, offset + bytes);
  });
  return Array.from(from, (first, lease) => (first === Infinity ? [0, ALIGNED] : [Math.floor(first / ALIGNED) * ALIGNED, to[lease]!]));
}

/** The description of the same data where it has moved by so many bytes in each lease. */
export function moved(tree: Tree, by: readonly number[]): Tree {
  const visit = (each: Tree): Tree => {
    switch (each[0]) {
      case "view":
        return ["view", each[1], each[2], each[3] + by[each[2]]!, each[4]];
      case "class":
        return ["class", each[1], each[2].map(visit)];
      case "list":
        return ["list", each[1].map(visit)];
      case "object":
        return ["object", each[1], each[2].map(visit)];
      case "map":
        return ["map", each[1].map(([key, value]) => [visit(key), visit(value)] as const)];
      case "set":
        return ["set", each[1].map(visit)];
      case "value":
      case "resource":
        return each;
    }
  };
  return visit(tree);
}

function eachView(tree: Tree, see: (lease: number, offset: number, bytes: number) => void): void {
  switch (tree[0]) {
    case "view":
      return see(tree[2], tree[3], tree[4] * elementBytes(tree[1]));
    case "class":
    case "object":
      for (const part of tree[2]) eachView(part, see);
      return;
    case "list":
    case "set":
      for (const part of tree[1]) eachView(part, see);
      return;
    case "map":
      for (const [key, value] of tree[1]) {
        eachView(key, see);
        eachView(value, see);
      }
  }
}
