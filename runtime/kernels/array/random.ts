/** Blocks of random numbers. Each distribution fills a block from its stream; methods are named where they are not the definition. */

import { NDArray, sizeOf } from "../../values/ndarray.ts";
import type { KernelTable } from "../kernel.ts";
import { toBigInt } from "../../values/element.ts";
import { placeOf } from "./creation.ts";
import { normalDraw } from "./random-normal.ts";
import { type RandomStream, randomStream } from "./random-stream.ts";

/** Draws of one distribution, given its values and a stream. */
type Sampler = (values: readonly number[], stream: RandomStream) => () => number;

const normal = (stream: RandomStream): (() => number) => normalDraw(stream);
const exponential = (stream: RandomStream): (() => number) => () => -Math.log1p(-stream.unit());

const SAMPLERS: Readonly<Record<string, Sampler>> = {
  random: (_values, stream) => stream.unit,
  uniform: ([low = 0, high = 1], stream) => () => low + (high - low) * stream.unit(),
  standardNormal: (_values, stream) => normal(stream),
  normal: ([loc = 0, scale = 1], stream) => {
    const draw = normal(stream);
    return () => loc + scale * draw();
  },
  lognormal: ([mean = 0, sigma = 1], stream) => {
    const draw = normal(stream);
    return () => Math.exp(mean + sigma * draw());
  },
  exponential: ([scale = 1], stream) => {
    const draw = exponential(stream);
    return () => scale * draw();
  },
  randint: ([low = 0, high = 1], stream) => {
    const range = high - low;
    const reject = range <= 4294967296 ? 4294967296 - (4294967296 % range) : 0;
    return range <= 4294967296
      ? () => {
          let word = stream.word();
          while (word >= reject) word = stream.word();
          return low + (word % range);
        }
      : () => low + Math.floor(stream.unit() * range);
  },
  gamma: ([shape = 1, scale = 1], stream) => {
    const draw = gamma(shape, stream);
    return () => scale * draw();
  },
  beta: ([a = 1, b = 1], stream) => {
    const [x, y] = [gamma(a, stream), gamma(b, stream)];
    return () => {
      const first = x();
      return first / (first + y());
    };
  },
  poisson: ([lam = 1], stream) => () => poisson(lam, stream),
  binomial: ([n = 1, p = 0.5], stream) => () => binomial(n, p, stream),
};

export const RANDOM_KERNELS: KernelTable = Object.fromEntries(
  Object.entries(SAMPLERS).map(([name, sampler]) => [
    `random.${name}`,
    (_args, params, context) => {
      const chunks = params["chunks"] as readonly (readonly number[])[];
      const position = context.index.reduce((at, i, axis) => at * chunks[axis]!.length + i, 0);
      const place = placeOf(chunks, context.index);
      const integers = params["dtype"] === "int64";
      const n = sizeOf(place.shape);
      const draw = sampler(params["values"] as readonly number[], randomStream(params["seed"] as readonly number[], position));
      const data = context.alloc(integers ? "int64" : "float64", n);
      if (integers) for (let i = 0; i < n; i++) (data as BigInt64Array)[i] = toBigInt(draw());
      else for (let i = 0; i < n; i++) data[i] = draw();
      return new NDArray(data, place.shape, integers ? "int64" : "float64");
    },
  ]),
);

/** Marsaglia and Tsang 2000; below one by the boost of the same paper. */
function gamma(shape: number, stream: RandomStream): () => number {
  const draw = normal(stream);
  const d = Math.max(shape, shape + (shape < 1 ? 1 : 0)) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return () => {
    for (;;) {
      const x = draw();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      if (Math.log(1 - stream.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v * (shape < 1 ? (1 - stream.unit()) ** (1 / shape) : 1);
    }
  };
}

/** Products of uniforms for small means; a sum of two halves where that would take long. */
function poisson(lam: number, stream: RandomStream): number {
  if (lam > 30) {
    const whole = Math.floor((lam * 7) / 8);
    const time = gamma(whole, stream)();
    return time > lam ? binomial(whole - 1, lam / time, stream) : whole + poisson(lam - time, stream);
  }
  const limit = Math.exp(-lam);
  let count = 0;
  for (let product = stream.unit(); product > limit; product *= stream.unit()) count++;
  return count;
}

/** Trials counted one by one when few; else split at a beta-distributed order statistic (Devroye 1986, X.4). */
function binomial(n: number, p: number, stream: RandomStream): number {
  let [trials, chance, count] = [n, p, 0];
  while (trials > 30) {
    const middle = 1 + Math.floor(trials / 2);
    const [x, y] = [gamma(middle, stream)(), gamma(trials + 1 - middle, stream)()];
    const split = x / (x + y);
    if (split >= chance) [trials, chance] = [middle - 1, chance / split];
    else [trials, chance, count] = [trials - middle, (chance - split) / (1 - split), count + middle];
  }
  for (let i = 0; i < trials; i++) if (stream.unit() < chance) count++;
  return count;
}
