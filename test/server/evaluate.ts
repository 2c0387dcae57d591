/** Evaluates a text and gives its top-level names: what tests of the evaluator look at. */

import { type Analysis, analyse, workspaceReader } from "../../server/analysis/analysis.ts";
import { exprOf, isLazy, isUnknown, opaque, type Value } from "../../server/analysis/evaluate/value.ts";
import type { Budget } from "../../server/analysis/evaluate/state.ts";
import { editorHost } from "../../server/analysis/host.ts";

export async function analysed(
  text: string,
  { folder = "/nowhere", trusted = true, budget }: { folder?: string; trusted?: boolean; budget?: Budget } = {},
): Promise<Analysis> {
  const host = editorHost({ folders: [folder], trusted: () => trusted, cwd: folder });
  const reader = workspaceReader(path => trusted && path.startsWith(folder));
  return analyse(text, { file: `${folder}/test.ts`, host, reader, ...(budget === undefined ? {} : { budget }) });
}

/** Values of top-level names: plain ones as they are, lazy ones as one line, what is not known as `?`. */
export async function values(text: string, options: Parameters<typeof analysed>[1] = {}): Promise<Record<string, unknown>> {
  const { program, variables } = await analysed(text, options);
  return Object.fromEntries(variables.map(({ name }) => [name, shown(program.scope.vars.get(name))]));
}
export async function value(expression: string, before = ""): Promise<unknown> {
  return (await values(`${before}\nconst result = ${expression};`))["result"];
}

function shown(item: Value): unknown {
  if (isUnknown(item)) return "?";
  if (isLazy(item)) return `${exprOf(item).meta.kind} ${exprOf(item).op}`;
  if (typeof item === "object" && item !== null && opaque.has(item)) return "?";
  if (Array.isArray(item)) return item.map(shown);
  if (item instanceof Map || item instanceof Set || item instanceof Date || item instanceof RegExp) return item;
  if (typeof item === "function") return "function";
  if (typeof item === "object" && item !== null && Object.getPrototypeOf(item) === Object.prototype)
    return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, shown(inner)]));
  return typeof item === "object" && item !== null ? "object" : item;
}
