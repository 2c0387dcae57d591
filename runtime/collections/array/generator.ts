/** `da.random`: one generator for all calls that name none, and others by seed. */

import type { Expr } from "../../expr/expr.ts";
import { DISTRIBUTIONS, type Distribution } from "../../ops/random.ts";
import { BaskArray } from "./handle.ts";
import { choice, draw, multinomial, permutation, type Seed, seedOf } from "./random.ts";

const OTHERS = { choice, multinomial, permutation } as const satisfies Readonly<Record<string, (seed: Seed, args: readonly unknown[]) => Expr>>;

export type Generator = { readonly [K in Distribution | keyof typeof OTHERS]: (...args: unknown[]) => BaskArray };

function generatorOf(seed: () => Seed): Generator {
  const methods = [
    ...(Object.keys(DISTRIBUTIONS) as Distribution[]).map(name => [name, (...args: unknown[]) => new BaskArray(draw(name, seed(), args))] as const),
    ...Object.entries(OTHERS).map(([name, make]) => [name, (...args: unknown[]) => new BaskArray(make(seed(), args))] as const),
  ];
  return Object.fromEntries(methods) as unknown as Generator;
}

let shared: Seed | undefined;
const sharedSeed = (): Seed => (shared ??= seedOf());

/** Numbers that depend on the seed, the call and the block alone. */
export function defaultRng(seed?: number | bigint): Generator {
  const own = seedOf(seed);
  return generatorOf(() => own);
}

/** What `defaultRng` gives, under the name of the older interface; with or without `new`. */
export function RandomState(seed?: number | bigint): Generator {
  return defaultRng(seed);
}

export const random = {
  ...generatorOf(sharedSeed),
  defaultRng,
  RandomState,
  /** Makes the calls that name no generator repeatable from here on. */
  seed(value: number | bigint): void {
    shared = seedOf(value);
  },
};
