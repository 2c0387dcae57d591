/** The static part of a case: what the language server knows of its text, without computing. */

import type { LazyFacts } from "../../protocol/editor.ts";
import { diskHost } from "../../runtime/io/host/disk.ts";
import { analyseText } from "../../server/analysis/facts.ts";
import { Unsupported, decode, type Scope } from "./values.ts";
import { same } from "./encode.ts";
import { listText, sourceText } from "./names.ts";
import type { Case, Result } from "./case.ts";

/** Every input by name as a value, the helpers that have a static meaning, and the modules. */
const PRELUDE = (functions: Readonly<Record<string, { readonly js: string }>>) => `
import * as da from "bask/array";
import * as db from "bask/bag";
import * as dd from "bask/dataframe";
import { delayed, slice, newaxis, ellipsis } from "bask";
const path = (folder, glob) => folder + "/" + glob;
const conf = {
  fromZarr: (folder, options = {}) => da.fromZarr(folder + "/a.zarr", options),
  fromHdf5: (folder, dataset, options) => da.fromHdf5(folder + "/a.h5", dataset, options),
};
const fn = { ${Object.entries(functions)
  .map(([name, { js }]) => `${name}: ${js.replace(/\/\/.*$/, "")}`)
  .join(",\n")} };
`;

export async function staticCase(
  given: Case,
  functions: Readonly<Record<string, { readonly js: string }>>,
  scope: Scope & { readonly values: ReadonlyMap<string, unknown> },
): Promise<Result | null> {
  if (given.static === undefined || Object.keys(given.static).length === 0) return null;
  const names = new Map<string, unknown>(scope.values);
  try {
    for (const [name, value] of Object.entries(given.inputs)) if (!names.has(name)) names.set(name, decode(value, scope));
  } catch (error) {
    if (error instanceof Unsupported) return { verdict: "unsupported", why: error.message };
    throw error;
  }
  const text = listText(
    given.ts
      .map(sourceText)
      .map(line => line.replace(/^const (v\d+)/, "let $1"))
      .join("\n"),
  );
  const facts = await analyseText(text, { file: "/case.ts", host: diskHost("/"), prelude: PRELUDE(functions), names });
  let unsupported: string | undefined;
  for (const [name, expected] of Object.entries(given.static)) {
    const got = facts.variables[name];
    if (got === undefined || got.kind === "unknown" || got.kind === "value") {
      const problem = facts.problems.find(each => each.severity === "error");
      if (problem !== undefined && problem.code !== "NOT_SUPPORTED" && got?.kind === "unknown" && problem.code !== "UNKNOWN")
        unsupported ??= `${name}: ${problem.message}`;
      unsupported ??= `${name}: ${got?.why ?? "not evaluated"}`;
      continue;
    }
    try {
      const why = differs(got, expected);
      if (why?.startsWith("dtype") === true && GUESSED.test(given.ts.join("\n")))
        unsupported ??= `${name}: the dtype of a function's blocks is said, not guessed`;
      else if (why !== undefined && /expected "float16"/.test(why)) unsupported ??= `${name}: there is no float16`;
      else if (why !== undefined) return { verdict: "failed", why: `${name}.${why}` };
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      unsupported ??= `${name}: ${error.message}`;
    }
  }
  return unsupported === undefined ? { verdict: "passed" } : { verdict: "unsupported", why: unsupported };
}

/** A function of blocks without a dtype. */
const GUESSED = /mapBlocks\((?!.*(dtype|meta):)/;

/** Columns of two levels are `b_min` here, or the column's own name. */
const joined = (want: unknown, got: string): unknown => (Array.isArray(want) && (want.join("_") === got || want[0] === got) ? want : got);

function differs(got: LazyFacts, expected: Readonly<Record<string, unknown>>): string | undefined {
  const kind = expected["kind"] === "item" ? "scalar" : expected["kind"];
  if (got.kind !== kind && !(kind === "index" && got.kind === "series") && !(kind === "scalar" && got.kind === "delayed"))
    return `kind: got ${got.kind}, expected ${String(kind)}`;
  for (const [key, want] of Object.entries(expected)) {
    const have =
      key === "columns"
        ? got.columns?.map((column, i) => joined((want as unknown[] | null)?.[i], column.name))
        : key === "name"
          ? got.columns?.[0]?.name === ""
            ? null
            : got.columns?.[0]?.name
          : (got as unknown as Record<string, unknown>)[key];
    // Not known is not wrong: it counts as unsupported.
    if ((have === undefined || have === null) && want !== null && got.kind !== "series" && key !== "name") throw new Unsupported(`${key} is not known`);
    if (key !== "kind" && !same(have ?? null, want))
      return `${key}: got ${JSON.stringify(have)?.slice(0, 200)}, expected ${JSON.stringify(want)?.slice(0, 200)}`;
  }
  return undefined;
}
