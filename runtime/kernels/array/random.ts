/** Blocks of random numbers. Each distribution fills a block from its stream; methods are named where they are not the definition. */

import { NDArray, sizeOf } from "../../values/ndarray.ts";
import type { KernelTable } from "../kernel.ts";
import { toBigInt } from "../../values/element.ts";
import { placeOf } from "./creation.ts";
import { normal } from "./random-normal.ts";
import { type RandomStream, randomStream, unit, word } from "./random-stream.ts";

/** Fills `out`; a loop each, so that what is drawn is part of the loop. */
type Filler = (values: readonly number[], stream: RandomStream, out: Float64Array) => void;

const FILLERS: Readonly<Record<string, Filler>> = {
  random: (_values, stream, out) => {
    for (let i = 0; i < out.length; i++) out[i] = unit(stream);
  },
  uniform: ([low = 0, high = 1], stream, out) => {
    for (let i = 0; i < out.length; i++) out[i] = low + (high - low) * unit(stream);
  },
  standardNormal: (_values, stream, out) => {
    for (let i = 0; i < out.length; i++) out[i] = normal(stream);
  },
  normal: ([loc = 0, scale = 1], stream, out) => {
    for (let i = 0; i < out.length; i++) out[i] = loc + scale * normal(stream);
  },
  lognormal: ([mean = 0, sigma = 1], stream, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.exp(mean + sigma * normal(stream));
  },
  exponential: ([scale = 1], stream, out) => {
    for (let i = 0; i < out.length; i++) out[i] = -scale * Math.log1p(-unit(stream));
  },
  gamma: ([shape = 1, scale = 1], stream, out) => {
    for (let i = 0; i < out.length; i++) out[i] = scale * gamma(shape, stream);
  },
  beta: ([a = 1, b = 1], stream, out) => {
    for (let i = 0; i < out.length; i++) {
      const x = gamma(a, stream);
      out[i] = x / (x + gamma(b, stream));
    }
  },
  randint: ([low = 0, high = 1], stream, out) => {
    for (let i = 0; i < out.length; i++) out[i] = low + below(high - low, stream);
  },
  poisson: ([lam = 1], stream, out) => {
    for (let i = 0; i < out.length; i++) out[i] = poisson(lam, stream);
  },
  binomial: ([n = 1, p = 0.5], stream, out) => {
    for (let i = 0; i < out.length; i++) out[i] = binomial(n, p, stream);
  },
};

export const RANDOM_KERNELS: KernelTable = Object.fromEntries(
  Object.entries(FILLERS).map(([name, fill]) => [
    `random.${name}`,
    (_args, params, context) => {
      const chunks = params["chunks"] as readonly (readonly number[])[];
      const position = context.index.reduce((at, i, axis) => at * chunks[axis]!.length + i, 0);
      const place = placeOf(chunks, context.index);
      const n = sizeOf(place.shape);
      const stream = randomStream(params["seed"] as readonly number[], position);
      if (params["dtype"] !== "int64") {
        const data = context.alloc("float64", n) as Float64Array;
        fill(params["values"] as readonly number[], stream, data);
        return new NDArray(data, place.shape, "float64");
      }
      const data = context.alloc("int64", n) as BigInt64Array;
      const drawn = new Float64Array(n);
      fill(params["values"] as readonly number[], stream, drawn);
      const words = new Int32Array(data.buffer, data.byteOffset, 2 * n);
      for (let i = 0; i < n; i++) {
        const value = drawn[i]!;
        if (Math.abs(value) > Number.MAX_SAFE_INTEGER) data[i] = toBigInt(value);
        else [words[2 * i], words[2 * i + 1]] = [value | 0, Math.floor(value / 4294967296)];
      }
      return new NDArray(data, place.shape, "int64");
    },
  ]),
);

/** A whole number from 0 to `range` - 1, each as likely. */
function below(range: number, stream: RandomStream): number {
  if (range > 4294967296) return Math.floor(unit(stream) * range);
  const limit = 4294967296 - (4294967296 % range);
  let drawn = word(stream) >>> 0;
  while (drawn >= limit) drawn = word(stream) >>> 0;
  return drawn % range;
}

/** Marsaglia and Tsang 2000; below one by the boost of the same paper. */
function gamma(shape: number, stream: RandomStream): number {
  const boosted = shape < 1 ? shape + 1 : shape;
  const d = boosted - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(stream);
    const v = (1 + c * x) ** 3;
    if (v <= 0 || Math.log(1 - unit(stream)) >= 0.5 * x * x + d - d * v + d * Math.log(v)) continue;
    return d * v * (shape < 1 ? (1 - unit(stream)) ** (1 / shape) : 1);
  }
}

/** Products of uniforms for small means; large ones are split at the time of an event (Ahrens and Dieter 1974). */
function poisson(lam: number, stream: RandomStream): number {
  if (lam > 30) {
    const whole = Math.floor((lam * 7) / 8);
    const time = gamma(whole, stream);
    return time > lam ? binomial(whole - 1, lam / time, stream) : whole + poisson(lam - time, stream);
  }
  const limit = Math.exp(-lam);
  let count = 0;
  for (let product = unit(stream); product > limit; product *= unit(stream)) count++;
  return count;
}

/** Trials counted one by one when few; else split at a beta-distributed order statistic (Devroye 1986, X.4). */
function binomial(n: number, p: number, stream: RandomStream): number {
  let [trials, chance, count] = [n, p, 0];
  while (trials > 30) {
    const middle = 1 + Math.floor(trials / 2);
    const x = gamma(middle, stream);
    const split = x / (x + gamma(trials + 1 - middle, stream));
    if (split >= chance) [trials, chance] = [middle - 1, chance / split];
    else [trials, chance, count] = [trials - middle, (chance - split) / (1 - split), count + middle];
  }
  for (let i = 0; i < trials; i++) if (unit(stream) < chance) count++;
  return count;
}
