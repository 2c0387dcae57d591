/** What a call is given and gives: shapes and partitions beside its options. */

import type { ParameterInformation, SignatureHelp } from "vscode-languageserver";
import type { Snapshot } from "../analysis/snapshot.ts";
import { ts } from "../analysis/typescript.ts";
import { type Call, type Subject, subjectOf } from "../rules/subject.ts";
import { callAround } from "./completion-text.ts";
import { OPTIONS_OF } from "./options.ts";
import { headlineOf, kindOf } from "./summary.ts";

export function signatureHelp(snapshot: Snapshot, offset: number): SignatureHelp | undefined {
  const { analysis, text } = snapshot;
  if (analysis === undefined || analysis.text !== text) return undefined;
  const s = subjectOf(analysis);
  const call = callAround(s, offset);
  if (call === undefined || (call.node.end <= offset && text[call.node.end - 1] === ")")) return undefined;
  const on = told(s, call.on);
  const gives = told(s, call.node);
  if (call.origin === undefined && on === undefined && gives === undefined) return undefined;
  const options = OPTIONS_OF.get(call.name) ?? [];
  const parameters: ParameterInformation[] = call.args.flatMap(arg =>
    ts.isObjectLiteralExpression(arg) ? [] : [{ label: short(s.text(arg)), documentation: told(s, arg) ?? "" }],
  );
  const given = parameters.length;
  if (options.length > 0)
    parameters.push({
      label: `{ ${options.map(({ name }) => `${name}?`).join(", ")} }`,
      documentation: { kind: "markdown", value: options.map(({ name, usual, about }) => `- \`${name}\`: ${about}. Default: \`${usual}\``).join("\n") },
    });
  const lines = [...(on === undefined ? [] : [`on: ${on}`]), ...argumentsOf(s, call), ...(gives === undefined ? [] : [`gives: ${gives}`])];
  return {
    signatures: [
      {
        label: `${call.name}(${parameters.map(({ label }) => label as string).join(", ")})${gives === undefined ? "" : `: ${gives}`}`,
        documentation: lines.join("\n"),
        parameters,
      },
    ],
    activeSignature: 0,
    activeParameter: Math.min(Math.max(0, parameters.length - 1), active(call, offset, given)),
  };
}

const argumentsOf = (s: Subject, { args }: Call): string[] =>
  args.flatMap((arg, i) => {
    const what = told(s, arg);
    return what === undefined ? [] : [`argument ${i + 1}: ${what}`];
  });

function told(s: Subject, node: Parameters<Subject["lazy"]>[0]): string | undefined {
  const expr = s.lazy(node);
  return expr === undefined ? undefined : `${kindOf(expr.meta)} ${headlineOf(expr.meta)}`;
}
const short = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
};
function active({ args }: Call, offset: number, given: number): number {
  const at = args.findIndex(arg => offset <= arg.end);
  const index = at < 0 ? args.length : at;
  return index < args.length && ts.isObjectLiteralExpression(args[index]!) ? given : index;
}
