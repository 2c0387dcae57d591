/** What is known of every top-level name of a text, as plain data: for `bask check`, for tests, for whoever asks over the protocol. */

import type { CellFacts, Facts, LazyFacts, ProblemFacts } from "../../protocol/editor.ts";
import { describe } from "../../runtime/collections/describe.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { type Dim, isKnown, isUnknown } from "../../runtime/meta/dim.ts";
import { bytesOf, type ColumnMeta, type Meta } from "../../runtime/meta/meta.ts";
import { type Analysis, analyse, type AnalysisOptions } from "./analysis.ts";
import { exprOf, isLazy, isUnknown as isUnknownValue, Namespace, type Value } from "./evaluate/value.ts";
import { tasksOf } from "./tasks.ts";

export interface TextOptions extends Omit<AnalysisOptions, "names"> {
  /** TypeScript that is evaluated before the text, whose names the text sees. */
  readonly prelude?: string;
  /** Values that are there before the text begins. */
  readonly names?: ReadonlyMap<string, Value>;
}

export async function analyseText(text: string, options: TextOptions): Promise<Facts> {
  return factsOf(await analyseWithPrelude(text, options));
}

export async function analyseWithPrelude(text: string, { prelude, names, ...options }: TextOptions): Promise<Analysis> {
  let known = names ?? new Map<string, Value>();
  if (prelude !== undefined) {
    const before = await analyse(prelude, { ...options, names: known });
    known = new Map([...known, ...before.program.scope.vars]);
  }
  return analyse(text, { ...options, names: known });
}

export function factsOf(analysis: Analysis): Facts {
  const variables: Record<string, LazyFacts> = {};
  for (const [name, value] of analysis.program.scope.vars) {
    const facts = valueFacts(value);
    if (facts !== undefined) variables[name] = facts;
  }
  return {
    file: analysis.file,
    variables,
    cells: analysis.cells.map(({ cell, variables: declared, runs, problems, shown }): CellFacts => ({
      index: cell.index,
      title: cell.title,
      kind: cell.kind,
      line: cell.startLine,
      collections: declared.filter(({ value }) => isLazy(value)).map(({ name, value }) => ({ name, ...lazyFacts(exprOf(value as never)) })),
      shown: shown.map(value => lazyFacts(exprOf(value as never))),
      runs: runs.map(({ verb, exprs, offset }) => ({ verb, line: analysis.source.getLineAndCharacterOfPosition(offset).line, exprs: exprs.map(lazyFacts) })),
      problems: problems.map(problem => problemFacts(analysis, problem)),
    })),
    problems: analysis.problems.map(problem => problemFacts(analysis, problem)),
  };
}

export function problemFacts(analysis: Analysis, problem: Analysis["problems"][number]): ProblemFacts {
  const place = (offset: number) => analysis.source.getLineAndCharacterOfPosition(offset);
  return { code: problem.code, message: problem.message, severity: problem.severity, start: place(problem.start), end: place(problem.end) };
}

function valueFacts(value: Value): LazyFacts | undefined {
  if (isLazy(value)) return lazyFacts(exprOf(value));
  if (isUnknownValue(value)) return { kind: "unknown", why: value.unknown, tasks: null, bytes: null, text: `? (${value.unknown})` };
  if (typeof value === "function" || typeof value === "symbol" || value instanceof Namespace) return undefined;
  return { kind: "value", tasks: null, bytes: null, text: plainText(value), value: plain(value, 0, { left: 5000 }) };
}

export function lazyFacts(node: Expr): LazyFacts {
  const tasks = tasksOf(node);
  return { ...metaFacts(node.meta), key: node.name, tasks, bytes: bytesOf(node.meta), text: safely(() => describe(node, tasks)) ?? node.op };
}

function metaFacts(meta: Meta): Pick<LazyFacts, "kind"> & Partial<LazyFacts> {
  switch (meta.kind) {
    case "array":
      return {
        kind: "array",
        shape: meta.shape.map(size),
        chunks: meta.chunks.map(axis => (isUnknown(axis) ? null : axis.map(size))),
        dtype: isUnknown(meta.dtype) ? null : meta.dtype,
      };
    case "frame":
      return {
        kind: "frame",
        npartitions: size(meta.npartitions),
        divisions: meta.divisions as Facts["variables"][string]["divisions"],
        columns: isUnknown(meta.columns) ? null : meta.columns.map(column),
        index: meta.index.map(column),
      };
    case "series":
      return {
        kind: "series",
        npartitions: size(meta.npartitions),
        divisions: meta.divisions as never,
        columns: [column(meta.column)],
        index: meta.index.map(column),
        dtype: isUnknown(meta.column.dtype) ? null : meta.column.dtype,
      };
    case "bag":
      return { kind: "bag", npartitions: size(meta.npartitions) };
    case "unknown":
      return { kind: "unknown", why: meta.why.unknown };
    default:
      return { kind: meta.kind, dtype: meta.dtype === undefined || isUnknown(meta.dtype) ? null : meta.dtype };
  }
}

const size = (dim: Dim): number | null => (isKnown(dim) ? dim : null);
const column = ({ name, dtype, categories }: ColumnMeta) => ({
  name,
  dtype: isUnknown(dtype) ? null : dtype,
  ...(categories === undefined ? {} : { categories: [...categories] }),
});

function plain(value: Value, depth: number, budget: { left: number }): unknown {
  if (--budget.left < 0) return null;
  if (isLazy(value)) return { lazy: lazyFacts(exprOf(value)) };
  if (typeof value === "number") return Number.isFinite(value) ? value : { $num: String(value) };
  if (typeof value === "bigint") return { $bigint: String(value) };
  if (isUnknownValue(value)) return null;
  if (depth > 4) return null;
  if (Array.isArray(value)) return value.slice(0, 1000).map(item => plain(item, depth + 1, budget));
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1, budget)]));
  return typeof value === "string" || typeof value === "boolean" ? value : null;
}
const plainText = (value: Value): string =>
  typeof value === "string"
    ? JSON.stringify(value.slice(0, 80))
    : typeof value === "object" && value !== null
      ? Array.isArray(value)
        ? `list of ${value.length}`
        : "object"
      : String(value);

export function safely<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
