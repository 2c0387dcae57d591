/** What a node of the graph panel takes with all it needs: the predicted half of its cost. */

import type { CostParams, NoAnswer, NodeCost } from "../../protocol/editor.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { nodeNamed } from "../analysis/graphs.ts";
import { predictedMoves, predictedPeak, predictedTime } from "../analysis/predict.ts";
import type { Rates } from "../analysis/rates.ts";
import { tasksOf } from "../analysis/tasks.ts";
import { readOf } from "./costs.ts";

export function costOfNode(analysis: Analysis, params: Omit<CostParams, "uri">, rates: Rates | undefined): NodeCost | NoAnswer {
  const node = nodeNamed(analysis, params);
  if (node === undefined) return { problem: "this node is not part of the present text" };
  const time = predictedTime(node, rates);
  return {
    tasks: tasksOf(node),
    read: readOf(node)?.bytes ?? null,
    moved: predictedMoves(node),
    peak: predictedPeak(node),
    wall: time?.wall ?? null,
    work: time?.work ?? null,
  };
}
