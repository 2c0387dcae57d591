/** A case run, and its outcome held against those that are accepted. */

import { config } from "../../runtime/index.ts";
import { CallCounts, counted } from "./functions.ts";
import { arranged, observe } from "./observe.ts";
import { isDType } from "../../runtime/meta/dtype.ts";
import { same } from "./encode.ts";
import { isUnsupported, runProgram, type Running } from "./program.ts";
import { comparable, within } from "./bounds.ts";
import type { Case, Outcome, Result } from "./case.ts";

export async function runCase(given: Case, catalogue: (name: string) => unknown): Promise<Result> {
  const calls = new CallCounts();
  const functionNamed = given.observe.some(how => how.kind === "calls") ? counted(catalogue, calls) : catalogue;
  const restore = config.set({ scheduler: "sync", ...given.config });
  let running: Running | undefined;
  let stage: "build" | "compute" = "build";
  try {
    running = await runProgram(given, functionNamed);
    stage = "compute";
    const observed: Record<string, unknown>[] = [];
    for (const how of given.observe) observed.push(await observe(running.variables.get(how.of ?? ""), how, { variables: running.variables, calls }));
    return judge(given, { observed });
  } catch (error) {
    const raised = given.accept.find(outcome => outcome.raises !== undefined)?.raises;
    if (isUnsupported(error)) return raised?.type === "NotImplementedError" ? { verdict: "passed" } : { verdict: "unsupported", why: message(error) };
    if (raised !== undefined)
      return raised.stage === stage
        ? { verdict: "passed" }
        : { verdict: "failed", why: `raised while ${stage}, expected while ${raised.stage}: ${message(error)}` };
    return { verdict: "failed", why: message(error) };
  } finally {
    running?.close();
    restore[Symbol.dispose]();
  }
}

function judge(given: Case, got: Outcome): Result {
  const wanted = given.accept.filter(outcome => outcome.observed !== undefined).map(outcome => ({ observed: outcome.observed! }));
  // What Dask has not may be here.
  if (wanted.length === 0 && given.accept[0]?.raises?.type === "NotImplementedError")
    return { verdict: "unsupported", why: "expected not to be supported, got a result" };
  if (wanted.length === 0) return { verdict: "failed", why: `expected ${given.accept[0]?.raises?.type}, got a result` };
  const strange = wanted[0]!.observed.map(strangeDtype).find(dtype => dtype !== undefined);
  if (strange !== undefined) return { verdict: "unsupported", why: `a result of dtype ${strange}` };
  const reasons = wanted.map(outcome => {
    for (const [i, expected] of outcome.observed.entries()) {
      const how = given.observe[i]!;
      const helper = how.kind === "value" ? given.program.find(step => step.out === how.of)?.call : undefined;
      const [have, want] = helper === undefined ? [got.observed![i]!, expected] : comparable(helper, got.observed![i]!, expected);
      const bounded = within(have, want, given.bound === "upper");
      const why = typeof bounded === "string" ? bounded : differs(prepared(have, bounded), bounded, given, how);
      if (why !== undefined) return why;
    }
    return undefined;
  });
  return reasons.includes(undefined) ? { verdict: "passed" } : { verdict: "failed", why: reasons[0]! };
}

/** A dtype of numbers that Bask has not. */
const strangeDtype = (expected: Readonly<Record<string, unknown>>): string | undefined =>
  typeof expected["dtype"] === "string" && !isDType(expected["dtype"]) ? expected["dtype"] : undefined;

/** Lines of text have their ending in the cases; a value that is a frame is compared as one. */
function prepared(got: Readonly<Record<string, unknown>>, expected: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...got, kind: expected["kind"] };
}

function differs(
  got: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
  given: Case,
  how: Case["observe"][number],
): string | undefined {
  for (const [key, want] of Object.entries(expected)) {
    if (key === "kind") continue;
    const have = got[key];
    if (key === "result" || (key === "value" && isFrameValue(want) && isFrameValue(have))) {
      const why = frameDiffers(frameOf(have, how), frameOf(want, how), given.rtol);
      if (why !== undefined) return why;
    } else if (key === "values" && isArrayValue(want)) {
      if (!same((have as ArrayValue).$ndarray.shape, want.$ndarray.shape) || !same((have as ArrayValue).$ndarray.data, want.$ndarray.data, given.rtol))
        return `values: got ${text((have as ArrayValue).$ndarray)}, expected ${text(want.$ndarray)}`;
    } else if (!same(withTuples(withLineEnds(have, want), want), want, given.rtol)) return `${key}: got ${text(have)}, expected ${text(want)}`;
  }
  return undefined;
}

interface Frame {
  readonly columns: readonly unknown[];
  readonly dtypes: readonly unknown[];
  readonly index: { readonly name?: string | null; readonly names?: readonly unknown[]; readonly values: readonly unknown[] };
  readonly data: readonly unknown[];
}
interface ArrayValue {
  readonly $ndarray: { readonly shape: unknown; readonly data: unknown };
}
const isFrameValue = (value: unknown): boolean => typeof value === "object" && value !== null && ("$frame" in value || "$series" in value);

/** A series is a frame of one column. */
function frameOf(value: unknown, how: Case["observe"][number]): Frame {
  const record = value as { $frame?: Record<string, unknown>; $series?: { name: string | null; dtype: unknown; index: unknown; values: unknown[] } };
  const series = record.$series;
  const frame = series === undefined ? record.$frame! : { columns: [series.name], dtypes: [series.dtype], index: series.index, data: [series.values] };
  return arranged(frame, how) as unknown as Frame;
}
const isArrayValue = (value: unknown): value is ArrayValue => typeof value === "object" && value !== null && "$ndarray" in value;

function frameDiffers(got: Frame, want: Frame, rtol: number | undefined): string | undefined {
  if (
    !same(
      got.columns,
      want.columns.map((name, i) => columnName(name, got.columns[i])),
    )
  )
    return `columns: got ${text(got.columns)}, expected ${text(want.columns)}`;
  if (!same(got.dtypes.map(kindOf), want.dtypes.map(kindOf))) return `dtypes: got ${text(got.dtypes)}, expected ${text(want.dtypes)}`;
  if (!same(got.index.values, want.index.values, rtol)) return `index: got ${text(got.index.values)}, expected ${text(want.index.values)}`;
  if (want.index.names === undefined ? (got.index.name ?? null) !== (want.index.name ?? null) : !same(got.index.names, want.index.names))
    return `index name: got ${text(got.index.name ?? got.index.names)}, expected ${text(want.index.name ?? want.index.names)}`;
  if (!same(got.data, want.data, rtol)) return `data: got ${text(got.data)}, expected ${text(want.data)}`;
  return undefined;
}
const kindOf = (dtype: unknown): unknown =>
  typeof dtype === "object"
    ? "category"
    : dtype === "bool?"
      ? "bool"
      : dtype === "bigint" || dtype === "Int64"
        ? "int64"
        : dtype === "Float64"
          ? "float64"
          : dtype === "object"
            ? "string"
            : dtype;

/** Columns of two levels, as `agg` makes them in pandas, are `b_min` here, and the column's own name where one function was given. */
const columnName = (name: unknown, got: unknown): unknown => (Array.isArray(name) ? (got === name[0] ? got : name.join("_")) : name);

/** The cases keep the ending of each line of a text file, Bask leaves it out. */
function withLineEnds(have: unknown, want: unknown): unknown {
  if (typeof have === "string" && typeof want === "string" && want === `${have}\n`) return want;
  if (Array.isArray(have) && Array.isArray(want)) return have.map((item, i) => withLineEnds(item, want[i]));
  return have;
}
/** A row of a frame is an object here and a tuple in the cases. */
function withTuples(have: unknown, want: unknown): unknown {
  if (Array.isArray(want) && typeof have === "object" && have !== null && !Array.isArray(have) && Object.keys(have).every(key => !key.startsWith("$")))
    return Object.values(have);
  if (Array.isArray(have) && Array.isArray(want)) return have.map((item, i) => withTuples(item, want[i]));
  return have;
}
const text = (value: unknown): string => {
  const json = JSON.stringify(value) ?? "undefined";
  return json.length > 300 ? `${json.slice(0, 297)}...` : json;
};
const message = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}`.split("\n").slice(0, 3).join(" ") : String(error));
