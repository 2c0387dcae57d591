/** A large argument is sent with each call. */

import { onClient } from "../clusters.ts";
import type { Rule } from "../rule.ts";
import { plainSize, sizeText } from "../sizes.ts";

export const DS03: Rule = {
  code: "DS03",
  about: "A large argument is sent with each call",
  severity: "warning",
  thresholds: { size: { value: 10_000_000, about: "The largest argument that may be sent.", unit: "bytes" } },
  *check(s, { size }) {
    for (const call of onClient(s, "submit", "map")) {
      for (const arg of call.args.slice(call.name === "map" ? 2 : 1)) {
        const plain = plainSize(s, arg);
        if (plain === undefined || plain.bytes < size!) continue;
        yield { at: arg, message: `${sizeText(plain)} are sent with the call: const [shared] = await client.scatter([${s.text(arg)}]) sends them once` };
      }
    }
  },
};
