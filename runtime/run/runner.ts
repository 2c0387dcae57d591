/** Runs expressions: optimise, lower, execute, and make values of the blocks. */

import type { RunStarted, TaskEvent } from "../../protocol/profile.ts";
import { RUN_OPTIONS, type RunOptions, type Runner } from "../expr/environment.ts";
import { expr, type Expr } from "../expr/expr.ts";
import { Constant } from "../expr/constant.ts";
import { closestName } from "../errors.ts";
import { packagesOf } from "./functions.ts";
import { isKnown } from "../meta/dim.ts";
import { numblocks } from "../meta/meta.ts";
import { lower, references } from "../lower/lower.ts";
import { optimize } from "../optimize/index.ts";
import type { Engine, RunOutcome, RunRequest } from "../schedule/engine.ts";
import { HeldBlock } from "../schedule/held-block.ts";
import { signalOf } from "./ambient-signal.ts";
import { assemble } from "../kernels/assemble/assemble.ts";
import { config } from "./config.ts";
import { engineFor, largestBlock, memoryLimitOf } from "./engines.ts";
import { runObservers, type RunObserver } from "./observers.ts";
import { picture } from "./picture.ts";
import { progressObserver } from "./progress.ts";
import { rerunLocally } from "./rerun.ts";
import { resetSites } from "./site.ts";
import { skippedPasses } from "./skipped-passes.ts";

let nextRun = 1;

export const runner: Runner = {
  async compute(exprs, options, finish) {
    const grids = await blocksOf(exprs, options);
    return finish(exprs.map((node, i) => assemble(node.meta, grids[i]!)));
  },
  async persist(exprs, options) {
    const grids = await blocksOf(exprs, options, true);
    return exprs.map((node, i) =>
      expr("persisted", [], { meta: node.meta, of: node.id, parts: grids[i]!.map((block, k) => partOf(node, block, k)) }, node.sites),
    );
  },
  visualize: (exprs, options) => Promise.resolve(picture(exprs, options)),
  /** Two blocks ahead of what is read. */
  async *stream(node, options) {
    const count = numblocks(node.meta).reduce<number>((n, b) => n * (isKnown(b) ? b : 1), 1);
    const partition = (i: number) => expr("delayed.partition", [node], { partition: i }, node.sites);
    const ahead: Promise<unknown>[] = [];
    for (let i = 0; i < count; i++) {
      while (ahead.length < 2 && i + ahead.length < count) {
        const next = blocksOf([partition(i + ahead.length)], options).then(grids => grids[0]![0]);
        next.catch(() => {});
        ahead.push(next);
      }
      yield await ahead.shift();
    }
  },
};

const partOf = (node: Expr, block: unknown, k: number): Constant => new Constant(block, [node.id, k]);

function checkOptions(options: RunOptions): void {
  for (const key of Object.keys(options)) {
    if (RUN_OPTIONS.includes(key)) continue;
    const closest = closestName(key, RUN_OPTIONS);
    throw new TypeError(`compute has no option "${key}": ${closest === undefined ? `it takes ${RUN_OPTIONS.join(", ")}` : `did you mean "${closest}"?`}`);
  }
}

/** Blocks that another engine holds become values. */
async function moveOthers(resources: Map<string, unknown>, engine: Engine): Promise<void> {
  const isElsewhere = (value: unknown): value is HeldBlock => value instanceof HeldBlock && engine.holds?.(value) !== true;
  while ([...resources.values()].some(isElsewhere)) {
    for (const [hash, value] of resources) if (isElsewhere(value)) resources.set(hash, await value.moveOut());
  }
}

/** The computed blocks of each expression, in C order. */
async function blocksOf(exprs: readonly Expr[], options: RunOptions, keep = false): Promise<unknown[][]> {
  checkOptions(options);
  const signal = signalOf(options.signal);
  signal?.throwIfAborted();
  if (exprs.length === 0) return [];
  resetSites();
  const engine = engineFor(options);
  const optimized = (options.optimizeGraph ?? config.get("optimize-graph", true)) ? optimize(exprs, skippedPasses()) : exprs;
  const { graph, roots } = lower(optimized, { largestBlock: largestBlock(options) });
  const { functions, constants } = references(optimized);
  const outputs = roots.map(root => Array.from({ length: root.blocks.reduce((n, b) => n * b, 1) }, (_, i) => root.first + i));
  const resources = new Map([...constants].map(([hash, constant]) => [hash, constant.value]));
  await moveOthers(resources, engine);
  const id = nextRun++;
  const progress = options.progress ?? config.get<NonNullable<RunOptions["progress"]>>("progress", false);
  const watching: RunObserver[] = [...runObservers(), ...(progress === false ? [] : [progressObserver(progress)])];
  try {
    const request: RunRequest = {
      graph,
      outputs: outputs.flat(),
      functions: packagesOf([...functions.keys()]),
      resources,
      ...(keep ? { keep: outputs.flatMap((tasks, i) => tasks.map((_, k) => partOf(exprs[i]!, undefined, k).hash)) } : {}),
      options: {
        retries: options.retries ?? config.get("annotations.retries", 0),
        priority: options.priority ?? config.get("annotations.priority", 0),
        ...(options.memoryLimit === undefined ? {} : { memoryLimit: memoryLimitOf(options)! }),
      },
      signal,
      onStart: (started: RunStarted) => watching.forEach(w => w.start?.({ id, roots: exprs, graph, started })),
      ...(watching.some(w => w.events !== undefined) ? { onEvents: (events: readonly TaskEvent[]) => watching.forEach(w => w.events?.(id, events)) } : {}),
    };
    const again = options.rerunLocally ?? config.get("rerun-exceptions-locally", false);
    const outcome: RunOutcome = await engine.run(request).catch((error: unknown) => (again ? rerunLocally(error, request, engine) : Promise.reject(error)));
    for (const w of watching) w.end?.(id, outcome.profile);
    let at = 0;
    return outputs.map(tasks => outcome.blocks.slice(at, (at += tasks.length)));
  } catch (error) {
    for (const w of watching) w.failed?.(id, error);
    throw error;
  }
}
