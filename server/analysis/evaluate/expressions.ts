/** Expressions, by kind. `evaluate` gives a value for every node, an Unknown where it cannot follow. */

import type TS from "typescript";
import { K, ts } from "../typescript.ts";
import { report } from "./state.ts";
import { eitherValue } from "./branches.ts";
import { callFunction, construct } from "./calls.ts";
import { findMember, instanceClass, makeClass, ownAccessors, privateMember, setPrivate, superCall } from "./classes.ts";
import { yieldAll, yieldOne } from "./generators.ts";
import { born } from "./heap.ts";
import { iterate } from "./iteration.ts";
import { bigint, importMeta, regexp } from "./literals.ts";
import { deleteMember, getMember, setMember, whyNoItems } from "./members.ts";
import { addAccessor, instanceOf, readFound, superMember, taggedTemplate, template, write } from "./objects.ts";
import { binary, LazyOperand, text, typeOf, unary } from "./operators.ts";
import { assignPattern, nameFunction } from "./patterns.ts";
import type { Scope } from "./scope.ts";
import { type Evaluation, OverBudget, record, recordDoubt, step } from "./state.ts";
import { awaited, isLazy, isPlainObject, isUnknown, makeClosure, opaque, truth, unknown, type Value } from "./value.ts";
import { MAX_ITEMS } from "./builtins/array.ts";
import { vague } from "./builtins/globals.ts";

/** What an optional chain gives when it stops early; never seen outside the chain. */
const STOPPED = Symbol("stopped");

export function evaluate(ev: Evaluation, node: TS.Expression, scope: Scope): Value {
  const value = inChain(ev, node, scope);
  return value === STOPPED ? undefined : value;
}

function inChain(ev: Evaluation, node: TS.Expression, scope: Scope): Value {
  step(ev);
  if (ev.nesting > ev.budget.nesting) return unknown("too deep to follow");
  ev.nesting++;
  try {
    const value = evaluateOne(ev, node, scope);
    record(ev, node, value);
    return value;
  } finally {
    ev.nesting--;
  }
}

function evaluateOne(ev: Evaluation, node: TS.Expression, scope: Scope): Value {
  switch (node.kind) {
    case K.Identifier:
      return named(ev, node as TS.Identifier, identifier(scope, (node as TS.Identifier).text));
    case K.NumericLiteral:
      return Number((node as TS.NumericLiteral).text);
    case K.StringLiteral:
    case K.NoSubstitutionTemplateLiteral:
      return (node as TS.StringLiteral).text;
    case K.BigIntLiteral:
      return bigint((node as TS.BigIntLiteral).text);
    case K.RegularExpressionLiteral:
      return regexp((node as TS.RegularExpressionLiteral).text);
    case K.TrueKeyword:
      return true;
    case K.FalseKeyword:
      return false;
    case K.NullKeyword:
      return null;
    case K.ThisKeyword:
      return ev.frame.self === undefined ? unknown("`this`") : ev.frame.self;
    case K.TemplateExpression:
      return template(ev, node as TS.TemplateExpression, scope);
    case K.ParenthesizedExpression:
    case K.AsExpression:
    case K.SatisfiesExpression:
    case K.NonNullExpression:
    case K.TypeAssertionExpression:
    case K.ExpressionWithTypeArguments:
      return evaluate(ev, (node as TS.ParenthesizedExpression).expression, scope);
    case K.PropertyAccessExpression:
    case K.ElementAccessExpression:
      return member(ev, node as TS.PropertyAccessExpression | TS.ElementAccessExpression, scope).value;
    case K.CallExpression:
      return call(ev, node as TS.CallExpression, scope);
    case K.NewExpression: {
      const { expression, arguments: args } = node as TS.NewExpression;
      return construct(ev, evaluate(ev, expression, scope), argumentsOf(ev, args ?? [], scope), node);
    }
    case K.ArrowFunction:
    case K.FunctionExpression:
      return closureFrom(ev, node as TS.ArrowFunction | TS.FunctionExpression, scope, (node as TS.FunctionExpression).name?.text ?? "");
    case K.ArrayLiteralExpression:
      return arrayLiteral(ev, node as TS.ArrayLiteralExpression, scope);
    case K.ObjectLiteralExpression:
      return objectLiteral(ev, node as TS.ObjectLiteralExpression, scope);
    case K.BinaryExpression:
      return binaryExpression(ev, node as TS.BinaryExpression, scope);
    case K.PrefixUnaryExpression:
    case K.PostfixUnaryExpression:
      return increment(ev, node as TS.PrefixUnaryExpression | TS.PostfixUnaryExpression, scope);
    case K.ConditionalExpression: {
      const { condition, whenTrue, whenFalse } = node as TS.ConditionalExpression;
      const which = truth(evaluate(ev, condition, scope));
      if (which === undefined)
        return eitherValue(
          ev,
          () => evaluate(ev, whenTrue, scope),
          () => evaluate(ev, whenFalse, scope),
        );
      return evaluate(ev, which ? whenTrue : whenFalse, scope);
    }
    case K.AwaitExpression:
      return awaited(evaluate(ev, (node as TS.AwaitExpression).expression, scope));
    case K.TypeOfExpression:
      return typeOf(evaluate(ev, (node as TS.TypeOfExpression).expression, scope));
    case K.VoidExpression:
      evaluate(ev, (node as TS.VoidExpression).expression, scope);
      return undefined;
    case K.DeleteExpression:
      return deletion(ev, (node as TS.DeleteExpression).expression, scope);
    case K.MetaProperty:
      return importMeta(ev);
    case K.ClassExpression:
      return makeClass(ev, node as TS.ClassExpression, scope, (node as TS.ClassExpression).name?.text ?? "");
    case K.YieldExpression: {
      const { asteriskToken, expression } = node as TS.YieldExpression;
      const value = expression === undefined ? undefined : evaluate(ev, expression, scope);
      return asteriskToken === undefined ? yieldOne(ev, value) : yieldAll(ev, iterate(ev, value, node), whyNoItems(value));
    }
    case K.TaggedTemplateExpression:
      return taggedTemplate(ev, node as TS.TaggedTemplateExpression, scope);
    default:
      return unknown("an expression that is not followed");
  }
}

function named(ev: Evaluation, node: TS.Identifier, value: Value): Value {
  if (isUnknown(value)) recordDoubt(ev, node, value);
  return value;
}

function identifier(scope: Scope, name: string): Value {
  return scope.find(name) === undefined ? unknown(`"${name}" is not known here`) : scope.read(name);
}

export function closureFrom(ev: Evaluation, node: TS.FunctionLikeDeclaration, scope: Scope, name: string): Value {
  return makeClosure({ node, scope, self: ev.frame.self, source: ev.active, name, home: node.kind === K.ArrowFunction ? ev.frame.home : undefined });
}

/** A member and the object it was read from, which is `this` of a call. */
function member(ev: Evaluation, node: TS.PropertyAccessExpression | TS.ElementAccessExpression, scope: Scope): { self: Value; value: Value } {
  const self = (node.flags & ts.NodeFlags.OptionalChain) !== 0 ? inChain(ev, node.expression, scope) : evaluate(ev, node.expression, scope);
  const privateName = node.kind === K.PropertyAccessExpression && (node as TS.PropertyAccessExpression).name.kind === K.PrivateIdentifier;
  if (self === STOPPED || (node.questionDotToken !== undefined && (self === undefined || self === null))) return { self: undefined, value: STOPPED };
  if (privateName) return { self, value: readFound(ev, privateMember(self, (node as TS.PropertyAccessExpression).name.text), self, node) };
  const key =
    node.kind === K.PropertyAccessExpression
      ? (node as TS.PropertyAccessExpression).name.text
      : evaluate(ev, (node as TS.ElementAccessExpression).argumentExpression, scope);
  if (node.expression.kind === K.SuperKeyword) return { self: ev.frame.self, value: superMember(ev, key, node) };
  const value = getMember(ev, self, key, node);
  if (node.kind === K.PropertyAccessExpression) record(ev, (node as TS.PropertyAccessExpression).name, value);
  return { self, value };
}

function call(ev: Evaluation, node: TS.CallExpression, scope: Scope): Value {
  const callee = unwrap(node.expression);
  if (callee.kind === K.ImportKeyword) return unknown("a module that is imported while running");
  if (callee.kind === K.SuperKeyword) return superCall(ev, argumentsOf(ev, node.arguments, scope));
  let self: Value;
  let f: Value;
  if (callee.kind === K.PropertyAccessExpression || callee.kind === K.ElementAccessExpression) {
    const found = member(ev, callee as TS.PropertyAccessExpression, scope);
    ({ self } = found);
    f = found.value;
  } else f = (node.flags & ts.NodeFlags.OptionalChain) !== 0 ? inChain(ev, callee, scope) : evaluate(ev, callee, scope);
  if (f === STOPPED || (node.questionDotToken !== undefined && (f === undefined || f === null))) return STOPPED;
  const value = callFunction(ev, f, self, argumentsOf(ev, node.arguments, scope), node);
  if (isLazy(value)) {
    if (callee.kind === K.PropertyAccessExpression) record(ev, (callee as TS.PropertyAccessExpression).name, value);
    else if (callee.kind === K.Identifier) record(ev, callee, value);
  }
  return value;
}

function unwrap(node: TS.Expression): TS.Expression {
  while (node.kind === K.ParenthesizedExpression || node.kind === K.NonNullExpression) node = (node as TS.ParenthesizedExpression).expression;
  return node;
}

export function argumentsOf(ev: Evaluation, nodes: readonly TS.Expression[], scope: Scope): Value[] {
  const args: Value[] = [];
  for (const node of nodes) {
    if (node.kind !== K.SpreadElement) {
      args.push(evaluate(ev, node, scope));
      continue;
    }
    const value = evaluate(ev, (node as TS.SpreadElement).expression, scope);
    const items = iterate(ev, value, node);
    if (items === undefined) args.push(unknown(whyNoItems(value)));
    else for (const item of items) append(args, item);
  }
  return args;
}

function append(items: Value[], item: Value): void {
  if (items.push(item) > MAX_ITEMS) throw new OverBudget("a very long list");
}

function arrayLiteral(ev: Evaluation, node: TS.ArrayLiteralExpression, scope: Scope): Value {
  const items: Value[] = born([]);
  let why: string | undefined;
  for (const element of node.elements) {
    if (element.kind === K.OmittedExpression) items.push(undefined);
    else if (element.kind === K.SpreadElement) {
      const value = evaluate(ev, (element as TS.SpreadElement).expression, scope);
      const inner = iterate(ev, value, element);
      if (inner === undefined) why ??= whyNoItems(value);
      else for (const item of inner) append(items, item);
    } else items.push(evaluate(ev, element, scope));
  }
  return why === undefined ? items : vague(items, why);
}

function objectLiteral(ev: Evaluation, node: TS.ObjectLiteralExpression, scope: Scope): Value {
  const result: Record<string, Value> = born({});
  let why: string | undefined;
  for (const property of node.properties) {
    if (property.kind === K.SpreadAssignment) {
      const value = evaluate(ev, (property as TS.SpreadAssignment).expression, scope);
      if (value === undefined || value === null || value === false) continue;
      if (!isPlainObject(value) || opaque.has(value) || ownAccessors.has(value)) why ??= isUnknown(value) ? value.unknown : "what is spread is not known";
      else for (const [key, item] of Object.entries(value)) setMember(result, key, item);
      continue;
    }
    const key = property.name === undefined ? unknown("a member without a name") : propertyKey(ev, property.name, scope);
    if (property.kind === K.GetAccessor || property.kind === K.SetAccessor) {
      if (isUnknown(key)) why ??= key.unknown;
      else addAccessor(ev, result, typeof key === "symbol" ? key : String(key), property as TS.AccessorDeclaration, scope);
      continue;
    }
    let value: Value;
    if (property.kind === K.ShorthandPropertyAssignment) value = identifier(scope, property.name.text);
    else if (property.kind === K.PropertyAssignment) value = evaluate(ev, (property as TS.PropertyAssignment).initializer, scope);
    else if (property.kind === K.MethodDeclaration)
      value = makeClosure({ node: property as TS.MethodDeclaration, scope, self: undefined, source: ev.active, name: isUnknown(key) ? "" : String(key) });
    else continue;
    if (!isUnknown(key)) nameFunction(value, String(key));
    if (property.kind === K.ShorthandPropertyAssignment) record(ev, property.name, value);
    setMember(result, key, value);
  }
  return why === undefined ? result : vague(result, why);
}

export function propertyKey(ev: Evaluation, name: TS.PropertyName, scope: Scope): Value {
  if (name.kind === K.ComputedPropertyName) return evaluate(ev, (name as TS.ComputedPropertyName).expression, scope);
  return (name as TS.Identifier).text;
}

function binaryExpression(ev: Evaluation, node: TS.BinaryExpression, scope: Scope): Value {
  const { left, right, operatorToken } = node;
  const operator = operatorToken.kind;
  switch (operator) {
    case K.EqualsToken: {
      const value = evaluate(ev, right, scope);
      assign(ev, left, value, scope);
      return value;
    }
    case K.CommaToken:
      evaluate(ev, left, scope);
      return evaluate(ev, right, scope);
    case K.AmpersandAmpersandToken:
    case K.BarBarToken:
    case K.QuestionQuestionToken:
      return shortCircuit(ev, operator, evaluate(ev, left, scope), () => evaluate(ev, right, scope));
    case K.AmpersandAmpersandEqualsToken:
    case K.BarBarEqualsToken:
    case K.QuestionQuestionEqualsToken: {
      const plain =
        operator === K.AmpersandAmpersandEqualsToken ? K.AmpersandAmpersandToken : operator === K.BarBarEqualsToken ? K.BarBarToken : K.QuestionQuestionToken;
      const value = shortCircuit(ev, plain, evaluate(ev, left, scope), () => evaluate(ev, right, scope));
      assign(ev, left, value, scope);
      return value;
    }
    default:
      break;
  }
  const compound = COMPOUND[ts.tokenToString(operator) ?? ""];
  if (compound !== undefined) {
    const value = operate(ev, node, K[compound], evaluate(ev, left, scope), evaluate(ev, right, scope));
    assign(ev, left, value, scope);
    return value;
  }
  const a = evaluate(ev, left, scope);
  const b = evaluate(ev, right, scope);
  if (operator === K.InstanceOfKeyword) return instanceOf(a, b);
  if (
    operator === K.InKeyword &&
    !isUnknown(a) &&
    instanceClass(b) !== undefined &&
    findMember(instanceClass(b), typeof a === "symbol" ? a : String(a)) !== undefined
  )
    return true;
  if (operator === K.InKeyword && isPlainObject(b) && !opaque.has(b) && !isUnknown(a)) return Object.hasOwn(b, String(a));
  return operate(ev, node, operator, a, b);
}

const COMPOUND: Readonly<Record<string, keyof typeof TS.SyntaxKind>> = {
  "+=": "PlusToken",
  "-=": "MinusToken",
  "*=": "AsteriskToken",
  "/=": "SlashToken",
  "%=": "PercentToken",
  "**=": "AsteriskAsteriskToken",
  "&=": "AmpersandToken",
  "|=": "BarToken",
  "^=": "CaretToken",
  "<<=": "LessThanLessThanToken",
  ">>=": "GreaterThanGreaterThanToken",
  ">>>=": "GreaterThanGreaterThanGreaterThanToken",
};

function shortCircuit(ev: Evaluation, operator: TS.SyntaxKind, value: Value, right: () => Value): Value {
  const settles = isUnknown(value)
    ? undefined
    : operator === K.QuestionQuestionToken
      ? value !== null && value !== undefined
      : operator === K.BarBarToken
        ? Boolean(value)
        : !value;
  if (settles === true) return value;
  return settles === false ? right() : eitherValue(ev, () => value, right);
}

/** An operator on values; a lazy operand is an error that the run would raise. */
function operate(ev: Evaluation, node: TS.Expression, operator: TS.SyntaxKind, a: Value, b: Value): Value {
  try {
    return binary(operator, a, b);
  } catch (error) {
    if (!(error instanceof LazyOperand)) throw error;
    return lazyOperand(ev, node, isLazy(a) ? a : b);
  }
}

function lazyOperand(ev: Evaluation, node: TS.Expression, value: Value): Value {
  const message = `${String(text(value))} is lazy and has no value yet: use its methods (add, gt ...), or \`await\` its compute()`;
  report(ev, { code: "LAZY_VALUE", message, severity: "error", start: node.getStart(ev.active), end: node.end });
  return unknown("an operation on a lazy value");
}

function increment(ev: Evaluation, node: TS.PrefixUnaryExpression | TS.PostfixUnaryExpression, scope: Scope): Value {
  const { operator, operand } = node;
  const value = evaluate(ev, operand, scope);
  try {
    if (operator !== K.PlusPlusToken && operator !== K.MinusMinusToken) return unary(operator, value);
    const one = typeof value === "bigint" ? 1n : 1;
    const before = typeof value === "bigint" ? value : unary(K.PlusToken, value);
    const after = binary(operator === K.PlusPlusToken ? K.PlusToken : K.MinusToken, before, one);
    assign(ev, operand, after, scope);
    return node.kind === K.PrefixUnaryExpression ? after : before;
  } catch (error) {
    if (!(error instanceof LazyOperand)) throw error;
    return lazyOperand(ev, node, value);
  }
}

function deletion(ev: Evaluation, node: TS.Expression, scope: Scope): Value {
  const target = unwrap(node);
  if (ts.isPropertyAccessExpression(target)) deleteMember(evaluate(ev, target.expression, scope), target.name.text);
  else if (ts.isElementAccessExpression(target)) deleteMember(evaluate(ev, target.expression, scope), evaluate(ev, target.argumentExpression, scope));
  return true;
}

export function assign(ev: Evaluation, node: TS.Expression, value: Value, scope: Scope): void {
  const target = unwrap(node);
  if (target.kind === K.Identifier) {
    const { text: name } = target as TS.Identifier;
    nameFunction(value, name);
    const holder = scope.find(name);
    // A global of another kind is shared with nothing that this text can see.
    (holder ?? scope).declare(name, value);
    record(ev, target, value);
  } else if (ts.isPropertyAccessExpression(target)) {
    const object = evaluate(ev, target.expression, scope);
    if (target.name.kind !== K.PrivateIdentifier) write(ev, object, target.name.text, value, target);
    else {
      const found = privateMember(object, target.name.text);
      if ("accessor" in found) callFunction(ev, found.accessor.set, object, [value], target);
      else setPrivate(object, target.name.text, value);
    }
  } else if (ts.isElementAccessExpression(target))
    write(ev, evaluate(ev, target.expression, scope), evaluate(ev, target.argumentExpression, scope), value, target);
  else if (ts.isAsExpression(target)) assign(ev, target.expression, value, scope);
  else assignPattern(ev, target, value, scope);
}
