/**
 * Standard normal draws by the ziggurat method (Marsaglia and Tsang 2000) with 256 layers. Layer and sign come from one word, the place in the
 * layer from another 53 bits, so that they are independent (Doornik 2005).
 */

import type { RandomStream } from "./random-stream.ts";

const LAYERS = 256;
/** Where the tail begins, and the area of a layer. */
const TAIL = 3.6541528853610088;
const AREA = 0.00492867323399;

const edges = new Float64Array(LAYERS + 1);
const heights = new Float64Array(LAYERS + 1);
{
  const density = (x: number) => Math.exp(-0.5 * x * x);
  edges[0] = AREA / density(TAIL);
  edges[1] = TAIL;
  for (let i = 2; i < LAYERS; i++) edges[i] = Math.sqrt(-2 * Math.log(AREA / edges[i - 1]! + density(edges[i - 1]!)));
  edges[LAYERS] = 0;
  for (let i = 0; i <= LAYERS; i++) heights[i] = density(edges[i]!);
}

export function normalDraw({ word, unit }: RandomStream): () => number {
  return () => {
    for (;;) {
      const bits = word();
      const layer = bits & 255;
      const x = unit() * edges[layer]!;
      const sign = (bits & 256) === 0 ? 1 : -1;
      if (x < edges[layer + 1]!) return sign * x;
      if (layer === 0) {
        for (;;) {
          const beyond = -Math.log1p(-unit()) / TAIL;
          if (-2 * Math.log1p(-unit()) > beyond * beyond) return sign * (TAIL + beyond);
        }
      }
      if (heights[layer]! + unit() * (heights[layer + 1]! - heights[layer]!) < Math.exp(-0.5 * x * x)) return sign * x;
    }
  };
}
