/** A large table in memory is embedded in the graph. */

import type TS from "typescript";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { plainSize, formatBytes, bytes } from "../sizes.ts";
import type { Subject } from "../subject.ts";
import { unwrap } from "../syntax.ts";

export const DF26: Rule = {
  code: "DF26",
  about: "A large table in memory is embedded in the graph",
  severity: "warning",
  thresholds: { size: { value: 10_000_000, about: "The largest table that may be embedded.", unit: "bytes" } },
  *check(s, { size }) {
    for (const call of s.named("fromTable", "fromDict", "merge")) {
      const [arg] = call.args;
      if (arg === undefined || (call.name === "merge" ? s.lazy(call.on) === undefined : call.origin === undefined)) continue;
      const known = plainSize(s, arg)?.bytes ?? computedBytes(s, arg);
      if (known === undefined || known < size!) continue;
      yield { at: arg, message: `${formatBytes(known)} are in memory and travel with the graph: keep the frame lazy, or write it to files and read them` };
    }
  },
};

/** `await frame.compute()`, in place or under a name. */
function computedBytes(s: Subject, node: TS.Expression): number | undefined {
  const inner = unwrap(node);
  const made = ts.isIdentifier(inner) ? s.resolve(inner)?.initializer : inner;
  const awaited = made === undefined ? undefined : unwrap(made);
  const call = awaited !== undefined && ts.isAwaitExpression(awaited) ? s.callOf(awaited.expression) : undefined;
  const expr = call?.name === "compute" ? s.lazy(call.on) : undefined;
  return expr === undefined ? undefined : bytes(expr.meta);
}
