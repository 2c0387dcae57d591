/** Random arrays. A block's numbers depend on the seed and the block's position alone. */

import type { OperationTable, Params } from "./operation.ts";
import { gridMeta } from "./creation.ts";

export const DISTRIBUTIONS = {
  random: [],
  normal: ["loc", "scale"],
  standardNormal: [],
  uniform: ["low", "high"],
  exponential: ["scale"],
  poisson: ["lam"],
  randint: ["low", "high"],
  binomial: ["n", "p"],
  lognormal: ["mean", "sigma"],
  gamma: ["shape", "scale"],
  beta: ["a", "b"],
} as const;
export type Distribution = keyof typeof DISTRIBUTIONS;

const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

export const RANDOM: OperationTable = Object.fromEntries(
  Object.entries(DISTRIBUTIONS).map(([name, parameters]) => [
    `array.random.${name}`,
    {
      work: "makes",
      result: "array",
      infer: (_inputs, params: Params) => gridMeta(params),
      lower: { as: "source", kernel: `random.${name}` },
      prefix: () => snake(name),
      label: (params: Params) =>
        `${name} ${parameters.map(p => String((params["values"] as readonly number[])[parameters.indexOf(p as never)])).join(", ")}`.trim(),
    },
  ]),
);
