/** A lazy value has no such member. */

import type TS from "typescript";
import { DECLARED } from "../../../runtime/declared.ts";
import { closestName } from "../../../runtime/errors.ts";
import { isUnknown } from "../../../runtime/meta/dim.ts";
import { isLazy } from "../../analysis/evaluate/value.ts";
import { K } from "../../analysis/typescript.ts";
import { certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { userOf, replace, insert } from "../syntax.ts";

export const DL18: Rule = {
  code: "DL18",
  about: "A lazy value has no such member",
  severity: "warning",
  *check(s) {
    for (const node of s.all<TS.PropertyAccessExpression>(K.PropertyAccessExpression)) {
      const value = s.value(node.expression);
      const { name } = node;
      if (
        !isLazy(value) ||
        !certain(s.lazy(node.expression)!) ||
        name.text in value ||
        node.questionDotToken !== undefined ||
        userOf(node).kind === K.BinaryExpression
      )
        continue;
      // After a dot at the end of a line comes the next statement, while somebody types.
      if (s.source.text.slice(name.pos, name.getStart(s.source)).includes("\n")) continue;
      const { meta } = s.lazy(node.expression)!;
      if ((DECLARED.methods[HANDLES[meta.kind] ?? ""] ?? []).includes(name.text) || name.text === ACCESSOR[meta.kind]) continue;
      if (meta.kind === "frame" && (isUnknown(meta.columns) || meta.columns.some(column => column.name === name.text))) {
        yield {
          at: name,
          message: `a column is not a member: df.col.${name.text}, or df.get("${name.text}")`,
          fix: insert(`Change to col.${name.text}`, name.getStart(s.source), "col."),
        };
        continue;
      }
      if (meta.kind === "delayed" || meta.kind === "scalar") {
        yield {
          at: name,
          message: `a delayed value has no member "${name.text}" of its own: .get("${name.text}") and .call("${name.text}", ...) are tasks that read it`,
        };
        continue;
      }
      const names = new Set<string>();
      for (let each: object | null = value; each !== null && each !== Object.prototype; each = Object.getPrototypeOf(each) as object | null)
        Object.getOwnPropertyNames(each).forEach(key => names.add(key));
      const closest = closestName(name.text, [...names]);
      yield {
        at: name,
        message: `no member "${name.text}" here.${closest === undefined ? "" : ` Did you mean ${closest}?`}`,
        fix: closest === undefined ? undefined : replace(`Change to ${closest}`, name, closest),
      };
    }
  },
};

/** What the declarations call a value. */
const HANDLES: Readonly<Record<string, string>> = { array: "Array", frame: "DataFrame", series: "Series", bag: "Bag", delayed: "Delayed", scalar: "Delayed" };
/** Getters that the list of methods has not. */
const ACCESSOR: Readonly<Record<string, string>> = { series: "cat" };
