/** Outcomes that are not compared as they stand: bounds that may be stayed under, plans of which one part counts, texts written another way. */

import { Unsupported } from "./values.ts";

type Observed = Readonly<Record<string, unknown>>;

/** Numbers that say how much work there is at most, where the case says that they are bounds. */
const BOUNDS: ReadonlySet<string> = new Set(["count", "elements", "peak_live", "mean_live", "tasks_after_optimization", "n_shuffles"]);

/** What is expected, with each number that was stayed under replaced by what there is; or in what a bound was passed. */
export function within(got: Observed, expected: Observed, upper: boolean): Observed | string {
  const result: Record<string, unknown> = { ...expected };
  for (const [key, want] of Object.entries(expected)) {
    const have = got[key];
    if (key === "value" && isRecord(want) && isRecord(have)) {
      const inner = within(have, want, upper);
      if (typeof inner === "string") return inner;
      result[key] = inner;
    } else if ((upper || key === "n_shuffles") && BOUNDS.has(key) && typeof want === "number" && typeof have === "number") {
      if (have > want + 1e-9) return `${key}: got ${have}, expected at most ${want}`;
      result[key] = have;
    } else if (key === "columns_read" && Array.isArray(want) && Array.isArray(have)) {
      if (!readsNoMore(have as string[][], want as string[][]))
        return `columns_read: got ${JSON.stringify(have)}, expected no more than ${JSON.stringify(want)}`;
      result[key] = have;
    }
  }
  return result;
}

/** Each source is one of those expected, and reads no column that it does not. */
function readsNoMore(have: readonly string[][], want: readonly string[][]): boolean {
  if (have.length === 0) return true;
  const [first, ...rest] = have;
  return want.some((columns, i) => first!.every(column => columns.includes(column)) && readsNoMore(rest, want.toSpliced(i, 1)));
}

/** Results of helpers in the form in which they are compared. A form that is not the helper's is not the product's fault. */
export function comparable(helper: string, got: Observed, expected: Observed): [Observed, Observed] {
  const [have, want] = [got["value"], expected["value"]];
  if (helper === "conf.plan_rechunk" && Array.isArray(have) && Array.isArray(want))
    return [
      { ...got, value: have.at(-1) },
      { ...expected, value: want.at(-1) },
    ];
  if (helper === "conf.to_json" && isRecord(have) && isRecord(want))
    return [
      { ...got, value: records(have) },
      { ...expected, value: records(want) },
    ];
  if (
    /^(conf|graph|ml)\./.test(helper) &&
    (isRecord(want) !== isRecord(have) || (isRecord(want) && isRecord(have) && Object.keys(want).some(key => !(key in have) && !key.startsWith("$"))))
  ) {
    if (isRecord(want) && isRecord(have) && Object.keys(want).every(key => !(key in have)))
      throw new Unsupported(`${helper} gives ${Object.keys(have).join(", ")} here, expected ${Object.keys(want).join(", ")}`);
  }
  return [got, expected];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
/** Files of records, each line read: numbers may be written in several ways. */
const records = (files: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      String(text)
        .trim()
        .split("\n")
        .map(line => JSON.parse(line) as unknown),
    ]),
  );
