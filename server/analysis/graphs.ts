/** What `Visualize Graph` draws: the collections that a cell makes, or one of them as tasks. */

import type { GraphAnswer, GraphParams, TasksParams } from "../../protocol/editor.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { postorder } from "../../runtime/expr/walk.ts";
import { lower } from "../../runtime/lower/lower.ts";
import { optimize } from "../../runtime/optimize/index.ts";
import { graphView, type ViewRoot } from "../../runtime/view/graph-view.ts";
import { taskView } from "../../runtime/view/task-view.ts";
import type { Analysis, CellAnalysis } from "./analysis.ts";
import { exprOf, isLazy, isUnknown, type Unknown } from "./evaluate/value.ts";
import { blocksOf, MAX_BLOCKS } from "./tasks.ts";

const MAX_NODES = 5_000;

/** The expressions of a cell that nothing else in it uses, with the names the user gave them. */
export function rootsOf(cells: readonly CellAnalysis[]): ViewRoot[] {
  const found = new Map<string, ViewRoot>();
  const add = (expr: Expr, variable?: string) => {
    if (!found.has(expr.id) || variable !== undefined) found.set(expr.id, { expr, variable });
  };
  for (const cell of cells) {
    for (const run of cell.runs) run.exprs.forEach(expr => add(expr));
    for (const value of cell.shown) if (isLazy(value)) add(exprOf(value));
    for (const { name, value } of cell.variables) {
      if (isLazy(value)) add(exprOf(value), name);
      else if (Array.isArray(value)) value.slice(0, 100).forEach(item => isLazy(item) && add(exprOf(item)));
    }
  }
  const used = new Set<string>();
  for (const { expr } of found.values()) for (const node of postorder(expr.inputs)) used.add(node.id);
  return [...found.values()].filter(({ expr }) => !used.has(expr.id));
}

/** Names of values that are drawn but are no root: the ones above. */
function namesOf(analysis: Analysis): Map<string, string> {
  const names = new Map<string, string>();
  for (const { name, value } of analysis.variables) if (isLazy(value) && !names.has(exprOf(value).name)) names.set(exprOf(value).name, name);
  return names;
}

export function graphOfCells(analysis: Analysis, { cell, optimized }: Pick<GraphParams, "cell" | "optimized">): GraphAnswer {
  const cells = cell === undefined ? analysis.cells : analysis.cells.filter(each => each.cell.index === cell);
  if (cells.length === 0) return { problem: `the file has no cell ${cell}` };
  const roots = rootsOf(cells);
  if (roots.length === 0) return { problem: nothing(cells) };
  const nodes = postorder(roots.map(root => root.expr));
  if (nodes.length > MAX_NODES || blocksOf(nodes) > MAX_BLOCKS)
    return { problem: `the graph is too large to draw while editing: ${nodes.length.toLocaleString("en-US")} expressions` };
  const title = cells.length === 1 ? cells[0]!.cell.title || `Cell ${cells[0]!.cell.index}` : (analysis.file.split("/").pop() ?? "");
  const view = graphView(roots, { optimized, title });
  const names = namesOf(analysis);
  return {
    ...view,
    nodes: view.nodes.map(node => (node.variable === undefined && names.has(node.name) ? { ...node, variable: names.get(node.name)! } : node)),
  };
}

function nothing(cells: readonly CellAnalysis[]): string {
  const problem = cells.flatMap(cell => cell.problems)[0];
  if (problem !== undefined) return `nothing to draw: ${problem.message}`;
  const vague = cells.flatMap(cell => cell.variables).find(({ value }) => isUnknown(value));
  if (vague !== undefined) return `nothing to draw: ${vague.name} is not known here, because ${(vague.value as Unknown).unknown}`;
  return cells.length === 1 ? "this cell makes no lazy value" : "this file makes no lazy value";
}

/** The expression behind a node of a cell's graph. */
export function nodeNamed(analysis: Analysis, { cell, optimized, name }: Omit<TasksParams, "uri" | "limit">): Expr | undefined {
  const cells = cell === undefined ? analysis.cells : analysis.cells.filter(each => each.cell.index === cell);
  const roots = rootsOf(cells).map(root => root.expr);
  return postorder(optimized ? optimize(roots) : roots).find(node => node.name === name);
}

/** The tasks of one node of the collections graph, and the tasks around it that they touch. */
export function tasksOfNode(analysis: Analysis, { cell, optimized, name, limit = 2000 }: Omit<TasksParams, "uri">): GraphAnswer {
  const cells = cell === undefined ? analysis.cells : analysis.cells.filter(each => each.cell.index === cell);
  const roots = rootsOf(cells).map(root => root.expr);
  const exprs = optimized ? optimize(roots) : roots;
  const nodes = postorder(exprs);
  if (nodes.length > MAX_NODES || blocksOf(nodes) > MAX_BLOCKS) return { problem: "the graph is too large to draw while editing" };
  const target = nodes.find(node => node.name === name);
  if (target === undefined) return { problem: "this node is not part of the present text" };
  const { graph, layersOf } = lower(exprs);
  const tasks = (layersOf.get(name) ?? []).flatMap(index => {
    const layer = graph.layers[index]!;
    return Array.from({ length: Math.min(layer.size, limit) }, (_, i) => layer.first + i);
  });
  return taskView(graph, { tasks, limit, title: name });
}
