/** Expressions to tasks. Each expression is lowered once (by id), whatever uses it; layers come in an order in which inputs precede users. */

import type { Site } from "../../protocol/graph.ts";
import { Constant } from "../expr/constant.ts";
import type { Expr } from "../expr/expr.ts";
import { isFunctionRef, type FunctionRef } from "../expr/function-ref.ts";
import { postorder } from "../expr/walk.ts";
import { GraphBuilder, type LayerHandle } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { BaskError, NotSupportedError } from "../errors.ts";
import { isKnown } from "../meta/dim.ts";
import { numblocks } from "../meta/meta.ts";
import { operation } from "../ops/index.ts";
import type { Params } from "../ops/operation.ts";
import { blockwise } from "./blockwise.ts";
import { Calls } from "./calls.ts";
import { FORMS } from "./forms.ts";
import { source } from "./source.ts";
import { tree } from "./tree.ts";

export interface Lowered {
  readonly graph: Graph;
  /** Where each root's blocks are. */
  readonly roots: readonly LayerHandle[];
  /** Layers made for each expression, by expression name. */
  readonly layersOf: ReadonlyMap<string, readonly number[]>;
}

/** What a lowering form sees. */
export interface LowerContext {
  readonly builder: GraphBuilder;
  readonly node: Expr;
  readonly inputs: readonly LayerHandle[];
  /** Bytes that a block may have which stands between others, by the memory that the run has. */
  readonly largestBlock: number;
  /** The fields every layer of this expression has; `suffix` tells stages apart: `sum-chunk`. */
  common(kernel: string, blocks: readonly number[], options?: { suffix?: string; blockBytes?: number | null }): Parameters<GraphBuilder["blockwise"]>[0];
}
export type Form = (context: LowerContext) => LayerHandle;

/** `largestBlock`: bytes of blocks that are made on the way only; whoever runs the graph knows how many fit into memory. */
export function lower(roots: readonly Expr[], { largestBlock = Infinity }: { readonly largestBlock?: number } = {}): Lowered {
  const builder = new GraphBuilder();
  const handles = new Map<string, LayerHandle>();
  const layersOf = new Map<string, number[]>();
  const sites = collectSites(roots);
  const order = postorder(roots);
  const calls = new Calls(builder, order, sites);
  for (const node of order) {
    const call = calls.add(
      node,
      node.inputs.map(input => handles.get(input.id)!),
    );
    if (call !== undefined) {
      handles.set(node.id, call);
      layersOf.set(node.name, [call.layer]);
      continue;
    }
    const before = builder.layers.length;
    handles.set(
      node.id,
      lowerOne(
        builder,
        node,
        node.inputs.map(input => handles.get(input.id)!),
        sites.get(node.id) ?? [],
        largestBlock,
      ),
    );
    layersOf.set(
      node.name,
      Array.from({ length: builder.layers.length - before }, (_, i) => before + i),
    );
  }
  calls.close();
  return { graph: builder.build(), roots: roots.map(root => handles.get(root.id)!), layersOf };
}

/** Blocks along each axis as numbers, or an error that says why they are not known. */
export function knownBlocks(node: Expr): number[] {
  return numblocks(node.meta).map(dim => {
    if (isKnown(dim)) return dim;
    throw new BaskError("UNKNOWN_SIZE", `${node.op}: the number of blocks is not known${typeof dim === "object" ? `: ${dim.unknown}` : ""}`);
  });
}

/** The functions that expressions call, and the constants they read, wherever they stand in params. */
export function references(roots: readonly Expr[]): { functions: Map<string, FunctionRef>; constants: Map<string, Constant> } {
  const functions = new Map<string, FunctionRef>();
  const constants = new Map<string, Constant>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
    if (value instanceof Constant) constants.set(value.hash, value);
    else if (isFunctionRef(value)) functions.set(value.id, value);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (Object.getPrototypeOf(value) === Object.prototype) Object.values(value).forEach(visit);
  };
  for (const node of postorder(roots)) visit(node.params);
  return { functions, constants };
}

function lowerOne(builder: GraphBuilder, node: Expr, inputs: readonly LayerHandle[], sites: readonly Site[], largestBlock: number): LayerHandle {
  const row = operation(node.op);
  const { params } = node;
  const { names } = node;
  const context: LowerContext = {
    builder,
    node,
    inputs,
    largestBlock,
    common: (kernel, blocks, { suffix, blockBytes = null } = {}) => ({
      name: suffix === undefined ? node.name : node.name.replace(/-(?=[^-]*$)/, `-${suffix}-`),
      names,
      label: `${row.label?.(params) ?? node.prefix}${suffix === undefined ? "" : ` ${suffix}`}`,
      work: row.work,
      sites,
      kernel,
      params: asData(params),
      blocks,
      blockBytes,
    }),
  };
  switch (row.lower.as) {
    case "source":
      return source(context, row.lower.kernel);
    case "blockwise":
      return blockwise(context, row.lower.kernel);
    case "tree":
      return tree(context, row.lower);
    case "call":
      throw new Error(`${node.op}: calls are lowered together`);
    case "custom": {
      const form = FORMS[row.lower.form];
      if (form === undefined) throw new NotSupportedError(`${node.op}: no lowering "${row.lower.form}"`);
      return form(context);
    }
  }
}

/** Every call that made an expression equal to one of these, in first-seen order. */
function collectSites(roots: readonly Expr[]): Map<string, Site[]> {
  const found = new Map<string, Site[]>();
  const seen = new Set<Expr>();
  const stack = [...roots];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    for (const site of node.sites) {
      const list = found.get(node.id);
      if (list === undefined) found.set(node.id, [site]);
      else if (!list.some(s => s.file === site.file && s.line === site.line && s.character === site.character)) list.push(site);
    }
    // One by one: an expression may have more inputs than a call has room for arguments.
    for (const input of node.inputs) stack.push(input);
  }
  return found;
}

/** Params as a thread can be sent them: a Constant becomes its hash, which kernels look up. */
export const asData = (params: Params): Params => data(params) as Params;

function data(value: unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (value instanceof Constant) return { resource: value.hash };
  if (Array.isArray(value)) return value.some(v => typeof v === "object" && v !== null) ? value.map(data) : value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  // Most have no Constant and stay as they are: there may be a hundred thousand of them.
  let copy: Record<string, unknown> | undefined;
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    const made = data(item);
    if (made !== item) (copy ??= { ...value })[key] = made;
  }
  return copy ?? value;
}
