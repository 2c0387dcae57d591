/** Helper calls about frames: what a result holds, what is written, what an optimised plan reads. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as dd from "../../../runtime/dataframe.ts";
import { exprOf, type LazyBase } from "../../../runtime/collections/lazy.ts";
import type { Expr } from "../../../runtime/expr/expr.ts";
import { postorder } from "../../../runtime/expr/walk.ts";
import type { FrameMeta } from "../../../runtime/meta/meta.ts";
import { PASSES } from "../../../runtime/optimize/index.ts";
import type { Column, Table } from "../classes.ts";
import { encodeFrame, plain } from "../encode.ts";
import { Unsupported } from "../values.ts";
import type { Helper, Lazy } from "./helper.ts";

interface Frame extends Lazy {
  readonly columns: readonly string[];
  readonly divisions: readonly unknown[] | null;
  toDelayed(): Lazy[];
  toCsv(pattern: string, options: object): Promise<string[]>;
  toJson(pattern: string, options: object): Promise<string[]>;
  toParquet(folder: string, options: object): Promise<void>;
}
const encoded = async (x: Lazy) => encodeFrame((await x.compute()) as Table | Column) as { columns: string[]; data: unknown[][]; index: { values: unknown[] } };

export const FRAME_HELPERS: Readonly<Record<string, Helper>> = {
  "conf.sortedvals": async (s: Lazy) => [...(await encoded(s)).data[0]!].sort((a, b) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0)),
  "conf.sorted_by": async (frame: Lazy, column: string) => {
    const { columns, data } = await encoded(frame);
    return data[columns.indexOf(column)];
  },
  "conf.ixvals": async (frame: Lazy) => (await encoded(frame)).index.values,
  "conf.describe_exact": async (described: Lazy) => {
    const { columns, data, index } = await encoded(described);
    return Object.fromEntries(
      columns.map((name, i) => [name, Object.fromEntries(["count", "mean", "std", "min", "max"].map(row => [row, data[i]![index.values.indexOf(row)]]))]),
    );
  },
  "conf.index_props": async (frame: Frame) => {
    const { columns, index } = await encoded(frame);
    const values = index.values as number[];
    const { divisions } = exprOf(frame as unknown as LazyBase).meta as FrameMeta;
    const parts = await Promise.all(frame.toDelayed().map(encoded));
    const inside =
      divisions !== null &&
      parts.every((part, i) =>
        part.index.values
          .map(comparable)
          .every(
            value =>
              comparable(divisions[i]) <= value && (i === parts.length - 1 ? value <= comparable(divisions[i + 1]) : value < comparable(divisions[i + 1])),
          ),
      );
    return {
      monotonic: values.every((value, i) => i === 0 || comparable(values[i - 1]) <= comparable(value)),
      known_divisions: divisions !== null,
      rows_inside_divisions: inside,
      first_division: plain(divisions?.[0] ?? null),
      last_division: plain(divisions?.at(-1) ?? null),
      index: values,
      columns,
    };
  },
  "conf.to_csv": (frame: Frame, ...rest: (string | Record<string, unknown>)[]) => {
    const { pattern = "*.csv", ...options } = named(rest, ["index", "header", "sep"]);
    return written(folder => frame.toCsv(path.join(folder, pattern), options));
  },
  "conf.to_json": (frame: Frame, ...rest: (string | Record<string, unknown>)[]) => {
    const { pattern = "*.part", ...options } = named(rest, ["orient", "lines"]);
    return written(folder => frame.toJson(path.join(folder, pattern), options));
  },
  "conf.to_parquet_hive": (frame: Frame) =>
    inFolder(async folder => {
      await frame.toParquet(folder, { partitionOn: ["g"] });
      const back = encodeFrame((await dd.readParquet(folder).compute()) as Table) as { columns: string[]; dtypes: unknown[]; data: unknown[][] };
      const first = back.data[0] as number[];
      const order = first.map((_, i) => i).sort((a, b) => first[a]! - first[b]!);
      const frame_ = {
        ...back,
        index: { name: null, dtype: "int64", values: order.map((_, i) => i) },
        data: back.data.map(column => order.map(i => column[i])),
      };
      return { dirs: readdirSync(folder).sort(), back: { $frame: frame_ } };
    }),
  /** What is read after optimisation. A shuffle is an expression that moves rows by their values. */
  "conf.plan": (x: LazyBase) => {
    const nodes = postorder(PASSES.filter(([name]) => name !== "fuse").reduce<readonly Expr[]>((exprs, [, pass]) => pass(exprs), [exprOf(x)]));
    const sources = nodes.filter(node => SOURCES.has(node.op));
    return {
      columns_read: sources.map(columnsRead).sort((a, b) => (a.join() < b.join() ? -1 : 1)),
      n_sources: sources.length,
      n_shuffles: nodes.filter(node => SHUFFLES.has(node.op)).length,
    };
  },
};
const SOURCES: ReadonlySet<string> = new Set(["readCsv", "readJson", "readParquet", "readTable", "fromTable"]);
const SHUFFLES: ReadonlySet<string> = new Set(["frame.shuffle"]);
function columnsRead(node: Expr): string[] {
  const columns = [...(node.params["columns"] as readonly string[])].sort();
  return node.op === "fromTable" ? ["in-memory:", ...columns] : columns;
}
const comparable = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? +(value as Date)
    : typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)
      ? +new Date(`${value}Z`)
      : (value as number);

function named(rest: readonly (string | Record<string, unknown>)[], options: readonly string[]): Record<string, unknown> & { pattern?: string } {
  const given: Record<string, unknown> = {};
  for (const each of rest) Object.assign(given, typeof each === "string" ? { pattern: each } : each);
  const other = Object.keys(given).filter(key => key !== "pattern" && !options.includes(key));
  if (other.length > 0) throw new Unsupported(`the options ${other.join(", ")}`);
  return given;
}
async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "bask-case-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const written = (write: (folder: string) => Promise<unknown>): Promise<Record<string, string>> =>
  inFolder(async folder => {
    await write(folder);
    return Object.fromEntries(
      readdirSync(folder)
        .sort()
        .map(name => [name, readFileSync(path.join(folder, name), "utf8")]),
    );
  });
