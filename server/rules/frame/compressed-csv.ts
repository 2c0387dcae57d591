/** Text that is compressed as a whole cannot be read in parts. */

import type { Rule } from "../rule.ts";
import { stringOf } from "../syntax.ts";

export const DF09: Rule = {
  code: "DF09",
  about: "Text that is compressed as a whole cannot be read in parts",
  severity: "hint",
  *check(s) {
    for (const call of s.named("readCsv", "readTable", "readJson")) {
      const path = stringOf(call.args[0]);
      if (path === undefined || !/\.(gz|bz2|zst|xz)$/.test(path) || call.origin?.startsWith("bask/dataframe.") !== true) continue;
      yield {
        at: call.args[0]!,
        message:
          "a compressed file is one partition, however large it is, and is read from its beginning each time: convert it once with toParquet, which is compressed in parts",
      };
    }
  },
};
