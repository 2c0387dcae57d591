/** Names that the declarations have and this version has not: the call would raise `NotSupportedError`. */

import type TS from "typescript";
import { DECLARED } from "../../runtime/declared.ts";
import { baskModule } from "../analysis/bask/modules.ts";
import type { Problem } from "../analysis/evaluate/state.ts";
import { K, ts } from "../analysis/typescript.ts";
import type { Subject } from "./subject.ts";

export function notSupported(subject: Subject): Problem[] {
  const { source } = subject;
  const modules = new Map<string, string>();
  const found: Problem[] = [];
  const say = (node: TS.Node, name: string) =>
    found.push({
      code: "NOT_SUPPORTED",
      severity: "hint",
      start: node.getStart(source),
      end: node.end,
      message: `${name} is declared, but not in this version: calling it raises NotSupportedError`,
    });
  for (const node of subject.all<TS.ImportDeclaration>(K.ImportDeclaration)) {
    const module = (node.moduleSpecifier as TS.StringLiteral).text;
    const bindings = node.importClause?.namedBindings;
    if (bindings === undefined || node.importClause?.isTypeOnly === true) continue;
    if (ts.isNamespaceImport(bindings)) modules.set(bindings.name.text, module);
    else
      for (const each of bindings.elements)
        if (!each.isTypeOnly && isMissing(module, (each.propertyName ?? each.name).text)) say(each, (each.propertyName ?? each.name).text);
  }
  for (const node of subject.all<TS.PropertyAccessExpression>(K.PropertyAccessExpression)) {
    const { expression, name } = node;
    const module = ts.isIdentifier(expression) ? modules.get(expression.text) : undefined;
    if (module !== undefined && subject.resolve(expression as TS.Identifier)?.kind === "import" && isMissing(module, name.text)) say(name, name.text);
  }
  return found;
}

function isMissing(module: string, name: string): boolean {
  // What `bask` itself has is built; some of it exists in the run only.
  if (module === "bask" || DECLARED.modules[module]?.includes(name) !== true) return false;
  const built = baskModule(module);
  return built === undefined || !built.has(name);
}
