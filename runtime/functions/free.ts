/** What a function's text uses from around it, and what about it cannot travel. */

import { isReassignment } from "../cells/names.ts";
import { isFunctionNode, walk, type Node, type Variable } from "../cells/tree.ts";
import { startOf, type Found, type ParsedScript } from "./script.ts";

export interface FreeName {
  readonly name: string;
  /** Offset of its first use. */
  readonly at: number;
  /** Declared in the same text; a global or a parameter of the wrapper otherwise. */
  readonly variable: Variable | undefined;
  /** Of `name.member`, every member; `undefined` when it is also used otherwise. */
  readonly members: ReadonlyMap<string, number> | undefined;
}

export function freeNames(script: ParsedScript, { node, start }: Found): FreeName[] {
  const names = new Map<string, { at: number; variable: Variable | undefined; members: Map<string, number> | undefined }>();
  let low = 0;
  let high = script.references.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(script.references[middle]!) < start) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < script.references.length && startOf(script.references[i]!) < node.end; i++) {
    const reference = script.references[i]!;
    const id = reference.identifier as unknown as Node;
    const variable = reference.resolved ?? undefined;
    if (variable && isInside(variable, node)) continue;
    const known = names.get(id.name) ?? { at: id.start, variable, members: new Map<string, number>() };
    const parent = script.tree.parents.get(id);
    if (parent?.type === "MemberExpression" && parent.object === id && !parent.computed && parent.property.type === "Identifier") {
      if (known.members && !known.members.has(parent.property.name)) known.members.set(parent.property.name, id.start);
    } else {
      known.members = undefined;
    }
    names.set(id.name, known);
  }
  return [...names].map(([name, known]) => ({ name, ...known }));
}

/** Declared within the function, or the function's own name. */
function isInside(variable: Variable, node: Node): boolean {
  const block = variable.scope.block as unknown as Node;
  const own = variable.defs[0];
  if (own && (own.node as unknown as Node) === node && (own.type === "FunctionName" || own.type === "ClassName"))
    return !variable.references.some(isReassignment);
  return block.start >= node.start && block.end <= node.end;
}

/** The first assignment that may change a captured variable later on. */
export function laterAssignment(script: ParsedScript, variable: Variable): number | undefined {
  const writes = variable.references.filter(r => isReassignment(r) && !isLoopStep(script, variable, r.identifier as unknown as Node));
  const first = writes[0]?.identifier as unknown as Node | undefined;
  return first?.start;
}

/** `i++` in the head of `for (let i ...)` makes a new variable a turn: the captured one stays as it is. */
function isLoopStep(script: ParsedScript, variable: Variable, write: Node): boolean {
  const declaration = variable.defs[0]?.parent as unknown as Node | undefined;
  const loop = declaration && script.tree.parents.get(declaration);
  if (loop?.type !== "ForStatement" || loop.init !== declaration || declaration?.kind !== "let") return false;
  return loop.update !== null && write.start >= loop.update.start && write.end <= loop.update.end;
}

export interface OwnUses {
  /** Offset of `this`, `super`, `arguments` or `new.target` that belongs to the function or to what is around it. */
  readonly self?: { readonly word: string; readonly at: number } | undefined;
  /** Offsets of `import.meta`. */
  readonly metas: readonly number[];
}

export function ownUses({ node }: Found): OwnUses {
  let self: OwnUses["self"];
  const metas: number[] = [];
  const isClass = node.type.startsWith("Class");
  const visit = (root: Node, own: boolean): void =>
    walk(root, undefined, at => {
      if (at.type === "MetaProperty" && at.meta.name === "import") metas.push(at.start);
      if (own && at !== root && ((isFunctionNode(at) && at.type !== "ArrowFunctionExpression") || at.type === "ClassBody")) {
        visit(at, false);
        return false;
      }
      if (!own || self) return;
      if (at.type === "ThisExpression") self = { word: "this", at: at.start };
      else if (at.type === "Super") self = { word: "super", at: at.start };
      else if (at.type === "MetaProperty" && at.meta.name === "new") self = { word: "new.target", at: at.start };
      else if (at.type === "Identifier" && at.name === "arguments" && node.type === "ArrowFunctionExpression") self = { word: "arguments", at: at.start };
    });
  visit(node, !isClass);
  return { self, metas };
}
