/**
 * What the methods of frames take, for those whose trailing options could otherwise be passed over in silence: an option that is not there is refused by
 * name. Positional arguments may be named in the options too.
 */

import { NotSupportedError } from "../../errors.ts";
import { RUN_OPTIONS } from "../../expr/environment.ts";
import { isUnknown } from "../../meta/dim.ts";
import { bind, sig, type Signature } from "../signature.ts";

type Table = Readonly<Record<string, readonly [positional: string, options: string]>>;

const RUN = RUN_OPTIONS.join(" ");
const REDUCE = ["", "skipna splitEvery minCount ddof"] as const;
const NONE = ["", ""] as const;
const OTHER = ["other", ""] as const;

const BOTH: Table = {
  add: OTHER,
  sub: OTHER,
  mul: OTHER,
  div: OTHER,
  abs: NONE,
  round: ["decimals", ""],
  cumsum: NONE,
  cumprod: NONE,
  cummax: NONE,
  cummin: NONE,
  shift: ["periods", ""],
  diff: ["periods", ""],
  ffill: ["", "limit"],
  bfill: ["", "limit"],
  isna: NONE,
  isnull: NONE,
  isin: ["values", ""],
  sum: REDUCE,
  prod: REDUCE,
  mean: REDUCE,
  std: REDUCE,
  var: REDUCE,
  sem: REDUCE,
  min: REDUCE,
  max: REDUCE,
  count: REDUCE,
  nunique: NONE,
  any: NONE,
  all: NONE,
  idxmin: NONE,
  idxmax: NONE,
  median: REDUCE,
  describe: NONE,
  head: ["n", `npartitions compute ${RUN}`],
  tail: ["n", `compute ${RUN}`],
};
export const FRAME_ARGUMENTS: Table = {
  ...BOTH,
  dropna: ["", "subset how thresh"],
  rename: ["", "columns"],
  drop: ["", "columns"],
  resetIndex: NONE,
  dropDuplicates: ["", "subset keep"],
  nlargest: ["n columns", ""],
  nsmallest: ["n columns", ""],
  selectDtypes: ["", "include exclude"],
  setIndex: ["column", "sorted divisions"],
  memoryUsage: ["", "index"],
};
export const SERIES_ARGUMENTS: Table = {
  ...BOTH,
  floorDiv: OTHER,
  mod: OTHER,
  pow: OTHER,
  eq: OTHER,
  ne: OTHER,
  lt: OTHER,
  le: OTHER,
  gt: OTHER,
  ge: OTHER,
  and: OTHER,
  or: OTHER,
  clip: ["min max", ""],
  between: ["min max", "inclusive"],
  dropna: NONE,
  notnull: NONE,
  resetIndex: ["", "name"],
  nlargest: ["n", ""],
  nsmallest: ["n", ""],
  mode: NONE,
  unique: NONE,
  dropDuplicates: NONE,
  valueCounts: ["", "sort normalize dropna"],
  quantile: ["q", ""],
  toFrame: ["name", ""],
};
const AGGREGATE = ["", "splitEvery ddof"] as const;
export const GROUP_ARGUMENTS: Table = {
  sum: AGGREGATE,
  prod: AGGREGATE,
  mean: AGGREGATE,
  median: AGGREGATE,
  std: AGGREGATE,
  var: AGGREGATE,
  min: AGGREGATE,
  max: AGGREGATE,
  first: AGGREGATE,
  last: AGGREGATE,
  count: AGGREGATE,
  nunique: AGGREGATE,
  size: AGGREGATE,
  idxmin: NONE,
  idxmax: NONE,
  cumsum: NONE,
  cumprod: NONE,
  cumcount: NONE,
};

/** Checks what the methods of a class are given; arguments named in the options go to their places. */
export function checkArguments(target: { readonly prototype: object }, table: Table): void {
  for (const [name, [positional, options]] of Object.entries(table)) {
    const given = Object.getOwnPropertyDescriptor(target.prototype, name);
    if (typeof given?.value !== "function") continue;
    const method = given.value as (...args: unknown[]) => unknown;
    const signature = sig(name, positional, options);
    const checked = {
      [name](this: unknown, ...args: unknown[]) {
        return method.apply(this, arranged(signature, args));
      },
    }[name];
    Object.defineProperty(target.prototype, name, { ...given, value: checked });
  }
}

/** Options that the declarations have and this version has not. */
const LATER = ["splitOut"];

function arranged(signature: Signature, args: unknown[]): unknown[] {
  if (args.length === 0 || args.some(isUnknown)) return args;
  const last = args.at(-1);
  const later = typeof last === "object" && last !== null ? LATER.find(name => Object.hasOwn(last, name)) : undefined;
  if (later !== undefined) throw new NotSupportedError(`${signature.name}: the option ${later} is not supported in this version`);
  const bound = bind(signature, args);
  const places = signature.positional.map(name => bound[name]);
  while (places.length > 0 && places.at(-1) === undefined) places.pop();
  const options = Object.fromEntries(Object.entries(bound).filter(([name]) => !signature.positional.includes(name)));
  if (Object.keys(options).length === 0) return places;
  return [...places, ...new Array<undefined>(signature.positional.length - places.length).fill(undefined), options];
}
