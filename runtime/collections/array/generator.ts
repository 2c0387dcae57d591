/** `da.random`: one generator for all calls that name none, and others by seed. */

import { DISTRIBUTIONS, type Distribution } from "../../ops/random.ts";
import { BaskArray } from "./handle.ts";
import { draw, type Seed, seedOf } from "./random.ts";

export type Generator = { readonly [K in Distribution]: (...args: unknown[]) => BaskArray };

function generatorOf(seed: () => Seed): Generator {
  const methods = (Object.keys(DISTRIBUTIONS) as Distribution[]).map(name => [name, (...args: unknown[]) => new BaskArray(draw(name, seed(), args))]);
  return Object.fromEntries(methods) as Generator;
}

let shared: Seed | undefined;
const sharedSeed = (): Seed => (shared ??= seedOf());

/** Numbers that depend on the seed, the call and the block alone. */
export function defaultRng(seed?: number | bigint): Generator {
  const own = seedOf(seed);
  return generatorOf(() => own);
}

export const random = {
  ...generatorOf(sharedSeed),
  defaultRng,
  /** Makes the calls that name no generator repeatable from here on. */
  seed(value: number | bigint): void {
    shared = seedOf(value);
  },
};
