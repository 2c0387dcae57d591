/** Members that are not plain fields: methods and accessors of instances, `super`, enums; and what else is made of objects. */

import type TS from "typescript";
import { K, ts } from "../typescript.ts";
import { callFunction } from "./calls.ts";
import { type Accessor, classOf, findMember, instanceClass, isInstance, type Members, ownAccessors, staticMember } from "./classes.ts";
import { evaluate, propertyKey } from "./expressions.ts";
import { born, touch } from "./heap.ts";
import { getMember, setMember } from "./members.ts";
import { MAX_TEXT, text } from "./operators.ts";
import type { Scope } from "./scope.ts";
import type { Evaluation } from "./state.ts";
import { isModel, isUnknown, makeClosure, Namespace, opaque, unknown, type Unknown, type Value } from "./value.ts";

type Found = { readonly value: Value } | { readonly accessor: Accessor };

/** What a member gives: an accessor is called. */
export function readFound(ev: Evaluation, found: Found, self: Value, node: TS.Node): Value {
  if (!("accessor" in found)) return found.value;
  return found.accessor.get === undefined ? undefined : callFunction(ev, found.accessor.get, self, [], node);
}

/** A member that comes from a class or an accessor; undefined where the object itself has it, or nobody. */
export function memberOfClass(ev: Evaluation, target: Value, key: string | symbol, node: TS.Node): { readonly value: Value } | undefined {
  if (typeof target === "function") {
    const info = classOf(target);
    if (info === undefined) return undefined;
    const found = staticMember(info, key);
    if (found !== undefined) return { value: readFound(ev, found, target, node) };
    return key === "name" ? { value: info.name } : key === "length" || key === "prototype" ? { value: unknown("a member of a class") } : { value: undefined };
  }
  if (typeof target !== "object" || target === null) return undefined;
  const accessor = ownAccessors.get(target)?.accessors.get(key);
  if (accessor !== undefined) return { value: readFound(ev, { accessor }, target, node) };
  const info = instanceClass(target);
  if (info === undefined || Object.hasOwn(target, key)) return undefined;
  if (key === "constructor") return { value: info.self };
  const found = findMember(info, key);
  if (found === undefined) return undefined;
  return { value: found.accessor === undefined ? found.method : readFound(ev, { accessor: found.accessor }, target, node) };
}

/** Writes a member, through a setter where there is one. */
export function write(ev: Evaluation, target: Value, key: Value, value: Value, node: TS.Node): void {
  if (!isUnknown(key)) {
    const name = typeof key === "symbol" ? key : String(key);
    const info = classOf(target);
    if (info !== undefined) {
      const accessor = findMember(info, name, true)?.accessor;
      if (accessor !== undefined) callFunction(ev, accessor.set, target, [value], node);
      else setMember(info.statics, key, value);
      return;
    }
    const own = typeof target === "object" && target !== null ? ownAccessors.get(target)?.accessors.get(name) : undefined;
    const accessor = own ?? findMember(instanceClass(target), name)?.accessor;
    if (accessor !== undefined) {
      if (accessor.set !== undefined) callFunction(ev, accessor.set, target, [value], node);
      return;
    }
  }
  setMember(target, key, value);
}

export function addAccessor(ev: Evaluation, object: object, key: string | symbol, node: TS.AccessorDeclaration, scope: Scope): void {
  let members: Members | undefined = ownAccessors.get(object);
  if (members === undefined) ownAccessors.set(object, (members = { methods: new Map(), accessors: new Map() }));
  const closure = makeClosure({ node, scope, self: undefined, source: ev.active, name: String(key) });
  const known = members.accessors.get(key);
  members.accessors.set(key, node.kind === K.GetAccessor ? { get: closure, set: known?.set } : { get: known?.get, set: closure });
}

/** `super.name` inside a method. */
export function superMember(ev: Evaluation, key: Value, node: TS.Node): Value {
  const { home, self } = ev.frame;
  const parent = classOf(home?.class.parent);
  if (home === undefined || parent === undefined || isUnknown(key)) return unknown("a member of a class that is not followed");
  const name = typeof key === "symbol" ? key : String(key);
  if (home.isStatic) {
    const found = staticMember(parent, name);
    return found === undefined ? undefined : readFound(ev, found, self, node);
  }
  const found = findMember(parent, name);
  return found === undefined ? undefined : found.accessor === undefined ? found.method : readFound(ev, { accessor: found.accessor }, self, node);
}

export function instanceOf(a: Value, b: Value): Value {
  const known = isInstance(a, b);
  if (known !== undefined) return known;
  if (b instanceof Namespace && !isUnknown(a)) {
    if (typeof a !== "object" || a === null)
      return typeof a === "function" && b.name === "Object" ? true : typeof a === "function" ? unknown("a function's class", "boolean") : false;
    if (b.name === "Array") return Array.isArray(a);
    if (b.name === "Map") return a instanceof Map;
    if (b.name === "Set") return a instanceof Set;
    if (b.name === "Date") return a instanceof Date;
  }
  return unknown("its class is not known", "boolean");
}

export function enumeration(ev: Evaluation, node: TS.EnumDeclaration, scope: Scope): Value {
  const made: Record<string, Value> = born({});
  let next: Value = 0;
  for (const { name, initializer } of node.members) {
    const key = propertyKey(ev, name as TS.PropertyName, scope);
    const value = initializer === undefined ? next : evaluate(ev, initializer, scope);
    setMember(made, key, value);
    if (typeof value === "number") setMember(made, value, key);
    next = typeof value === "number" ? value + 1 : unknown("a member of an enum");
  }
  return made;
}

export function template(ev: Evaluation, node: TS.TemplateExpression, scope: Scope): Value {
  let result = node.head.text;
  let doubt: Unknown | undefined;
  for (const span of node.templateSpans) {
    const part = text(evaluate(ev, span.expression, scope));
    if (isUnknown(part)) doubt ??= part;
    else result += String(part) + span.literal.text;
    if (result.length > MAX_TEXT) return unknown("a very long text", "string");
  }
  return doubt === undefined ? result : unknown(doubt.unknown, "string");
}

/** The tag is called with the pieces of text and the values between them. */
export function taggedTemplate(ev: Evaluation, node: TS.TaggedTemplateExpression, scope: Scope): Value {
  const { tag, template } = node;
  const self = ts.isPropertyAccessExpression(tag) ? evaluate(ev, tag.expression, scope) : undefined;
  const f = ts.isPropertyAccessExpression(tag) ? getMember(ev, self, tag.name.text, tag) : evaluate(ev, tag, scope);
  const pieces = ts.isNoSubstitutionTemplateLiteral(template) ? [template] : [template.head, ...template.templateSpans.map(span => span.literal)];
  const texts: Value[] = born(pieces.map(piece => piece.text));
  touch(texts as never);
  (texts as unknown as { raw: Value }).raw = born(pieces.map(piece => (piece as { rawText?: string }).rawText ?? piece.text));
  const values = ts.isNoSubstitutionTemplateLiteral(template) ? [] : template.templateSpans.map(span => evaluate(ev, span.expression, scope));
  return callFunction(ev, f, self, [texts, ...values], node);
}

/** Nothing of an object can be listed: it has accessors, or is not known. */
export const whyNotListed = (value: Value): string | undefined =>
  isModel(value) ? (opaque.get(value) ?? (ownAccessors.has(value) ? "it has accessors" : undefined)) : undefined;
