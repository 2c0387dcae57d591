/** A task function makes lazy values. */

import type { Rule } from "../rule.ts";

export const DL08: Rule = {
  code: "DL08",
  about: "A task function makes lazy values",
  severity: "warning",
  *check(s) {
    for (const call of s.calls) {
      const { origin } = call;
      if (origin === undefined || !/^bask(\/(array|bag|dataframe))?\.(delayed$|read|from|ones|zeros|range|arange|concat|random)/.test(origin)) continue;
      const task = s.taskOf(call.node);
      if (task === undefined) continue;
      yield {
        at: call.at,
        message: `inside a task nothing runs a lazy value: call the plain function here, and delay the calls outside (${task.call.name === "" ? "delayed" : task.call.name} makes this function a task)`,
      };
    }
  },
};
