/** Names in scope. A binding that is declared but not reached yet holds `UNSET`. */

import { unknown, type Value } from "./value.ts";
import { tick, touchName } from "./heap.ts";

export const UNSET = Symbol("unset");

export class Scope {
  vars = new Map<string, Value>();
  readonly parent: Scope | undefined;
  /** Where `var` lands: a function's or the file's scope. */
  readonly isFunction: boolean;
  /** What is written to it undoes with the branch that made it. */
  readonly birth = tick();
  /** Of the top: names that are looked for while a statement runs. */
  looked: Set<string> | undefined;
  constructor(parent: Scope | undefined, isFunction = false) {
    this.parent = parent;
    this.isFunction = isFunction;
  }
  find(name: string): Scope | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      scope.looked?.add(name);
      if (scope.vars.has(name)) return scope;
    }
    return undefined;
  }
  declare(name: string, value: Value): void {
    touchName(this, name);
    this.vars.set(name, value);
  }
  declareVar(name: string, value: Value): void {
    let scope: Scope = this;
    while (!scope.isFunction && scope.parent !== undefined) scope = scope.parent;
    scope.declare(name, value);
  }
  read(name: string): Value {
    const value = this.find(name)?.vars.get(name);
    return value === UNSET ? unknown(`${name} is used before it is declared`) : value;
  }
}
