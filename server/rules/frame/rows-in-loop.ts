/** Rows are counted or fetched again in each round of a loop. */

import type TS from "typescript";
import { K, ts } from "../../analysis/typescript.ts";
import { runsOf } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, bytes } from "../sizes.ts";
import { unwrap, isInside, rootName } from "../syntax.ts";

export const DF14: Rule = {
  code: "DF14",
  about: "Rows are counted or fetched again in each round of a loop",
  severity: "warning",
  *check(s) {
    for (const { call, verb } of runsOf(s)) {
      if (verb !== "compute" || call.name !== "length" || call.on === undefined) continue;
      const loop = s.loopOf(call.node);
      const name = rootName(call.on);
      const found = name === undefined ? undefined : s.resolve(name);
      if (loop === undefined || found === undefined || isInside(found.node, loop) || !ts.isIdentifier(call.on)) continue;
      if (s.assignments(found).some(write => isInside(write.node, loop))) continue;
      yield { at: call.at, message: `each round counts the rows of ${found.name} again: await length() once, before the loop` };
    }
    for (const loop of s.all<TS.ForOfStatement>(K.ForOfStatement)) {
      const inner = unwrap(loop.expression);
      const call = ts.isAwaitExpression(inner) ? s.callOf(inner.expression) : undefined;
      const meta = call?.name === "compute" ? s.lazy(call.on)?.meta : undefined;
      const all = meta?.kind === "frame" ? bytes(meta) : undefined;
      if (call === undefined || all === undefined || all < 100_000_000) continue;
      yield {
        at: call.at,
        message: `${formatBytes(all)} are fetched as a whole to go through their rows: \`for await (const row of frame)\` holds a few partitions at a time`,
      };
    }
  },
};
