/** What every lazy handle shares: a thin wrapper of one expression. Recognised by `Symbol.for("bask.expr")`, never by `instanceof`. */

import { environment, RUN_OPTIONS, type Picture, type RunOptions } from "../expr/environment.ts";
import { expr as makeExpr, type Expr } from "../expr/expr.ts";
import type { Params } from "../ops/operation.ts";
import { LazyValueError } from "../errors.ts";
import { describe } from "./describe.ts";
import { LazyGraph } from "./lazy-graph.ts";

export const EXPR = Symbol.for("bask.expr");
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

export abstract class LazyBase {
  readonly [EXPR]: Expr;
  constructor(node: Expr) {
    this[EXPR] = node;
  }
  get name(): string {
    return this[EXPR].name;
  }
  get graph(): LazyGraph {
    return new LazyGraph([this[EXPR]]);
  }
  compute(options: RunOptions = {}): Promise<unknown> {
    return environment().runner.compute([this[EXPR]], options, ([value]) => value);
  }
  persist(options: RunOptions = {}): Promise<this> {
    const rewrap = (node: Expr) => new (this.constructor as new (node: Expr) => this)(node);
    return environment()
      .runner.persist([this[EXPR]], options)
      .then(([node]) => rewrap(node!));
  }
  visualize(options: Record<string, unknown> = {}): Promise<Picture> {
    return environment().runner.visualize([this[EXPR]], options);
  }
  toString(): string {
    return describe(this[EXPR]);
  }
  [INSPECT](): string {
    return this.toString();
  }
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new LazyValueError(`${this.toString()} is lazy and has no value yet: use its methods (add, gt ...), or \`await\` its compute()`);
  }
  toJSON(): never {
    throw new LazyValueError(`${this.toString()} is lazy and has no value yet: \`await\` its compute() first`);
  }
}

/** What an operation on a masked array becomes; undefined: it is made as it is. */
type MaskedRule = (op: string, inputs: readonly Expr[], params: Params) => Expr | undefined;
let maskedRule: MaskedRule | undefined;
export function setMaskedRule(rule: MaskedRule): void {
  maskedRule = rule;
}

/** A node made by the call that the user is making now. `many`: by one of calls that come by the hundred thousand. */
export function build(op: string, inputs: readonly Expr[], params: Params = {}, many = false): Expr {
  if (maskedRule !== undefined && inputs.some(input => input.op === "array.masked")) {
    const made = maskedRule(op, inputs, params);
    if (made !== undefined) return made;
  }
  return makeExpr(op, inputs, params, environment().site(many));
}

export const isLazy = (value: unknown): value is LazyBase => typeof value === "object" && value !== null && EXPR in value;
export const exprOf = (value: LazyBase): Expr => value[EXPR];

/** Splits a trailing options object into what concerns the run and the rest. */
export function splitRunOptions<O extends object>(options: O & RunOptions): [run: RunOptions, rest: Omit<O, keyof RunOptions>] {
  const run: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) (RUN_OPTIONS.includes(key) ? run : rest)[key] = value;
  return [run as RunOptions, rest as Omit<O, keyof RunOptions>];
}
