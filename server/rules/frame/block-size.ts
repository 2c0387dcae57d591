/** A blocksize that makes partitions too small or too large. */

import type { Rule } from "../rule.ts";
import { formatBytes, formatCount, partitions } from "../sizes.ts";
import { option, bytesIn } from "../syntax.ts";

export const DF25: Rule = {
  code: "DF25",
  about: "A blocksize that makes partitions too small or too large",
  severity: "warning",
  thresholds: {
    small: { value: 1_000_000, about: "The smallest good blocksize.", unit: "bytes" },
    large: { value: 1_000_000_000, about: "The largest good blocksize.", unit: "bytes" },
    partitions: { value: 64, about: "The fewest partitions for which a small blocksize is worth a word." },
  },
  *check(s, limits) {
    for (const call of s.named("readCsv", "readTable", "readJson", "readText")) {
      const given = option(call.args, "blocksize");
      const size = bytesIn(given);
      const meta = s.lazy(call.node)?.meta;
      if (size === undefined || given === undefined || call.origin === undefined) continue;
      const parts = meta !== undefined && "npartitions" in meta ? partitions(meta.npartitions) : undefined;
      if (size > limits["large"]!)
        yield { at: given, message: `blocks of ${formatBytes(size)}, of which every worker holds one and what it becomes: 64 MB to 256 MB are good` };
      else if (size < limits["small"]! && parts !== undefined && parts >= limits["partitions"]!)
        yield {
          at: given,
          message: `${formatCount(parts)} partitions of ${formatBytes(size)}: handing out the tasks takes longer than reading. 64 MB to 256 MB are good`,
        };
    }
  },
};
