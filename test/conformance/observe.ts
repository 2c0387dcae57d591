/** What is looked at after a program, in the form of the cases. */

import { compute, isBaskCollection } from "../../runtime/index.ts";
import { exprOf } from "../../runtime/collections/lazy.ts";
import { isUnknown } from "../../runtime/meta/dim.ts";
import type { FrameMeta, SeriesMeta } from "../../runtime/meta/meta.ts";
import { Column, NDArrayClass, Table } from "./classes.ts";
import { encodeArray, encodeFrame, plain } from "./encode.ts";
import { Unsupported } from "./values.ts";
import { isRecorder } from "./recorder.ts";
import type { CallCounts } from "./functions.ts";
import type { Observation } from "./case.ts";

/** The variables of a case; what counts calls and reads looks at several. */
export interface Looking {
  readonly variables: ReadonlyMap<string, unknown>;
  readonly calls: CallCounts;
}

export async function observe(target: unknown, how: Observation, looking: Looking): Promise<Record<string, unknown>> {
  if (how.kind === "calls") return { kind: "calls", calls: await looking.calls.during(() => computed(how, looking.variables)) };
  if (how.kind === "reads") return reads(how, looking.variables);
  if (how.kind === "value" || !isBaskCollection(target)) return value(await target, how);
  const { meta } = exprOf(target);
  switch (how.kind ?? meta.kind) {
    case "array":
    case "chunks": {
      const array = target as unknown as { shape: readonly number[]; chunks: readonly (readonly number[])[]; dtype: string; npartitions: number };
      const known = { kind: how.kind ?? "array", shape: array.shape.map(nan), chunks: array.chunks.map(axis => axis.map(nan)), dtype: array.dtype };
      if (how.kind === "chunks") return { ...known, npartitions: array.npartitions };
      const result = await target.compute();
      const block = result instanceof NDArrayClass ? encodeArray(result) : { $ndarray: { shape: [], dtype: array.dtype, data: [plain(result)] } };
      return { ...known, values: block };
    }
    case "bag": {
      const bag = target as unknown as { npartitions: number; toDelayed(): unknown[] };
      const parts = ((await compute(...bag.toDelayed())) as unknown[][]).map(part => part.map(plain));
      if (how.flat === true) return { kind: "bag", npartitions: bag.npartitions, values: parts.flat() };
      if (how.unordered === true) return { kind: "bag", npartitions: bag.npartitions, values_unordered: parts.flat().sort(byText) };
      return { kind: "bag", npartitions: bag.npartitions, partitions: parts };
    }
    case "meta": {
      if (meta.kind !== "frame" && meta.kind !== "series") throw new Unsupported(`the meta of a ${meta.kind}`);
      const columns = meta.kind === "series" ? [meta.column] : meta.columns;
      if (isUnknown(columns)) throw new Unsupported("columns that are not known");
      const [names, dtypes] = [columns.map(column => (column.name === "" ? null : column.name)), columns.map(column => column.dtype)];
      return {
        kind: "meta",
        npartitions: meta.npartitions,
        meta: meta.kind === "series" ? { name: names[0], dtype: dtypes[0], columns: names, dtypes } : { columns: names, dtypes },
      };
    }
    case "frame":
    case "series":
      return frame(target as never, meta as FrameMeta | SeriesMeta, how);
    case "scalar":
    case "delayed":
      if (meta.kind === "series" || meta.kind === "frame") return value(await target.compute(), how);
      return { kind: "scalar", value: plain(await target.compute()) };
    default:
      throw new Unsupported(`observation ${how.kind ?? meta.kind}`);
  }
}

/** Everything that is listed, in one run or one after another. */
async function computed({ compute: names = [], separately = false }: Observation, variables: ReadonlyMap<string, unknown>): Promise<void> {
  const targets = [names].flat().map(name => variables.get(name));
  if (!separately) await compute(...targets);
  else for (const target of targets) await compute(target);
}

async function reads(how: Observation, variables: ReadonlyMap<string, unknown>): Promise<Record<string, unknown>> {
  const recorders = [...variables.values()].filter(isRecorder);
  for (const { log } of recorders) log.length = 0;
  await computed(how, variables);
  const log = recorders.flatMap(recorder => recorder.log);
  return { kind: "reads", count: log.length, elements: log.reduce((sum, size) => sum + size, 0) };
}

async function frame(
  target: { compute(): Promise<Table | Column>; toDelayed?(): unknown[] },
  meta: FrameMeta | SeriesMeta,
  how: Observation,
): Promise<Record<string, unknown>> {
  const result = await target.compute();
  const encoded = encodeFrame(result);
  const lengths =
    how.partitions === true && typeof target.toDelayed === "function"
      ? ((await compute(...target.toDelayed())) as { length: number }[]).map(part => part.length)
      : undefined;
  return {
    kind: "frame",
    npartitions: isUnknown(meta.npartitions) ? null : meta.npartitions,
    known_divisions: meta.divisions !== null,
    divisions: meta.divisions?.map(plain) ?? null,
    ...(lengths === undefined ? {} : { partition_lengths: lengths }),
    result: { $frame: arranged(encoded, how) },
  };
}

/** Sorted by columns or the index (stable, missing last), the index dropped if asked. */
export function arranged(given: Record<string, unknown>, { sort_by, drop_index }: Observation): Record<string, unknown> {
  const { columns, data, index } = given as { columns: string[]; data: unknown[][]; index: { values: unknown[] } };
  const n = data[0]?.length ?? index.values.length;
  let order = Array.from({ length: n }, (_, i) => i);
  if (sort_by !== undefined) {
    const keys = sort_by === "index" ? [index.values] : sort_by.map(name => data[columns.indexOf(name)]!);
    order = order.sort((a, b) => {
      for (const key of keys) {
        const c = compare(key[a], key[b]);
        if (c !== 0) return c;
      }
      return a - b;
    });
  }
  const picked = (values: unknown[]) => order.map(i => values[i]);
  return {
    ...given,
    data: data.map(picked),
    index: drop_index === true ? { name: null, dtype: "int64", values: order.map((_, i) => i) } : { ...index, values: picked(index.values) },
  };
}
function compare(a: unknown, b: unknown): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (Array.isArray(a) && Array.isArray(b)) return a.reduce<number>((c, item, i) => (c !== 0 ? c : compare(item, b[i])), 0);
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}
const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
const nan = (n: number): number | null => (Number.isNaN(n) ? null : n);

function value(given: unknown, how: Observation): Record<string, unknown> {
  if (given instanceof Table || given instanceof Column) {
    const frame = { $frame: arranged(encodeFrame(given), how) };
    return { kind: "frame", result: frame, value: frame };
  }
  return { kind: "value", value: plain(given) };
}
