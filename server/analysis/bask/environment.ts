/** What building gets in the editor: metadata of files, functions from syntax, sites from the tree, and a runner that records and runs nothing. */

import type TS from "typescript";
import { EXPR } from "../../../runtime/collections/lazy.ts";
import type { Site } from "../../../protocol/graph.ts";
import type { Environment, Picture, Runner, RunOptions } from "../../../runtime/expr/environment.ts";
import type { Expr } from "../../../runtime/expr/expr.ts";
import type { Meta } from "../../../runtime/meta/meta.ts";
import { type Evaluation, isOwn, placeNow } from "../evaluate/state.ts";
import { PromiseValue, unknown, type UnknownType } from "../evaluate/value.ts";
import { sampleThrough } from "../distinct.ts";
import { functionRef } from "./function-ref.ts";

export function editorEnvironment(ev: Evaluation): Environment {
  sampleThrough(ev.host);
  return { host: ev.host, functionRef: f => functionRef(ev, f), isFunction: f => typeof f === "function", site: () => site(ev), runner: recorder(ev) };
}

function site(ev: Evaluation): Site | undefined {
  if (ev.callee === undefined) return undefined;
  const { source } = ev.callee;
  const { line, character } = source.getLineAndCharacterOfPosition(ev.callee.offset);
  const offset = placeNow(ev, source, ev.callee.offset);
  let counts = ev.occurrences.get(source.fileName);
  if (counts === undefined) ev.occurrences.set(source.fileName, (counts = new Map()));
  const occurrence = counts.get(offset) ?? 0;
  counts.set(offset, occurrence + 1);
  ev.counted.push([counts, offset, occurrence]);
  return { file: source.fileName, line, character, occurrence };
}

export const AFTER_RUN = "known after the run";

function recorder(ev: Evaluation): Runner {
  const record = (verb: string, exprs: readonly Expr[]) => {
    if (ev.callee !== undefined && isOwn(ev, ev.callee.source)) ev.runs.push({ offset: placeNow(ev, ev.callee.source, ev.callee.offset), verb, exprs });
  };
  // What comes out is a settled promise of the evaluator's: it chains at once, and `await` takes it.
  const settled = (value: unknown) => new PromiseValue(value) as unknown as Promise<never>;
  return {
    compute(exprs: readonly Expr[], _options: RunOptions) {
      record("compute", exprs);
      return settled(unknown(AFTER_RUN, exprs.length === 1 ? plainType(exprs[0]!.meta) : undefined));
    },
    persist(exprs) {
      record("persist", exprs);
      return settled([...exprs]);
    },
    visualize(exprs) {
      record("visualize", exprs);
      return settled(unknown("a picture is drawn by the run", "object")) as Promise<Picture>;
    },
    stream(node) {
      record("stream", [node]);
      return { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true as const, value: undefined }) }) };
    },
  };
}

/** The JavaScript type a run gives for one plain number. */
function plainType(meta: Meta): UnknownType | undefined {
  if (meta.kind === "array") return meta.shape.length > 0 ? "object" : meta.dtype === "bool" ? "boolean" : "number";
  if (meta.kind === "scalar") return typeof meta.dtype === "string" && /^(u?int|float)/.test(meta.dtype) ? "number" : undefined;
  return meta.kind === "frame" || meta.kind === "series" || meta.kind === "bag" ? "object" : undefined;
}

/** `for await (... of collection)`: its blocks are computed one after another. */
export function recordStream(ev: Evaluation, node: TS.Node, value: { readonly [EXPR]: Expr }): void {
  if (isOwn(ev, ev.active)) ev.runs.push({ offset: placeNow(ev, ev.active, node.getStart(ev.active)), verb: "stream", exprs: [value[EXPR]] });
}
