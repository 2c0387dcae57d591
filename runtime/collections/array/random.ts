/** Random arrays. A generator numbers its calls: seed, call and block decide every number, wherever and in whichever order blocks are made. */

import { ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { normalizeChunks } from "../../meta/chunks.ts";
import { isUnknown } from "../../meta/dim.ts";
import { DISTRIBUTIONS, type Distribution } from "../../ops/random.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { shapeOf } from "./create.ts";

export interface Seed {
  readonly words: readonly number[];
  calls: number;
}

/** Two 32-bit words of a number or bigint; none given: any. */
export function seedOf(given?: number | bigint): Seed {
  const value =
    given === undefined
      ? BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER))
      : BigInt.asUintN(64, BigInt(typeof given === "number" ? Math.trunc(given) : given));
  return { words: [Number(value & 0xffffffffn), Number(value >> 32n)], calls: 0 };
}

const DEFAULTS: Readonly<Record<Distribution, readonly (number | undefined)[]>> = {
  random: [],
  standardNormal: [],
  normal: [0, 1],
  uniform: [0, 1],
  exponential: [1],
  poisson: [1],
  randint: [undefined, undefined],
  binomial: [undefined, undefined],
  lognormal: [0, 1],
  gamma: [undefined, 1],
  beta: [undefined, undefined],
};
const INTEGERS: readonly Distribution[] = ["poisson", "randint", "binomial"];

/** Values that have no distribution, by the law's own words. */
const CHECKS: Partial<Record<Distribution, (values: readonly number[]) => string | undefined>> = {
  normal: ([, scale]) => (scale! < 0 ? "a scale of at least 0" : undefined),
  randint: ([low, high]) => (low! >= high! ? "low below high" : undefined),
  binomial: ([n, p]) => (n! < 0 || !(p! >= 0 && p! <= 1) ? "n of at least 0 and p from 0 to 1" : undefined),
  poisson: ([lam]) => (lam! < 0 ? "lam of at least 0" : undefined),
  exponential: ([scale]) => (scale! < 0 ? "a scale of at least 0" : undefined),
  gamma: ([shape, scale]) => (shape! <= 0 || scale! < 0 ? "a shape above 0 and a scale of at least 0" : undefined),
  beta: ([a, b]) => (a! <= 0 || b! <= 0 ? "a and b above 0" : undefined),
};

export function draw(name: Distribution, seed: Seed, args: readonly unknown[]): Expr {
  const parameters: readonly string[] = DISTRIBUTIONS[name];
  const given = bind(sig(`random.${name}`, parameters.join(" "), "size chunks"), args);
  const values = parameters.map((parameter, i) => given[parameter] ?? DEFAULTS[name][i]) as number[];
  if (name === "randint" && values[1] === undefined) values.splice(0, 2, 0, values[0]!);
  for (const [i, value] of values.entries()) {
    if (typeof value !== "number" && !isUnknown(value)) throw new TypeError(`random.${name}: expected ${parameters[i]} as a number, got ${String(value)}`);
  }
  if (given["size"] === undefined) throw new ShapeError(`random.${name}: expected size, as in { size: [1000, 1000], chunks: 100 }`, ["size"], []);
  const wrong = values.some(isUnknown) ? undefined : CHECKS[name]?.(values);
  if (wrong !== undefined) throw new RangeError(`random.${name}: expected ${wrong}, got ${values.join(" and ")}`);
  const shape = shapeOf(given["size"], `random.${name}`);
  const dtype = INTEGERS.includes(name) ? "int64" : "float64";
  const chunks = normalizeChunks(given["chunks"] ?? "auto", shape, { dtype });
  return build(`array.random.${name}`, [], { values, seed: [...seed.words, seed.calls++], dtype, chunks, ...(shape.some(isUnknown) ? { shape } : {}) });
}
