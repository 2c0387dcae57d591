/** A value in memory that an expression reads: data handed to `fromArray`, `fromSequence`, `fromTable`. Hashed once, when asked. */

import { hashOf } from "../meta/hash.ts";

export class Constant {
  readonly value: unknown;
  #hash: string | undefined;
  readonly #content: unknown;

  /** `content` is what is hashed, where that is not the value itself. */
  constructor(value: unknown, content: unknown = value) {
    this.value = value;
    this.#content = content;
  }
  get hash(): string {
    return (this.#hash ??= hashOf(this.#content));
  }
}
