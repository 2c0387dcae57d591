/** What the body of a task function does besides computing. */

import type TS from "typescript";
import { K } from "../analysis/typescript.ts";
import type { Subject } from "./subject.ts";
import { type FunctionNode, isInside, option, stringOf } from "./syntax.ts";

const CLOCKS = new Set(["Date.now", "Math.random", "performance.now", "crypto.randomUUID", "crypto.getRandomValues", "process.hrtime"]);

/** What makes its result differ from call to call: a clock, chance, the network; undefined where nothing is seen. */
export function impure(s: Subject, f: FunctionNode): { readonly node: TS.Node; readonly what: string } | undefined {
  for (const call of s.callsIn(f)) {
    const name = call.expression.getText();
    if (CLOCKS.has(name) || name === "fetch" || name === "randomUUID") return { node: call, what: name };
    if (/^(fs|fsp|fs\.promises)\.(read|stat)|^(readFile|readFileSync)$/.test(name)) return { node: call, what: name };
  }
  const clock = s
    .all<TS.NewExpression>(K.NewExpression)
    .find(each => isInside(each, f) && each.expression.getText() === "Date" && (each.arguments?.length ?? 0) === 0);
  return clock === undefined ? undefined : { node: clock, what: "new Date()" };
}

/** What it changes outside, so that running it twice differs from running it once. */
export function effects(s: Subject, f: FunctionNode): { readonly node: TS.Node; readonly what: string } | undefined {
  for (const call of s.callsIn(f)) {
    const name = call.expression.getText();
    if (/(^|\.)appendFile(Sync)?$/.test(name)) return { node: call, what: `${name} adds to a file` };
    if (name === "fetch") {
      const method = stringOf(option(call.arguments, "method"));
      if (method !== undefined && /^post$/i.test(method)) return { node: call, what: "a POST request" };
    }
    if (/(^|\.)writeFile(Sync)?$/.test(name) && /^a/.test(stringOf(option(call.arguments, "flag")) ?? ""))
      return { node: call, what: `${name} adds to a file` };
  }
  return undefined;
}
