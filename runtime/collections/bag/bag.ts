/** A bag: partitions of JavaScript values, in order. Methods are thin: each makes one expression. */

import { environment, type RunOptions } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { parseBytes } from "../../meta/format.ts";
import { isKnown } from "../../meta/dim.ts";
import type { BagMeta } from "../../meta/meta.ts";
import { NotSupportedError } from "../../errors.ts";
import { Constant } from "../../expr/constant.ts";
import { Delayed, item, type Item } from "../delayed/delayed.ts";
import { build, exprOf, isLazy, LazyBase, splitRunOptions } from "../lazy.ts";
import { BagStrings } from "./strings.ts";
import { callArguments } from "./arguments.ts";

type Options = Readonly<Record<string, unknown>>;
const ref = (f: unknown) => environment().functionRef(f);
/** A key: a field's name or a function of the value. */
const keyOf = (key: unknown) => (key === undefined ? {} : { key: environment().isFunction(key) ? ref(key) : key });

export class Bag extends LazyBase {
  get npartitions(): number {
    const { npartitions } = exprOf(this).meta as BagMeta;
    return isKnown(npartitions) ? npartitions : Number.NaN;
  }
  get str(): BagStrings {
    return new BagStrings(this);
  }

  map(f: unknown, ...args: unknown[]): Bag {
    const { inputs, args: after } = callArguments(args);
    return this.#with("bag.map", { function: ref(f), args: after }, inputs);
  }
  filter(predicate: unknown): Bag {
    return this.#with("bag.filter", { function: ref(predicate) });
  }
  remove(predicate: unknown): Bag {
    return this.#with("bag.remove", { function: ref(predicate) });
  }
  starmap(f: unknown): Bag {
    return this.#with("bag.starmap", { function: ref(f) });
  }
  /** A field, a list of fields; `fallback` where a value has none. */
  pluck(...[key, ...fallback]: [key: unknown, fallback?: unknown]): Bag {
    return this.#with("bag.pluck", { key, ...(fallback.length > 0 ? { fallback: fallback[0] } : {}) });
  }
  flatten(): Bag {
    return this.#with("bag.flatten");
  }
  mapPartitions(f: unknown, ...args: unknown[]): Bag {
    const { inputs, args: after } = callArguments(args);
    return this.#with("bag.mapPartitions", { function: ref(f), args: after.map(arg => (arg.bag === undefined ? arg.template : { $input: arg.bag })) }, inputs);
  }
  accumulate(f: unknown, options: Options = {}): Bag {
    return this.#with("bag.accumulate", { function: ref(f), ...options });
  }
  distinct(options: Options = {}): Bag {
    return this.#with("bag.distinct", keyOf(options["key"]));
  }
  frequencies({ sort = false, ...rest }: Options = {}): Bag {
    return this.#with("bag.frequencies", { sort, ...rest });
  }
  topk(k: number, options: Options = {}): Bag {
    return this.#with("bag.topk", { k, ...keyOf(options["key"]) });
  }
  join(other: Bag | readonly unknown[], onOther: unknown, onSelf: unknown = onOther): Bag {
    const keys = { onOther: ref(onOther), onSelf: ref(onSelf) };
    if (!isLazy(other)) return this.#with("bag.join", { ...keys, other: new Constant(other) });
    if (other.npartitions !== 1)
      throw new NotSupportedError(`bag.join: expected a list or a bag of one partition, got one of ${other.npartitions}: repartition it first`);
    return this.#with("bag.join", keys, [build("delayed.partition", [exprOf(other)], { partition: 0 })]);
  }
  product(other: Bag): Bag {
    return new Bag(build("bag.product", [exprOf(this), exprOf(other)]));
  }
  randomSample(probability: number, { seed = 0 }: { seed?: number } = {}): Bag {
    if (!(probability >= 0 && probability <= 1)) throw new RangeError(`bag.randomSample: expected a probability from 0 to 1, got ${probability}`);
    return this.#with("bag.randomSample", { probability, seed });
  }
  repartition({ npartitions, partitionSize }: { npartitions?: number; partitionSize?: number | string }): Bag {
    const wanted = npartitions ?? Math.max(1, Math.ceil(((exprOf(this).meta as BagMeta).bytes ?? 0) / parseBytes(partitionSize ?? "128 MiB")));
    if (!Number.isInteger(wanted) || wanted < 1) throw new RangeError(`bag.repartition: expected npartitions of at least 1, got ${wanted}`);
    return this.#with("bag.repartition", { npartitions: wanted });
  }
  groupby(key: unknown, { npartitions }: { npartitions?: number } = {}): Bag {
    return this.#with("bag.groupby", { function: ref(key), ...(npartitions === undefined ? {} : { npartitions }) });
  }
  /** `foldby(key, binop, initial, combine, combineInitial?)`, or `foldby(key, binop, { combine })` without a start. */
  foldby(key: unknown, binop: unknown, ...rest: readonly unknown[]): Bag {
    const { initial, combine, combineInitial, options } = foldbyArguments(rest);
    return this.#with("bag.foldby", { ...keyOf(key), binop: ref(binop), combine: ref(combine ?? binop), ...initial, ...combineInitial, ...options });
  }
  fold(binop: unknown, ...rest: readonly unknown[]): Item {
    const [combine, options] = environment().isFunction(rest[0]) ? [rest[0], rest[1]] : [binop, rest[0]];
    return this.#item("bag.fold", { binop: ref(binop), combine: ref(combine), ...(options as Options) });
  }
  reduction(part: unknown, aggregate: unknown, options: Options = {}): Item {
    return this.#item("bag.reduction", { part: ref(part), aggregate: ref(aggregate), ...options });
  }
  sum(options: Options = {}): Item {
    return this.#item("bag.sum", options);
  }
  mean(options: Options = {}): Item {
    return this.#item("bag.mean", options);
  }
  std(options: Options = {}): Item {
    return this.#item("bag.std", options);
  }
  var(options: Options = {}): Item {
    return this.#item("bag.var", options);
  }
  min(options: Options = {}): Item {
    return this.#item("bag.min", options);
  }
  max(options: Options = {}): Item {
    return this.#item("bag.max", options);
  }
  count(options: Options = {}): Item {
    return this.#item("bag.count", options);
  }
  any(options: Options = {}): Item {
    return this.#item("bag.any", options);
  }
  all(options: Options = {}): Item {
    return this.#item("bag.all", options);
  }

  /** The first `k` values of the first partition (`npartitions: -1` looks in all). Runs, unless `compute: false`. */
  take(k: number, options: { npartitions?: number; compute?: boolean } & RunOptions = {}): Bag | Promise<unknown[]> {
    if (!Number.isInteger(k) || k < 0) throw new RangeError(`bag.take: expected a whole number of values, got ${k}`);
    const [run, { npartitions = 1, compute = true }] = splitRunOptions(options);
    const taken = this.#with("bag.take", { k, npartitions });
    if (!compute) return taken;
    return environment().runner.compute([exprOf(taken)], run, ([values]) => {
      const found = (values as unknown[]).length;
      if (found < k)
        process.emitWarning(`bag.take: expected ${k} values, found ${found} in the partitions looked at (npartitions: ${npartitions}; -1 looks in all)`);
      return values as unknown[];
    });
  }
  toDelayed(): Delayed[] {
    return Array.from({ length: this.npartitions }, (_, partition) => new Delayed(build("delayed.partition", [exprOf(this)], { partition })));
  }
  async *[Symbol.asyncIterator](): AsyncIterator<unknown> {
    for await (const part of environment().runner.stream(exprOf(this), {})) yield* part as unknown[];
  }

  #with(op: string, params: Options = {}, inputs: readonly Expr[] = []): Bag {
    return new Bag(build(op, [exprOf(this), ...inputs], params));
  }
  #item(op: string, params: Options): Item {
    return item(build(op, [exprOf(this)], params));
  }
}

function foldbyArguments(rest: readonly unknown[]): { initial: Options; combine: unknown; combineInitial: Options; options: Options } {
  const { isFunction } = environment();
  if (rest.length <= 1) {
    const { combine, initial, ...options } = (rest[0] ?? {}) as Options;
    return { initial: initial === undefined ? {} : { initial }, combine, combineInitial: {}, options };
  }
  const [initial, combine, combineInitial, options = {}] = rest;
  if (combine !== undefined && !isFunction(combine)) throw new TypeError(`bag.foldby: expected combine as a function, got ${typeof combine}`);
  return { initial: { initial }, combine, combineInitial: combineInitial === undefined ? {} : { combineInitial }, options: options as Options };
}
