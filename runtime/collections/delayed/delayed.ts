/** One lazy value: the result of a delayed call, a reduction of a bag or frame, and what is done to them. */

import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { build, exprOf, LazyBase } from "../lazy.ts";
import { templateOf } from "../template.ts";
import { delayed, type DelayedOptions } from "./call.ts";

export class Delayed extends LazyBase {
  get key(): string {
    return this.name;
  }
  /** Property, element, or a slice of an array. */
  get(key: unknown): Delayed {
    return new Delayed(build("delayed.get", [exprOf(this)], { key }));
  }
  /** Method call, as a task named after the method. */
  call(method: string, ...args: unknown[]): Delayed {
    const { template, inputs } = templateOf([this, ...args]);
    return new Delayed(build("method", inputs, { method, args: template }));
  }
  /** A further task: `d.apply(f)` is `delayed(f)(d)`. */
  apply(f: unknown, options: DelayedOptions = {}): Delayed {
    return (delayed(f, options) as (...args: unknown[]) => Delayed)(this);
  }
  add(other: unknown): Delayed {
    return operate("add", this, other);
  }
  sub(other: unknown): Delayed {
    return operate("sub", this, other);
  }
  mul(other: unknown): Delayed {
    return operate("mul", this, other);
  }
  div(other: unknown): Delayed {
    return operate("div", this, other);
  }
  mod(other: unknown): Delayed {
    return operate("mod", this, other);
  }
  pow(other: unknown): Delayed {
    return operate("pow", this, other);
  }
  neg(): Delayed {
    return operate("neg", this);
  }
  eq(other: unknown): Delayed {
    return operate("eq", this, other);
  }
  ne(other: unknown): Delayed {
    return operate("ne", this, other);
  }
  lt(other: unknown): Delayed {
    return operate("lt", this, other);
  }
  le(other: unknown): Delayed {
    return operate("le", this, other);
  }
  gt(other: unknown): Delayed {
    return operate("gt", this, other);
  }
  ge(other: unknown): Delayed {
    return operate("ge", this, other);
  }
}

/** The lazy scalar that a reduction gives; a `Delayed` in every respect. */
export class Item extends Delayed {}

export const item = (node: Expr): Item => new Item(node);

function operate(operator: string, ...operands: unknown[]): Delayed {
  const { template, inputs } = templateOf(operands);
  return new Delayed(build("delayed.operator", inputs, { operator, args: template }));
}

/** The environment's reading of a function value, for collections that take one. */
export const functionOf = (f: unknown) => environment().functionRef(f);
