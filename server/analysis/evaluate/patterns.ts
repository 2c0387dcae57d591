/** Destructuring: of declarations, parameters and assignments. */

import type TS from "typescript";
import { K, ts } from "../typescript.ts";
import { classOf } from "./classes.ts";
import { assign, evaluate, propertyKey } from "./expressions.ts";
import { firstItems, iterate } from "./iteration.ts";
import { getMember, whyNoItems } from "./members.ts";
import type { Scope } from "./scope.ts";
import { type Evaluation, record, recordDoubt } from "./state.ts";
import { closureOf, isLazy, isPlainObject, isUnknown, nameUnknown, opaque, unknown, type Value } from "./value.ts";

export type Binding = "declare" | "var";

export function bindPattern(ev: Evaluation, name: TS.BindingName, value: Value, scope: Scope, binding: Binding): void {
  if (name.kind === K.Identifier) {
    const { text } = name as TS.Identifier;
    nameFunction(value, text);
    if (isUnknown(value)) {
      nameUnknown(value, text);
      recordDoubt(ev, name, value);
    }
    if (binding === "var") scope.declareVar(text, value);
    else scope.declare(text, value);
    record(ev, name, value);
    return;
  }
  const pattern = name as TS.BindingPattern;
  const isArray = pattern.kind === K.ArrayBindingPattern;
  const items = isArray ? taken(ev, value, pattern.elements, pattern) : undefined;
  const used: string[] = [];
  pattern.elements.forEach((element, i) => {
    if (element.kind !== K.BindingElement) return;
    const { name: inner, propertyName, initializer, dotDotDotToken } = element as TS.BindingElement;
    let part: Value;
    if (isArray) part = items === undefined ? unknown(whyNoItems(value)) : dotDotDotToken ? items.slice(i) : items[i];
    else if (dotDotDotToken) part = restOf(value, used);
    else {
      const key = propertyName === undefined ? (inner as TS.Identifier).text : propertyKey(ev, propertyName, scope);
      used.push(isUnknown(key) ? "" : String(key));
      part = getMember(ev, value, key, propertyName ?? inner);
    }
    bindPattern(ev, inner, withDefault(ev, part, initializer, scope), scope, binding);
  });
}

/** What an array pattern takes: all of it where it takes the rest. */
function taken(ev: Evaluation, value: Value, elements: readonly TS.Node[], node: TS.Node): Value[] | undefined {
  const last = elements[elements.length - 1];
  const rest = last !== undefined && ((ts.isBindingElement(last) && last.dotDotDotToken !== undefined) || ts.isSpreadElement(last));
  return rest ? iterate(ev, value, node) : firstItems(ev, value, elements.length, node);
}

/** Assignment to an array or object literal pattern. */
export function assignPattern(ev: Evaluation, pattern: TS.Expression, value: Value, scope: Scope): void {
  if (ts.isArrayLiteralExpression(pattern)) {
    const items = taken(ev, value, pattern.elements, pattern);
    pattern.elements.forEach((element, i) => {
      if (element.kind === K.OmittedExpression) return;
      if (ts.isSpreadElement(element)) assign(ev, element.expression, items === undefined ? unknown(whyNoItems(value)) : items.slice(i), scope);
      else assignDefault(ev, element, items === undefined ? unknown(whyNoItems(value)) : items[i], scope);
    });
  } else if (ts.isObjectLiteralExpression(pattern)) {
    const taken: string[] = [];
    for (const property of pattern.properties) {
      if (ts.isShorthandPropertyAssignment(property)) {
        taken.push(property.name.text);
        const part = getMember(ev, value, property.name.text, property.name);
        assign(ev, property.name, withDefault(ev, part, property.objectAssignmentInitializer, scope), scope);
      } else if (ts.isPropertyAssignment(property)) {
        const key = propertyKey(ev, property.name, scope);
        taken.push(isUnknown(key) ? "" : String(key));
        assignDefault(ev, property.initializer, getMember(ev, value, key, property.name), scope);
      } else if (ts.isSpreadAssignment(property)) assign(ev, property.expression, restOf(value, taken), scope);
    }
  }
}

function assignDefault(ev: Evaluation, target: TS.Expression, value: Value, scope: Scope): void {
  if (ts.isBinaryExpression(target) && target.operatorToken.kind === K.EqualsToken) assign(ev, target.left, withDefault(ev, value, target.right, scope), scope);
  else assign(ev, target, value, scope);
}

function withDefault(ev: Evaluation, value: Value, initializer: TS.Expression | undefined, scope: Scope): Value {
  return value === undefined && initializer !== undefined ? evaluate(ev, initializer, scope) : value;
}

function restOf(value: Value, taken: readonly string[]): Value {
  if (!isPlainObject(value) || opaque.has(value)) return unknown(isUnknown(value) ? value.unknown : "the rest of an object that is not followed");
  return Object.fromEntries(Object.entries(value).filter(([key]) => !taken.includes(key)));
}

/** A function without a name takes that of its first variable. */
export function nameFunction(value: Value, name: string): void {
  const closure = isLazy(value) ? undefined : closureOf(value);
  if (closure !== undefined && closure.name === "") closure.name = name;
  const info = classOf(value);
  if (info !== undefined && info.name === "") info.name = name;
}
