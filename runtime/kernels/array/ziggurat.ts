/**
 * The ziggurat method (Marsaglia and Tsang 2000) with 256 layers, for normal and exponential draws. Layer, sign and the place in the layer come
 * from different bits, so that they are independent (Doornik 2005). Here are the tables, and what happens beyond a layer's rectangle.
 */

/** What draws need of a stream. */
interface Draws {
  unit(): number;
  normal(): number;
  exponential(): number;
}

export interface Ziggurat {
  /** Widths of the layers, from the lowest, which is as wide as a rectangle of its area with the tail would be. */
  readonly edges: Float64Array;
  readonly heights: Float64Array;
}

const LAYERS = 256;
const NORMAL_TAIL = 3.6541528853610088;
const EXPONENTIAL_TAIL = 7.69711747013105;

function ziggurat(tail: number, area: number, density: (x: number) => number, inverse: (y: number) => number): Ziggurat {
  const edges = new Float64Array(LAYERS + 1);
  edges[0] = area / density(tail);
  edges[1] = tail;
  for (let i = 2; i < LAYERS; i++) edges[i] = inverse(area / edges[i - 1]! + density(edges[i - 1]!));
  edges[LAYERS] = 0;
  return { edges, heights: edges.map(density) };
}

export const NORMAL = ziggurat(
  NORMAL_TAIL,
  0.00492867323399,
  x => Math.exp(-0.5 * x * x),
  y => Math.sqrt(-2 * Math.log(y)),
);
export const EXPONENTIAL = ziggurat(
  EXPONENTIAL_TAIL,
  0.003949659822581557,
  x => Math.exp(-x),
  y => -Math.log(y),
);

/** Under the curve, in the wedge between a layer's rectangle and the next. */
const underCurve = (stream: Draws, { heights }: Ziggurat, layer: number, y: number): boolean =>
  heights[layer]! + stream.unit() * (heights[layer + 1]! - heights[layer]!) < y;

/** The size of a normal draw that fell at `x`, beyond the rectangle of its layer: there, in the tail, or a fresh one. */
export function normalBeyond(stream: Draws, layer: number, x: number): number {
  if (layer > 0) return underCurve(stream, NORMAL, layer, Math.exp(-0.5 * x * x)) ? x : Math.abs(stream.normal());
  for (;;) {
    const beyond = -Math.log1p(-stream.unit()) / NORMAL_TAIL;
    if (-2 * Math.log1p(-stream.unit()) > beyond * beyond) return NORMAL_TAIL + beyond;
  }
}

/** The tail of an exponential looks like all of it. */
export function exponentialBeyond(stream: Draws, layer: number, x: number): number {
  if (layer === 0) return EXPONENTIAL_TAIL + -Math.log1p(-stream.unit());
  return underCurve(stream, EXPONENTIAL, layer, Math.exp(-x)) ? x : stream.exponential();
}
