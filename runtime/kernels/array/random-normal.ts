/**
 * Standard normal draws by the ziggurat method (Marsaglia and Tsang 2000) with 256 layers. Layer, sign and the place in the layer come from
 * different bits, so that they are independent (Doornik 2005).
 */

import { type RandomStream, unit, word } from "./random-stream.ts";

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

export function normal(stream: RandomStream): number {
  for (;;) {
    const bits = word(stream);
    const layer = bits & 255;
    const x = (((bits >>> 9) * 1073741824 + (word(stream) >>> 2)) / 9007199254740992) * edges[layer]!;
    if (x < edges[layer + 1]! || accepted(stream, layer, x)) return (bits & 256) === 0 ? x : -x;
    if (layer === 0) return (bits & 256) === 0 ? tail(stream) : -tail(stream);
  }
}

/** The wedge between a layer's rectangle and the curve; the lowest layer has a tail instead. */
const accepted = (stream: RandomStream, layer: number, x: number): boolean =>
  layer > 0 && heights[layer]! + unit(stream) * (heights[layer + 1]! - heights[layer]!) < Math.exp(-0.5 * x * x);

function tail(stream: RandomStream): number {
  for (;;) {
    const beyond = -Math.log1p(-unit(stream)) / TAIL;
    if (-2 * Math.log1p(-unit(stream)) > beyond * beyond) return TAIL + beyond;
  }
}
