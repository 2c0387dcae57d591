/** Edits of source text that keep its meaning and its line breaks: the moves that cells and modules have in common. */

import MagicString from "magic-string";
import { isAnonymous, parseTree, type Node, type Tree } from "./tree.ts";

export interface Rewriting {
  readonly edits: MagicString;
  readonly tree: Tree;
  readonly code: string;
  /**
   * The engine reports the call `f(x)` at `f`, but `(0, scope.f)(x)` at its second parenthesis. For offsets where such calls are reported,
   * the offset of the user's name.
   */
  readonly callees: Map<number, number>;
  /** The statement whose value is the result: it stands behind `return (`. */
  readonly result?: Node | undefined;
}

/** Makes an identifier that reads or writes a variable read or write `target` instead. */
export function retarget(rewriting: Rewriting, id: Node, target: string): void {
  const { edits, tree, code, callees } = rewriting;
  const parent = tree.parents.get(id)!;
  const holder = parent.type === "AssignmentPattern" && parent.left === id ? tree.parents.get(parent)! : parent;
  if (holder.type === "Property" && holder.shorthand && holder.value === (holder === parent ? id : parent)) {
    edits.update(id.start, id.end, `${id.name}: ${target}`);
  } else if (isCallee(parent, id)) {
    // `scope.f()` would hand the scope to `f` as `this`.
    edits.update(id.start, id.end, `${startsStatement(rewriting, id) ? ";" : ""}(0, ${target})`);
    const open = code.indexOf("(", id.end);
    const isPlain = parent.type === "CallExpression" && parent.optional !== true && !code.slice(id.end, open).includes(")");
    if (isPlain) for (let at = id.end; at <= open; at++) callees.set(at, id.start);
  } else {
    edits.update(id.start, id.end, target);
  }
  if ((parent.type === "AssignmentExpression" || parent.type === "AssignmentPattern") && parent.left === id) keepName(edits, parent.right, id.name);
}

const isCallee = (parent: Node, id: Node): boolean =>
  (parent.type === "CallExpression" && parent.callee === id) || (parent.type === "TaggedTemplateExpression" && parent.tag === id);

/** An anonymous function takes the name of the variable it is assigned to, but not that of a property: so it passes through an object literal. */
export function keepName(edits: MagicString, value: Node | null, name: string): void {
  if (!isAnonymous(value)) return;
  const key = name === "__proto__" ? `["__proto__"]` : name;
  edits.prependRight(value.start, `{ ${key}: `);
  edits.appendLeft(value.end, ` }.${name}`);
}

const LISTS = new Set(["Program", "BlockStatement", "StaticBlock", "SwitchCase"]);
export const standsInList = (tree: Tree, statement: Node): boolean => LISTS.has(tree.parents.get(statement)?.type ?? "Program");

/** Would a parenthesis at this node continue a line before it that has no semicolon? */
function startsStatement({ tree, result }: Rewriting, node: Node): boolean {
  let at = node;
  for (;;) {
    const parent = tree.parents.get(at);
    if (!parent) return false;
    if (parent.type === "ExpressionStatement") return parent.start === node.start && parent !== result && standsInList(tree, parent);
    if (parent.start !== node.start) return false;
    at = parent;
  }
}

/** Takes text away and leaves its line breaks. */
export function blank({ edits, code }: Rewriting, start: number, end: number): void {
  const breaks = code.slice(start, end).replaceAll(/[^\n]/g, "");
  if (start === end) return;
  if (breaks === "") edits.remove(start, end);
  else edits.update(start, end, breaks);
}

/** `import()` and `import.meta` as calls of what the runner hands in. */
export function rewriteImports({ edits }: Rewriting, node: Node): void {
  if (node.type === "ImportExpression") edits.update(node.start, node.start + "import".length, "$load");
  else if (node.type === "MetaProperty" && node.meta.name === "import") edits.update(node.start, node.end, "$meta");
}

/** An expression that was written apart from the tree, its free names retargeted. */
export function retargetExpression(text: string, targetOf: (name: string) => string | undefined): string {
  const code = `(${text})`;
  const tree = parseTree(code);
  const edits = new MagicString(code);
  for (const { identifier } of tree.scopes.globalScope!.through) {
    const target = targetOf(identifier.name);
    if (target !== undefined && target !== identifier.name) retarget({ edits, tree, code, callees: new Map() }, identifier as unknown as Node, target);
  }
  return edits.toString().slice(1, -1);
}
