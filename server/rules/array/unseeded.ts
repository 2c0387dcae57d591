/** Two random arrays without a seed are compared. */

import type TS from "typescript";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { blocks } from "../sizes.ts";
import type { Subject } from "../subject.ts";
import { unwrap, option } from "../syntax.ts";

export const AR24: Rule = {
  code: "AR24",
  about: "Two random arrays without a seed are compared",
  severity: "hint",
  *check(s) {
    for (const call of s.named("eq", "ne", "sub", "allclose", "arrayEqual")) {
      const [one, two] = call.on !== undefined && s.lazy(call.on) !== undefined ? [call.on, call.args[0]] : call.args;
      const [a, b] = [s.lazy(one), s.lazy(two)];
      if (a === undefined || b === undefined || !a.op.startsWith("array.random.") || a.op !== b.op || blocks(a.meta) !== blocks(b.meta) || a.id === b.id)
        continue;
      const unseeded = [one, two].some(node => node !== undefined && isUnseeded(s, node));
      if (unseeded)
        yield {
          at: call.at,
          message:
            "each unseeded random array has numbers of its own, so these two never agree: make both with one seed, da.random.RandomState(0), or use one array twice",
        };
    }
  },
};

/** Made by a function of the module, not by a generator. */
function isUnseeded(s: Subject, node: TS.Expression): boolean {
  const inner = unwrap(node);
  const initializer = ts.isIdentifier(inner) ? s.resolve(inner)?.initializer : inner;
  const call = initializer === undefined ? undefined : s.callOf(initializer);
  return call?.origin?.startsWith("bask/array.random.") === true && option(call.args, "seed") === undefined;
}
