/** Random arrays. A block's numbers depend on the seed, the call and the block's position alone. */

import type { OperationTable, Params } from "./operation.ts";
import { gridMeta } from "./creation.ts";

/** Names of parameters, and whether whole numbers come out. */
export interface DistributionRow {
  readonly parameters: readonly string[];
  readonly integers?: true;
}
const row = (parameters: string): DistributionRow => ({ parameters: parameters === "" ? [] : parameters.split(" ") });
const whole = (parameters: string): DistributionRow => ({ ...row(parameters), integers: true });

export const DISTRIBUTIONS = {
  random: row(""),
  randomSample: row(""),
  normal: row("loc scale"),
  standardNormal: row(""),
  uniform: row("low high"),
  exponential: row("scale"),
  standardExponential: row(""),
  poisson: whole("lam"),
  randint: whole("low high"),
  integers: whole("low high"),
  randomIntegers: whole("low high"),
  binomial: whole("n p"),
  negativeBinomial: whole("n p"),
  geometric: whole("p"),
  hypergeometric: whole("ngood nbad nsample"),
  logseries: whole("p"),
  zipf: whole("a"),
  lognormal: row("mean sigma"),
  gamma: row("shape scale"),
  standardGamma: row("shape"),
  beta: row("a b"),
  chisquare: row("df"),
  noncentralChisquare: row("df nonc"),
  f: row("dfnum dfden"),
  noncentralF: row("dfnum dfden nonc"),
  standardT: row("df"),
  standardCauchy: row(""),
  gumbel: row("loc scale"),
  laplace: row("loc scale"),
  logistic: row("loc scale"),
  pareto: row("a"),
  power: row("a"),
  rayleigh: row("scale"),
  triangular: row("left mode right"),
  vonmises: row("mu kappa"),
  wald: row("mean scale"),
  weibull: row("a"),
} as const satisfies Readonly<Record<string, DistributionRow>>;
export type Distribution = keyof typeof DISTRIBUTIONS;

/** A parameter: a number, or where among the inputs its array is. */
export type Parameter = number | { readonly input: number };

const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
const shown = (value: Parameter): string => (typeof value === "number" ? String(value) : "array");
const drawn = (name: string, of: boolean, label: (params: Params) => string): OperationTable[string] => ({
  work: "makes",
  result: "array",
  infer: (_inputs, params: Params) => gridMeta(params),
  lower: { as: of ? "blockwise" : "source", kernel: `random.${name}` },
  prefix: () => snake(name),
  label,
});

const values = (name: string) => (params: Params) => `${name} ${((params["values"] as readonly Parameter[] | undefined) ?? []).map(shown).join(", ")}`.trim();

/** Each twice: with parameters that are numbers, and, as `.of`, with arrays among them. */
export const RANDOM: OperationTable = Object.fromEntries(
  [...Object.keys(DISTRIBUTIONS), "choice", "multinomial"].flatMap(name => [
    [`array.random.${name}`, drawn(name, false, values(name))],
    [`array.random.${name}.of`, drawn(name, true, values(name))],
  ]),
);
