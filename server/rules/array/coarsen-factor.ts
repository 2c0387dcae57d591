/** A factor that does not divide the chunks. */

import { isUnknown } from "../../../runtime/meta/dim.ts";
import type { ArrayMeta } from "../../../runtime/meta/meta.ts";
import { K, ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { option, numberOf } from "../syntax.ts";

export const AR20: Rule = {
  code: "AR20",
  about: "A factor that does not divide the chunks",
  severity: "error",
  claims: problem => problem.severity === "error" && /^(da\.)?(coarsen|tile)\b/.test(problem.message),
  *check(s) {
    for (const call of s.named("coarsen")) {
      if (call.origin !== "bask/array.coarsen") continue;
      const input = call.args.map(arg => s.lazy(arg)).find(each => each?.meta.kind === "array")?.meta as ArrayMeta | undefined;
      const axes = call.args.find(arg => ts.isObjectLiteralExpression(arg));
      if (input === undefined || axes === undefined || !ts.isObjectLiteralExpression(axes) || option(call.args, "trimExcess")?.kind === K.TrueKeyword) continue;
      for (const property of axes.properties) {
        if (!ts.isPropertyAssignment(property)) continue;
        const [axis, factor] = [Number(property.name.getText()), numberOf(property.initializer)];
        const chunks = input.chunks[axis];
        const odd = chunks === undefined || isUnknown(chunks) || factor === undefined ? undefined : chunks.find(size => size % factor !== 0);
        if (odd !== undefined)
          yield {
            at: property,
            message: `a factor of ${factor} along axis ${axis}, but a chunk there has ${odd} elements: rechunk to a multiple of ${factor}, or say trimExcess: true`,
          };
      }
    }
  },
};
