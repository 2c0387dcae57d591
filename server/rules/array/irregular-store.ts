/** Chunks of different sizes are stored where all must be alike. */

import { isUnknown } from "../../../runtime/meta/dim.ts";
import type { Rule } from "../rule.ts";
import { largest } from "../sizes.ts";
import { insert } from "../syntax.ts";

export const AR21: Rule = {
  code: "AR21",
  about: "Chunks of different sizes are stored where all must be alike",
  severity: "error",
  *check(s) {
    for (const call of s.named("toZarr")) {
      const node = call.on !== undefined && s.lazy(call.on) !== undefined ? call.on : call.args[0];
      const meta = s.lazy(node)?.meta;
      if (node === undefined || meta?.kind !== "array") continue;
      const axis = meta.chunks.findIndex(chunks => !isUnknown(chunks) && !isRegular(chunks));
      if (axis < 0) continue;
      const chunks = meta.chunks[axis] as readonly number[];
      yield {
        at: call.at,
        message: `axis ${axis} has chunks of ${[...new Set(chunks)].slice(0, 4).join(", ")} elements, but chunks of a Zarr array are alike, so two tasks would write to one: rechunk first`,
        fix: insert(`Rechunk axis ${axis} to ${largest(chunks)}`, node.end, `.rechunk({ ${axis}: ${largest(chunks)} })`),
      };
    }
  },
};

const isRegular = (chunks: readonly number[]): boolean => chunks.slice(0, -1).every(size => size === chunks[0]) && (chunks.at(-1) ?? 0) <= (chunks[0] ?? 0);
