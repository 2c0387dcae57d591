/** The same large value is given to many calls. */

import { ts } from "../../analysis/typescript.ts";
import { isDelayedCall } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { plainSize, sizeText } from "../sizes.ts";
import { isInside } from "../syntax.ts";

export const DL10: Rule = {
  code: "DL10",
  about: "The same large value is given to many calls",
  severity: "warning",
  thresholds: { size: { value: 1_000_000, about: "The largest plain value that may be given again and again.", unit: "bytes" } },
  *check(s, { size }) {
    for (const call of s.calls) {
      const loop = isDelayedCall(s, call) ? s.loopOf(call.node) : undefined;
      if (loop === undefined) continue;
      for (const arg of call.args) {
        const found = ts.isIdentifier(arg) ? s.resolve(arg) : undefined;
        const plain = found === undefined || isInside(found.node, loop) || s.lazy(arg) !== undefined ? undefined : plainSize(s, arg);
        if (plain === undefined || plain.bytes < size!) continue;
        yield {
          at: arg,
          message: `${sizeText(plain)} are hashed and sent again for each call: make it lazy once, \`const shared = delayed(${s.text(arg)})\`, and give that`,
        };
      }
    }
  },
};
