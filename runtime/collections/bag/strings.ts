/** `bag.str`: a string method over all values. */

import { build, exprOf } from "../lazy.ts";
import { Bag } from "./bag.ts";

export class BagStrings {
  readonly #bag: Bag;
  constructor(bag: Bag) {
    this.#bag = bag;
  }
  upper(): Bag {
    return this.#method("upper");
  }
  lower(): Bag {
    return this.#method("lower");
  }
  title(): Bag {
    return this.#method("title");
  }
  capitalize(): Bag {
    return this.#method("capitalize");
  }
  strip(): Bag {
    return this.#method("strip");
  }
  lstrip(): Bag {
    return this.#method("lstrip");
  }
  rstrip(): Bag {
    return this.#method("rstrip");
  }
  split(separator?: string): Bag {
    return this.#method("split", separator);
  }
  replace(from: string, to: string): Bag {
    return this.#method("replace", from, to);
  }
  zfill(width: number): Bag {
    return this.#method("zfill", width);
  }
  join(parts: readonly string[]): Bag {
    return this.#method("join", parts);
  }
  startswith(text: string): Bag {
    return this.#method("startswith", text);
  }
  endswith(text: string): Bag {
    return this.#method("endswith", text);
  }
  find(text: string): Bag {
    return this.#method("find", text);
  }
  count(text: string): Bag {
    return this.#method("count", text);
  }
  match(pattern: RegExp | string): Bag {
    return this.#method("match", pattern);
  }

  #method(method: string, ...args: unknown[]): Bag {
    return new Bag(build("bag.str", [exprOf(this.#bag)], { method, args }));
  }
}
