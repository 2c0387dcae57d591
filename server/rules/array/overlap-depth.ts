/** An overlap that is deeper than a chunk. */

import type TS from "typescript";
import { isUnknown } from "../../../runtime/meta/dim.ts";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { option, numberOf } from "../syntax.ts";

export const AR19: Rule = {
  code: "AR19",
  about: "An overlap that is deeper than a chunk",
  severity: "warning",
  claims: problem => problem.severity === "error" && /\boverlap/.test(problem.message) && /\bdepth\b/.test(problem.message),
  *check(s) {
    for (const call of s.named("mapOverlap", "overlap")) {
      const input = s.lazy(call.on)?.meta ?? call.args.map(arg => s.lazy(arg)?.meta).find(meta => meta?.kind === "array");
      const depth = option(call.args, "depth");
      if (input?.kind !== "array" || depth === undefined) continue;
      for (const [axis, deep] of depths(depth, input.chunks.length)) {
        const chunks = input.chunks[axis];
        if (chunks === undefined || isUnknown(chunks) || chunks.some(Number.isNaN)) continue;
        const [smallest, all] = [Math.min(...chunks), chunks.reduce((sum, size) => sum + size, 0)];
        if (deep <= smallest) continue;
        yield deep > all
          ? { at: depth, severity: "error", message: `a depth of ${deep} along axis ${axis}, which has ${all} elements` }
          : {
              at: depth,
              message: `a depth of ${deep} along axis ${axis}, whose smallest chunk has ${smallest} elements: it is rechunked first. Larger chunks along this axis avoid that`,
            };
        break;
      }
    }
  },
};

function depths(node: TS.Expression, axes: number): [axis: number, depth: number][] {
  const one = numberOf(node);
  if (one !== undefined) return Array.from({ length: axes }, (_, axis) => [axis, one]);
  if (ts.isArrayLiteralExpression(node)) return node.elements.map((each, axis) => [axis, numberOf(each) ?? 0]);
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap(each =>
    ts.isPropertyAssignment(each) ? [[Number(each.name.getText()), numberOf(each.initializer) ?? 0] as [number, number]] : [],
  );
}
