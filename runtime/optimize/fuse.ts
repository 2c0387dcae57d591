/**
 * Operations that go block by block over one grid become one task a block, if nothing else needs what is between them; the first stage of a
 * tree reduction joins what it reads. So data passes through memory once, and there are fewer tasks. A slice or a transposition below operations
 * on single elements is a view that the task takes of a block of its own, wherever that stands: nothing is copied for it.
 */

import { type Expr, expr, withInputs } from "../expr/expr.ts";
import { postorder } from "../expr/walk.ts";
import { isKnown } from "../meta/dim.ts";
import { numblocks } from "../meta/meta.ts";
import { type FusedStep, type FusedView, VIEWS } from "../ops/fused.ts";
import { operation } from "../ops/index.ts";

interface Group {
  readonly head: Expr;
  /** Blocks along each axis, as text. */
  readonly grid: string;
  /** Users before what they use. */
  readonly members: Expr[];
  /** One member may be a source with a list of parts. */
  parts: boolean;
}

export function fuse(roots: readonly Expr[]): Expr[] {
  const order = postorder(roots);
  const groups = grouped(order, roots);
  const made = new Map<string, Expr>();
  const resolve = (node: Expr): Expr => made.get(node.id) ?? node;
  for (const node of order) {
    const group = groups.get(node.id);
    if (group !== undefined && group.head !== node) continue;
    made.set(node.id, group === undefined || group.members.length < 2 ? withInputs(node, node.inputs.map(resolve)) : merged(group, resolve));
  }
  return roots.map(resolve);
}

/** The group of each node that can be in one. A node joins its users' group if they are all in the same. */
function grouped(order: readonly Expr[], roots: readonly Expr[]): Map<string, Group> {
  const users = new Map<string, Expr[]>();
  for (const node of order) {
    for (const input of node.inputs) {
      const list = users.get(input.id);
      if (list === undefined) users.set(input.id, [node]);
      else list.push(node);
    }
  }
  const wanted = new Set(roots.map(root => root.id));
  const groups = new Map<string, Group>();
  for (const node of order.toReversed()) {
    const grid = gridOf(node);
    if (grid === undefined) continue;
    const own = wanted.has(node.id) ? [] : (users.get(node.id) ?? []);
    const shared = own.length > 0 ? groups.get(own[0]!.id) : undefined;
    const parts = node.params["parts"] !== undefined && operation(node.op).lower.as === "source";
    const joins =
      shared !== undefined &&
      shared.grid === grid &&
      (isStep(node) || (isView(node) && own.every(walksViews))) &&
      !(parts && shared.parts) &&
      own.every(user => groups.get(user.id) === shared && !isView(user));
    if (joins) {
      shared.members.push(node);
      shared.parts ||= parts;
      groups.set(node.id, shared);
    } else groups.set(node.id, { head: node, grid, members: [node], parts });
  }
  return groups;
}

/** A step of a fused task: block-wise work, or a source. */
const isStep = (node: Expr): boolean => {
  const { as } = operation(node.op).lower;
  return as === "blockwise" || as === "source";
};

/** What can be a view of one block of its input. Views lie in other orders than blocks: only what walks by strides may see them. */
const isView = (node: Expr): boolean => Object.hasOwn(VIEWS, node.op);
const walksViews = (user: Expr): boolean => {
  const { lower } = operation(user.op);
  return (lower.as === "tree" && lower.chunk.startsWith("reduce.")) || (lower.as === "blockwise" && lower.kernel.startsWith("elementwise."));
};

/** The grid its tasks run over; for a reduction, that of its first stage. Undefined: it takes no part. */
function gridOf(node: Expr): string | undefined {
  const { as } = operation(node.op).lower;
  const over = as === "tree" ? (node.params["chunked"] === true ? undefined : node.inputs[0]) : isStep(node) || isView(node) ? node : undefined;
  if (over === undefined) return undefined;
  const blocks = numblocks(over.meta);
  return blocks.every(isKnown) ? blocks.join("×") : undefined;
}

function merged({ head, members }: Group, resolve: (node: Expr) => Expr): Expr {
  const ordered = members.toReversed();
  const position = new Map(ordered.map((node, i) => [node.id, i]));
  const inputs: Expr[] = [];
  const views: FusedView[] = [];
  const viewOf = (step: number, input: Expr): number => -1 - views[views.push({ step, input: inputs.push(resolve(input)) - 1 }) - 1]!.input;
  const argOf = (input: Expr): number => {
    const step = position.get(input.id);
    if (step !== undefined) return step;
    const known = resolve(input);
    const at = inputs.findIndex((other, i) => other.id === known.id && !views.some(view => view.input === i));
    return -1 - (at >= 0 ? at : inputs.push(known) - 1);
  };
  const source = ordered.find(node => node.params["parts"] !== undefined && operation(node.op).lower.as === "source");
  const steps = ordered.map((node, step): FusedStep => ({
    op: node.op,
    kernel: kernelOf(node),
    params: node === source ? withoutParts(node) : node.params,
    args: isView(node) ? [viewOf(step, node.inputs[0]!)] : node.inputs.map(argOf),
    meta: node.meta,
    name: node.names[0]!,
    made: { hash: "sites", sites: node.sites },
  }));
  const tree = operation(head.op).lower.as === "tree";
  const params = {
    steps,
    meta: tree ? head.inputs[0]!.meta : head.meta,
    label: ordered.map(labelOf).join(" · "),
    ...(tree ? { reduced: true } : {}),
    ...(views.length > 0 ? { views } : {}),
    ...(source === undefined ? {} : { parts: source.params["parts"], partStep: position.get(source.id)! }),
  };
  const fused = expr(
    "fused",
    inputs,
    params,
    ordered.toReversed().flatMap(node => node.sites),
    ordered.flatMap(node => node.names),
  );
  return tree ? expr(head.op, [fused], { ...head.params, chunked: true }, head.sites, head.names) : fused;
}

function kernelOf(node: Expr): string {
  const view = VIEWS[node.op];
  if (view !== undefined) return view;
  const { lower } = operation(node.op);
  if (lower.as === "tree") return lower.chunk;
  if (lower.as === "blockwise" || lower.as === "source") return lower.kernel;
  throw new Error(`${node.op} is no step of a fused task`);
}

const labelOf = (node: Expr): string => operation(node.op).label?.(node.params) ?? node.prefix;

function withoutParts(node: Expr): Expr["params"] {
  const { parts: _parts, ...shared } = node.params;
  return shared;
}
