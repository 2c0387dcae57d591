/** Questions about what the calls of a text make and run. */

import type { Expr } from "../../runtime/expr/expr.ts";
import { postorder } from "../../runtime/expr/walk.ts";
import { uncertainty } from "../analysis/evaluate/join.ts";
import { operation } from "../../runtime/ops/index.ts";
import { ts } from "../analysis/typescript.ts";
import type { Call, Subject } from "./subject.ts";

/** A call that runs something, with what it runs. */
export interface Run {
  readonly call: Call;
  readonly exprs: readonly Expr[];
  readonly verb: string;
}
const runs = new WeakMap<Subject, readonly Run[]>();

export function runsOf(subject: Subject): readonly Run[] {
  let found = runs.get(subject);
  if (found === undefined) {
    const at = new Map(subject.calls.map(call => [call.at.getStart(subject.source), call]));
    const seen = new Set<number>();
    found = subject.analysis.program.evaluation.runs.flatMap(({ offset, exprs, verb }) => {
      const call = at.get(offset);
      if (call === undefined || seen.has(offset)) return [];
      seen.add(offset);
      return [{ call, exprs, verb }];
    });
    runs.set(subject, found);
  }
  return found;
}

/** Made by the same call, or by the same line of a loop. */
export const sameSite = (a: Expr, b: Expr): boolean =>
  a.site !== undefined && b.site !== undefined && a.site.line === b.site.line && a.site.character === b.site.character && a.site.file === b.site.file;
/** What the user's call was given, past the rechunks and shuffles that it put between. */
export const givenTo = (node: Expr, input: Expr): Expr => {
  let each = input;
  while ((each.op === "array.rechunk" || each.op === "frame.shuffle") && sameSite(each, node)) each = each.inputs[0]!;
  return each;
};
/** Everything it needs, itself last; nothing where that is very much. */
export function needed(root: Expr): readonly Expr[] {
  const all = postorder([root]);
  return all.length > 5000 ? [] : all;
}
export const isSource = (node: Expr): boolean => node.inputs.length === 0;
export const certain = (node: Expr): boolean => uncertainty(node) === undefined;
export const work = (node: Expr): string => operation(node.op).work;

/** Down the first inputs, itself first. */
export function* lineage(node: Expr): Generator<Expr> {
  for (let each: Expr | undefined = node; each !== undefined; each = each.inputs[0]) yield each;
}
/** Operations that keep rows, partitions and index. */
export const KEEPS_ROWS: ReadonlySet<string> = new Set([
  "frame.get",
  "frame.project",
  "frame.drop",
  "frame.rename",
  "frame.astype",
  "frame.fillna",
  "frame.assign",
  "frame.assign.rows",
  "frame.isna",
]);

/** `delayed(f)(...)`, or a call of what `delayed(f)` gave. */
export function isDelayedCall(s: Subject, { node: { expression } }: Call): boolean {
  if (s.callOf(expression)?.origin === "bask.delayed") return true;
  if (!ts.isIdentifier(expression)) return false;
  const initializer = s.resolve(expression)?.initializer;
  const made = initializer === undefined ? undefined : s.callOf(initializer);
  return made?.origin === "bask.delayed" && s.functionOf(made.args[0]) !== undefined;
}
