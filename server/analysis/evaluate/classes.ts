/** Classes of the user: what `class` makes, what `new` gives, and how members are found along the line of parents. */

import type TS from "typescript";
import { K, ts } from "../typescript.ts";
import { callClosure } from "./calls.ts";
import { evaluate, propertyKey } from "./expressions.ts";
import { born, touch } from "./heap.ts";
import { bindPattern, nameFunction } from "./patterns.ts";
import { Scope } from "./scope.ts";
import { type Evaluation, step } from "./state.ts";
import { executeAll } from "./statements.ts";
import { isPlainObject, isUnknown, makeClosure, opaque, unknown, type Value } from "./value.ts";

type Key = string | symbol;
export interface Accessor {
  readonly get: Value;
  readonly set: Value;
}
/** Of a class, or an object with accessors: what is found by name and is not a field. */
export interface Members {
  readonly methods: Map<Key, Value>;
  readonly accessors: Map<Key, Accessor>;
}
export interface ClassInfo extends Members {
  readonly node: TS.ClassLikeDeclaration;
  readonly source: TS.SourceFile;
  readonly scope: Scope;
  name: string;
  readonly parent: Value;
  readonly self: Value;
  readonly fields: readonly Field[];
  readonly make: TS.ConstructorDeclaration | undefined;
  readonly statics: Record<string, Value>;
  readonly staticMembers: Members;
}
interface Field {
  readonly key: Value;
  readonly isPrivate: boolean;
  readonly initializer: TS.Expression | undefined;
}

const classes = new WeakMap<object, ClassInfo>();
export const classOf = (value: Value): ClassInfo | undefined => (typeof value === "function" ? classes.get(value) : undefined);
/** The class of an instance. */
const instances = new WeakMap<object, ClassInfo>();
export const instanceClass = (value: Value): ClassInfo | undefined => (typeof value === "object" && value !== null ? instances.get(value) : undefined);
/** `#names`, out of sight of everything that lists members. */
const privates = new WeakMap<object, Record<string, Value>>();
/** Accessors of object literals. */
export const ownAccessors = new WeakMap<object, Members>();

const noMembers = (): Members => ({ methods: new Map(), accessors: new Map() });

export function makeClass(ev: Evaluation, node: TS.ClassLikeDeclaration, outer: Scope, name: string): Value {
  const scope = new Scope(outer);
  const heritage = node.heritageClauses?.find(clause => clause.token === K.ExtendsKeyword)?.types[0];
  const parent = heritage === undefined ? undefined : evaluate(ev, heritage.expression, scope);
  if (heritage !== undefined && classOf(parent) === undefined)
    return unknown(isUnknown(parent) ? `a class that extends another: ${parent.unknown}` : "a class that extends one that is not followed");
  const self: Value = () => unknown("a class is never called here");
  Object.defineProperty(self, "name", { value: name, configurable: true });
  const fields: Field[] = [];
  const statics: Record<string, Value> = born({});
  const info: ClassInfo = {
    ...noMembers(),
    node,
    get source() {
      return node.getSourceFile();
    },
    scope,
    name,
    parent,
    self,
    fields,
    make: node.members.find(member => ts.isConstructorDeclaration(member) && member.body !== undefined) as TS.ConstructorDeclaration | undefined,
    statics,
    staticMembers: noMembers(),
  };
  classes.set(self as object, info);
  if (node.name !== undefined) scope.vars.set(node.name.text, self);
  const later: (() => void)[] = [];
  for (const member of node.members) {
    if (ts.isClassStaticBlockDeclaration(member)) {
      later.push(() => inside(ev, info, self, true, scope, inner => void executeAll(ev, member.body.statements, inner)));
      continue;
    }
    if (member.name === undefined || ts.isConstructorDeclaration(member)) continue;
    const isStatic = ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(modifier => modifier.kind === K.StaticKeyword) === true;
    const key = member.name.kind === K.PrivateIdentifier ? (member.name as TS.PrivateIdentifier).text : propertyKey(ev, member.name, scope);
    if (isUnknown(key)) return unknown(`a class with a member whose name is not known: ${key.unknown}`);
    const into = isStatic ? info.staticMembers : info;
    const named = typeof key === "symbol" ? key : String(key);
    const closure = (of: TS.FunctionLikeDeclaration) =>
      makeClosure({ node: of, scope, self: undefined, source: ev.active, name: typeof named === "symbol" ? "" : named, home: { class: info, isStatic } });
    if (ts.isMethodDeclaration(member) && member.body !== undefined) into.methods.set(named, closure(member));
    else if (ts.isGetAccessor(member)) into.accessors.set(named, { get: closure(member), set: into.accessors.get(named)?.set });
    else if (ts.isSetAccessor(member)) into.accessors.set(named, { get: into.accessors.get(named)?.get, set: closure(member) });
    else if (ts.isPropertyDeclaration(member)) {
      const field: Field = { key: named, isPrivate: member.name.kind === K.PrivateIdentifier, initializer: member.initializer };
      if (isStatic) later.push(() => setField(ev, info, self, statics, field, true));
      else fields.push(field);
    }
  }
  for (const act of later) act();
  return self;
}

/** Evaluates something of a class with its `this`. */
function inside<T>(ev: Evaluation, info: ClassInfo, self: Value, isStatic: boolean, outer: Scope, body: (scope: Scope) => T): T {
  const { frame, active } = ev;
  const scope = new Scope(outer, true);
  ev.frame = { maybe: [], self, scope, home: { class: info, isStatic } };
  ev.active = info.source;
  try {
    return body(scope);
  } finally {
    ev.frame = frame;
    ev.active = active;
  }
}

function setField(ev: Evaluation, info: ClassInfo, self: Value, holder: Record<string, Value>, field: Field, isStatic: boolean): void {
  const value = field.initializer === undefined ? undefined : inside(ev, info, self, isStatic, info.scope, scope => evaluate(ev, field.initializer!, scope));
  if (typeof field.key === "string") nameFunction(value, field.key);
  const into = field.isPrivate ? hiddenOf(self as object) : holder;
  touch(into);
  into[field.key as string] = value;
}

export const privatesOf = (self: object): Record<string, Value> | undefined => privates.get(self);

function hiddenOf(self: object): Record<string, Value> {
  let hidden = privates.get(self);
  if (hidden === undefined) privates.set(self, (hidden = born({})));
  return hidden;
}

export function instantiate(ev: Evaluation, f: Value, args: readonly Value[]): Value {
  const info = classOf(f)!;
  const self: Record<string, Value> = born({});
  instances.set(self, info);
  const given = construction(ev, info, self, args);
  return typeof given === "object" && given !== null ? given : self;
}

/** Runs fields and constructor of one class of the line. Gives what the constructor returns. */
export function construction(ev: Evaluation, info: ClassInfo, self: Record<string, Value>, args: readonly Value[]): Value {
  step(ev);
  const parent = classOf(info.parent);
  const fields = () => info.fields.forEach(field => setField(ev, info, self, self, field, false));
  if (info.make === undefined) {
    if (parent !== undefined) construction(ev, parent, self, args);
    fields();
    return undefined;
  }
  if (parent === undefined) fields();
  const closure = { node: info.make, scope: info.scope, self: undefined, source: info.source, name: info.name, home: { class: info, isStatic: false } };
  return callClosure(ev, closure, self, args, undefined, scope => {
    for (const parameter of info.make!.parameters)
      if (ts.isParameterPropertyDeclaration(parameter, info.make!) && parameter.name.kind === K.Identifier) {
        const { text } = parameter.name as TS.Identifier;
        touch(self);
        self[text] = scope.vars.get(text);
      }
  });
}

/** `super(...)`: the parent's construction, then the fields of the class. */
export function superCall(ev: Evaluation, args: readonly Value[]): Value {
  const { home, self } = ev.frame;
  const parent = classOf(home?.class.parent);
  if (home === undefined || parent === undefined || !isPlainObject(self)) return unknown("an instance of a class");
  construction(ev, parent, self, args);
  home.class.fields.forEach(field => setField(ev, home.class, self, self, field, false));
  return undefined;
}

/** A method or accessor along the line, from `info` on. */
export function findMember(info: ClassInfo | undefined, key: Key, isStatic = false): { method?: Value; accessor?: Accessor } | undefined {
  for (let each = info; each !== undefined; each = classOf(each.parent)) {
    const members = isStatic ? each.staticMembers : each;
    if (members.methods.has(key)) return { method: members.methods.get(key) };
    const accessor = members.accessors.get(key);
    if (accessor !== undefined) return { accessor };
  }
  return undefined;
}

export function staticMember(info: ClassInfo, key: Key): { value: Value } | { accessor: Accessor } | undefined {
  for (let each: ClassInfo | undefined = info; each !== undefined; each = classOf(each.parent)) {
    if (typeof key === "string" && Object.hasOwn(each.statics, key)) {
      const why = opaque.get(each.statics);
      return { value: why === undefined ? each.statics[key] : unknown(why) };
    }
    const found = findMember({ ...each, parent: undefined }, key, true);
    if (found?.accessor !== undefined) return { accessor: found.accessor };
    if (found !== undefined) return { value: found.method };
  }
  return undefined;
}

/** `x.#name`: a field, or a method or accessor of the class. */
export function privateMember(target: Value, name: string): { value: Value } | { accessor: Accessor } {
  if (isUnknown(target)) return { value: unknown(target.unknown) };
  const hidden = typeof target === "object" || typeof target === "function" ? privates.get(target as object) : undefined;
  if (hidden !== undefined && Object.hasOwn(hidden, name)) return { value: opaque.has(hidden) ? unknown(opaque.get(hidden)!) : hidden[name] };
  const statics = classOf(target);
  const found = statics === undefined ? findMember(instanceClass(target), name) : findMember(statics, name, true);
  if (found?.accessor !== undefined) return { accessor: found.accessor };
  return { value: found === undefined ? unknown(`${name} is not known here`) : found.method };
}

export function setPrivate(target: Value, name: string, value: Value): void {
  if ((typeof target !== "object" && typeof target !== "function") || target === null || isUnknown(target)) return;
  const hidden = hiddenOf(target);
  touch(hidden);
  hidden[name] = value;
}

/** true, false, or undefined where it cannot be told. */
export function isInstance(value: Value, f: Value): boolean | undefined {
  const wanted = classOf(f);
  if (wanted === undefined || isUnknown(value)) return undefined;
  for (let each = instanceClass(value); each !== undefined; each = classOf(each.parent)) if (each === wanted) return true;
  return false;
}

export function declareClass(ev: Evaluation, node: TS.ClassDeclaration, scope: Scope): void {
  const name = node.name?.text ?? "default";
  const value = makeClass(ev, node, scope, name);
  if (node.name !== undefined) bindPattern(ev, node.name, value, scope, "declare");
  else scope.declare("default", value);
}
