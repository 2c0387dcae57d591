/** What rules look at: the calls of a text with what they give, its imports, names and task functions, found in one walk of the tree. */

import type TS from "typescript";
import type { Expr } from "../../runtime/expr/expr.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { exprOf, isLazy, type Value } from "../analysis/evaluate/value.ts";
import { K, ts } from "../analysis/typescript.ts";
import { isFunction, type FunctionNode, loopOf, unwrap } from "./syntax.ts";

export interface Call {
  readonly node: TS.CallExpression;
  /** The called name: `sum` of `x.sum()`; empty where there is none. */
  readonly name: string;
  readonly at: TS.Node;
  /** What it is called on. */
  readonly on: TS.Expression | undefined;
  readonly args: readonly TS.Expression[];
  /** The library's function it is, such as `bask/array.ones` or `bask.delayed`. */
  readonly origin: string | undefined;
}
export interface Declaration {
  readonly name: string;
  readonly node: TS.Node;
  readonly kind: "const" | "let" | "var" | "parameter" | "function" | "class" | "import";
  readonly initializer: TS.Expression | undefined;
  /** The node whose names it is among. */
  readonly scope: TS.Node;
}
/** A name is given another value, or what it holds is changed. */
export interface Write {
  readonly name: TS.Identifier;
  readonly node: TS.Node;
  readonly kind: "assign" | "member" | "method";
}
/** A function that runs as a task, and the call it was handed to. */
export interface Task {
  readonly f: FunctionNode;
  readonly call: Call;
}
export interface Subject {
  readonly analysis: Analysis;
  readonly source: TS.SourceFile;
  readonly calls: readonly Call[];
  readonly tasks: readonly Task[];
  readonly writes: readonly Write[];
  /** Writes within a node. */
  writesIn(node: TS.Node): readonly Write[];
  /** Assignments to what a declaration names. */
  assignments(found: Declaration): readonly Write[];
  /** Names within a node, in order; found once a node. */
  namesIn(node: TS.Node): readonly TS.Identifier[];
  /** Calls within a node. */
  callsIn(node: TS.Node): readonly TS.CallExpression[];
  /** Kinds of declarations that there are. */
  readonly declares: ReadonlySet<Declaration["kind"]>;
  /** Nodes of these kinds, in order. */
  all<T extends TS.Node>(kind: TS.SyntaxKind): readonly T[];
  named(...names: readonly string[]): readonly Call[];
  callOf(node: TS.Node): Call | undefined;
  lazy(node: TS.Node | undefined): Expr | undefined;
  value(node: TS.Node | undefined): Value;
  resolve(name: TS.Identifier): Declaration | undefined;
  /** The local function that an expression is or names. */
  functionOf(node: TS.Expression | undefined): FunctionNode | undefined;
  taskOf(node: TS.Node): Task | undefined;
  loopOf(node: TS.Node): TS.Node | undefined;
  text(node: TS.Node): string;
  /** Calls that gave a lazy value, each with it. */
  readonly made: readonly { readonly call: Call; readonly expr: Expr }[];
}

const MUTATORS = new Set(["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"]);
const subjects = new WeakMap<Analysis, Subject>();

export function subjectOf(analysis: Analysis): Subject {
  let subject = subjects.get(analysis);
  if (subject === undefined) subjects.set(analysis, (subject = walk(analysis)));
  return subject;
}

function walk(analysis: Analysis): Subject {
  const { source } = analysis;
  const { facts } = analysis.program.evaluation;
  const kinds = new Map<TS.SyntaxKind, TS.Node[]>();
  const scopes = new Map<TS.Node, Map<string, Declaration>>();
  const nodes: TS.CallExpression[] = [];
  const writes: Write[] = [];
  const names = new Set<string>();
  const declares = new Set<Declaration["kind"]>();
  const declare = (scope: TS.Node, name: string, node: TS.Node, kind: Declaration["kind"], initializer?: TS.Expression) => {
    let inScope = scopes.get(scope);
    if (inScope === undefined) scopes.set(scope, (inScope = new Map()));
    if (!inScope.has(name)) inScope.set(name, { name, node, kind, initializer, scope });
    names.add(name);
    declares.add(kind);
  };
  const bind = (name: TS.BindingName, scope: TS.Node, kind: Declaration["kind"], initializer?: TS.Expression): void => {
    if (name.kind === K.Identifier) declare(scope, (name as TS.Identifier).text, name, kind, initializer);
    else for (const element of (name as TS.BindingPattern).elements) if (ts.isBindingElement(element)) bind(element.name, scope, kind);
  };
  const written = (target: TS.Expression, node: TS.Node): void => {
    let each = unwrap(target);
    let kind: Write["kind"] = "assign";
    while (ts.isPropertyAccessExpression(each) || ts.isElementAccessExpression(each)) [each, kind] = [unwrap(each.expression), "member"];
    if (ts.isIdentifier(each)) writes.push({ name: each, node, kind });
  };
  const visit = (node: TS.Node, block: TS.Node, body: TS.Node): void => {
    let list = kinds.get(node.kind);
    if (list === undefined) kinds.set(node.kind, (list = []));
    list.push(node);
    let inner = block;
    let outer = body;
    switch (node.kind) {
      case K.CallExpression: {
        nodes.push(node as TS.CallExpression);
        const { expression } = node as TS.CallExpression;
        if (ts.isPropertyAccessExpression(expression) && MUTATORS.has(expression.name.text) && ts.isIdentifier(expression.expression))
          writes.push({ name: expression.expression, node, kind: "method" });
        break;
      }
      case K.BinaryExpression: {
        const { operatorToken, left } = node as TS.BinaryExpression;
        if (operatorToken.kind >= K.FirstAssignment && operatorToken.kind <= K.LastAssignment) written(left, node);
        break;
      }
      case K.PrefixUnaryExpression:
      case K.PostfixUnaryExpression: {
        const { operator, operand } = node as TS.PrefixUnaryExpression;
        if (operator === K.PlusPlusToken || operator === K.MinusMinusToken) written(operand, node);
        break;
      }
      case K.VariableDeclaration: {
        const { name, initializer, parent } = node as TS.VariableDeclaration;
        const scoped = (parent.flags & ts.NodeFlags.BlockScoped) !== 0;
        bind(name, scoped ? block : body, !scoped ? "var" : (parent.flags & ts.NodeFlags.Const) !== 0 ? "const" : "let", initializer);
        break;
      }
      case K.ImportDeclaration:
        for (const { local } of importsOf(node as TS.ImportDeclaration)) declare(source, local, node, "import");
        break;
      case K.FunctionDeclaration:
      case K.ClassDeclaration: {
        const { name } = node as TS.FunctionDeclaration | TS.ClassDeclaration;
        if (name !== undefined) declare(block, name.text, node, node.kind === K.FunctionDeclaration ? "function" : "class");
        break;
      }
      case K.Block:
      case K.ForStatement:
      case K.ForOfStatement:
      case K.ForInStatement:
      case K.CaseBlock:
      case K.CatchClause:
        inner = node;
        break;
      default:
        break;
    }
    if (isFunction(node)) {
      inner = outer = node;
      for (const parameter of node.parameters) bind(parameter.name, node, "parameter");
    }
    ts.forEachChild(node, child => visit(child, inner, outer));
  };
  const whole = analysis.statements === undefined;
  if (whole) ts.forEachChild(source, child => visit(child, source, source));
  else {
    // Someone waits for what is known of the last of them: of the others, the names.
    const { statements } = analysis;
    for (const each of statements!.slice(0, -1)) {
      if (ts.isVariableStatement(each))
        for (const { name, initializer } of each.declarationList.declarations)
          bind(name, source, (each.declarationList.flags & ts.NodeFlags.Const) !== 0 ? "const" : "let", initializer);
      else if (each.kind === K.ImportDeclaration) visit(each, source, source);
      else if ((ts.isFunctionDeclaration(each) || ts.isClassDeclaration(each)) && each.name !== undefined)
        declare(source, each.name.text, each, ts.isFunctionDeclaration(each) ? "function" : "class");
    }
    for (const each of statements!.slice(-1)) visit(each, source, source);
  }

  const imported = new Map<string, string>();
  for (const node of kinds.get(K.ImportDeclaration) ?? []) {
    const module = (node as TS.ImportDeclaration).moduleSpecifier;
    if (!ts.isStringLiteral(module) || !/^bask(\/|$)/.test(module.text)) continue;
    for (const { local, name } of importsOf(node as TS.ImportDeclaration)) imported.set(local, name === "*" ? module.text : `${module.text}.${name}`);
  }
  const resolved = new Map<TS.Identifier, Declaration | undefined>();
  const resolve = (name: TS.Identifier): Declaration | undefined => {
    const known = resolved.get(name);
    if (known !== undefined || resolved.has(name)) return known;
    const found = lookUp(name);
    resolved.set(name, found);
    return found;
  };
  const lookUp = (name: TS.Identifier): Declaration | undefined => {
    if (!names.has(name.text)) return undefined;
    for (let each: TS.Node | undefined = name.parent; each !== undefined; each = each.parent) {
      const found = scopes.get(each)?.get(name.text);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const originOf = (node: TS.Expression): string | undefined => {
    if (ts.isIdentifier(node)) {
      const origin = imported.get(node.text);
      return origin !== undefined && resolve(node)?.kind === "import" ? origin : undefined;
    }
    if (!ts.isPropertyAccessExpression(node)) return undefined;
    const outer = originOf(node.expression);
    return outer === undefined ? undefined : `${outer}.${node.name.text}`;
  };
  const byNode = new Map<TS.Node, Call>();
  const byName = new Map<string, Call[]>();
  const callFrom = (node: TS.CallExpression): Call => {
    const callee = unwrap(node.expression);
    const member = ts.isPropertyAccessExpression(callee) ? callee : undefined;
    const name = member?.name.text ?? (ts.isIdentifier(callee) ? callee.text : "");
    return { node, name, at: member?.name ?? callee, on: member?.expression, args: node.arguments, origin: originOf(callee) };
  };
  const calls = nodes.map((node): Call => {
    const call = callFrom(node);
    byNode.set(node, call);
    const same = byName.get(call.name);
    if (same === undefined) byName.set(call.name, [call]);
    else same.push(call);
    return call;
  });
  const value = (node: TS.Node | undefined): Value => (node === undefined ? undefined : facts.get(ts.isExpression(node) ? unwrap(node) : node)?.value);
  const lazy = (node: TS.Node | undefined): Expr | undefined => {
    const found = value(node);
    return isLazy(found) ? exprOf(found) : undefined;
  };
  const functionOf = (node: TS.Expression | undefined): FunctionNode | undefined => {
    const inner = node === undefined ? undefined : unwrap(node);
    if (inner === undefined) return undefined;
    if (isFunction(inner)) return inner;
    if (!ts.isIdentifier(inner)) return undefined;
    const found = resolve(inner);
    if (found === undefined) return undefined;
    if (isFunction(found.node)) return found.node;
    return found.initializer !== undefined && isFunction(unwrap(found.initializer)) ? (unwrap(found.initializer) as FunctionNode) : undefined;
  };
  const tasks = calls.flatMap(call =>
    takesTasks(call, lazy)
      ? taskArguments(call)
          .flatMap(arg => functionOf(arg) ?? [])
          .map(f => ({ f, call }))
      : [],
  );
  let assigned: Map<Declaration, Write[]> | undefined;
  const taskByFunction = new Map(tasks.map(task => [task.f, task]));
  return {
    analysis,
    source,
    calls,
    tasks,
    writes,
    declares,
    writesIn: node => within(writes, node, write => write.node),
    assignments(found) {
      if (assigned === undefined) {
        assigned = new Map();
        for (const write of writes) {
          const to = write.kind === "assign" ? resolve(write.name) : undefined;
          if (to === undefined) continue;
          const list = assigned.get(to);
          if (list === undefined) assigned.set(to, [write]);
          else list.push(write);
        }
      }
      return assigned.get(found) ?? [];
    },
    namesIn: node => within((kinds.get(K.Identifier) ?? []) as TS.Identifier[], node),
    callsIn: node => within(nodes, node),
    all: <T extends TS.Node>(kind: TS.SyntaxKind) => (kinds.get(kind) ?? []) as readonly TS.Node[] as readonly T[],
    named: (...names) => names.flatMap(name => byName.get(name) ?? []),
    callOf(node) {
      const inner = unwrap(node as TS.Expression);
      return byNode.get(inner) ?? (!whole && ts.isCallExpression(inner) ? callFrom(inner) : undefined);
    },
    lazy,
    value,
    resolve,
    functionOf,
    taskOf(node) {
      for (let each: TS.Node | undefined = node.parent; each !== undefined; each = each.parent) {
        const task = isFunction(each) ? taskByFunction.get(each) : undefined;
        if (task !== undefined) return task;
      }
      return undefined;
    },
    loopOf: node => loopOf(node, receiver => lazy(receiver) !== undefined),
    text: node => node.getText(source),
    made: calls.flatMap(call => {
      const expr = lazy(call.node);
      return expr === undefined ? [] : [{ call, expr }];
    }),
  };
}

/** Those of a list in the order of the text that are inside a node, but not it. */
function within<T extends TS.Node | Write>(list: readonly T[], outer: TS.Node, nodeOf: (each: T) => TS.Node = each => each as TS.Node): T[] {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodeOf(list[middle]!).pos < outer.pos) low = middle + 1;
    else high = middle;
  }
  const found: T[] = [];
  for (; low < list.length && nodeOf(list[low]!).pos < outer.end; low++) {
    const node = nodeOf(list[low]!);
    if (node !== outer && node.end <= outer.end) found.push(list[low]!);
  }
  return found;
}

/** Methods whose function runs while building. */
const BUILDING = new Set(["agg", "aggregate", "pipe", "capture"]);

function takesTasks(call: Call, lazy: (node: TS.Node | undefined) => Expr | undefined): boolean {
  if (call.origin === "bask.delayed") return true;
  if (BUILDING.has(call.name)) return false;
  if ((call.name === "submit" || call.name === "map") && call.on !== undefined && /client/i.test(call.on.getText())) return true;
  return lazy(call.node) !== undefined && (call.origin !== undefined || call.on !== undefined);
}

const taskArguments = ({ args, name }: Call): readonly TS.Expression[] =>
  name === "assign" && args[0] !== undefined && ts.isObjectLiteralExpression(args[0])
    ? args[0].properties.flatMap(each => (ts.isPropertyAssignment(each) ? [each.initializer] : []))
    : args;

function importsOf({ importClause }: TS.ImportDeclaration): { local: string; name: string }[] {
  if (importClause === undefined) return [];
  const found = importClause.name === undefined ? [] : [{ local: importClause.name.text, name: "default" }];
  const { namedBindings } = importClause;
  if (namedBindings === undefined) return found;
  if (ts.isNamespaceImport(namedBindings)) return [...found, { local: namedBindings.name.text, name: "*" }];
  return [...found, ...namedBindings.elements.map(each => ({ local: each.name.text, name: (each.propertyName ?? each.name).text }))];
}
