/** An operation needs its axis in one chunk. */

import type { Rule } from "../rule.ts";
import { insert } from "../syntax.ts";

export const AR14: Rule = {
  code: "AR14",
  about: "An operation needs its axis in one chunk",
  severity: "error",
  claims: problem =>
    problem.severity === "error" &&
    (problem.code === "SHAPE" || problem.code === "NOT_SUPPORTED") &&
    /\brechunk\b|one (chunk|block)|single (chunk|block)/.test(problem.message) &&
    !/bags?\b|partition/.test(problem.message),
  claim(problem, s) {
    const call = s.calls.find(each => each.at.getStart(s.source) === problem.start);
    const receiver = call?.on === undefined || s.lazy(call.on) === undefined ? call?.args.find(arg => s.lazy(arg)?.meta.kind === "array") : call.on;
    const axis = /axis (\d+)|dropAxis (\d+)|\{ (\d+): -1 \}/.exec(problem.message);
    if (receiver === undefined) return undefined;
    const spec = axis === null ? "-1" : `{ ${axis[1] ?? axis[2] ?? axis[3]}: -1 }`;
    return insert(`Put the axis in one chunk: rechunk(${spec})`, receiver.end, `.rechunk(${spec})`);
  },
};
