/** Columns are made from categories that are not known. */

import { isUnknown } from "../../../runtime/meta/dim.ts";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { option, stringOf } from "../syntax.ts";

export const DF18: Rule = {
  code: "DF18",
  about: "Columns are made from categories that are not known",
  severity: "error",
  claims: problem => problem.severity === "error" && /categor/.test(problem.message),
  *check(s) {
    for (const call of s.named("pivotTable", "getDummies")) {
      const node = call.name === "getDummies" && call.origin !== undefined ? call.args[0] : call.on;
      const meta = s.lazy(node)?.meta;
      if (meta?.kind !== "frame" || isUnknown(meta.columns)) continue;
      const wanted = option(call.args, "columns");
      const names = wanted === undefined ? [] : ts.isArrayLiteralExpression(wanted) ? wanted.elements.map(stringOf) : [stringOf(wanted)];
      const bad = meta.columns.find(
        ({ name, dtype, categories }) => names.includes(name) && !isUnknown(dtype) && (dtype !== "category" || categories === undefined),
      );
      if (bad === undefined) continue;
      yield {
        at: wanted ?? call.at,
        message: `${bad.name} is ${bad.dtype === "category" ? "a category column whose categories are not known" : `a ${String(bad.dtype)} column`}, and its values become columns: \`await frame.categorize({ columns: ["${bad.name}"] })\` first`,
      };
    }
  },
};
