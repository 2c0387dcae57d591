/** A function that gives something else each time is called as a pure one. */

import { K } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { option, hasOpenOptions, replace, withOption } from "../syntax.ts";
import { impure } from "../tasks.ts";

export const DL19: Rule = {
  code: "DL19",
  about: "A function that gives something else each time is called as a pure one",
  severity: "warning",
  *check(s) {
    for (const { f, call } of s.tasks) {
      const isDelayed = call.origin === "bask.delayed";
      const isSubmit = !isDelayed && (call.name === "submit" || (call.name === "map" && s.lazy(call.node) === undefined));
      const pure = option(call.args, "pure");
      if (isDelayed ? pure?.kind !== K.TrueKeyword : !isSubmit || pure !== undefined || hasOpenOptions(call.args) || option(call.args, "retries") !== undefined)
        continue;
      const why = impure(s, f);
      if (why === undefined) continue;
      yield {
        at: isDelayed ? pure! : call.at,
        message: `${why.what} gives something else each time, but equal calls of a pure function are one task: say pure: false`,
        fix: isDelayed ? replace("Say pure: false", pure!, "false") : withOption("Say pure: false", call.node, "pure: false"),
      };
    }
  },
};
