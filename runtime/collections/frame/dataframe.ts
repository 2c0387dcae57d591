/** A lazy frame: partitions of a table. Methods are thin: each makes one expression. */

import { environment, type RunOptions } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { BaskError, NotSupportedError } from "../../errors.ts";
import type { Aggregation, AggregationSpec } from "../../meta/aggregation.ts";
import { isNumeric } from "../../meta/columns.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { ColumnMeta, FrameMeta } from "../../meta/meta.ts";
import { toCsv } from "../../io/csv/to-csv.ts";
import { toJson, type ToJsonOptions } from "../../io/json/to-json.ts";
import { toParquet, type ToParquetOptions } from "../../io/parquet/to-parquet.ts";
import type { Table } from "../../values/table.ts";
import { Bag } from "../bag/bag.ts";
import type { Item } from "../delayed/delayed.ts";
import { build, exprOf, isLazy, splitRunOptions } from "../lazy.ts";
import { assignSpecs } from "./assign.ts";
import { columnsObject } from "./columns.ts";
import { GroupBy, groupKeys } from "./groupby.ts";
import { checkNames, knownDtype, metaOption, newRowLambda, rowLambda, schemaOption } from "./lambda.ts";
import { Loc, positionsOf } from "./loc.ts";
import { join, merge, type MergeOptions } from "./merge.ts";
import { computeOne, Partitioned } from "./partitions.ts";
import { Rolling, type RollingOptions } from "./rolling.ts";
import { partitionPieces, repartitioned, type RepartitionOptions } from "./repartition.ts";
import { plainScalar, type Reduce, replacements, Series, shifted } from "./series.ts";

type Params = Readonly<Record<string, unknown>>;
type Names = string | readonly string[];
const list = (names: Names): string[] => (typeof names === "string" ? [names] : [...names]);

export class DataFrame extends Partitioned {
  get columns(): readonly string[] {
    return this.#columns.map(column => column.name);
  }
  get dtypes(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#columns.map(({ name, dtype }) => [name, isUnknown(dtype) ? "unknown" : dtype]));
  }
  get col(): Readonly<Record<string, Series>> {
    return columnsObject(this.#meta, name => this.#column(name));
  }
  get index(): Series {
    return new Series(build("frame.index", [exprOf(this)]));
  }
  get size(): Item {
    return this.lengthItem.mul(this.#columns.length) as Item;
  }
  get shape(): readonly [rows: Item, columns: number] {
    return [this.lengthItem, this.#columns.length];
  }
  get loc(): Loc<DataFrame> {
    return new Loc(this, node => new DataFrame(node));
  }
  get iloc() {
    return {
      get: (rows: unknown, columns: number | readonly number[] | string): DataFrame => {
        if (rows !== ":") throw new NotSupportedError('iloc picks columns only: iloc.get(":", columns)');
        return this.get(positionsOf(columns, this.columns.length).map(i => this.columns.at(i)!)) as DataFrame;
      },
    };
  }
  get partitions() {
    return partitionPieces(this, node => new DataFrame(node));
  }

  /** Rows by mask, columns by list, one column by name. */
  get(what: string | readonly string[] | Series): any {
    if (isLazy(what)) return this.#with("frame.mask", {}, [exprOf(what as Series)]);
    return typeof what === "string" ? this.#column(what) : this.#with("frame.project", { columns: [...what] });
  }
  filter(predicate: unknown): DataFrame {
    const { lambda, compiled } = rowLambda(predicate, this.#meta, "test");
    return this.#with(compiled ? "frame.filter" : "frame.filter.rows", { lambda });
  }
  assign(columns: Readonly<Record<string, unknown>>): DataFrame {
    const { specs, inputs, compiled } = assignSpecs(columns, this.#meta);
    return this.#with(compiled ? "frame.assign" : "frame.assign.rows", { columns: specs }, inputs);
  }
  map(f: unknown, { meta }: { meta?: unknown } = {}): DataFrame {
    const { ref, read } = newRowLambda(f, this.#meta);
    const said = schemaOption(meta);
    if (read !== undefined) return this.#with("frame.map", { exprs: read.exprs, columns: said ?? read.columns });
    return this.#with("frame.map.rows", { lambda: { function: ref, text: ref.name }, ...(said === undefined ? {} : { columns: said }) });
  }
  /** One value a row. */
  apply(f: unknown, { meta }: { meta?: unknown } = {}): Series {
    const { lambda, dtype, compiled } = rowLambda(f, this.#meta, "value");
    const said = metaOption(meta);
    return new Series(
      build(compiled ? "frame.apply" : "frame.apply.rows", [exprOf(this)], { lambda, name: said.name ?? "", ...knownDtype(said.dtype ?? dtype) }),
    );
  }
  /** `f(table, ...args)` gives a table or rows; a last `{ meta: schema }` says of what columns. */
  mapPartitions(f: unknown, ...args: unknown[]): DataFrame {
    const last = args.at(-1) as { meta?: unknown } | undefined;
    const said =
      typeof last === "object" && last !== null && Object.keys(last).length === 1 && "meta" in last
        ? schemaOption((args.pop() as { meta: unknown }).meta)
        : undefined;
    if (args.some(isLazy)) throw new NotSupportedError("mapPartitions: lazy arguments are not supported in this version, compute them first");
    const ref = environment().functionRef(f);
    return this.#with("frame.mapPartitions", { function: ref, args, text: ref.name, ...(said === undefined ? {} : { columns: said }) });
  }

  drop({ columns }: { columns: Names }): DataFrame {
    return this.#with("frame.drop", { columns: list(columns) });
  }
  rename({ columns }: { columns: Readonly<Record<string, string>> }): DataFrame {
    return this.#with("frame.rename", { columns });
  }
  astype(dtypes: Readonly<Record<string, ColumnType>> | ColumnType): DataFrame {
    return this.#with("frame.astype", { dtypes: typeof dtypes === "string" ? Object.fromEntries(this.columns.map(name => [name, dtypes])) : dtypes });
  }
  fillna(value: unknown): DataFrame {
    const columns = typeof value === "object" && value !== null && !(value instanceof Date);
    if (columns) checkNames(this.#meta, Object.keys(value));
    return this.#with("frame.fillna", columns ? { values: value } : { value });
  }
  dropna(options: { subset?: Names; how?: "any" | "all"; thresh?: number } = {}): DataFrame {
    return this.#with("frame.dropna", { ...options, ...(options.subset === undefined ? {} : { subset: list(options.subset) }) });
  }
  isna(): DataFrame {
    return this.#with("frame.isna");
  }
  isnull(): DataFrame {
    return this.isna();
  }
  isin(values: readonly unknown[]): DataFrame {
    return this.#with("frame.isin", { values: [...values] });
  }
  add(other: unknown): DataFrame {
    return this.#elementwise("add", other);
  }
  sub(other: unknown): DataFrame {
    return this.#elementwise("sub", other);
  }
  mul(other: unknown): DataFrame {
    return this.#elementwise("mul", other);
  }
  div(other: unknown): DataFrame {
    return this.#elementwise("div", other);
  }
  abs(): DataFrame {
    return this.#with("frame.elementwise", { code: "abs" });
  }
  round(decimals = 0): DataFrame {
    return this.#with("frame.elementwise", { code: "round", decimals });
  }
  /** Keeps values where the mask holds (`mask`: where it does not), else `other`, else missing. */
  where(mask: unknown, other?: unknown): DataFrame {
    return this.#where(mask, other, false);
  }
  mask(mask: unknown, other?: unknown): DataFrame {
    return this.#where(mask, other, true);
  }
  replace(from: unknown, to?: unknown): DataFrame {
    return this.#with("frame.replace", { entries: replacements(from, to) });
  }
  cumsum(): DataFrame {
    return this.#scan("cumsum");
  }
  cumprod(): DataFrame {
    return this.#scan("cumprod");
  }
  cummax(): DataFrame {
    return this.#scan("cummax");
  }
  cummin(): DataFrame {
    return this.#scan("cummin");
  }
  diff(periods = 1): DataFrame {
    return this.#scan("diff", shifted(periods));
  }
  shift(periods = 1): DataFrame {
    return this.#with("frame.scan", { code: "shift", ...shifted(periods) });
  }
  ffill({ limit }: { limit?: number } = {}): DataFrame {
    return this.#with("frame.scan", { code: "ffill", ...(limit === undefined ? {} : { limit }) });
  }
  bfill({ limit }: { limit?: number } = {}): DataFrame {
    return this.#with("frame.scan", { code: "bfill", reverse: true, ...(limit === undefined ? {} : { limit }) });
  }
  selectDtypes({ include, exclude = [] }: { include?: readonly ColumnType[]; exclude?: readonly ColumnType[] }): DataFrame {
    const wanted = this.#columns.filter(({ dtype }) => !isUnknown(dtype) && (include === undefined || include.includes(dtype)) && !exclude.includes(dtype));
    return this.#with("frame.project", { columns: wanted.map(column => column.name) });
  }
  /** The column becomes the index. Sorted data stays where it is; `divisions` say what the partitions begin with. */
  setIndex(column: string, { sorted = false, divisions }: { sorted?: boolean; divisions?: readonly (string | number | Date)[] } = {}): DataFrame {
    checkNames(this.#meta, [column]);
    if (!sorted) throw new NotSupportedError("setIndex: only sorted data is supported in this version: say sorted: true where it is");
    if (divisions !== undefined && divisions.length !== this.npartitions + 1)
      throw new BaskError("DIVISIONS", `setIndex: expected ${this.npartitions + 1} divisions for ${this.npartitions} partitions, got ${divisions.length}`);
    return this.#with("frame.setIndex", {
      column,
      ...(divisions === undefined ? {} : { divisions: divisions.map(value => (value instanceof Date ? +value : value)) }),
    });
  }
  clearDivisions(): DataFrame {
    return this.#with("frame.clearDivisions");
  }
  resetIndex(): DataFrame {
    return this.#with("frame.resetIndex");
  }
  repartition(options: RepartitionOptions): DataFrame {
    return new DataFrame(repartitioned(this, options));
  }
  /** Rows of equal values of `on` come together in one partition. */
  shuffle(on: Names, { npartitions }: { npartitions?: number } = {}): DataFrame {
    return this.#with("frame.shuffle", { on: list(on), ...(npartitions === undefined ? {} : { npartitions }) });
  }
  getPartition(index: number): DataFrame {
    return this.partitions.get(index);
  }
  dropDuplicates({ subset, keep = "first" }: { subset?: Names; keep?: "first" | "last" } = {}): DataFrame {
    if (subset !== undefined) checkNames(this.#meta, list(subset));
    return this.#with("frame.dropDuplicates", { keep, keepdims: true, ...(subset === undefined ? {} : { subset: list(subset) }) });
  }
  nlargest(n: number, columns: Names): DataFrame {
    return this.#extreme(n, columns, true);
  }
  nsmallest(n: number, columns: Names): DataFrame {
    return this.#extreme(n, columns, false);
  }

  /** Of the columns that hold numbers. */
  rolling(window: number | string, options: RollingOptions = {}): Rolling<DataFrame> {
    const numeric = this.#numeric("rolling");
    const of = numeric.length === this.#columns.length ? this : (this.get(numeric.map(column => column.name)) as DataFrame);
    return new Rolling(exprOf(of), window, options, node => new DataFrame(node));
  }
  /** `f(table)` of each partition with `before` rows of the one before it and `after` of the one after; gives as many rows. */
  mapOverlap(f: unknown, before: number, after: number, ...args: unknown[]): DataFrame {
    const last = args.at(-1) as { meta?: unknown } | undefined;
    const said =
      typeof last === "object" && last !== null && Object.keys(last).length === 1 && "meta" in last
        ? schemaOption((args.pop() as { meta: unknown }).meta)
        : undefined;
    const ref = environment().functionRef(f);
    return this.#with("frame.mapOverlap", { function: ref, text: ref.name, before, after, args, ...(said === undefined ? {} : { columns: said }) });
  }
  /** Rows of equal keys side by side; the right side may be a table. */
  merge(right: DataFrame | Table, options: MergeOptions = {}): DataFrame {
    return new DataFrame(merge(this, right, options));
  }
  /** On the index of both. */
  join(other: DataFrame | Table, options: { how?: MergeOptions["how"]; lsuffix?: string; rsuffix?: string } = {}): DataFrame {
    return new DataFrame(join(this, other, options as Parameters<typeof join>[2]));
  }

  /** By columns; rows whose key is missing are left out unless `dropna: false`. */
  groupby(by: unknown, options: { dropna?: boolean; observed?: boolean; sort?: boolean } = {}): GroupBy {
    const { frame, keys } = groupKeys(this, by);
    return new GroupBy(frame, keys, options);
  }

  head(n = 5, options: { npartitions?: number; compute?: boolean } & RunOptions = {}): any {
    const { node, run, compute } = this.headOf(n, options);
    return compute ? computeOne(node, run) : new DataFrame(node);
  }
  tail(n = 5, options: { compute?: boolean } & RunOptions = {}): any {
    const [run, { compute = true }] = splitRunOptions(options);
    const node = build("frame.tail", [exprOf(this)], { n });
    return compute ? computeOne(node, run) : new DataFrame(node);
  }

  sum(options?: Reduce): Series {
    return this.#reduce("sum", options);
  }
  prod(options?: Reduce): Series {
    return this.#reduce("prod", options);
  }
  mean(options?: Reduce): Series {
    return this.#reduce("mean", options);
  }
  std(options?: Reduce): Series {
    return this.#reduce("std", options);
  }
  var(options?: Reduce): Series {
    return this.#reduce("var", options);
  }
  sem(options?: Reduce): Series {
    return this.#reduce("sem", options);
  }
  median(options?: Reduce): Series {
    return this.#reduce("median", options);
  }
  min(options?: Reduce): Series {
    return this.#reduce("min", options, "all");
  }
  max(options?: Reduce): Series {
    return this.#reduce("max", options, "all");
  }
  count(options?: Reduce): Series {
    return this.#reduce("count", options, "all");
  }
  nunique(): Series {
    return this.#reduce("nunique", {}, "all");
  }
  any(): Series {
    return this.#reduce("any", {}, "all");
  }
  all(): Series {
    return this.#reduce("all", {}, "all");
  }
  idxmin(): Series {
    return this.#reduce("idxmin", {});
  }
  idxmax(): Series {
    return this.#reduce("idxmax", {});
  }
  quantile(q: number = 0.5): Series {
    if (typeof q !== "number") throw new NotSupportedError("quantile: one quantile of a frame at a time in this version");
    const aggs = this.#numeric("quantile").map(({ name }): AggregationSpec => ({ out: name, column: name, how: "list" }));
    return new Series(build("frame.quantile", [exprOf(this)], { q, aggs, keepdims: true }));
  }
  memoryUsage({ index = true }: { index?: boolean } = {}): Series {
    return new Series(build("frame.memoryUsage", [exprOf(this)], { index, names: [...(index ? ["Index"] : []), ...this.columns], keepdims: true }));
  }
  describe(): DataFrame {
    const aggs = this.#numeric("describe").flatMap(({ name }) =>
      (["count", "mean", "std", "min", "list", "max"] as const).map(how => ({ out: how, column: name, how })),
    );
    return this.#with("frame.describe", { aggs, keepdims: true });
  }

  /** Writes a file a partition; gives their paths. */
  toCsv(pattern: string, options: { header?: boolean; index?: boolean } & RunOptions = {}): Promise<string[]> {
    const [run, rest] = splitRunOptions(options);
    return toCsv(exprOf(this), pattern, rest, run);
  }
  /** Records, one a line or one list a file. */
  toJson(pattern: string, options: ToJsonOptions & RunOptions = {}): Promise<string[]> {
    const [run, rest] = splitRunOptions(options);
    return toJson(exprOf(this), pattern, rest, run);
  }
  /** A folder with a file a partition. */
  toParquet(path: string, options: ToParquetOptions & RunOptions = {}): Promise<void> {
    const [run, rest] = splitRunOptions(options);
    return toParquet(exprOf(this), path, rest, run);
  }
  toBag(): Bag {
    return new Bag(build("frame.toBag", [exprOf(this)]));
  }
  /** Rows, partition by partition. */
  async *[Symbol.asyncIterator](): AsyncIterator<unknown> {
    for await (const part of environment().runner.stream(exprOf(this), {})) yield* part as Iterable<unknown>;
  }

  get #meta(): FrameMeta {
    return exprOf(this).meta as FrameMeta;
  }
  get #columns(): readonly ColumnMeta[] {
    const { columns } = this.#meta;
    return isUnknown(columns) ? [] : columns;
  }
  #column(name: string): Series {
    return new Series(build("frame.get", [exprOf(this)], { column: name }));
  }
  #with(op: string, params: Params = {}, inputs: readonly Expr[] = []): DataFrame {
    return new DataFrame(build(op, [exprOf(this), ...inputs], params));
  }
  #elementwise(code: string, other: unknown): DataFrame {
    return isLazy(other) ? this.#with("frame.elementwise", { code }, [exprOf(other)]) : this.#with("frame.elementwise", { code, scalar: plainScalar(other) });
  }
  /** Of the columns that hold numbers. */
  #scan(code: string, params: Params = {}): DataFrame {
    const numeric = this.#numeric(code);
    const of = numeric.length === this.#columns.length ? this : (this.get(numeric.map(column => column.name)) as DataFrame);
    return new DataFrame(build("frame.scan", [exprOf(of)], { code, ...params }));
  }
  #where(mask: unknown, other: unknown, inverse: boolean): DataFrame {
    if (!isLazy(mask)) throw new TypeError("where: expected a lazy series or frame of booleans");
    return isLazy(other)
      ? this.#with("frame.where", { inverse }, [exprOf(mask), exprOf(other)])
      : this.#with("frame.where", { inverse, ...(other === undefined ? {} : { scalar: other }) }, [exprOf(mask)]);
  }
  #extreme(n: number, columns: Names, largest: boolean): DataFrame {
    const by = list(columns);
    checkNames(this.#meta, by);
    return this.#with("frame.nlargest", { n, by, largest, keepdims: true });
  }
  #numeric(verb: string): readonly ColumnMeta[] {
    if (isUnknown(this.#meta.columns))
      throw new BaskError("COLUMN", `${verb}: the columns are not known before the function before it runs: say them with meta: { name: dtype }`);
    return this.#columns.filter(column => isNumeric(column.dtype));
  }
  #reduce(how: Aggregation, { splitEvery, ...rest }: Reduce = {}, which: "numeric" | "all" = "numeric"): Series {
    const numeric = this.#numeric(how);
    const aggs = (which === "all" ? this.#columns : numeric).map(({ name }): AggregationSpec => ({ out: name, column: name, how, ...rest }));
    return new Series(build("frame.reduce", [exprOf(this)], { how, aggs, keepdims: true, ...(splitEvery === undefined ? {} : { splitEvery }) }));
  }
}
