/** A whole result is fetched for a small question. */

import type TS from "typescript";
import { K, ts } from "../../analysis/typescript.ts";
import { isClient, futureOf } from "../clusters.ts";
import type { Rule } from "../rule.ts";
import { unwrap } from "../syntax.ts";

export const DS01: Rule = {
  code: "DS01",
  about: "A whole result is fetched for a small question",
  severity: "hint",
  *check(s) {
    for (const node of s.all<TS.PropertyAccessExpression>(K.PropertyAccessExpression)) {
      const inner = unwrap(node.expression);
      const call = ts.isAwaitExpression(inner) ? s.callOf(inner.expression) : undefined;
      if (call === undefined || !["length", "shape", "dtype", "size", "numRows"].includes(node.name.text)) continue;
      const isFuture = call.name === "result" && futureOf(s, call.on) !== undefined;
      if (!isFuture && !(call.name === "gather" && isClient(s, call.on) && futureOf(s, call.args[0])?.name !== "map")) continue;
      yield {
        at: node,
        message: `the whole value comes here for its ${node.name.text}: client.submit(value => value.${node.name.text}, future) asks where it lies`,
      };
    }
  },
};
