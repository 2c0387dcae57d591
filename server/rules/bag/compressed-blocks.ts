/** Compressed text cannot be cut into blocks. */

import { K, ts } from "../../analysis/typescript.ts";
import type { Fix, Rule } from "../rule.ts";
import type { Call } from "../subject.ts";
import { option, stringOf } from "../syntax.ts";

export const BG07: Rule = {
  code: "BG07",
  about: "Compressed text cannot be cut into blocks",
  severity: "error",
  claims: problem => problem.severity === "error" && /is compressed and cannot be entered in the middle/.test(problem.message),
  claim(problem, s) {
    const call = s.calls.find(each => each.at.getStart(s.source) === problem.start);
    return call === undefined ? undefined : withoutOption(call, "blocksize");
  },
  *check(s) {
    for (const call of s.named("readText", "readCsv", "readJson")) {
      const path = stringOf(call.args[0]);
      const size = option(call.args, "blocksize");
      if (call.origin === undefined || path === undefined || size === undefined || size.kind === K.NullKeyword || !/\.(gz|bz2|zst|xz)$/.test(path)) continue;
      yield {
        at: size,
        message: `${path} is compressed and cannot be entered in the middle: leave blocksize out, and it is one partition`,
        fix: withoutOption(call, "blocksize"),
      };
    }
  },
};

function withoutOption(call: Call, name: string): Fix | undefined {
  const given = option(call.args, name);
  const last = call.args.at(-1);
  if (given === undefined || last === undefined || !ts.isObjectLiteralExpression(last)) return undefined;
  const at = last.properties.findIndex(each => each.name?.getText() === name);
  const property = last.properties[at]!;
  const next = last.properties[at + 1];
  const before = last.properties[at - 1];
  const title = `Leave ${name} out`;
  if (next !== undefined) return { title, edits: [{ start: property.getStart(), end: next.getStart(), text: "" }] };
  if (before !== undefined) return { title, edits: [{ start: before.end, end: property.end, text: "" }] };
  const previous = call.args.at(-2);
  return { title, edits: [{ start: previous === undefined ? last.getStart() : previous.end, end: last.end, text: "" }] };
}
