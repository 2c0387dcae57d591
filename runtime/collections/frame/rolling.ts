/** `rolling(window)`: a number of each row's window, which ends with it or has it in the middle. */

import { NotSupportedError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { build } from "../lazy.ts";

export interface RollingOptions {
  readonly minPeriods?: number;
  readonly center?: boolean;
}

export class Rolling<R> {
  readonly #node: Expr;
  readonly #params: { readonly before: number; readonly after: number; readonly minPeriods: number };
  readonly #wrap: (node: Expr) => R;

  constructor(node: Expr, window: unknown, { minPeriods, center = false, ...more }: RollingOptions, wrap: (node: Expr) => R) {
    const [later] = Object.keys(more);
    if (later !== undefined) throw new NotSupportedError(`rolling: the option ${later} is not supported in this version`);
    if (typeof window === "string")
      throw new NotSupportedError(`rolling: windows of time are not supported in this version, got "${window}": give a number of rows`);
    if (!Number.isInteger(window) || (window as number) < 1) throw new RangeError(`rolling: expected a window of at least 1 row, got ${String(window)}`);
    const after = center ? ((window as number) - 1) >> 1 : 0;
    this.#node = node;
    this.#params = { before: (window as number) - 1 - after, after, minPeriods: minPeriods ?? (window as number) };
    this.#wrap = wrap;
  }
  sum(): R {
    return this.#of("sum");
  }
  mean(): R {
    return this.#of("mean");
  }
  min(): R {
    return this.#of("min");
  }
  max(): R {
    return this.#of("max");
  }
  std({ ddof = 1 }: { ddof?: number } = {}): R {
    return this.#of("std", { ddof });
  }
  var({ ddof = 1 }: { ddof?: number } = {}): R {
    return this.#of("var", { ddof });
  }
  count(): R {
    return this.#of("count");
  }
  median(): R {
    return this.#of("median");
  }

  #of(how: string, more: object = {}): R {
    return this.#wrap(build("frame.rolling", [this.#node], { how, ...this.#params, ...more }));
  }
}
