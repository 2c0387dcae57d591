/** JavaScript as a tree with scopes. One loose node type: what is read here is a handful of fields of a few dozen node types. */

import { parse, type Options } from "acorn";
import { analyze, type Reference, type Scope, type ScopeManager, type Variable } from "eslint-scope";

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly [field: string]: any;
}

export interface Tree {
  readonly program: Node;
  readonly scopes: ScopeManager;
  /** The scope of the top-level declarations. */
  readonly top: Scope;
  readonly parents: ReadonlyMap<Node, Node>;
}

/** Throws acorn's SyntaxError, with `pos`. */
export function parseTree(code: string, options: Partial<Options> = {}): Tree {
  const program = parse(code, {
    ecmaVersion: "latest",
    sourceType: "module",
    allowAwaitOutsideFunction: true,
    allowHashBang: true,
    ranges: true,
    ...options,
  }) as unknown as Node;
  const sourceType = options.sourceType === "script" ? "script" : "module";
  // eslint-scope reads the tree as ESTree; acorn's nodes are that.
  const scopes = analyze(program as never, { ecmaVersion: 2025, sourceType, ignoreEval: true });
  const global = scopes.globalScope!;
  const parents = new Map<Node, Node>();
  walk(program, undefined, (node, parent) => void (parent && parents.set(node, parent)));
  return { program, scopes, top: sourceType === "module" ? global.childScopes[0]! : global, parents };
}

/** Every node, parents first; `false` from `visit` leaves a subtree out. */
export function walk(node: Node, parent: Node | undefined, visit: (node: Node, parent: Node | undefined) => boolean | void): void {
  if (visit(node, parent) === false) return;
  for (const key in node) {
    const value: unknown = node[key];
    if (value === null || typeof value !== "object") continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walk(item, node, visit);
    } else if (isNode(value)) walk(value, node, visit);
  }
}

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string" && typeof (value as Node).start === "number";

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
export const isFunctionNode = (node: Node): boolean => FUNCTIONS.has(node.type);

/** Does the language give this expression the name of what it is assigned to? */
export const isAnonymous = (node: Node | null | undefined): node is Node =>
  !!node && (node.type === "ArrowFunctionExpression" || ((node.type === "FunctionExpression" || node.type === "ClassExpression") && !node.id));

/** The identifier nodes a pattern binds. */
export function patternNames(pattern: Node | null): Node[] {
  if (!pattern) return [];
  switch (pattern.type) {
    case "Identifier":
      return [pattern];
    case "ObjectPattern":
      return (pattern.properties as Node[]).flatMap(p => patternNames(p.type === "RestElement" ? p.argument : p.value));
    case "ArrayPattern":
      return (pattern.elements as (Node | null)[]).flatMap(patternNames);
    case "AssignmentPattern":
      return patternNames(pattern.left);
    case "RestElement":
      return patternNames(pattern.argument);
    default:
      return [];
  }
}

export type { Reference, Scope, Variable };
