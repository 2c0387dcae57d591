/** A task function captures a large value. */

import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { plainSize, sizeText } from "../sizes.ts";
import { isInside } from "../syntax.ts";

export const DL16: Rule = {
  code: "DL16",
  about: "A task function captures a large value",
  severity: "warning",
  thresholds: { size: { value: 10_000_000, about: "The largest value that a function may capture.", unit: "bytes" } },
  *check(s, { size }) {
    for (const { f } of s.tasks) {
      const said = new Set<string>();
      for (const name of s.namesIn(f)) {
        const found = s.resolve(name);
        if (found === undefined || said.has(found.name) || isInside(found.node, f) || (ts.isPropertyAccessExpression(name.parent) && name.parent.name === name))
          continue;
        const plain = found.kind === "const" || found.kind === "let" ? plainSize(s, name) : undefined;
        if (plain === undefined || plain.bytes < size!) continue;
        said.add(found.name);
        yield {
          at: name,
          message: `"${found.name}" is ${sizeText(plain)} and travels with the function: make it lazy once, \`delayed(${found.name})\`, and give it as an argument, or load it inside the task`,
        };
      }
    }
  },
};
