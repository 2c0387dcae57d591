/** An operation needs chunk sizes that are known only after computing. */

import type { Rule } from "../rule.ts";
import { replace } from "../syntax.ts";

export const AR07: Rule = {
  code: "AR07",
  about: "An operation needs chunk sizes that are known only after computing",
  severity: "error",
  claims: problem => problem.code === "UNKNOWN_SIZE",
  claim(problem, s) {
    const call = s.calls.find(each => each.at.getStart(s.source) === problem.start);
    const receiver = call?.on === undefined || s.lazy(call.on) === undefined ? call?.args.find(arg => s.lazy(arg)?.meta.kind === "array") : call.on;
    if (receiver === undefined || s.taskOf(receiver) !== undefined) return undefined;
    return replace("Compute the sizes first", receiver, `(await ${s.text(receiver)}.computeChunkSizes())`);
  },
};
