/** A task function captures what cannot travel to a worker. */

import type TS from "typescript";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { unwrap, isInside } from "../syntax.ts";

export const DL17: Rule = {
  code: "DL17",
  about: "A task function captures what cannot travel to a worker",
  severity: "error",
  claims: problem => problem.code === "CAPTURE",
  *check(s) {
    for (const { f } of s.tasks) {
      const said = new Set<string>();
      for (const name of s.namesIn(f)) {
        const found = s.resolve(name);
        if (
          found?.initializer === undefined ||
          said.has(found.name) ||
          isInside(found.node, f) ||
          (ts.isPropertyAccessExpression(name.parent) && name.parent.name === name)
        )
          continue;
        const what = native(found.initializer);
        if (what === undefined) continue;
        said.add(found.name);
        yield { at: name, message: `"${found.name}" is made by ${what} and cannot travel to a worker: open it inside the task` };
      }
    }
  },
};

const CLASSES =
  /^(WebSocket|Worker|EventSource|BroadcastChannel|MessageChannel|AbortController|WritableStream|ReadableStream|net\.Socket|Socket|Server|DatabaseSync|Database|FileHandle)$/;
const MAKERS = /(^|\.)(createReadStream|createWriteStream|createServer|createConnection|createInterface|openSync)$/;

/** What has a hold on something of this process. */
function native(node: TS.Expression): string | undefined {
  const inner = unwrap(ts.isAwaitExpression(node) ? node.expression : node);
  if (ts.isNewExpression(inner) && CLASSES.test(inner.expression.getText())) return `new ${inner.expression.getText()}`;
  if (ts.isCallExpression(inner) && MAKERS.test(inner.expression.getText())) return inner.expression.getText();
  return undefined;
}
