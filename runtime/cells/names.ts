/** The top-level names of a piece of code: what declares them, and every place that uses them. */

import type { DeclarationKind } from "./cell.ts";
import type { Enum } from "./blank.ts";
import type { Node, Reference, Tree, Variable } from "./tree.ts";

export interface TopName {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** The identifier that declares it first. */
  readonly id: Node;
  readonly variable: Variable;
}

/** What the code of a cell or module is given by those who run it; no user's name may be one of these. */
const RESERVED = /^\$(cell|def|load|bind|meta|own|using|exports|link|default|import\d+)$/;

export function topNames(tree: Tree, enums: readonly Enum[]): TopName[] {
  const names: TopName[] = [];
  for (const variable of tree.top.variables) {
    const def = variable.defs[0];
    if (!def) continue;
    const id = def.name as unknown as Node;
    const isEnum = enums.some(e => e.start <= id.start && id.end <= e.end);
    names.push({ name: variable.name, kind: isEnum ? "enum" : kindOf(def.type, (def.parent as { kind?: string } | null)?.kind), id, variable });
  }
  return names;
}

function kindOf(type: string, declared: string | undefined): DeclarationKind {
  switch (type) {
    case "FunctionName":
      return "function";
    case "ClassName":
      return "class";
    case "ImportBinding":
      return "import";
    default:
      return declared === "var" || declared === "let" ? declared : "const";
  }
}

/** Uses of names that nothing in this code declares. */
export const freeReferences = (tree: Tree): readonly Reference[] => tree.scopes.globalScope!.through;

/** An assignment other than the one in the declaration. */
export const isReassignment = (reference: Reference): boolean => reference.isWrite() && reference.init !== true;

/** The first use of a reserved name, declared or not. */
export function reservedName(tree: Tree): Node | undefined {
  for (const scope of tree.scopes.scopes) {
    for (const variable of scope.variables) if (RESERVED.test(variable.name)) return variable.defs[0]?.name as unknown as Node | undefined;
  }
  return freeReferences(tree).find(r => RESERVED.test(r.identifier.name))?.identifier as unknown as Node | undefined;
}
