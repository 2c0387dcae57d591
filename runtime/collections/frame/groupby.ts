/** Group-by: keys, the columns to aggregate, and the aggregations. */

import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { type Aggregation, type AggregationSpec, isAggregation, unknownAggregation } from "../../meta/aggregation.ts";
import { columnOf, isNumeric } from "../../meta/columns.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { ColumnMeta, FrameMeta, SeriesMeta } from "../../meta/meta.ts";
import type { GroupKey } from "../../ops/frame-params.ts";
import { build, exprOf, isLazy } from "../lazy.ts";
import { readAggregation } from "./aggregate-lambda.ts";
import { Aggregation as Custom } from "./aggregation.ts";
import { columnsObject } from "./columns.ts";
import { checkNames, metaOption, schemaOption } from "./lambda.ts";
import { DataFrame } from "./dataframe.ts";
import { Series } from "./series.ts";

export interface GroupOptions {
  splitEvery?: number;
  splitOut?: number;
  ddof?: number;
}
interface Grouping {
  dropna?: boolean;
  observed?: boolean;
  sort?: boolean;
}

/** Computed keys become columns first: named ones by their name, others hidden. */
export function groupKeys(frame: DataFrame, by: unknown): { frame: DataFrame; keys: GroupKey[] } {
  const meta = exprOf(frame).meta as FrameMeta;
  const named = (names: readonly string[]): GroupKey[] =>
    names.map(name => {
      checkNames(meta, [name]);
      return { column: name, name };
    });
  if (typeof by === "string") return { frame, keys: named([by]) };
  const hidden = (value: unknown, name: string) => ({ frame: frame.assign({ [HIDDEN]: value }), keys: [{ column: HIDDEN, name }] });
  if (isLazy(by)) return hidden(by, (exprOf(by).meta as SeriesMeta).column?.name ?? "");
  if (environment().isFunction(by)) return hidden(by, "");
  if (Array.isArray(by) && by.every(name => typeof name === "string")) return { frame, keys: named(by as string[]) };
  if (Array.isArray(by)) {
    const columns = Object.fromEntries(by.flatMap((key, i) => (typeof key === "string" ? [] : [[`${HIDDEN}${i}`, key]])));
    return {
      frame: frame.assign(columns),
      keys: by.map((key, i) =>
        typeof key === "string"
          ? named([key])[0]!
          : { column: `${HIDDEN}${i}`, name: isLazy(key) ? ((exprOf(key).meta as SeriesMeta).column?.name ?? "") : "" },
      ),
    };
  }
  if (typeof by === "object" && by !== null)
    return { frame: frame.assign(by as Record<string, unknown>), keys: Object.keys(by).map(name => ({ column: name, name })) };
  throw new TypeError(`groupby: expected a column, columns, a function, a series or { name: function }, got ${String(by)}`);
}
const HIDDEN = "\u0000key";

export class GroupBy {
  readonly #frame: DataFrame;
  readonly #keys: readonly GroupKey[];
  readonly #options: Grouping;
  /** Columns that `get([...])` left. */
  readonly #names: readonly string[] | undefined;

  constructor(frame: DataFrame, keys: readonly GroupKey[], options: Grouping, names?: readonly string[]) {
    this.#frame = frame;
    this.#keys = keys;
    this.#options = options;
    this.#names = names;
  }
  get col(): Readonly<Record<string, SeriesGroupBy>> {
    return columnsObject(this.#meta, name => this.#column(name));
  }
  get(what: string | readonly string[]): any {
    if (typeof what === "string") return this.#column(what);
    checkNames(this.#meta, what);
    return new GroupBy(this.#frame, this.#keys, this.#options, [...what]);
  }

  sum(options?: GroupOptions): DataFrame {
    return this.#all("sum", options, true);
  }
  prod(options?: GroupOptions): DataFrame {
    return this.#all("prod", options, true);
  }
  mean(options?: GroupOptions): DataFrame {
    return this.#all("mean", options, true);
  }
  median(options?: GroupOptions): DataFrame {
    return this.#all("median", options, true);
  }
  std(options?: GroupOptions): DataFrame {
    return this.#all("std", options, true);
  }
  var(options?: GroupOptions): DataFrame {
    return this.#all("var", options, true);
  }
  min(options?: GroupOptions): DataFrame {
    return this.#all("min", options);
  }
  max(options?: GroupOptions): DataFrame {
    return this.#all("max", options);
  }
  first(options?: GroupOptions): DataFrame {
    return this.#all("first", options);
  }
  last(options?: GroupOptions): DataFrame {
    return this.#all("last", options);
  }
  count(options?: GroupOptions): DataFrame {
    return this.#all("count", options);
  }
  nunique(options?: GroupOptions): DataFrame {
    return this.#all("nunique", options);
  }
  idxmin(): DataFrame {
    return this.#all("idxmin", {}, true);
  }
  idxmax(): DataFrame {
    return this.#all("idxmax", {}, true);
  }
  size(options?: GroupOptions): Series {
    return new Series(this.#build("size", [{ out: "", column: this.#keys[0]!.column, how: "size" }], options, true));
  }
  /** One row a row, in the order of the frame. */
  cumsum(): DataFrame {
    return new DataFrame(this.#scan("cumsum"));
  }
  cumprod(): DataFrame {
    return new DataFrame(this.#scan("cumprod"));
  }
  cumcount(): Series {
    return new Series(this.#scan("cumcount", []));
  }
  /** `{ name: g => g.x.mean() }`, `{ x: "mean", y: ["min", "max"] }`, or one name for all columns. */
  agg(spec: unknown, options: GroupOptions = {}): DataFrame {
    if (isAggregation(spec)) return this.#all(spec, options);
    if (Array.isArray(spec)) return this.agg(Object.fromEntries(this.#others().map(name => [name, spec])), options);
    if (typeof spec !== "object" || spec === null)
      throw new TypeError(`agg: expected { name: g => g.column.mean() } or { column: "mean" }, got ${String(spec)}`);
    const aggs = Object.entries(spec).flatMap(([name, how]) => this.#aggregations(name, how));
    return new DataFrame(this.#build("agg", aggs, options));
  }
  /** `f(table)` of each group gives a value, or with `meta: schema` a row. Every row moves to the partition of its key. */
  apply(f: unknown, { meta }: { meta?: unknown } = {}): any {
    const ref = environment().functionRef(f);
    const row = typeof meta === "object" && meta !== null && !Array.isArray(meta);
    const said = row ? { columns: schemaOption(meta) } : metaOption(meta);
    const node = build("groupby.apply", [this.#together()], { function: ref, text: ref.name, by: this.#keys, dropna: this.#options.dropna ?? true, ...said });
    return row ? new DataFrame(node) : new Series(node);
  }
  /** The rows of one group. */
  getGroup(key: unknown): DataFrame {
    const values = this.#keys.length === 1 ? [key] : (key as readonly unknown[]);
    return this.#keys.reduce((frame, { column }, k) => frame.get((frame.get(column) as Series).eq(values[k])) as DataFrame, this.#frame);
  }

  /** The columns that are not keys. */
  #others(): readonly string[] {
    const { columns } = this.#meta;
    if (this.#names !== undefined || isUnknown(columns)) return this.#names ?? [];
    return columns.map(column => column.name).filter(name => !name.startsWith(HIDDEN) && !this.#keys.some(key => key.column === name));
  }
  #aggregations(name: string, how: unknown): AggregationSpec[] {
    if (typeof how === "string") return [this.#spec(name, name, how)];
    if (Array.isArray(how)) return how.map(each => this.#spec(`${name}_${String(each)}`, name, each as string));
    const read = readAggregation(how, this.col as Readonly<Record<string, SeriesGroupBy>>);
    return [{ ...this.#spec(name, read.column, read.how), ...read.settings }];
  }
  #spec(out: string, column: string, how: string): AggregationSpec {
    checkNames(this.#meta, [column]);
    if (!isAggregation(how)) throw unknownAggregation(how);
    return { out, column, how };
  }
  get #meta(): FrameMeta {
    return exprOf(this.#frame).meta as FrameMeta;
  }
  #column(name: string): SeriesGroupBy {
    checkNames(this.#meta, [name]);
    return new SeriesGroupBy(name, {
      aggregate: (how, aggs, options, series) => this.#build(how, aggs, options, series),
      whole: (op, f, meta) => {
        const ref = environment().functionRef(f);
        const { name: called, dtype } = metaOption(meta);
        return build(op, [this.#together()], {
          function: ref,
          text: ref.name,
          by: this.#keys,
          column: name,
          name: called ?? name,
          dropna: this.#options.dropna ?? true,
          ...(dtype === undefined ? {} : { dtype }),
        });
      },
      scan: code => this.#scan(code, code === "cumcount" ? [] : [name], true),
      counts: () =>
        build("groupby", [exprOf(this.#frame)], {
          how: "valueCounts",
          by: [...this.#keys, { column: name, name }],
          aggs: [{ out: "count", column: name, how: "size" }],
          dropna: this.#options.dropna ?? true,
          series: true,
          keepdims: true,
        }),
    });
  }
  /** All rows of a group in one partition. */
  #together(): Expr {
    const node = exprOf(this.#frame);
    return this.#frame.npartitions === 1 ? node : build("frame.shuffle", [node], { on: this.#keys.map(key => key.column) });
  }
  #scan(code: string, columns?: readonly string[], series = code === "cumcount"): Expr {
    const keys = this.#keys.map(key => key.column);
    const known = this.#meta.columns;
    const all =
      columns ??
      (isUnknown(known)
        ? []
        : known.filter(({ name, dtype }) => isNumeric(dtype) && !keys.includes(name) && !name.startsWith(HIDDEN)).map(column => column.name));
    return build("groupby.scan", [exprOf(this.#frame)], {
      code,
      by: this.#keys,
      columns: all,
      dropna: this.#options.dropna ?? true,
      ...(series ? { series } : {}),
    });
  }
  #all(how: Aggregation, { splitEvery, splitOut, ...settings }: GroupOptions = {}, numeric = false): DataFrame {
    const keys = this.#keys.map(key => key.column);
    const { columns } = this.#meta;
    const wanted: readonly ColumnMeta[] | undefined = this.#names?.map(name => columnOf(this.#meta, name)) ?? (isUnknown(columns) ? undefined : columns);
    const aggs = wanted
      ?.filter(({ name, dtype }) => !keys.includes(name) && !name.startsWith(HIDDEN) && (!numeric || isNumeric(dtype)))
      .map(({ name }): AggregationSpec => ({ out: name, column: name, how, ...settings }));
    return new DataFrame(this.#build(how, aggs, { ...(splitEvery === undefined ? {} : { splitEvery }), ...(splitOut === undefined ? {} : { splitOut }) }));
  }
  #build(how: string, aggs: readonly AggregationSpec[] | undefined, { splitEvery }: GroupOptions = {}, series = false): Expr {
    const { dropna = true, sort = true } = this.#options;
    return build("groupby", [exprOf(this.#frame)], {
      how,
      by: this.#keys,
      dropna,
      keepdims: true,
      ...(aggs === undefined ? {} : { aggs }),
      ...(sort ? {} : { sort }),
      ...(series ? { series } : {}),
      ...(splitEvery === undefined ? {} : { splitEvery }),
    });
  }
}

/** How the group-by it came from makes expressions of one column. */
interface Build {
  aggregate(how: string, aggs: readonly AggregationSpec[], options: GroupOptions | undefined, series: boolean): Expr;
  scan(code: string): Expr;
  whole(op: string, f: unknown, meta: unknown): Expr;
  counts(): Expr;
}

export class SeriesGroupBy {
  readonly #column: string;
  readonly #build: Build;
  constructor(column: string, build: Build) {
    this.#column = column;
    this.#build = build;
  }
  sum(options?: GroupOptions): Series {
    return this.#one("sum", options);
  }
  prod(options?: GroupOptions): Series {
    return this.#one("prod", options);
  }
  mean(options?: GroupOptions): Series {
    return this.#one("mean", options);
  }
  median(options?: GroupOptions): Series {
    return this.#one("median", options);
  }
  std(options?: GroupOptions): Series {
    return this.#one("std", options);
  }
  var(options?: GroupOptions): Series {
    return this.#one("var", options);
  }
  min(options?: GroupOptions): Series {
    return this.#one("min", options);
  }
  max(options?: GroupOptions): Series {
    return this.#one("max", options);
  }
  first(options?: GroupOptions): Series {
    return this.#one("first", options);
  }
  last(options?: GroupOptions): Series {
    return this.#one("last", options);
  }
  count(options?: GroupOptions): Series {
    return this.#one("count", options);
  }
  size(options?: GroupOptions): Series {
    return this.#one("size", options);
  }
  nunique(options?: GroupOptions): Series {
    return this.#one("nunique", options);
  }
  idxmin(options?: GroupOptions): Series {
    return this.#one("idxmin", options);
  }
  idxmax(options?: GroupOptions): Series {
    return this.#one("idxmax", options);
  }
  /** One row a row, in the order of the frame. */
  cumsum(): Series {
    return new Series(this.#build.scan("cumsum"));
  }
  cumprod(): Series {
    return new Series(this.#build.scan("cumprod"));
  }
  cumcount(): Series {
    return new Series(this.#build.scan("cumcount"));
  }
  /** `f(column)` of each group gives a value; of `transform` one value a row. Every row moves to the partition of its key. */
  apply(f: unknown, { meta }: { meta?: unknown } = {}): Series {
    return new Series(this.#build.whole("groupby.apply", f, meta));
  }
  transform(f: unknown, { meta }: { meta?: unknown } = {}): Series {
    return new Series(this.#build.whole("groupby.transform", f, meta));
  }
  /** Rows a value, group by group. */
  valueCounts(): Series {
    return new Series(this.#build.counts());
  }
  /** One column an aggregation, or the series of a single or a custom one. */
  agg(names: readonly string[] | string | Custom, options: GroupOptions = {}): any {
    if (names instanceof Custom) {
      const { functionRef } = environment();
      const { chunk, combine, finalize } = names.stages;
      const stages = { chunk: functionRef(chunk), combine: functionRef(combine), ...(finalize === undefined ? {} : { finalize: functionRef(finalize) }) };
      return new Series(this.#build.aggregate(names.name, [{ out: this.#column, column: this.#column, how: "custom", stages }], options, true));
    }
    if (typeof names === "string" && isAggregation(names)) return this.#one(names, options);
    const aggs = (typeof names === "string" ? [names] : names).map((how): AggregationSpec => {
      if (!isAggregation(how)) throw unknownAggregation(how);
      return { out: how, column: this.#column, how };
    });
    return new DataFrame(this.#build.aggregate("agg", aggs, options, false));
  }

  #one(how: Aggregation, { splitEvery, splitOut: _splitOut, ...settings }: GroupOptions = {}): Series {
    return new Series(
      this.#build.aggregate(how, [{ out: this.#column, column: this.#column, how, ...settings }], splitEvery === undefined ? {} : { splitEvery }, true),
    );
  }
}
