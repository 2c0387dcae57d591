/** A lazy column. Methods are thin: each makes one expression. */

import { environment, type RunOptions } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { BaskError } from "../../errors.ts";
import type { Aggregation } from "../../meta/aggregation.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { SeriesMeta } from "../../meta/meta.ts";
import { Bag } from "../bag/bag.ts";
import { item, type Item } from "../delayed/delayed.ts";
import { build, exprOf, isLazy, splitRunOptions } from "../lazy.ts";
import { DateMethods, StringMethods } from "./accessors.ts";
import { DataFrame } from "./dataframe.ts";
import type { SeriesGroupBy } from "./groupby.ts";
import { knownDtype, metaOption, valueLambda } from "./lambda.ts";
import { Loc } from "./loc.ts";
import { computeOne, Partitioned } from "./partitions.ts";
import { Rolling, type RollingOptions } from "./rolling.ts";
import { partitionPieces, repartitioned, type RepartitionOptions } from "./repartition.ts";

type Params = Readonly<Record<string, unknown>>;
export interface Reduce {
  skipna?: boolean;
  splitEvery?: number;
  minCount?: number;
  ddof?: number;
}

export class Series extends Partitioned {
  get seriesName(): string | null {
    return this.#meta.column.name || null;
  }
  get dtype(): string {
    return isUnknown(this.#meta.column.dtype) ? "unknown" : this.#meta.column.dtype;
  }
  get index(): Series {
    return this.#with("series.index");
  }
  get str(): StringMethods {
    return new StringMethods(this);
  }
  get dt(): DateMethods {
    return new DateMethods(this);
  }
  get loc(): Loc<Series> {
    return new Loc(this, node => new Series(node));
  }
  get size(): Item {
    return this.lengthItem;
  }
  get partitions() {
    return partitionPieces(this, node => new Series(node));
  }

  get(mask: Series): Series {
    if (!isLazy(mask)) throw new TypeError("get: expected a lazy series of booleans");
    return this.#with("series.mask", {}, [exprOf(mask)]);
  }
  filter(predicate: unknown): Series {
    const { lambda, compiled } = valueLambda(predicate, this.#meta, "test");
    return this.#with(compiled ? "series.filter" : "series.filter.rows", { lambda });
  }
  head(n = 5, options: { npartitions?: number; compute?: boolean } & RunOptions = {}): any {
    const { node, run, compute } = this.headOf(n, options);
    return compute ? computeOne(node, run) : new Series(node);
  }
  tail(n = 5, options: { compute?: boolean } & RunOptions = {}): any {
    const [run, { compute = true }] = splitRunOptions(options);
    const node = build("frame.tail", [exprOf(this)], { n });
    return compute ? computeOne(node, run) : new Series(node);
  }

  add(other: unknown): Series {
    return this.#binary("add", other);
  }
  sub(other: unknown): Series {
    return this.#binary("sub", other);
  }
  mul(other: unknown): Series {
    return this.#binary("mul", other);
  }
  div(other: unknown): Series {
    return this.#binary("div", other);
  }
  floorDiv(other: unknown): Series {
    return this.#binary("floorDiv", other);
  }
  mod(other: unknown): Series {
    return this.#binary("mod", other);
  }
  pow(other: unknown): Series {
    return this.#binary("pow", other);
  }
  eq(other: unknown): Series {
    return this.#binary("eq", other);
  }
  ne(other: unknown): Series {
    return this.#binary("ne", other);
  }
  lt(other: unknown): Series {
    return this.#binary("lt", other);
  }
  le(other: unknown): Series {
    return this.#binary("le", other);
  }
  gt(other: unknown): Series {
    return this.#binary("gt", other);
  }
  ge(other: unknown): Series {
    return this.#binary("ge", other);
  }
  and(other: unknown): Series {
    return this.#binary("and", other);
  }
  or(other: unknown): Series {
    return this.#binary("or", other);
  }
  not(): Series {
    return this.#with("series.not");
  }
  neg(): Series {
    return this.#with("series.neg");
  }
  abs(): Series {
    return this.#with("series.abs");
  }
  round(decimals = 0): Series {
    return this.#with("series.round", { decimals });
  }
  clip(min: number | null = null, max: number | null = null): Series {
    return this.#with("series.clip", { min, max });
  }
  between(min: unknown, max: unknown, { inclusive = "both" }: { inclusive?: string } = {}): Series {
    return this.#with("series.between", { min, max, inclusive });
  }
  isin(values: readonly unknown[]): Series {
    return this.#with("series.isin", { values: [...values] });
  }
  isna(): Series {
    return this.#with("series.isna", { present: false });
  }
  isnull(): Series {
    return this.isna();
  }
  notnull(): Series {
    return this.#with("series.isna", { present: true });
  }
  fillna(value: unknown): Series {
    return this.#with("series.fillna", { scalar: value });
  }
  dropna(): Series {
    return this.#with("series.dropna");
  }
  astype(dtype: ColumnType): Series {
    return this.#with("series.astype", { dtype });
  }
  where(mask: unknown, other?: unknown): Series {
    return this.#where(mask, other, false);
  }
  mask(mask: unknown, other?: unknown): Series {
    return this.#where(mask, other, true);
  }
  replace(from: unknown, to?: unknown): Series {
    return this.#with("series.replace", { entries: replacements(from, to) });
  }
  rename(name: string): Series {
    return this.#with("series.rename", { name });
  }
  /** A function of the value, or a mapping, whose gaps are missing values. */
  map(f: unknown, { meta }: { meta?: unknown } = {}): Series {
    if (environment().isFunction(f)) return this.apply(f, { meta });
    const entries = f instanceof Map ? [...f] : Object.entries(f as object);
    const { dtype } = metaOption(meta);
    return this.#with("series.mapValues", { entries, dtype: dtype ?? mappedDtype(entries.map(([, value]) => value)) });
  }
  apply(f: unknown, { meta }: { meta?: unknown } = {}): Series {
    const { lambda, dtype, compiled } = valueLambda(f, this.#meta, "value");
    const said = metaOption(meta);
    return this.#with(compiled ? "series.apply" : "series.apply.rows", {
      lambda,
      ...knownDtype(said.dtype ?? dtype),
      ...(said.name === undefined ? {} : { name: said.name }),
    });
  }

  cumsum(): Series {
    return this.#scan("cumsum");
  }
  cumprod(): Series {
    return this.#scan("cumprod");
  }
  cummax(): Series {
    return this.#scan("cummax");
  }
  cummin(): Series {
    return this.#scan("cummin");
  }
  ffill({ limit }: { limit?: number } = {}): Series {
    return this.#scan("ffill", limit === undefined ? {} : { limit });
  }
  bfill({ limit }: { limit?: number } = {}): Series {
    return this.#scan("bfill", { reverse: true, ...(limit === undefined ? {} : { limit }) });
  }
  shift(periods = 1): Series {
    return this.#scan("shift", shifted(periods));
  }
  diff(periods = 1): Series {
    return this.#scan("diff", shifted(periods));
  }

  rolling(window: number | string, options: RollingOptions = {}): Rolling<Series> {
    return new Rolling(exprOf(this), window, options, node => new Series(node));
  }

  sum(options?: Reduce): Item {
    return this.#reduce("sum", options);
  }
  prod(options?: Reduce): Item {
    return this.#reduce("prod", options);
  }
  mean(options?: Reduce): Item {
    return this.#reduce("mean", options);
  }
  std(options?: Reduce): Item {
    return this.#reduce("std", options);
  }
  var(options?: Reduce): Item {
    return this.#reduce("var", options);
  }
  sem(options?: Reduce): Item {
    return this.#reduce("sem", options);
  }
  min(options?: Reduce): Item {
    return this.#reduce("min", options);
  }
  max(options?: Reduce): Item {
    return this.#reduce("max", options);
  }
  count(options?: Reduce): Item {
    return this.#reduce("count", options);
  }
  any(): Item {
    return this.#reduce("any");
  }
  all(): Item {
    return this.#reduce("all");
  }
  nunique(): Item {
    return this.#reduce("nunique");
  }
  median(): Item {
    return this.#reduce("median");
  }
  idxmin(): Item {
    return this.#reduce("idxmin");
  }
  idxmax(): Item {
    return this.#reduce("idxmax");
  }
  quantile(q: number | readonly number[] = 0.5): Item | Series {
    const node = build("series.quantile", [exprOf(this)], { q, name: this.seriesName });
    return typeof q === "number" ? item(node) : new Series(node);
  }
  memoryUsage(): Item {
    return item(build("frame.memoryUsage", [exprOf(this)]));
  }
  /** `chunk` of every partition's column, `aggregate` of the list of what it gave. */
  reduction(chunk: unknown, { aggregate = chunk }: { aggregate?: unknown } = {}): Item {
    const { functionRef } = environment();
    const ref = functionRef(chunk);
    return item(build("series.reduction", [exprOf(this)], { function: ref, aggregate: functionRef(aggregate), text: ref.name }));
  }
  /** The most frequent values. */
  mode(): Series {
    const label = this.#label;
    return this.#with("series.mode", {
      by: [{ column: label, name: label }],
      aggs: [{ out: "count", column: label, how: "size" }],
      name: this.seriesName,
      keepdims: true,
    });
  }
  describe(): Series {
    const name = this.#meta.column.name;
    const aggs = (["count", "mean", "std", "min", "list", "max"] as const).map(how => ({ out: how, column: name, how }));
    return this.#with("series.describe", { aggs, name: this.seriesName });
  }
  unique(): Series {
    return this.toFrame(this.#label).dropDuplicates().get(this.#label) as Series;
  }
  dropDuplicates(): Series {
    return this.unique();
  }
  /** Rows a value, the most frequent first. */
  valueCounts({ sort = true, normalize = false, dropna = true }: { sort?: boolean; normalize?: boolean; dropna?: boolean } = {}): Series {
    const frame = this.toFrame(this.#label);
    const name = normalize ? "proportion" : "count";
    return new Series(
      build("groupby", [exprOf(frame)], {
        how: "valueCounts",
        by: [{ column: this.#label, name: this.#meta.column.name }],
        aggs: [{ out: name, column: this.#label, how: "size" }],
        dropna,
        series: true,
        keepdims: true,
        ...(sort ? { order: "descending" } : {}),
        ...(normalize ? { normalize } : {}),
      }),
    );
  }
  nlargest(n: number): Series {
    return this.#with("series.nlargest", { n, largest: true, keepdims: true });
  }
  nsmallest(n: number): Series {
    return this.#with("series.nlargest", { n, largest: false, keepdims: true });
  }
  groupby(by: Series, options: { dropna?: boolean } = {}): SeriesGroupBy {
    return this.toFrame(this.#label).groupby(by, options).get(this.#label) as SeriesGroupBy;
  }

  toFrame(name: string = this.#label): DataFrame {
    return new DataFrame(build("series.toFrame", [exprOf(this)], { name }));
  }
  resetIndex({ name }: { name?: string } = {}): DataFrame {
    return new DataFrame(build("series.resetIndex", [exprOf(this)], name === undefined ? {} : { name }));
  }
  repartition(options: RepartitionOptions): Series {
    return new Series(repartitioned(this, options));
  }
  mapPartitions(f: unknown, ...args: unknown[]): Series {
    const ref = environment().functionRef(f);
    return this.#with("series.mapPartitions", { function: ref, args, text: ref.name });
  }
  toBag(): Bag {
    return new Bag(build("series.toBag", [exprOf(this)]));
  }
  async *[Symbol.asyncIterator](): AsyncIterator<unknown> {
    for await (const part of environment().runner.stream(exprOf(this), {})) yield* part as Iterable<unknown>;
  }

  get #meta(): SeriesMeta {
    return exprOf(this).meta as SeriesMeta;
  }
  /** A column needs a name: one without gets the one pandas gives. */
  get #label(): string {
    return this.#meta.column.name || "0";
  }
  #with(op: string, params: Params = {}, inputs: readonly Expr[] = []): Series {
    return new Series(build(op, [exprOf(this), ...inputs], params));
  }
  #binary(code: string, other: unknown): Series {
    return isLazy(other) ? this.#with(`series.${code}`, {}, [exprOf(other)]) : this.#with(`series.${code}`, { scalar: plainScalar(other) });
  }
  #scan(code: string, params: Params = {}): Series {
    return this.#with("frame.scan", { code, ...params });
  }
  #where(mask: unknown, other: unknown, inverse: boolean): Series {
    if (!isLazy(mask)) throw new BaskError("DTYPE", "where: expected a lazy series of booleans");
    return isLazy(other)
      ? this.#with("series.where", { inverse }, [exprOf(mask), exprOf(other)])
      : this.#with("series.where", { inverse, ...(other === undefined ? {} : { scalar: other }) }, [exprOf(mask)]);
  }
  #reduce(how: Aggregation, { splitEvery, ...rest }: Reduce = {}): Item {
    const column = this.#meta.column.name;
    return item(
      build("series.reduce", [exprOf(this)], { how, aggs: [{ out: column, column, how, ...rest }], ...(splitEvery === undefined ? {} : { splitEvery }) }),
    );
  }
}

/** What becomes what, as pairs: a map, lists of both, or several of one. */
export const replacements = (from: unknown, to: unknown): readonly (readonly [from: unknown, to: unknown])[] =>
  from instanceof Map
    ? [...from]
    : (Array.isArray(from) ? from : [from]).map((value: unknown, i) => [value, (Array.isArray(to) ? to[i] : to) ?? null] as const);

/** A shift to earlier rows looks at the partition after. */
export const shifted = (periods: number): Params => ({ periods, ...(periods < 0 ? { reverse: true } : {}) });

/** Durations travel as plain data. */
export const plainScalar = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "nanoseconds" in value ? { nanoseconds: value.nanoseconds } : value;

function mappedDtype(values: readonly unknown[]): ColumnType {
  if (values.every(value => typeof value === "number")) return "float64";
  if (values.every(value => typeof value === "string")) return "string";
  return "object";
}
