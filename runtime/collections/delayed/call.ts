/** `delayed(f)`: the function postponed; `delayed(value)`: a value as a lazy one. */

import { environment } from "../../expr/environment.ts";
import { build } from "../lazy.ts";
import { templateOf } from "../template.ts";
import { Delayed } from "./delayed.ts";

export interface DelayedOptions {
  name?: string;
  pure?: boolean;
  traverse?: boolean;
  nout?: number;
}

let calls = 0;

export function delayed(value: unknown, options: DelayedOptions = {}): unknown {
  if (typeof value !== "function" && !environment().isFunction(value)) {
    const { template, inputs } = templateOf(value, options.traverse !== false);
    if (inputs.length === 1 && value instanceof Delayed) return value;
    return new Delayed(build("delayed.value", inputs, { value: template }));
  }
  const { nout } = options;
  if (nout !== undefined && (!Number.isInteger(nout) || nout < 0)) throw new RangeError(`delayed: expected nout as a whole number of at least 0, got ${nout}`);
  const reference = environment().functionRef(value);
  const ref = options.name === undefined ? reference : { ...reference, name: options.name };
  return ((...args: unknown[]) => {
    const { template, inputs } = templateOf(args, options.traverse !== false);
    // An impure call is its own: the same arguments again are another task.
    const params = { function: ref, args: template, ...(options.pure === true ? {} : { identity: `${ref.id}:${(calls += 1)}` }) };
    const call = new Delayed(build("call", inputs, params, true));
    return nout === undefined ? call : Array.from({ length: nout }, (_, i) => call.get(i));
  }) as unknown;
}
