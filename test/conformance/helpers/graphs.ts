/** Helper calls about task graphs: written out as `{key: {value} | {alias} | {fn, args}}`, or `{node: [dependencies]}`. */

import { delayed } from "../../../runtime/index.ts";
import { exprOf, type LazyBase } from "../../../runtime/collections/lazy.ts";
import { linkUp, linksOf as linksOfGraph, neededFor, type Links } from "../../../runtime/graph/links.ts";
import { order } from "../../../runtime/graph/order.ts";
import { orderDiagnostics } from "../../../runtime/graph/order-diagnostics.ts";
import { lower } from "../../../runtime/lower/lower.ts";
import { optimize } from "../../../runtime/optimize/index.ts";
import { numblocks } from "../../../runtime/meta/meta.ts";
import { Unsupported } from "../values.ts";
import type { Helper, Lazy } from "./helper.ts";

type Arg = { readonly key: string } | { readonly value: unknown } | readonly Arg[];
interface Node {
  readonly value?: unknown;
  readonly alias?: string;
  readonly fn?: string;
  readonly args?: readonly Arg[];
}
type Written = Readonly<Record<string, Node>>;
type Keys = string | readonly Keys[];

export const graphHelpers = (functionNamed: (name: string) => unknown): Readonly<Record<string, Helper>> => ({
  /** Every task a delayed call, the keys that are asked for computed together. */
  "graph.get": async (written: Written, keys: Keys) => {
    const lazies = delayedOf(written, functionNamed);
    const result = async (wanted: Keys): Promise<unknown> => (typeof wanted === "string" ? lazies(wanted).compute() : Promise.all(wanted.map(result)));
    return result(keys);
  },
  "graph.deps": (written: Written) => Object.fromEntries(Object.keys(written).map(key => [key, needs(written, key)])),
  "graph.cull": (written: Written, wanted: readonly string[]) => {
    const names = Object.keys(written);
    const links = linksOf(Object.fromEntries(names.map(key => [key, needs(written, key)])));
    const needed = neededFor(
      links.links,
      wanted.map(key => links.names.indexOf(key)),
    );
    const kept = links.names.filter((_, i) => needed[i] === 1).sort();
    return { keys: kept, dependencies: Object.fromEntries(kept.map(key => [key, needs(written, key)])) };
  },
  "graph.order": (written: Readonly<Record<string, readonly string[]>>) => {
    const { names, links } = linksOf(written);
    const sequence = [...order(links)];
    const place = new Map(sequence.map((task, i) => [task, i]));
    const topological = names.every((name, task) => place.has(task) && written[name]!.every(dep => place.get(names.indexOf(dep))! < place.get(task)!));
    return { topological: topological && sequence.length === names.length, nodes: names.length, ...live(links, sequence) };
  },
  "graph.order_diagnostics": (written: Readonly<Record<string, readonly string[]>>, sequence: readonly string[]) => {
    const { names, links } = linksOf(written);
    const found = orderDiagnostics(
      links,
      sequence.map(name => names.indexOf(name)),
    );
    const facts = (task: number) => ({
      order: found.order[task],
      age: found.age[task],
      num_data_when_run: found.heldWhenRun[task],
      num_data_when_released: found.heldWhenReleased[task],
      num_dependencies_freed: found.freed[task],
    });
    return { memory_over_time: [...found.overTime], nodes: Object.fromEntries(names.map((name, task) => [name, facts(task)])) };
  },
  "conf.task_bound": (x: LazyBase) => {
    const { graph, roots } = lower(optimize([exprOf(x)]));
    const wanted = roots.flatMap(root => Array.from({ length: root.blocks.reduce((n, b) => n * b, 1) }, (_, i) => root.first + i));
    return {
      tasks_after_optimization: neededFor(linksOfGraph(graph), wanted).reduce((n, needed) => n + needed, 0),
      npartitions: numblocks(exprOf(x).meta).reduce<number>((n, blocks) => n * (blocks as number), 1),
    };
  },
  "conf.ntask": (x: Lazy) => x.graph.size,
});

function delayedOf(written: Written, functionNamed: (name: string) => unknown): (key: string) => Lazy {
  const made = new Map<string, Lazy>();
  const lazy = (key: string): Lazy => {
    if (!made.has(key)) made.set(key, make(written[key]!));
    return made.get(key)!;
  };
  const argument = (arg: Arg): unknown =>
    Array.isArray(arg) ? arg.map(argument) : "key" in arg ? lazy((arg as { key: string }).key) : (arg as { value: unknown }).value;
  const make = (node: Node): Lazy => {
    if (node.alias !== undefined) return lazy(node.alias);
    if (node.fn === undefined) return delayed(node.value, {}) as Lazy;
    return (delayed(functionNamed(node.fn), {}) as (...args: unknown[]) => Lazy)(...(node.args ?? []).map(argument));
  };
  return key => {
    if (written[key] === undefined) throw new RangeError(`no key ${key}`);
    return lazy(key);
  };
}

function needs(written: Written, key: string): string[] {
  const of = (arg: Arg): string[] => (Array.isArray(arg) ? arg.flatMap(of) : "key" in arg ? [(arg as { key: string }).key] : []);
  const { alias, args = [] } = written[key]!;
  return [...new Set(alias === undefined ? args.flatMap(of) : [alias])].sort();
}

/** Nodes in an order in which dependencies come first, as the graph room has them. */
function linksOf(written: Readonly<Record<string, readonly string[]>>): { names: string[]; links: Links } {
  const names: string[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (name: string): void => {
    if (state.get(name) === "done") return;
    if (state.get(name) === "open") throw new RangeError("the tasks of the graph form a cycle");
    state.set(name, "open");
    for (const dep of written[name] ?? missing(name)) visit(dep);
    state.set(name, "done");
    names.push(name);
  };
  Object.keys(written).forEach(visit);
  const place = new Map(names.map((name, i) => [name, i]));
  const offsets = [0];
  const deps = names.flatMap(name => {
    const own = written[name]!.map(dep => place.get(dep)!);
    offsets.push(offsets.at(-1)! + own.length);
    return own;
  });
  return { names, links: linkUp(names.length, Int32Array.from(offsets), Int32Array.from(deps)) };
}
function missing(name: string): never {
  throw new Unsupported(`a dependency ${name} that is no node`);
}

/** Results held while each task runs, its own included where somebody needs it. */
function live(links: Links, sequence: readonly number[]): { peak_live: number; mean_live: number } {
  const holders = Array.from({ length: links.size }, (_, task) => links.userOffsets[task + 1]! - links.userOffsets[task]!);
  let held = 0;
  let peak = 0;
  let sum = 0;
  for (const task of sequence) {
    if (holders[task]! > 0) held++;
    peak = Math.max(peak, held);
    sum += held;
    for (let at = links.depOffsets[task]!; at < links.depOffsets[task + 1]!; at++) if (--holders[links.deps[at]!]! === 0) held--;
  }
  return { peak_live: peak, mean_live: sum / sequence.length };
}
