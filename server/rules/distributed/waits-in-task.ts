/** A task waits for another task. */

import { isClient, futureOf } from "../clusters.ts";
import type { Rule } from "../rule.ts";

export const DS04: Rule = {
  code: "DS04",
  about: "A task waits for another task",
  severity: "error",
  *check(s) {
    for (const call of s.named("result", "gather", "wait")) {
      const task = s.taskOf(call.node);
      if (task === undefined || (task.call.name !== "submit" && task.call.name !== "map") || !isClient(s, task.call.on)) continue;
      const isFuture =
        call.name === "result" ? futureOf(s, call.on) !== undefined : call.name === "gather" ? isClient(s, call.on) : call.origin === "bask/distributed.wait";
      if (!isFuture) continue;
      yield {
        at: call.at,
        message:
          "a worker that waits inside a task does no other task, and when all wait nothing goes on: give the future as an argument, and the task gets its value",
      };
    }
  },
};
