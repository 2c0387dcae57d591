/** `da.stats`: moments, and tests of hypotheses with their probabilities, as SciPy defines them. */

import type { Expr } from "../../expr/expr.ts";
import { ShapeError } from "../../errors.ts";
import { isKnown } from "../../meta/dim.ts";
import type { Tail } from "../../meta/special.ts";
import { Delayed } from "../delayed/delayed.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axisOf } from "./axes.ts";
import { elementwise } from "./elementwise.ts";
import { BaskArray } from "./handle.ts";
import { floats } from "./moment.ts";
import { asExpr, metaOf } from "./operands.ts";
import { reduce } from "./reduce.ts";
import { ravel } from "./reshape.ts";

const wrap = (node: Expr): BaskArray => new BaskArray(node);
type Operand = Expr | number;
const add = (a: Operand, b: Operand): Expr => elementwise("add", [a, b]);
const sub = (a: Operand, b: Operand): Expr => elementwise("sub", [a, b]);
const mul = (a: Operand, b: Operand): Expr => elementwise("mul", [a, b]);
const div = (a: Operand, b: Operand): Expr => elementwise("div", [a, b]);
const pow = (a: Expr, n: number): Expr => elementwise("pow", [a, n]);
const sqrt = (a: Expr): Expr => elementwise("sqrt", [a]);
const log = (a: Expr): Expr => elementwise("log", [a]);

interface Sample {
  readonly x: Expr;
  readonly axis: number;
  /** Elements along the axis. */
  readonly n: number;
}
/** The array as floats, its axis (0 if none is given; null: all elements in a row), and how many elements there are along it. */
function sample(given: unknown, axis: unknown, where: string): Sample {
  const node = floats(asExpr(given, where));
  const x = axis === null ? ravel(node) : node;
  const along = axis === null ? 0 : axisOf(axis ?? 0, metaOf(x).shape.length, where);
  const size = metaOf(x).shape[along]!;
  return { x, axis: along, n: isKnown(size) ? size : Number.NaN };
}
function policy(value: unknown, where: string): void {
  if (value !== undefined && value !== "propagate")
    throw new ShapeError(`${where}: NaN is propagated; nanPolicy "${String(value)}" is not there`, ["propagate"], []);
}
const meanOf = ({ x, axis }: Sample, keepdims = false): Expr => reduce("mean", x, [{ axis, keepdims }]);
const varianceOf = ({ x, axis }: Sample, ddof: number): Expr => reduce("var", x, [{ axis, ddof }]);
/** The mean of powers of the distance to the mean. */
const central = (given: Sample, order: number): Expr => reduce("mean", pow(sub(given.x, meanOf(given, true)), order), [{ axis: given.axis }]);

const tail = (name: Tail, x: Expr, a: Operand = 0, b: Operand = 0): Expr => {
  const nodes = [x, ...[a, b].filter(each => typeof each !== "number")] as Expr[];
  return build("array.tail", nodes, { tail: name, a: typeof a === "number" ? a : null, b: typeof b === "number" ? b : null });
};
/** One lazy value with a statistic and its probability. */
function result(statistic: Expr, pvalue: Expr): Delayed {
  return new Delayed(
    build(
      "array.testResult",
      [statistic, pvalue].map(node => build("assemble", [node], { meta: node.meta })),
    ),
  );
}

const MOMENT = sig("moment", "moment", "axis nanPolicy order");
export function moment(a: unknown, ...args: unknown[]): BaskArray {
  const { moment: given, order = given ?? 1, axis, nanPolicy } = bind(MOMENT, args);
  policy(nanPolicy, "moment");
  if (!Number.isInteger(order) || order < 0) throw new RangeError(`moment: expected the order as a whole number from 0, got ${String(order)}`);
  return wrap(central(sample(a, axis, "moment"), Number(order)));
}

const SKEW = sig("skew", "axis bias nanPolicy");
function skewness(given: Sample, bias: boolean): Expr {
  const m2 = central(given, 2);
  const m3 = central(given, 3);
  const even = elementwise("eq", [m2, 0]);
  const vals = elementwise("where", [even, 0, div(m3, pow(m2, 1.5))]);
  if (bias || given.n <= 2) return vals;
  return elementwise("where", [even, 0, mul(vals, Math.sqrt((given.n - 1) * given.n) / (given.n - 2))]);
}
/** The third moment over the 3/2 power of the second; without bias, corrected for the size of the sample. */
export function skew(a: unknown, ...args: unknown[]): BaskArray {
  const { axis, bias = true, nanPolicy } = bind(SKEW, args);
  policy(nanPolicy, "skew");
  return wrap(skewness(sample(a, axis, "skew"), bias !== false));
}

function peakedness(given: Sample, fisher: boolean, bias: boolean): Expr {
  const { n } = given;
  const m2 = central(given, 2);
  const m4 = central(given, 4);
  const flat = elementwise("eq", [m2, 0]);
  const ratio = elementwise("where", [flat, 0, div(m4, pow(m2, 2))]);
  const full = bias || n <= 3 ? ratio : elementwise("where", [flat, 0, add(mul(sub(mul(ratio, n * n - 1), 3 * (n - 1) ** 2), 1 / (n - 2) / (n - 3)), 3)]);
  return fisher ? sub(full, 3) : full;
}
/** The fourth moment over the square of the second; less 3 (Fisher) unless `fisher` is false. */
export function kurtosis(a: unknown, ...args: unknown[]): BaskArray {
  const { axis, fisher = true, bias = true, nanPolicy } = bind(sig("kurtosis", "axis fisher bias nanPolicy"), args);
  policy(nanPolicy, "kurtosis");
  return wrap(peakedness(sample(a, axis, "kurtosis"), fisher !== false, bias !== false));
}

/** D'Agostino's transformation of the skewness to a normal score (1970). */
function skewScore(given: Sample): Expr {
  const { n } = given;
  if (n < 8) throw new ShapeError(`skewtest: expected at least 8 elements, got ${n}`, ["at least 8"], [n]);
  const y = mul(skewness(given, true), Math.sqrt(((n + 1) * (n + 3)) / (6 * (n - 2))));
  const beta2 = (3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3)) / ((n - 2) * (n + 5) * (n + 7) * (n + 9));
  const w2 = -1 + Math.sqrt(2 * (beta2 - 1));
  const alpha = Math.sqrt(2 / (w2 - 1));
  const scaled = div(elementwise("where", [elementwise("eq", [y, 0]), 1, y]), alpha);
  return mul(log(add(scaled, sqrt(add(pow(scaled, 2), 1)))), 1 / Math.sqrt(0.5 * Math.log(w2)));
}
/** Anscombe and Glynn's transformation of the kurtosis (1983). */
function kurtosisScore(given: Sample): Expr {
  const { n } = given;
  const b2 = peakedness(given, false, true);
  const expected = (3 * (n - 1)) / (n + 1);
  const variance = (24 * n * (n - 2) * (n - 3)) / ((n + 1) ** 2 * (n + 3) * (n + 5));
  const x = div(sub(b2, expected), Math.sqrt(variance));
  const beta = ((6 * (n * n - 5 * n + 2)) / ((n + 7) * (n + 9))) * Math.sqrt((6 * (n + 3) * (n + 5)) / (n * (n - 2) * (n - 3)));
  const a = 6 + (8 / beta) * (2 / beta + Math.sqrt(1 + 4 / beta ** 2));
  const term = 1 - 2 / (9 * a);
  const denominator = add(mul(x, Math.sqrt(2 / (a - 4))), 1);
  const root = elementwise("where", [elementwise("lt", [denominator, 0]), term, elementwise("cbrt", [div(1 - 2 / a, denominator)])]);
  const score = div(sub(term, root), Math.sqrt(2 / (9 * a)));
  return elementwise("where", [elementwise("eq", [denominator, 0]), 99, score]);
}
const tested =
  (name: string, score: (given: Sample) => Expr) =>
  (a: unknown, ...args: unknown[]): Delayed => {
    const { axis, nanPolicy } = bind(sig(name, "axis nanPolicy"), args);
    policy(nanPolicy, name);
    const z = score(sample(a, axis, name));
    return result(z, tail("normal", z));
  };
export const skewtest = tested("skewtest", skewScore);
export const kurtosistest = tested("kurtosistest", kurtosisScore);
/** D'Agostino and Pearson: the squares of both scores, chi squared with two degrees of freedom. */
export function normaltest(a: unknown, ...args: unknown[]): Delayed {
  const { axis, nanPolicy } = bind(sig("normaltest", "axis nanPolicy"), args);
  policy(nanPolicy, "normaltest");
  const given = sample(a, axis, "normaltest");
  const k2 = add(pow(skewScore(given), 2), pow(kurtosisScore(given), 2));
  return result(k2, tail("chi2", k2, 2));
}

/** Two independent samples; Welch's test where variances are not taken as equal. */
export function ttestInd(a: unknown, b: unknown, ...args: unknown[]): Delayed {
  const { axis, equalVar = true } = bind(sig("ttestInd", "axis equalVar"), args);
  const [one, two] = [sample(a, axis, "ttestInd"), sample(b, axis, "ttestInd")];
  const [v1, v2] = [varianceOf(one, 1), varianceOf(two, 1)];
  const [n1, n2] = [one.n, two.n];
  const distance = sub(meanOf(one), meanOf(two));
  if (equalVar !== false) {
    const df = n1 + n2 - 2;
    const pooled = div(add(mul(v1, n1 - 1), mul(v2, n2 - 1)), df);
    const t = div(distance, sqrt(mul(pooled, 1 / n1 + 1 / n2)));
    return result(t, tail("t", t, df));
  }
  const [s1, s2] = [div(v1, n1), div(v2, n2)];
  const spread = add(s1, s2);
  const df = div(pow(spread, 2), add(div(pow(s1, 2), n1 - 1), div(pow(s2, 2), n2 - 1)));
  const t = div(distance, sqrt(spread));
  return result(t, tail("t", t, df));
}
function oneSample(given: Sample, popmean: Operand): Delayed {
  const t = div(sub(meanOf(given), popmean), sqrt(div(varianceOf(given, 1), given.n)));
  return result(t, tail("t", t, given.n - 1));
}
export function ttest1samp(a: unknown, popmean: unknown, ...args: unknown[]): Delayed {
  const { axis, nanPolicy } = bind(sig("ttest1samp", "axis nanPolicy"), args);
  policy(nanPolicy, "ttest1samp");
  return oneSample(sample(a, axis, "ttest1samp"), typeof popmean === "number" ? popmean : asExpr(popmean, "ttest1samp"));
}
/** Two related samples. */
export function ttestRel(a: unknown, b: unknown, ...args: unknown[]): Delayed {
  const { axis, nanPolicy } = bind(sig("ttestRel", "axis nanPolicy"), args);
  policy(nanPolicy, "ttestRel");
  const [one, two] = [sample(a, axis, "ttestRel"), sample(b, axis, "ttestRel")];
  if (one.n !== two.n && !Number.isNaN(one.n + two.n))
    throw new ShapeError(`ttestRel: samples of one length are needed, got ${one.n} and ${two.n}`, [one.n], [two.n]);
  return oneSample({ ...one, x: sub(one.x, two.x) }, 0);
}

const POWERS: Readonly<Record<string, number>> = {
  pearson: 1,
  "log-likelihood": 0,
  "freeman-tukey": -1 / 2,
  "mod-log-likelihood": -1,
  neyman: -2,
  "cressie-read": 2 / 3,
};
/** Cressie and Read's statistic of observed against expected counts (1984); the mean is expected if nothing else is. */
export function powerDivergence(observed: unknown, ...args: unknown[]): Delayed {
  const { fExp, ddof = 0, axis, lambda = 1 } = bind(sig("powerDivergence", "fExp ddof axis lambda", "lambda_"), args);
  const power = typeof lambda === "string" ? POWERS[lambda] : Number(lambda);
  if (power === undefined) throw new RangeError(`powerDivergence: expected lambda as a number or ${Object.keys(POWERS).join(", ")}, got "${String(lambda)}"`);
  const given = sample(observed, axis, "powerDivergence");
  const expected = fExp === undefined || fExp === null ? meanOf(given, true) : floats(asExpr(fExp, "powerDivergence"));
  const { x } = given;
  const ratio = div(x, expected);
  // x ln x is nothing at zero.
  const xlog = (a: Expr, quotient: Expr): Expr => elementwise("where", [elementwise("eq", [a, 0]), 0, mul(a, log(quotient))]);
  const terms =
    power === 1
      ? div(pow(sub(x, expected), 2), expected)
      : power === 0
        ? mul(xlog(x, ratio), 2)
        : power === -1
          ? mul(xlog(elementwise("add", [expected, mul(x, 0)]), div(expected, x)), 2)
          : div(mul(x, sub(pow(ratio, power), 1)), 0.5 * power * (power + 1));
  const statistic = reduce("sum", terms, [{ axis: given.axis }]);
  return result(statistic, tail("chi2", statistic, given.n - 1 - Number(ddof)));
}
export const chisquare = (observed: unknown, ...args: unknown[]): Delayed =>
  powerDivergence(observed, { ...bind(sig("chisquare", "fExp ddof axis"), args), lambda: 1 });

/** One-way analysis of variance of samples with one axis. */
export function fOneway(...samples: unknown[]): Delayed {
  if (samples.length < 2) throw new TypeError(`fOneway: expected at least two samples, got ${samples.length}`);
  const given = samples.map(each => sample(each, 0, "fOneway"));
  const total = given.reduce((n, each) => n + each.n, 0);
  const sums = given.map(each => reduce("sum", each.x, [{ axis: 0 }]));
  const grand = div(
    sums.reduce((a, b) => add(a, b)),
    total,
  );
  const between = given.map(each => mul(pow(sub(meanOf(each), grand), 2), each.n)).reduce((a, b) => add(a, b));
  const within = given.map(each => mul(varianceOf(each, 0), each.n)).reduce((a, b) => add(a, b));
  const [between1, within1] = [given.length - 1, total - given.length];
  const f = div(div(between, between1), div(within, within1));
  return result(f, tail("f", f, between1, within1));
}
