/**
 * Single tasks (delayed calls and what is done to their results), all of one prefix in one layer, so that a hundred thousand calls of one
 * function are one layer. Room is made before anything else is lowered: ids need no order, only the layers' handles must be known to users.
 */

import type { Site } from "../../protocol/graph.ts";
import type { Expr } from "../expr/expr.ts";
import type { GraphBuilder, LayerHandle } from "../graph/builder.ts";
import { operation } from "../ops/index.ts";
import { asData } from "./lower.ts";

/** Above this many calls a layer is known by its prefix and sites alone. */
const NAMED = 1000;

interface Group {
  readonly calls: ReturnType<GraphBuilder["calls"]>;
  readonly position: ReadonlyMap<string, number>;
}

export class Calls {
  readonly #groups = new Map<string, Group>();

  constructor(builder: GraphBuilder, order: readonly Expr[], sites: ReadonlyMap<string, readonly Site[]>) {
    const byPrefix = new Map<string, Expr[]>();
    for (const node of order) {
      if (operation(node.op).lower.as !== "call") continue;
      const group = `${node.op}:${node.prefix}`;
      const list = byPrefix.get(group);
      if (list === undefined) byPrefix.set(group, [node]);
      else list.push(node);
    }
    for (const [group, nodes] of byPrefix) {
      const [{ op, prefix, params }] = nodes as [Expr, ...Expr[]];
      const row = operation(op);
      const common = {
        name: nodes.length === 1 ? nodes[0]!.name : prefix,
        names: nodes.length > NAMED ? [] : nodes.map(node => node.name),
        label: row.label?.(params) ?? prefix,
        work: row.work,
        sites: unique(nodes.flatMap(node => sites.get(node.id) ?? [])),
        kernel: (row.lower as { kernel: string }).kernel,
        params: {},
        blocks: nodes.length === 1 ? [] : [nodes.length],
        blockBytes: null,
        keys: nodes.map(node => node.name),
      };
      this.#groups.set(group, { calls: builder.calls(common, nodes.length), position: new Map(nodes.map((node, i) => [node.id, i])) });
    }
  }

  /** The place of a call, its dependencies filled in; undefined for anything else. */
  add(node: Expr, inputs: readonly LayerHandle[]): LayerHandle | undefined {
    const group = this.#groups.get(`${node.op}:${node.prefix}`);
    const task = group?.position.get(node.id);
    if (group === undefined || task === undefined) return undefined;
    const deps = inputs.flatMap(input => Array.from({ length: input.blocks.reduce((n, b) => n * b, 1) }, (_, i) => input.first + i));
    group.calls.fill(task, deps, asData(node.params));
    return group.calls.handles[task];
  }

  close(): void {
    for (const { calls } of this.#groups.values()) calls.close();
  }
}

function unique(sites: readonly Site[]): Site[] {
  return [...new Map(sites.map(site => [`${site.file}:${site.line}:${site.character}`, site])).values()];
}
