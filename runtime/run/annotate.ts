/** `annotate({ retries, priority })`: for runs that start while it holds. */

import { config } from "./config.ts";

export interface Annotations {
  readonly retries?: number;
  readonly priority?: number;
  readonly resources?: Readonly<Record<string, number>>;
  readonly workers?: readonly string[];
  readonly allowOtherWorkers?: boolean;
}

const KNOWN = ["retries", "priority", "resources", "workers", "allowOtherWorkers"];

export function annotate(annotations: Annotations): { [Symbol.dispose](): void } {
  for (const key of Object.keys(annotations)) {
    if (!KNOWN.includes(key)) throw new TypeError(`annotate: expected ${KNOWN.join(", ")}, got "${key}"`);
  }
  return config.set(Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`annotations.${key}`, value])));
}
