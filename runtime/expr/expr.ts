/** The symbolic level: an immutable node of a lazy computation. Building one runs `infer`, nothing else. */

import { createHash } from "node:crypto";
import type { Site } from "../../protocol/graph.ts";
import { BaskError, type Place } from "../errors.ts";
import { Hasher } from "../meta/hash.ts";
import type { Meta } from "../meta/meta.ts";
import { operation } from "../ops/index.ts";
import type { Params } from "../ops/operation.ts";

export class Expr {
  readonly op: string;
  readonly inputs: readonly Expr[];
  readonly params: Params;
  readonly meta: Meta;
  /** The call that made it, and those whose work was merged into it. Beside the node: never part of its identity. */
  readonly sites: readonly Site[];
  /** Names of the expressions whose work it does, where a rewrite made it of others: what profiles join on. */
  readonly #names: readonly string[] | undefined;
  #id: string | undefined;
  #token: string | undefined;

  constructor(op: string, inputs: readonly Expr[], params: Params, meta: Meta, sites: readonly Site[], names?: readonly string[]) {
    this.op = op;
    this.inputs = inputs;
    this.params = params;
    this.meta = meta;
    this.sites = sites;
    this.#names = names;
  }

  /** 64-bit content hash: equal expressions are equal work. `params.identity` stands for the whole of an impure call. */
  get id(): string {
    if (this.#id === undefined) {
      // Inputs first, on a stack of its own: a chain may be longer than the engine's.
      const stack: Expr[] = [this];
      for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
        const missing = node.#id === undefined && typeof node.params["identity"] !== "string" ? node.inputs.filter(input => input.#id === undefined) : [];
        if (missing.length > 0) stack.push(...missing);
        else {
          stack.pop();
          node.#id ??= node.#hash();
        }
      }
    }
    return this.#id!;
  }
  #hash(): string {
    const { identity } = this.params;
    const hasher = new Hasher().text(this.op);
    if (typeof identity === "string") return hasher.text(identity).digest();
    for (const input of this.inputs) hasher.text(input.#id!);
    return hasher.value(this.params).digest();
  }
  get site(): Site | undefined {
    return this.sites[0];
  }
  /** What its keys begin with: operation or function name. */
  get prefix(): string {
    return operation(this.op).prefix?.(this.params) ?? this.op;
  }
  /** `prefix-token`; the token is cryptographic, but for delayed calls, of which there may be very many. */
  get name(): string {
    this.#token ??= operation(this.op).lower.as === "call" ? this.id : createHash("md5").update(this.id).update(this.op).digest("hex");
    return `${this.prefix}-${this.#token}`;
  }
  get names(): readonly string[] {
    return this.#names ?? [this.name];
  }
}

/** Makes a node; an error of `infer` is given the place of the call. A rewrite that merges nodes hands on the sites of all. */
export function expr(op: string, inputs: readonly Expr[], params: Params = {}, at?: Site | readonly Site[], names?: readonly string[]): Expr {
  const row = operation(op);
  const sites: readonly Site[] = at === undefined ? [] : "file" in at ? [at] : at;
  try {
    return new Expr(
      op,
      inputs,
      params,
      row.infer(
        inputs.map(input => input.meta),
        params,
      ),
      sites,
      names,
    );
  } catch (error) {
    if (error instanceof BaskError && sites.length > 0) error.at ??= placeOf(sites[0]!);
    throw error;
  }
}

/** The same node over other inputs or with other params: what rewrites use. Keeps the sites. */
export function withInputs(node: Expr, inputs: readonly Expr[], params: Params = node.params): Expr {
  return inputs.every((input, i) => input === node.inputs[i]) && params === node.params ? node : expr(node.op, inputs, params, node.sites, node.names);
}

const placeOf = (site: Site): Place => ({ file: site.file, line: site.line + 1, column: site.character + 1 });
