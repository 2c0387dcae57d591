/** Settings by dotted key. Each may come from the environment: `scheduler` from BASK_SCHEDULER, `num-workers` from BASK_NUM_WORKERS. */

import { DEFAULT_CHUNK_BYTES, setDefaultChunkBytes } from "../meta/auto-chunks.ts";
import { setRechunkThreshold } from "../meta/plan-rechunk.ts";

const values = new Map<string, unknown>();

export interface Restore {
  [Symbol.dispose](): void;
}

export const config = {
  get<T = unknown>(key: string, fallback?: T): T {
    const name = canonical(key);
    if (values.has(name)) return values.get(name) as T;
    const text = process.env[`BASK_${name.replaceAll(".", "__").replaceAll("-", "_").toUpperCase()}`];
    return (text === undefined ? fallback : parse(text)) as T;
  },
  /** Global at once; disposing of the handle restores what was there. */
  set(next: Record<string, unknown>): Restore {
    const before = Object.keys(next).map(key => [canonical(key), values.has(canonical(key)), values.get(canonical(key))] as const);
    for (const [key, value] of Object.entries(next)) values.set(canonical(key), value);
    for (const [key] of before) apply(key);
    return {
      [Symbol.dispose]() {
        for (const [key, had, value] of before) {
          if (had) values.set(key, value);
          else values.delete(key);
          apply(key);
        }
      },
    };
  },
};

/** What pure rooms are told, because they cannot ask. */
function apply(key: string): void {
  if (key === "array.chunk-size") setDefaultChunkBytes(config.get<number | string>(key, DEFAULT_CHUNK_BYTES));
  if (key === "array.rechunk.threshold") setRechunkThreshold(config.get<number>(key, 4));
}

/** `numWorkers`, `num_workers` and `num-workers` are one key. */
const canonical = (key: string): string => key.replaceAll("_", "-").replace(/[A-Z]/g, c => `-${c.toLowerCase()}`);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
