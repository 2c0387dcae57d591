/** Blocks of random numbers: of one distribution, choices from a list, counts of outcomes. */

import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import type { Params } from "../../ops/operation.ts";
import type { Parameter } from "../../ops/random.ts";
import { toBigInt } from "../../values/element.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import type { Kernel, KernelContext, KernelTable } from "../kernel.ts";
import { placeOf } from "./creation.ts";
import { binomial, type Draw, DRAWS } from "./distributions.ts";
import { asBlock } from "./elementwise.ts";
import { keysOf, numbersOf, rankIn } from "./order.ts";
import { type RandomStream, randomStream } from "./random-stream.ts";
import { alignedStrides } from "./run-program.ts";

/** A kernel that is given the block's own stream. */
const drawing =
  (make: (stream: RandomStream, args: readonly unknown[], params: Params, shape: readonly number[], context: KernelContext) => NDArray): Kernel =>
  (args, params, context) => {
    const chunks = params["chunks"] as readonly (readonly number[])[];
    const position = context.index.reduce((at, i, axis) => at * chunks[axis]!.length + i, 0);
    const { shape } = placeOf(chunks, context.index);
    const run = (stream: RandomStream) => make(stream.seed(params["seed"] as readonly number[], position), args, params, shape, context);
    const stream = randomStream();
    return stream instanceof Promise ? stream.then(run) : run(stream);
  };

/** The commonest ones, of numbers alone, filled by the stream itself. */
const FILLS: Readonly<Record<string, (stream: RandomStream, out: Float64Array, a: number, b: number) => void>> = {
  random: (stream, out) => stream.fillUniform(out, 0, 1),
  randomSample: (stream, out) => stream.fillUniform(out, 0, 1),
  uniform: (stream, out, low, high) => stream.fillUniform(out, low, high - low),
  standardNormal: (stream, out) => stream.fillNormal(out, 0, 1),
  normal: (stream, out, loc, scale) => stream.fillNormal(out, loc, scale),
  standardExponential: (stream, out) => stream.fillExponential(out, 1),
  exponential: (stream, out, scale) => stream.fillExponential(out, scale),
};
const INTEGERS: Readonly<Record<string, number>> = { randint: 0, integers: 0, randomIntegers: 1 };

const draws = (name: string): Kernel =>
  drawing((stream, args, params, shape, context) => {
    const values = (params["values"] as readonly Parameter[] | undefined) ?? [];
    const dtype = params["dtype"] as DType;
    const n = sizeOf(shape);
    const numbers = values.every(value => typeof value === "number") ? (values as readonly number[]) : undefined;
    if (numbers !== undefined && dtype === "int64" && name in INTEGERS) {
      const range = numbers[1]! - numbers[0]! + INTEGERS[name]!;
      if (range <= 4294967296) {
        const data = context.alloc("int64", n) as BigInt64Array;
        stream.fillBelow(data, numbers[0]!, range);
        return new NDArray(data, shape, "int64");
      }
    }
    const direct = dtype === "float64";
    const out = (direct ? context.alloc("float64", n) : new Float64Array(n)) as Float64Array;
    const fill = numbers === undefined ? undefined : FILLS[name];
    if (fill !== undefined) fill(stream, out, numbers![0] ?? 0, numbers![1] ?? 0);
    else if (numbers !== undefined) drawAll(stream, DRAWS[name]!, numbers, out);
    else drawEach(stream, name, values, args, shape, out, context);
    return direct ? new NDArray(out, shape, dtype) : stored(out, shape, dtype, context);
  });

function drawAll(stream: RandomStream, draw: Draw, [a = 0, b = 0, c = 0]: readonly number[], out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = draw(stream, a, b, c);
}

/** Parameters that are arrays are read in step with the block. */
function drawEach(
  stream: RandomStream,
  name: string,
  values: readonly Parameter[],
  args: readonly unknown[],
  shape: readonly number[],
  out: Float64Array,
  context: KernelContext,
): void {
  const lists = values.map(value => {
    if (typeof value === "number") return new Float64Array(out.length).fill(value);
    const block = asBlock(args[value.input]);
    const list = numbersOf(new NDArray(block.data, shape, block.dtype, alignedStrides(block, shape), block.offset), context);
    if (list === undefined) throw new RangeError(`random.${name}: a parameter is beyond 2^53`);
    return list;
  });
  const [first, second = first, third = second] = lists as [ArrayLike<number>, ArrayLike<number>?, ArrayLike<number>?];
  const draw = DRAWS[name]!;
  const wrong = CHECKS[name];
  for (let i = 0; i < out.length; i++) {
    if (wrong !== undefined && !wrong(first[i]!, second![i]!, third![i]!))
      throw new RangeError(`random.${name}: there is no distribution with ${lists.map(list => list[i]).join(", ")}`);
    out[i] = draw(stream, first[i]!, second![i]!, third![i]!);
  }
}

/** What parameters of arrays must hold: those of numbers are checked where the call is. */
const CHECKS: Readonly<Record<string, (a: number, b: number, c: number) => boolean>> = {
  normal: (_loc, scale) => scale >= 0,
  lognormal: (_mean, sigma) => sigma >= 0,
  exponential: scale => scale >= 0,
  poisson: lam => lam >= 0 && lam < 2 ** 53,
  randint: (low, high) => low < high,
  integers: (low, high) => low < high,
  randomIntegers: (low, high) => low <= high,
  binomial: (n, p) => n >= 0 && p >= 0 && p <= 1,
  negativeBinomial: (n, p) => n > 0 && p > 0 && p <= 1,
  geometric: p => p > 0 && p <= 1,
  hypergeometric: (good, bad, sample) => good >= 0 && bad >= 0 && sample >= 0 && sample <= good + bad,
  logseries: p => p >= 0 && p < 1,
  zipf: a => a > 1,
  gamma: (shape, scale) => shape >= 0 && scale >= 0,
  standardGamma: shape => shape >= 0,
  beta: (a, b) => a > 0 && b > 0,
  chisquare: df => df > 0,
  noncentralChisquare: (df, nonc) => df > 0 && nonc >= 0,
  f: (m, n) => m > 0 && n > 0,
  noncentralF: (m, n, nonc) => m > 0 && n > 0 && nonc >= 0,
  standardT: df => df > 0,
  gumbel: (_loc, scale) => scale >= 0,
  laplace: (_loc, scale) => scale >= 0,
  logistic: (_loc, scale) => scale >= 0,
  pareto: a => a > 0,
  power: a => a > 0,
  rayleigh: scale => scale >= 0,
  triangular: (left, mode, right) => left <= mode && mode <= right && left < right,
  vonmises: (_mu, kappa) => kappa >= 0,
  wald: (mean, scale) => mean > 0 && scale > 0,
  weibull: a => a >= 0,
};

function stored(values: Float64Array, shape: readonly number[], dtype: DType, context: KernelContext): NDArray {
  const data = context.alloc(dtype, values.length);
  if (DTYPE_INFO[dtype].size !== 8 || DTYPE_INFO[dtype].category === "float") data.set(values as never);
  else {
    const words = new Int32Array(data.buffer, data.byteOffset, 2 * values.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (Math.abs(value) > Number.MAX_SAFE_INTEGER) data[i] = toBigInt(value);
      else {
        words[2 * i] = value | 0;
        words[2 * i + 1] = Math.floor(value / 4294967296);
      }
    }
  }
  return new NDArray(data, shape, dtype);
}

/** `params.count` numbers from 0, or the elements of the first input; `params.p`, or the input after it, how likely each is. */
const choice: Kernel = drawing((stream, args, params, shape, context) => {
  const list = params["count"] === undefined ? asBlock(args[0]) : undefined;
  const count = list === undefined ? (params["count"] as number) : list.size;
  const given = params["lazyP"] === true ? keysOf(asBlock(args.at(-1)), context) : (params["p"] as readonly number[] | undefined);
  const n = sizeOf(shape);
  const picks = params["replace"] === false ? withoutReplacing(stream, count, n, given) : withReplacing(stream, count, n, given);
  const dtype = params["dtype"] as DType;
  if (list === undefined) return stored(picks, shape, dtype, context);
  const data = context.alloc(dtype, n);
  const { lanes } = DTYPE_INFO[dtype];
  for (let i = 0; i < n; i++)
    for (let lane = 0; lane < lanes; lane++) data[i * lanes + lane] = list.data[(list.offset + picks[i]! * list.strides[0]!) * lanes + lane]!;
  return new NDArray(data, shape, dtype);
});

function sharesOf(p: ArrayLike<number>, count: number): Float64Array {
  if (p.length !== count) throw new RangeError(`random.choice: expected ${count} probabilities, got ${p.length}`);
  const sums = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    if (!(p[i]! >= 0)) throw new RangeError(`random.choice: expected probabilities of at least 0, got ${p[i]}`);
    sums[i] = sum += p[i]!;
  }
  if (Math.abs(sum - 1) > 1e-7) throw new RangeError(`random.choice: expected probabilities that add up to 1, got ${sum}`);
  return sums.map(each => each / sum);
}

function withReplacing(stream: RandomStream, count: number, n: number, p: ArrayLike<number> | undefined): Float64Array {
  const out = new Float64Array(n);
  if (p === undefined) for (let i = 0; i < n; i++) out[i] = stream.below(count);
  else {
    const sums = sharesOf(p, count);
    for (let i = 0; i < n; i++) out[i] = Math.min(count - 1, rankIn(sums, stream.unit(), true));
  }
  return out;
}

/** The first few of a shuffle (Fisher and Yates); with probabilities, the first to come of exponential times (Efraimidis and Spirakis 2006). */
function withoutReplacing(stream: RandomStream, count: number, n: number, p: ArrayLike<number> | undefined): Float64Array {
  const all = Float64Array.from({ length: count }, (_, i) => i);
  if (p !== undefined) {
    sharesOf(p, count);
    const times = all.map(i => stream.exponential() / p[i]!);
    all.sort((a, b) => times[a]! - times[b]!);
    if (n > 0 && times[all[n - 1]!] === Infinity) throw new RangeError("random.choice: expected at least as many probabilities above 0 as are chosen");
    return all.subarray(0, n);
  }
  for (let i = 0; i < n; i++) {
    const other = i + stream.below(count - i);
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  return all.subarray(0, n);
}

/** Counts of outcomes along the last axis, one binomial after another. */
const multinomial: Kernel = drawing((stream, _args, params, shape, context) => {
  const [trials, ...p] = params["values"] as readonly number[];
  const out = new Float64Array(sizeOf(shape));
  for (let at = 0; at < out.length; at += p.length) {
    let [left, share] = [trials!, 1];
    for (let k = 0; k < p.length - 1 && left > 0; k++) {
      const drawn = binomial(stream, left, Math.min(1, Math.max(0, p[k]! / share)));
      out[at + k] = drawn;
      left -= drawn;
      share -= p[k]!;
    }
    out[at + p.length - 1]! += left;
  }
  return stored(out, shape, "int64", context);
});

export const RANDOM_KERNELS: KernelTable = {
  ...Object.fromEntries(Object.keys(DRAWS).map(name => [`random.${name}`, draws(name)])),
  "random.choice": choice,
  "random.multinomial": multinomial,
};
