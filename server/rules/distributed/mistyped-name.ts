/** A lock or queue has a name that is nearly another one's. */

import type TS from "typescript";
import { closestName } from "../../../runtime/errors.ts";
import { K, ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { stringOf, replace } from "../syntax.ts";

export const DS15: Rule = {
  code: "DS15",
  about: "A lock or queue has a name that is nearly another one's",
  severity: "hint",
  *check(s) {
    const named = s.all<TS.NewExpression>(K.NewExpression).flatMap(node => {
      const kind = ts.isIdentifier(node.expression) ? node.expression : undefined;
      const name = stringOf(node.arguments?.[0]);
      if (kind === undefined || name === undefined || !SHARED.has(kind.text)) return [];
      const found = s.resolve(kind);
      return found?.kind === "import" && /"bask\/distributed"/.test(s.text(found.node)) ? [{ kind: kind.text, name, node: node.arguments![0]! }] : [];
    });
    for (const { kind, name, node } of named) {
      const others = named.filter(each => each.kind === kind && each.name !== name).map(each => each.name);
      if (named.filter(each => each.kind === kind && each.name === name).length > 1) continue;
      const near = closestName(name, others);
      if (near === undefined || named.filter(each => each.kind === kind && each.name === near).length < 2) continue;
      yield {
        at: node,
        message: `this name is used once, and "${near}" elsewhere: objects of different names share nothing`,
        fix: replace(`Change to "${near}"`, node, JSON.stringify(near)),
      };
    }
  },
};

const SHARED: ReadonlySet<string> = new Set(["Lock", "Queue", "Variable", "Event", "Semaphore", "Pub", "Sub"]);
