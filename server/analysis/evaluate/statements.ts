/** Statements, by kind. A jump is a value: `return`, `break`, `continue`; an exception of the user's program is a `Thrown`. */

import type TS from "typescript";
import { declareClass } from "./classes.ts";
import { Sequence } from "./generators.ts";
import { iterable } from "./iteration.ts";
import { enumeration } from "./objects.ts";
import { recordStream } from "../bask/environment.ts";
import { K, ts } from "../typescript.ts";
import { anyOf, type Completion, either, loop } from "./branches.ts";
import { assign, closureFrom, evaluate } from "./expressions.ts";
import { itemsOf, whyNoItems } from "./members.ts";
import { binary } from "./operators.ts";
import { bindPattern } from "./patterns.ts";
import { Scope, UNSET } from "./scope.ts";
import { type Evaluation, step, Thrown } from "./state.ts";
import { awaited, isLazy, isPlainObject, opaque, truth, unknown, type Value } from "./value.ts";

export function execute(ev: Evaluation, node: TS.Statement, scope: Scope, label?: string): Completion {
  step(ev);
  if (ev.nesting > ev.budget.nesting) return undefined;
  ev.nesting++;
  try {
    return executeOne(ev, node, scope, label);
  } finally {
    ev.nesting--;
  }
}

function executeOne(ev: Evaluation, node: TS.Statement, scope: Scope, label?: string): Completion {
  switch (node.kind) {
    case K.VariableStatement:
      return declare(ev, (node as TS.VariableStatement).declarationList, scope);
    case K.ExpressionStatement:
      evaluate(ev, (node as TS.ExpressionStatement).expression, scope);
      return undefined;
    case K.Block:
      return executeAll(ev, (node as TS.Block).statements, new Scope(scope));
    case K.ReturnStatement: {
      const { expression } = node as TS.ReturnStatement;
      return { type: "return", value: expression === undefined ? undefined : evaluate(ev, expression, scope) };
    }
    case K.IfStatement: {
      const { expression, thenStatement, elseStatement } = node as TS.IfStatement;
      const condition = truth(evaluate(ev, expression, scope));
      const yes = () => execute(ev, thenStatement, scope);
      const no = () => (elseStatement === undefined ? undefined : execute(ev, elseStatement, scope));
      return condition === undefined ? either(ev, yes, no) : condition ? yes() : no();
    }
    case K.ForStatement:
      return forLoop(ev, node as TS.ForStatement, scope, label);
    case K.ForOfStatement:
    case K.ForInStatement:
      return forEach(ev, node as TS.ForOfStatement | TS.ForInStatement, scope, label);
    case K.WhileStatement:
    case K.DoStatement:
      return whileLoop(ev, node as TS.WhileStatement | TS.DoStatement, scope, label);
    case K.BreakStatement:
      return { type: "break", label: (node as TS.BreakStatement).label?.text };
    case K.ContinueStatement:
      return { type: "continue", label: (node as TS.ContinueStatement).label?.text };
    case K.LabeledStatement: {
      const { label: name, statement } = node as TS.LabeledStatement;
      const completion = execute(ev, statement, scope, name.text);
      return completion?.type === "break" && completion.label === name.text ? undefined : completion;
    }
    case K.SwitchStatement:
      return switchStatement(ev, node as TS.SwitchStatement, scope, label);
    case K.TryStatement:
      return tryStatement(ev, node as TS.TryStatement, scope);
    case K.ThrowStatement:
      throw new Thrown(evaluate(ev, (node as TS.ThrowStatement).expression, scope));
    case K.ClassDeclaration:
      declareClass(ev, node as TS.ClassDeclaration, scope);
      return undefined;
    case K.EnumDeclaration:
      scope.declare((node as TS.EnumDeclaration).name.text, enumeration(ev, node as TS.EnumDeclaration, scope));
      return undefined;
    default:
      return undefined;
  }
}

export function executeAll(ev: Evaluation, statements: readonly TS.Statement[], scope: Scope): Completion {
  hoist(ev, statements, scope);
  for (const statement of statements) {
    const completion = execute(ev, statement, scope);
    if (completion !== undefined) return completion;
  }
  return undefined;
}

/** Functions are there from the start; names declared further down hide those outside. */
export function hoist(ev: Evaluation, statements: readonly TS.Statement[], scope: Scope): void {
  for (const statement of statements) {
    if (statement.kind === K.FunctionDeclaration) {
      const declaration = statement as TS.FunctionDeclaration;
      if (declaration.body !== undefined)
        scope.declare(declaration.name?.text ?? "default", closureFrom(ev, declaration, scope, declaration.name?.text ?? "default"));
    } else if (statement.kind === K.VariableStatement) {
      const list = (statement as TS.VariableStatement).declarationList;
      if ((list.flags & ts.NodeFlags.BlockScoped) !== 0)
        for (const { name } of list.declarations) if (name.kind === K.Identifier) scope.declare((name as TS.Identifier).text, UNSET);
    }
  }
}

function declare(ev: Evaluation, list: TS.VariableDeclarationList, scope: Scope): Completion {
  const binding = (list.flags & ts.NodeFlags.BlockScoped) !== 0 ? "declare" : "var";
  for (const { name, initializer } of list.declarations) {
    if (initializer === undefined) {
      if (name.kind === K.Identifier && !(binding === "var" && scope.find((name as TS.Identifier).text) !== undefined))
        bindPattern(ev, name, undefined, scope, binding);
      continue;
    }
    bindPattern(ev, name, evaluate(ev, initializer, scope), scope, binding);
  }
  return undefined;
}

function forLoop(ev: Evaluation, node: TS.ForStatement, outer: Scope, label: string | undefined): Completion {
  const { initializer, condition, incrementor, statement } = node;
  let scope = new Scope(outer);
  if (initializer !== undefined) {
    if (initializer.kind === K.VariableDeclarationList) declare(ev, initializer as TS.VariableDeclarationList, scope);
    else evaluate(ev, initializer as TS.Expression, scope);
  }
  return loop(ev, label, (round, vague) => {
    for (;;) {
      const goes = condition === undefined ? true : truth(evaluate(ev, condition, scope));
      if (goes === false) return;
      if (goes === undefined) vague("a loop of unknown length");
      const state = goes === undefined ? undefined : round(() => execute(ev, statement, scope));
      if (state === undefined) {
        once(() => execute(ev, statement, scope));
        if (incrementor !== undefined) evaluate(ev, incrementor, scope);
        return;
      }
      if (state === "stop") return;
      // Every round has its own variables, which functions made in it keep.
      const next = new Scope(outer);
      next.vars = new Map(scope.vars);
      scope = next;
      if (incrementor !== undefined) evaluate(ev, incrementor, scope);
    }
  });
}

function whileLoop(ev: Evaluation, node: TS.WhileStatement | TS.DoStatement, scope: Scope, label: string | undefined): Completion {
  const { expression, statement } = node;
  return loop(ev, label, (round, vague) => {
    let first = node.kind === K.DoStatement;
    for (;;) {
      const goes = first || truth(evaluate(ev, expression, scope));
      first = false;
      if (goes === false) return;
      if (goes === undefined) {
        vague("a loop of unknown length");
        once(() => execute(ev, statement, scope));
        return;
      }
      if (round(() => execute(ev, statement, scope)) === "stop") return;
    }
  });
}

function forEach(ev: Evaluation, node: TS.ForOfStatement | TS.ForInStatement, outer: Scope, label: string | undefined): Completion {
  const { initializer, expression, statement } = node;
  const subject = evaluate(ev, expression, outer);
  const keys =
    node.kind === K.ForInStatement
      ? isPlainObject(subject) && !opaque.has(subject)
        ? Object.keys(subject)
        : Array.isArray(subject) && !opaque.has(subject)
          ? Object.keys(subject)
          : undefined
      : undefined;
  const source = node.kind === K.ForInStatement ? subject : iterable(ev, subject, expression);
  const items = node.kind === K.ForInStatement ? keys : source instanceof Sequence ? undefined : itemsOf(source);
  const isAwait = (node as TS.ForOfStatement).awaitModifier !== undefined;
  const body = (item: Value) => () => {
    const scope = new Scope(outer);
    const value = isAwait ? awaited(item) : item;
    if (initializer.kind === K.VariableDeclarationList) {
      const list = initializer as TS.VariableDeclarationList;
      for (const { name } of list.declarations) bindPattern(ev, name, value, scope, (list.flags & ts.NodeFlags.BlockScoped) !== 0 ? "declare" : "var");
    } else assign(ev, initializer as TS.Expression, value, scope);
    return execute(ev, statement, scope);
  };
  return loop(ev, label, (round, vague) => {
    if (source instanceof Sequence && source.next !== undefined) {
      for (let next = source.next(); ; next = source.next()) {
        if (next === undefined) {
          vague(source.why ?? "its items are not known");
          once(body(unknown(source.why ?? "its items are not known")));
          return;
        }
        if (next.done || round(body(next.value)) === "stop") return;
      }
    }
    if (items === undefined) {
      if (isLazy(subject)) recordStream(ev, expression, subject);
      vague(isLazy(subject) ? "known after the run" : whyNoItems(subject));
      once(body(unknown(isLazy(subject) ? "known after the run" : whyNoItems(subject))));
      return;
    }
    for (const item of items.slice()) if (round(body(item)) === "stop") return;
  });
}

/** One round of a loop of unknown length: a jump out of it may happen or not. */
function once(body: () => Completion): void {
  try {
    body();
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
  }
}

function switchStatement(ev: Evaluation, node: TS.SwitchStatement, outer: Scope, label: string | undefined): Completion {
  const value = evaluate(ev, node.expression, outer);
  const scope = new Scope(outer);
  const { clauses } = node.caseBlock;
  for (const clause of clauses) hoist(ev, clause.statements, scope);
  const from = (index: number) => (): Completion => {
    for (const clause of clauses.slice(index)) {
      for (const statement of clause.statements) {
        const completion = execute(ev, statement, scope);
        if (completion === undefined) continue;
        return completion.type === "break" && completion.label === undefined ? undefined : completion;
      }
    }
    return undefined;
  };
  const matches = clauses.map(clause =>
    ts.isCaseClause(clause) ? binary(K.EqualsEqualsEqualsToken, value, evaluate(ev, clause.expression, scope)) : undefined,
  );
  const fallback = clauses.findIndex(clause => !ts.isCaseClause(clause));
  ev.loops.push({ label, uncertain: false });
  try {
    const ways: (() => Completion)[] = [];
    for (const [i, match] of matches.entries()) {
      if (match === undefined || match === false) continue;
      ways.push(from(i));
      if (match === true) return anyOf(ev, ways);
    }
    ways.push(fallback >= 0 ? from(fallback) : () => undefined);
    return anyOf(ev, ways);
  } finally {
    ev.loops.pop();
  }
}

function tryStatement(ev: Evaluation, node: TS.TryStatement, scope: Scope): Completion {
  const { tryBlock, catchClause, finallyBlock } = node;
  let completion: Completion;
  let thrown: Thrown | undefined;
  if (catchClause !== undefined) ev.tries++;
  try {
    completion = execute(ev, tryBlock, scope);
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    thrown = error;
  } finally {
    if (catchClause !== undefined) ev.tries--;
  }
  if (thrown !== undefined && catchClause !== undefined) {
    const inner = new Scope(scope);
    if (catchClause.variableDeclaration !== undefined) bindPattern(ev, catchClause.variableDeclaration.name, thrown.value, inner, "declare");
    thrown = undefined;
    completion = execute(ev, catchClause.block, inner);
  }
  if (finallyBlock !== undefined) completion = execute(ev, finallyBlock, scope) ?? completion;
  if (thrown !== undefined) throw thrown;
  return completion;
}
